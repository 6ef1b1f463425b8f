//! Records how a person communicates.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{FieldErrors, PersonId, one_or_many, whole_number};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next, Route};

use super::{
    model::{Typed, need_words},
    pages, store,
};

pub(crate) fn routes() -> Vec<Route> {
    Route::form::<AmendCommunication>("/people/{person}/communication")
}

/// How a person communicates.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Communication {
    /// Whether they need an interpreter: `yes`, `no` or `not_known`.
    pub interpreter: String,
    /// The language they speak best; may be empty.
    pub language: String,
    /// What they need: codes, such as `easy_read`.
    pub needs: Vec<String>,
    /// What else helps.
    pub words: String,
    /// Its version.
    pub version: i64,
}

/// Records how a person communicates: interpreter, language, what they need, all of it at once.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AmendCommunication {
    /// Who.
    pub person: PersonId,
    /// The version that was read; 0 where nobody has asked yet.
    #[serde(deserialize_with = "whole_number")]
    pub version: i64,
    /// Whether they need an interpreter: `yes`, `no` or `not_known`.
    pub interpreter: String,
    /// The language they speak best; may be empty unless they need an interpreter.
    pub language: String,
    /// What they need: `bsl`, `makaton`, `lip_reads`, `hearing_loop`, `easy_read`, `large_print`, `braille`,
    /// `audio`, `more_time`, `no_telephone`, `supporter`.
    #[serde(deserialize_with = "one_or_many")]
    pub needs: Vec<String>,
    /// What else helps; may be empty.
    pub words: String,
}

impl AmendCommunication {
    fn typed(&self) -> Typed<'_> {
        Typed {
            interpreter: &self.interpreter,
            language: &self.language,
            needs: &self.needs,
            words: &self.words,
        }
    }
}

impl Act for AmendCommunication {
    const NAME: &'static str = "amend_communication";
    const ACTION: Action = Action::AmendPerson;
}

impl Operation for AmendCommunication {
    type Done = PersonId;
    const SAYS: &'static str =
        "Record how a person communicates: interpreter, language, what they need";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<PersonId, Stop> {
        let said = self.typed().checked()?;
        let version = (self.version, At(doing.env.now()));
        if !store::amend(doing.tx, doing.permit, self.person, &said, version).await? {
            let now = store::of(doing.tx, doing.permit, self.person).await?;
            return Err(theirs(&now.unwrap_or_default()));
        }
        Ok(self.person)
    }
}

fn theirs(now: &Communication) -> Stop {
    let needs: Vec<&str> = now.needs.iter().map(|code| need_words(code)).collect();
    Stop::Conflict(json!({
        "version": now.version,
        "Interpreter needed": pages::interpreter_words(&now.interpreter),
        "Language": now.language,
        "What they need": needs.join("; "),
        "What else helps": now.words,
    }))
}

/// Opens the form about how a person communicates.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskCommunication {
    /// Who.
    pub person: PersonId,
}

impl Act for AskCommunication {
    const NAME: &'static str = "ask_communication";
    const ACTION: Action = Action::AmendPerson;
}

impl Reading for AskCommunication {
    type Answer = Communication;
    const SAYS: &'static str = "Open the form about how a person communicates";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Communication, Stop> {
        Ok(store::of(looking.tx, looking.permit, self.person).await?.unwrap_or_default())
    }
}

impl Form for AmendCommunication {
    type Ask = AskCommunication;
    const TITLE: &'static str = "How they communicate";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskCommunication {
        AskCommunication { person: self.person }
    }

    fn begin(self, now: &Communication) -> Self {
        Self {
            version: now.version,
            interpreter: now.interpreter.clone(),
            language: now.language.clone(),
            needs: now.needs.clone(),
            words: now.words.clone(),
            ..self
        }
    }

    fn fields(&self, _: &Communication, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::fields(self, errors)
    }

    fn next(&self, done: &PersonId) -> Next {
        Next::to(format!("/people/{done}"), "The changes were saved")
    }
}
