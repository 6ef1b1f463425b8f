//! Saying that somebody is no longer of concern, or never was.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{ConcernId, FieldErrors, PersonId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};

use super::{
    amend::theirs,
    model, pages,
    see::{ConcernLine, ConcernState, of_form},
    store,
};
use crate::{person::web::SeeAddress, restriction::web::RestrictRecord};

/// Says that a person no longer has to be kept safe from somebody, or that it was entered in error.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EndPersonOfConcern {
    /// The person at risk.
    pub person: PersonId,
    /// Which.
    pub concern: ConcernId,
    /// The version that was read.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
    /// `ended` or `in_error`.
    pub outcome: String,
    /// Why it is over, or what is wrong with it.
    pub reason: String,
}

impl Act for EndPersonOfConcern {
    const NAME: &'static str = "end_person_of_concern";
    const ACTION: Action = Action::AmendPerson;
}

const NOT_YOURS: &str = "Only whoever recorded it, while nobody else has looked at it since, or the coordinator while it is open says that it was \
    entered in error. Say that it is over instead, and why";

impl Operation for EndPersonOfConcern {
    type Done = PersonId;
    const SAYS: &'static str =
        "Say that somebody is no longer of concern, or that it was entered in error";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<PersonId, Stop> {
        let permit = doing.permit_for::<SeeAddress>(self.subject()).await?;
        let (lines, _) = store::of(doing.tx, doing.keys, &permit, (self.person, true)).await?;
        let now = standing(lines, self.concern)?;
        let ending = model::ending(&self.outcome, &self.reason)?;
        if now.version != self.version {
            return Err(theirs(&now));
        }
        if now.state == ConcernState::Ended && !ending.in_error {
            return Err(Stop::NotNow("This is over already: nothing is left to do.".into()));
        }
        let is_own = now.is_own(doing.principal().practitioner);
        if ending.in_error && !is_own && !doing.may::<RestrictRecord>(self.subject()).await? {
            return Err(FieldErrors::one("outcome", NOT_YOURS).into());
        }
        let state = if ending.in_error { ConcernState::InError } else { ConcernState::Ended };
        let it = (self.person, self.concern);
        let how = (state, ending.reason.as_str(), At(doing.env.now()));
        store::end(doing.tx, doing.keys, doing.permit, it, how).await?;
        Ok(self.person)
    }
}

/// What has not been taken from everybody's sight: what is over may have been an error, too.
fn standing(lines: Vec<ConcernLine>, id: ConcernId) -> Result<ConcernLine, Stop> {
    let it = lines.into_iter().find(|it| it.concern == id).ok_or(Stop::NotThere)?;
    match it.state {
        ConcernState::Holds | ConcernState::Ended => Ok(it),
        _ => Err(Stop::NotNow("Nothing is to be said of this any more.".into())),
    }
}

/// Opens the form for saying that somebody is no longer of concern.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskEndOfConcern {
    /// The person at risk.
    pub person: PersonId,
    /// Which.
    pub concern: ConcernId,
}

impl Act for AskEndOfConcern {
    const NAME: &'static str = "ask_end_of_concern";
    const ACTION: Action = Action::AmendPerson;
}

impl Reading for AskEndOfConcern {
    type Answer = ConcernLine;
    const SAYS: &'static str = "Open the form for saying that somebody is no longer of concern";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<ConcernLine, Stop> {
        standing(of_form(looking, self.person).await?, self.concern)
    }
}

impl Form for EndPersonOfConcern {
    type Ask = AskEndOfConcern;
    const TITLE: &'static str = "Say that somebody is no longer of concern";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskEndOfConcern {
        AskEndOfConcern { person: self.person, concern: self.concern }
    }

    fn begin(self, now: &ConcernLine) -> Self {
        Self { version: now.version, ..self }
    }

    fn fields(&self, now: &ConcernLine, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::end(self, now, errors)
    }

    fn back(&self, _: &ConcernLine) -> Option<String> {
        Some(format!("/people/{}/persons-of-concern", self.person))
    }

    fn next(&self, done: &PersonId) -> Next {
        Next::to(format!("/people/{done}/persons-of-concern"), "The change was saved")
    }
}
