//! Corrects who a person is.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use govuk::Select;
use kernel::{FieldErrors, PersonId, whole_number};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};

use super::{
    forms,
    model::{Identity, NHS_NUMBER_STATUSES, nhs_status, nhs_status_words},
    store::{self, Record},
};
use crate::register::{NewPerson, approximate::words_of, numbers, rekey};

/// Corrects names, date of birth, disability or NHS number.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AmendPerson {
    /// Who.
    pub person: PersonId,
    /// The version that was read.
    #[serde(deserialize_with = "whole_number")]
    pub version: i64,
    /// Given names.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Such as `2012-03-04`; `2012-03` or `2012` when no more is known; empty when nothing is.
    pub date_of_birth: String,
    /// `yes`, `no`, `not_known` or `declined`.
    pub learning_difficulty_or_disability: String,
    /// Ten digits; may be empty.
    pub nhs_number: String,
    /// `verified`, `not_verified` or `not_present`; empty when nobody has said.
    pub nhs_number_status: String,
}

impl AmendPerson {
    fn identity(&self) -> Identity<'_> {
        Identity {
            given_name: &self.given_name,
            family_name: &self.family_name,
            date_of_birth: &self.date_of_birth,
            learning_difficulty_or_disability: &self.learning_difficulty_or_disability,
            nhs_number: &self.nhs_number,
        }
    }
}

impl Act for AmendPerson {
    const NAME: &'static str = "amend_person";
    const ACTION: Action = Action::AmendPerson;
}

impl Operation for AmendPerson {
    type Done = PersonId;
    const SAYS: &'static str = "Correct who a person is";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<PersonId, Stop> {
        let (mut person, mut errors) = (NewPerson::default(), FieldErrors::default());
        self.identity().check(&mut person, &mut errors, doing.env.today());
        let status = nhs_status(&self.nhs_number_status, &self.nhs_number);
        let status = errors.take("nhs_number_status", status).unwrap_or_default();
        errors.into_result()?;
        let version = (self.version, At(doing.env.now()));
        let said = (&person, status);
        if !store::amend(doing.tx, doing.permit, self.person, said, version).await? {
            let theirs = store::record(doing.tx, doing.permit, self.person).await?;
            return Err(conflict(&theirs.ok_or(Stop::NotThere)?));
        }
        rekey(doing.tx, doing.permit, self.person).await?;
        Ok(self.person)
    }
}

fn conflict(theirs: &Record) -> Stop {
    Stop::Conflict(json!({
        "version": theirs.version,
        "Given name": theirs.given_name,
        "Family name": theirs.family_name,
        "Date of birth": theirs.date_of_birth.map_or_else(|| words_of(&theirs.born_about), |it| it.to_string()),
        "Learning difficulty or disability": theirs.learning_difficulty_or_disability.words(),
        "NHS number": numbers::nhs_number_words(&theirs.nhs_number),
        "Status of the NHS number": nhs_status_words(&theirs.nhs_number_status),
    }))
}

/// What the form begins from.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskAmendPerson {
    /// Who.
    pub person: PersonId,
}

impl Act for AskAmendPerson {
    const NAME: &'static str = "ask_amend_person";
    const ACTION: Action = Action::AmendPerson;
}

impl Reading for AskAmendPerson {
    /// The form filled with what the record says.
    type Answer = AmendPerson;
    const SAYS: &'static str = "Open the form for correcting who a person is";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<AmendPerson, Stop> {
        let found = store::record(looking.tx, looking.permit, self.person).await?;
        let record = found.ok_or(Stop::NotThere)?;
        Ok(AmendPerson {
            person: self.person,
            version: record.version,
            given_name: record.given_name,
            family_name: record.family_name,
            date_of_birth: record.date_of_birth.map_or(record.born_about, |it| it.to_string()),
            learning_difficulty_or_disability: record
                .learning_difficulty_or_disability
                .code()
                .to_owned(),
            nhs_number: record.nhs_number,
            nhs_number_status: record.nhs_number_status,
        })
    }
}

impl Form for AmendPerson {
    type Ask = AskAmendPerson;
    const TITLE: &'static str = "Change who a person is";
    const BUTTON: &'static str = "Save changes";

    fn ask(&self) -> AskAmendPerson {
        AskAmendPerson { person: self.person }
    }

    fn begin(self, asked: &AmendPerson) -> Self {
        asked.clone()
    }

    fn fields(&self, _: &AmendPerson, errors: &FieldErrors, _: &Frame) -> Markup {
        html! {
            input type="hidden" name="version" value=(self.version);
            (forms::identity(&self.identity(), errors))
            (Select::new("nhs_number_status", "Status of the NHS number (optional)")
                .item("", "Not said").items(NHS_NUMBER_STATUSES).value(&self.nhs_number_status)
                .error(errors.of("nhs_number_status")))
        }
    }

    fn next(&self, done: &PersonId) -> Next {
        Next::to(format!("/people/{done}"), "The changes were saved")
    }
}
