//! Adds someone to a household: a person with a record that the one who adds may see.

use agreement::{Act, Action, Kind};
use db::{At, Day, Doing, Looking, Operation, Reading, Stop, Subject};
use govuk::{Button, Choice, Input, Radios};
use kernel::{FieldErrors, HouseholdId, PersonId};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Route};

use super::{
    leaving::LeaveHousehold,
    model::{ROLES, role_at},
    store,
};
use crate::{
    person::amend::AmendPerson,
    register,
    search::{another, model::Match},
};

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::form::<AddToHousehold>("/people/{person}/household"),
        Route::form::<LeaveHousehold>("/people/{person}/household/leaving"),
    ]
    .concat()
}

/// Adds someone to the household of a person.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AddToHousehold {
    /// Whose household.
    pub person: PersonId,
    /// The name by which the form looks for the member; not kept.
    #[serde(skip_serializing)]
    pub find: String,
    /// The id of the person who lives there too.
    pub member: String,
    /// Their part: `child`, `young_person`, `parent_or_carer` or `other`.
    pub role: String,
}

impl Act for AddToHousehold {
    const NAME: &'static str = "add_to_household";
    const ACTION: Action = Action::AmendPerson;
}

impl AddToHousehold {
    fn checked(&self) -> Result<PersonId, FieldErrors> {
        let mut errors = FieldErrors::default();
        let member = self.member.parse::<PersonId>();
        let member =
            errors.take("member", member.map_err(|_| "Search for someone, then select them"));
        if member == Some(self.person) {
            errors.add("member", "Select someone else: this is the same person");
        }
        if !ROLES.iter().any(|(code, _)| *code == self.role) {
            errors.add("role", "Select their part in the household");
        }
        errors.into_result()?;
        Ok(member.unwrap_or_default())
    }
}

impl Operation for AddToHousehold {
    type Done = PersonId;
    const SAYS: &'static str = "Record that someone lives in the same household";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<PersonId, Stop> {
        let member = self.checked()?;
        // The member's record changes too: one answer for absent and for not to be changed.
        let permit = doing.permit_for::<AmendPerson>((Kind::Person, Some(member.0))).await;
        let permit = permit.map_err(|stop| match stop {
            Stop::NotThere => {
                FieldErrors::one("member", "Select someone whose record you may change").into()
            }
            other => other,
        })?;
        let (at, today) = (At(doing.env.now()), doing.env.today());
        let household = match store::of(doing.tx, doing.permit, self.person).await? {
            Some(household) => household,
            None => {
                let household = HouseholdId(doing.env.new_id());
                store::begin(doing.tx, doing.permit, household, at).await?;
                let found = register::summary(doing.tx, doing.permit, self.person).await?;
                let role = role_at(found.ok_or(Stop::NotThere)?.age_on(today));
                let own = (self.person, role);
                let stay = (doing.env.new_id(), household);
                store::join(doing.tx, doing.permit, stay, own, Day(today)).await?;
                household
            }
        };
        store::leave_others(doing.tx, &permit, household, member, Day(today)).await?;
        let stay = (doing.env.new_id(), household);
        store::join(doing.tx, &permit, stay, (member, &self.role), Day(today)).await?;
        doing.about.insert(member.0);
        Ok(self.person)
    }
}

/// What the form offers: visible people of the name that was typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskHousehold {
    /// Whose household.
    pub person: PersonId,
    /// The name that was typed.
    #[serde(skip_serializing)]
    pub find: String,
}

impl Act for AskHousehold {
    const NAME: &'static str = "ask_household";
    const ACTION: Action = Action::AmendPerson;
}

impl Reading for AskHousehold {
    type Answer = Vec<Match>;
    const SAYS: &'static str = "Open the form for adding someone to a household";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Vec<Match>, Stop> {
        another::find(looking, self.person, &self.find).await
    }
}

impl Form for AddToHousehold {
    type Ask = AskHousehold;
    const TITLE: &'static str = "Add someone to the household";
    const BUTTON: &'static str = "Add to the household";

    fn ask(&self) -> AskHousehold {
        AskHousehold { person: self.person, find: self.find.clone() }
    }

    fn fields(&self, found: &Vec<Match>, errors: &FieldErrors, frame: &Frame) -> Markup {
        html! {
            (Input::new("find", "Name of the person who lives there").value(&self.find)
                .hint("They need a record of their own first").autocomplete("off").no_spellcheck())
            (Button::new("Search").secondary().sends("_step", "change"))
            (another::who_is_it(("member", &self.member), (&self.find, found), errors, frame))
            (Radios::new("role", "What is their part in the household?",
                ROLES.map(|(code, words)| Choice::new(code, words)))
                .value(&self.role).error(errors.of("role")))
        }
    }

    fn next(&self, done: &PersonId) -> Next {
        Next::to(format!("/people/{done}"), "The household was changed")
    }
}
