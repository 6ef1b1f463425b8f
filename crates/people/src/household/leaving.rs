//! Records that someone has left the household where they lived. That they lived there stays known.

use agreement::{Act, Action, Kind};
use db::{Day, Doing, Looking, Operation, Reading, Stop, Subject};
use govuk::{DateInput, InsetText};
use jiff::civil::Date;
use kernel::{FieldErrors, PersonId, date_boxes, past_date};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};

use super::store;

/// Records that someone has left the household where they lived.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LeaveHousehold {
    /// Who left.
    pub person: PersonId,
    /// The day.
    pub left_on: String,
}

impl Act for LeaveHousehold {
    const NAME: &'static str = "leave_household";
    const ACTION: Action = Action::AmendPerson;
}

/// Since when somebody lives in their household, if they live in one.
fn since(stays: &[(Option<Day>, Option<Day>)]) -> Result<Option<Date>, Stop> {
    let current = stays.iter().find(|(_, left)| left.is_none());
    let (joined, _) = current.ok_or_else(|| {
        Stop::NotNow(
            "They are not recorded as living in a household. There is nothing to end.".into(),
        )
    })?;
    Ok(joined.map(|day| day.0))
}

fn checked(typed: &str, joined: Option<Date>, today: Date) -> Result<Date, FieldErrors> {
    let mut errors = FieldErrors::default();
    let parsed = past_date(typed, today).map_err(|why| format!("The day they left {why}"));
    match errors.take("left_on", parsed).flatten() {
        Some(day) if joined.is_some_and(|joined| day < joined) => {
            let joined = joined.unwrap_or_default().strftime("%-d %B %Y");
            errors.add(
                "left_on",
                format!(
                    "The day they left must be {joined}, when they were recorded there, or later"
                ),
            );
        }
        Some(day) => return Ok(day),
        None if errors.is_empty() => errors.add("left_on", "Enter the day they left"),
        None => {}
    }
    Err(errors)
}

impl Operation for LeaveHousehold {
    type Done = PersonId;
    const SAYS: &'static str = "Record that someone has left the household where they lived";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<PersonId, Stop> {
        let joined = since(&store::stays(doing.tx, doing.permit).await?)?;
        let left = checked(&self.left_on, joined, doing.env.today())?;
        store::leave(doing.tx, doing.permit, Day(left)).await?;
        Ok(self.person)
    }
}

/// Opens the form for leaving a household.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskLeaving {
    /// Who left.
    pub person: PersonId,
}

impl Act for AskLeaving {
    const NAME: &'static str = "ask_leaving";
    const ACTION: Action = Action::AmendPerson;
}

impl Reading for AskLeaving {
    type Answer = Option<Date>;
    const SAYS: &'static str = "Open the form for recording that someone has left their household";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Option<Date>, Stop> {
        since(&store::stays(looking.tx, looking.permit).await?)
    }
}

impl Form for LeaveHousehold {
    type Ask = AskLeaving;
    const TITLE: &'static str = "Record that they left the household";
    const BUTTON: &'static str = "Record that they left";

    fn ask(&self) -> AskLeaving {
        AskLeaving { person: self.person }
    }

    fn fields(&self, since: &Option<Date>, errors: &FieldErrors, frame: &Frame) -> Markup {
        let [day, month, year] = date_boxes(&self.left_on);
        let since = since.map_or_else(String::new, |day| format!(" since {}", frame.date(day)));
        html! {
            (InsetText::new(format!("They are recorded as living there{since}. That stays in the record.")))
            (DateInput::new("left_on", "On which day did they leave?").hint("For example, 27 3 2026")
                .values(day, month, year).error(errors.of("left_on")))
        }
    }

    fn next(&self, done: &PersonId) -> Next {
        Next::to(format!("/people/{done}"), "The household was changed")
    }
}
