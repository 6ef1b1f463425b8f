//! Recording by hand what happened, and changing a line.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{CaseId, EventId, FieldErrors};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};

use super::{
    model::{BY_HAND, changed, happened},
    pages, store,
    web::Event,
};
use crate::case::store::head;

/// Records something that happened, in this service or elsewhere.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecordEvent {
    /// The case.
    pub case: CaseId,
    /// On which day.
    pub on: String,
    /// What happened.
    pub said: String,
    /// yes or no: whether it matters most.
    pub significant: String,
}

impl Act for RecordEvent {
    const NAME: &'static str = BY_HAND;
    const ACTION: Action = Action::RecordPlan;
}

impl Operation for RecordEvent {
    type Done = EventId;
    const SAYS: &'static str = "Record in the chronology what happened";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<EventId, Stop> {
        let head = head(doing.tx, doing.permit).await?;
        let typed = (self.on.as_str(), self.said.as_str(), self.significant.as_str());
        let it = happened(typed, doing.env.today())?;
        let id = EventId(doing.env.new_id());
        let at = At(doing.env.now());
        store::record(doing.tx, doing.permit, (id, head.id), &it, at).await?;
        doing.about.insert(head.person.0);
        Ok(id)
    }
}

/// Opens the form for recording what happened.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskEvent {
    /// The case.
    pub case: CaseId,
}

impl Act for AskEvent {
    const NAME: &'static str = "ask_event";
    const ACTION: Action = Action::RecordPlan;
}

impl Reading for AskEvent {
    type Answer = ();
    const SAYS: &'static str = "Open the form for recording in the chronology what happened";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<(), Stop> {
        head(looking.tx, looking.permit).await?;
        Ok(())
    }
}

impl Form for RecordEvent {
    type Ask = AskEvent;
    const TITLE: &'static str = "Record what happened";
    const BUTTON: &'static str = "Record it";

    fn ask(&self) -> AskEvent {
        AskEvent { case: self.case }
    }

    fn back(&self, (): &()) -> Option<String> {
        Some(format!("/cases/{}/chronology", self.case))
    }

    fn fields(&self, (): &(), errors: &FieldErrors, _: &Frame) -> Markup {
        pages::record(self, errors)
    }

    fn next(&self, _: &EventId) -> Next {
        Next::to(format!("/cases/{}/chronology", self.case), "It was recorded")
    }
}

/// Says whether a line is significant, or that it was entered in error.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AmendEvent {
    /// The case.
    pub case: CaseId,
    /// The line.
    pub event: EventId,
    /// yes or no: whether it matters most.
    pub significant: String,
    /// `yes` when it was entered in error; otherwise empty.
    pub in_error: String,
    /// What is wrong with it.
    pub error_reason: String,
}

impl Act for AmendEvent {
    const NAME: &'static str = "amend_event";
    const ACTION: Action = Action::RecordPlan;
}

impl Operation for AmendEvent {
    type Done = ();
    const SAYS: &'static str =
        "Say whether a line of the chronology is significant, or entered in error";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let head = head(doing.tx, doing.permit).await?;
        let now = line(store::events(doing.tx, doing.permit).await?, self.event)?;
        let typed = (self.significant.as_str(), self.in_error.as_str(), self.error_reason.as_str());
        let (significant, why) = changed(typed, now.kind == BY_HAND)?;
        store::change(doing.tx, doing.permit, self.event, (significant, &why)).await?;
        doing.about.extend([head.person.0, self.event.0]);
        // What it was before stays in the ledger.
        doing.detail = json!({
            "event": self.event, "significant": significant, "error_reason": why,
            "was": { "significant": now.significant, "error_reason": now.error_reason },
        });
        Ok(())
    }
}

fn line(events: Vec<Event>, id: EventId) -> Result<Event, Stop> {
    events.into_iter().find(|it| it.event == Some(id)).ok_or(Stop::NotThere)
}

/// Opens the form about a line of the chronology.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskOneEvent {
    /// The case.
    pub case: CaseId,
    /// The line.
    pub event: EventId,
}

impl Act for AskOneEvent {
    const NAME: &'static str = "ask_one_event";
    const ACTION: Action = Action::RecordPlan;
}

impl Reading for AskOneEvent {
    type Answer = Event;
    const SAYS: &'static str = "Open the form about a line of the chronology";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Event, Stop> {
        line(store::events(looking.tx, looking.permit).await?, self.event)
    }
}

impl Form for AmendEvent {
    type Ask = AskOneEvent;
    const TITLE: &'static str = "Change the chronology";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskOneEvent {
        AskOneEvent { case: self.case, event: self.event }
    }

    fn back(&self, _: &Event) -> Option<String> {
        Some(format!("/cases/{}/chronology", self.case))
    }

    fn begin(self, asked: &Event) -> Self {
        let said = |it: bool| if it { "yes" } else { "no" }.to_owned();
        let in_error = if asked.error_reason.is_empty() { "" } else { "yes" }.to_owned();
        let error_reason = asked.error_reason.clone();
        Self { significant: said(asked.significant), in_error, error_reason, ..self }
    }

    fn fields(&self, asked: &Event, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::amend(self, asked, errors, frame)
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/cases/{}/chronology", self.case), "The chronology was changed")
    }
}
