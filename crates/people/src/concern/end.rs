//! Saying that somebody is no longer of concern, or never was.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Operation, Stop, Subject};
use kernel::{ConcernId, FieldErrors, PersonId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};

use super::{
    amend::{AskPersonOfConcern, holding, theirs},
    model, pages,
    see::{ConcernLine, ConcernState},
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

const NOT_YOURS: &str = "Only whoever recorded it, while nobody else has looked at it since, or the coordinator says that it was entered in error. \
    Say that it is over instead, and why";

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
        let now = holding(lines, self.concern)?;
        let ending = model::ending(&self.outcome, &self.reason)?;
        if now.version != self.version {
            return Err(theirs(&now));
        }
        // What others have looked at since is no longer only one's own to take from everybody's sight.
        let me = Some(doing.principal().practitioner);
        let is_own =
            now.added_by_id == me && (now.looked_by_id.is_none() || now.looked_by_id == me);
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

impl Form for EndPersonOfConcern {
    type Ask = AskPersonOfConcern;
    const TITLE: &'static str = "Say that somebody is no longer of concern";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskPersonOfConcern {
        AskPersonOfConcern { person: self.person, concern: self.concern }
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
