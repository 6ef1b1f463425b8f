//! The requests to see what is held about a person: recording one, giving it more time, ending it.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{AccessRequestId, FieldErrors, PersonId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Page};

use super::{
    model, pages,
    review::gathered_now,
    store::{self, AccessRequest},
    things,
};

/// The requests to see what is held about a person.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AccessRequests {
    /// Whose record.
    pub person: PersonId,
    /// Them, the latest first.
    pub requests: Vec<AccessRequest>,
    /// Today, to see which are late.
    pub today: Date,
}

/// The requests to see what is held about a person.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeAccessRequests {
    /// Whose record.
    pub person: PersonId,
}

impl Act for SeeAccessRequests {
    const NAME: &'static str = "see_access_requests";
    const ACTION: Action = Action::RestrictRecord;
}

impl Reading for SeeAccessRequests {
    type Answer = AccessRequests;
    const SAYS: &'static str = "The requests to see what is held about a person";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<AccessRequests, Stop> {
        let requests = store::requests(looking.tx, looking.permit).await?;
        Ok(AccessRequests { person: self.person, requests, today: looking.env.today() })
    }
}

impl Page for SeeAccessRequests {
    const SAYS_WHOM: bool = true;

    fn title(_: &AccessRequests) -> String {
        "Requests to see what is held".into()
    }

    fn back(&self, _: &AccessRequests) -> Option<String> {
        Some(format!("/people/{}", self.person))
    }

    fn content(&self, answer: &AccessRequests, frame: &Frame) -> Markup {
        pages::list(answer, frame)
    }
}

/// Records that somebody asked to see all that is held about a person.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecordAccessRequest {
    /// Whose record.
    pub person: PersonId,
    /// Who asks: `self`, `parent` or `chosen`.
    pub asked_by: String,
    /// How you know who asks.
    pub identity: String,
    /// When it was received and it was clear who asks, such as `2026-11-20`: the month begins then.
    pub received_on: String,
}

impl Act for RecordAccessRequest {
    const NAME: &'static str = "record_access_request";
    const ACTION: Action = Action::RestrictRecord;
}

impl Operation for RecordAccessRequest {
    type Done = AccessRequestId;
    const SAYS: &'static str = "Record that somebody asked to see all that is held about a person";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<AccessRequestId, Stop> {
        let typed = (self.asked_by.as_str(), self.identity.as_str(), self.received_on.as_str());
        let new = model::checked(typed, doing.env.today())?;
        let (id, at) = (AccessRequestId(doing.env.new_id()), At(doing.env.now()));
        store::record(doing.tx, doing.permit, (id, self.person), &new, at).await?;
        doing.about.insert(id.0);
        Ok(id)
    }
}

/// Opens the form for recording that somebody asked to see all that is held about a person.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskNewAccessRequest {
    /// Whose record.
    pub person: PersonId,
}

impl Act for AskNewAccessRequest {
    const NAME: &'static str = "ask_new_access_request";
    const ACTION: Action = Action::RestrictRecord;
}

impl Reading for AskNewAccessRequest {
    type Answer = ();
    const SAYS: &'static str = "Open the form for a request to see what is held";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, _: &mut Looking<'_, Self>) -> Result<(), Stop> {
        Ok(())
    }
}

impl Form for RecordAccessRequest {
    type Ask = AskNewAccessRequest;
    const TITLE: &'static str = "Record a request to see what is held";
    const BUTTON: &'static str = "Record";

    fn ask(&self) -> AskNewAccessRequest {
        AskNewAccessRequest { person: self.person }
    }

    fn fields(&self, (): &(), errors: &FieldErrors, _: &Frame) -> Markup {
        pages::new(self, errors)
    }

    fn next(&self, done: &AccessRequestId) -> Next {
        Next::to(
            format!("/people/{}/access-requests/{done}", self.person),
            "The request was recorded",
        )
    }
}

/// Gives the answer to a request two months more.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ExtendAccessRequest {
    /// Whose record.
    pub person: PersonId,
    /// The request.
    pub access: AccessRequestId,
    /// Why it takes longer.
    pub reason: String,
}

impl Act for ExtendAccessRequest {
    const NAME: &'static str = "extend_access_request";
    const ACTION: Action = Action::RestrictRecord;
}

impl Operation for ExtendAccessRequest {
    type Done = ();
    const SAYS: &'static str = "Give the answer to a request to see what is held two months more";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let now = store::request(doing.tx, doing.permit, self.access).await?;
        let (reason, due_on) = model::extended(&self.reason, now.received_on)?;
        let (today, is_extended) = (doing.env.today(), !now.extension_reason.is_empty());
        model::may_extend((now.status, is_extended), now.due_on, today).map_err(Stop::NotNow)?;
        store::extend(doing.tx, doing.permit, self.access, (&reason, due_on), today).await?;
        doing.about.insert(self.access.0);
        Ok(())
    }
}

/// Opens the form for giving a request more time, or for ending it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskAccessRequest {
    /// Whose record.
    pub person: PersonId,
    /// The request.
    pub access: AccessRequestId,
}

impl Act for AskAccessRequest {
    const NAME: &'static str = "ask_access_request";
    const ACTION: Action = Action::RestrictRecord;
}

impl Reading for AskAccessRequest {
    type Answer = AccessRequest;
    const SAYS: &'static str = "Open a form about a request to see what is held";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<AccessRequest, Stop> {
        store::request(looking.tx, looking.permit, self.access).await
    }
}

impl Form for ExtendAccessRequest {
    type Ask = AskAccessRequest;
    const TITLE: &'static str = "Take longer to answer";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskAccessRequest {
        AskAccessRequest { person: self.person, access: self.access }
    }

    fn fields(&self, asked: &AccessRequest, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::extension(asked, &self.reason, errors, frame)
    }

    fn next(&self, (): &()) -> Next {
        let said = "It has more time. Tell whoever asked, and why";
        Next::to(format!("/people/{}/access-requests/{}", self.person, self.access), said)
    }
}

/// Says that the answer was given, or that there will be none.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EndAccessRequest {
    /// Whose record.
    pub person: PersonId,
    /// The request.
    pub access: AccessRequestId,
    /// `answered` or `ended`.
    pub outcome: String,
    /// Why there is no answer, if there is none.
    pub words: String,
}

impl Act for EndAccessRequest {
    const NAME: &'static str = "end_access_request";
    const ACTION: Action = Action::RestrictRecord;
}

impl Operation for EndAccessRequest {
    type Done = ();
    const SAYS: &'static str =
        "Say that a request to see what is held was answered, or ended without an answer";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let now = store::request(doing.tx, doing.permit, self.access).await?;
        let (answered, words) = model::ending(&self.outcome, &self.words)?;
        let status = now.status.end(answered).map_err(Stop::NotNow)?;
        if answered {
            let found = gathered_now(doing, (self.person, &now)).await?;
            things::may_answer(&found.things).map_err(Stop::NotNow)?;
        }
        let today = doing.env.today();
        store::end(doing.tx, doing.permit, self.access, (status, &words), today).await?;
        doing.about.insert(self.access.0);
        Ok(())
    }
}

impl Form for EndAccessRequest {
    type Ask = AskAccessRequest;
    const TITLE: &'static str = "End the request";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskAccessRequest {
        AskAccessRequest { person: self.person, access: self.access }
    }

    fn fields(&self, _: &AccessRequest, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::end((&self.outcome, &self.words), errors)
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/people/{}/access-requests", self.person), "The request is over")
    }
}
