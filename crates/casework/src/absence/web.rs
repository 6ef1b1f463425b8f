//! Saying that one is away, or leaves.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use govuk::{Choice, DateInput, Radios};
use kernel::{FieldErrors, date_boxes};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Route};

use super::{
    model::{Absence, Typed, checked},
    store,
};

pub(crate) fn routes() -> Vec<Route> {
    Route::form::<RecordAbsence>("/account/away")
}

/// Says that one is away, leaves, or is there.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecordAbsence {
    /// here, away or leaving.
    pub away: String,
    /// The first day on which one is not there; empty when here.
    pub from: String,
    /// The last such day; empty when here or leaving.
    pub until: String,
}

impl Act for RecordAbsence {
    const NAME: &'static str = "record_absence";
    const ACTION: Action = Action::OwnAccount;
}

impl Operation for RecordAbsence {
    type Done = Option<String>;
    const SAYS: &'static str =
        "Say that you are away or leave, so that your families are not left alone";

    fn subject(&self) -> Subject {
        (Kind::Account, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<Option<String>, Stop> {
        let typed = Typed { away: &self.away, from: &self.from, until: &self.until };
        let absence = checked(&typed, doing.env.today())?;
        store::record(doing.tx, doing.permit, absence, At(doing.env.now())).await?;
        Ok(absence.and_then(|it| it.words(doing.env.today())))
    }
}

/// Opens the form for saying that one is away.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskAbsence {}

impl Act for AskAbsence {
    const NAME: &'static str = "ask_absence";
    const ACTION: Action = Action::OwnAccount;
}

impl Reading for AskAbsence {
    /// What one said last.
    type Answer = Option<Absence>;
    const SAYS: &'static str = "Open the form for saying that you are away or leave";

    fn subject(&self) -> Subject {
        (Kind::Account, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Option<Absence>, Stop> {
        let me = looking.principal().practitioner;
        Ok(store::of(looking.tx, looking.permit, me).await?)
    }
}

impl Form for RecordAbsence {
    type Ask = AskAbsence;
    const TITLE: &'static str = "Away or leaving";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskAbsence {
        AskAbsence {}
    }

    fn back(&self, _: &Option<Absence>) -> Option<String> {
        Some("/account".to_owned())
    }

    fn begin(self, asked: &Option<Absence>) -> Self {
        let Some(it) = asked else { return self };
        let away = if it.until.is_some() { "away" } else { "leaving" };
        Self {
            away: away.to_owned(),
            from: it.from.to_string(),
            until: it.until.map(|day| day.to_string()).unwrap_or_default(),
        }
    }

    fn fields(&self, _: &Option<Absence>, errors: &FieldErrors, _: &Frame) -> Markup {
        let [day, month, year] = date_boxes(&self.from);
        let from = DateInput::new("from", "What is the first day on which you are not there?")
            .hint("For example, 27 3 2027")
            .values(day, month, year)
            .error(errors.of("from"));
        let [day, month, year] = date_boxes(&self.until);
        let until = DateInput::new("until", "And the last day, if you come back?")
            .hint("Not needed if you leave")
            .values(day, month, year)
            .error(errors.of("until"));
        let choices = [
            Choice::new("here", "I am here"),
            Choice::new("away", "I am away for a time"),
            Choice::new("leaving", "I leave this work"),
        ];
        html! {
            p.govuk-body {
                "The coordinators and chairs of forums whose cases you lead are told, and ask somebody else to \
                 lead. Whoever is about to ask you to lead a case sees it too."
            }
            (Radios::new("away", "Are you away, or about to be?", choices)
                .value(&self.away).error(errors.of("away")))
            (from)
            (until)
        }
    }

    fn next(&self, done: &Option<String>) -> Next {
        let say = match done {
            Some(words) => format!("Saved. Others see: {words}"),
            None => "Saved. Nobody is told that you are away".to_owned(),
        };
        Next::to("/account", say)
    }
}
