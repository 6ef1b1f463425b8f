//! Records that a person has died, and when, as far as that is known.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use govuk::{Checkboxes, Choice, DateInput, InsetText};
use kernel::{FieldErrors, PersonId, date_boxes, whole_number};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};

use super::{model, store};
use crate::register::approximate::when_of;

/// Records that a person has died, or that this was entered in error.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecordDeath {
    /// Who.
    pub person: PersonId,
    /// The version of the record that was read.
    #[serde(deserialize_with = "whole_number")]
    pub version: i64,
    /// When: `2026`, `2026-05` or `2026-05-03`.
    pub died: String,
    /// `yes` when a death was entered in error; otherwise empty.
    pub in_error: String,
}

impl Act for RecordDeath {
    const NAME: &'static str = "record_death";
    const ACTION: Action = Action::AmendPerson;
}

impl Operation for RecordDeath {
    type Done = PersonId;
    const SAYS: &'static str = "Record that a person has died, or that this was entered in error";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<PersonId, Stop> {
        let record = store::record(doing.tx, doing.permit, self.person).await?;
        let record = record.ok_or(Stop::NotThere)?;
        let typed = (self.died.as_str(), self.in_error.as_str());
        let died = model::death(typed, record.date_of_birth, doing.env.today())?;
        let version = (self.version, At(doing.env.now()));
        if !store::set_died(doing.tx, doing.permit, self.person, &died, version).await? {
            return Err(Stop::Conflict(json!({
                "version": record.version,
                "When they died": when_of(&record.died),
            })));
        }
        Ok(self.person)
    }
}

/// What the form begins from.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskDeath {
    /// Who.
    pub person: PersonId,
}

impl Act for AskDeath {
    const NAME: &'static str = "ask_death";
    const ACTION: Action = Action::AmendPerson;
}

impl Reading for AskDeath {
    /// The form filled with what the record says.
    type Answer = RecordDeath;
    const SAYS: &'static str = "Open the form for recording that a person has died";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<RecordDeath, Stop> {
        let record = store::record(looking.tx, looking.permit, self.person).await?;
        let record = record.ok_or(Stop::NotThere)?;
        let (person, version, died) = (self.person, record.version, record.died);
        Ok(RecordDeath { person, version, died, in_error: String::new() })
    }
}

impl Form for RecordDeath {
    type Ask = AskDeath;
    const TITLE: &'static str = "Record that they have died";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskDeath {
        AskDeath { person: self.person }
    }

    fn begin(self, asked: &RecordDeath) -> Self {
        asked.clone()
    }

    fn fields(&self, asked: &RecordDeath, errors: &FieldErrors, _: &Frame) -> Markup {
        let [day, month, year] = date_boxes(&self.died);
        let wrong = Choice::new("yes", "It was entered in error: the person is alive");
        let wrong = Checkboxes::single("in_error", wrong)
            .values(Some(self.in_error.as_str()).filter(|it| !it.is_empty()))
            .error(errors.of("in_error"));
        html! {
            input type="hidden" name="version" value=(self.version);
            (InsetText::new("Everybody who may know of this person sees it at the top of their record, so that \
                nobody rings or writes to the family as if they were alive. What is open about them stays open \
                until somebody closes it."))
            (DateInput::new("died", "When did they die?")
                .hint("A year alone is enough, or a month and a year")
                .values(day, month, year).error(errors.of("died")))
            @if !asked.died.is_empty() { (wrong) }
        }
    }

    fn next(&self, done: &PersonId) -> Next {
        Next::to(format!("/people/{done}"), "The record was changed")
    }
}
