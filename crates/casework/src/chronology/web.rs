//! The chronology of a case, as a page and as JSON.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::{Timestamp, civil::Date};
use kernel::{CaseId, EventId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page, Route};

use super::{
    journey::SeeJourney,
    pages,
    record::{AmendEvent, RecordEvent},
    store,
};
use crate::{
    charters::{charter_of, heading},
    decision::web::Decide,
    referral::refer::Refer,
};

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::page::<SeeChronology>("/cases/{case}/chronology"),
        Route::page::<SeeJourney>("/people/{person}/journey"),
        Route::form::<RecordEvent>("/cases/{case}/chronology/new"),
        Route::form::<AmendEvent>("/cases/{case}/chronology/{event}"),
    ]
    .concat()
}

/// One thing that happened.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Event {
    /// The line; nothing for what the referral itself tells.
    pub event: Option<EventId>,
    /// The day.
    pub on: Date,
    /// When it was recorded.
    pub recorded_at: Option<Timestamp>,
    /// The operation that recorded it.
    pub kind: String,
    /// What happened, without a name.
    pub said: String,
    /// Whether it matters most.
    pub significant: bool,
    /// What is wrong with it, when it was entered in error.
    pub error_reason: String,
    /// Who recorded it.
    pub by: Option<String>,
}

/// The chronology of a case.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Chronology {
    /// Which request it began with, without a name.
    pub about: String,
    /// The kinds of event that there are.
    pub kinds: Vec<String>,
    /// The events asked for, the earliest first.
    pub events: Vec<Event>,
    /// Whether the reader records and changes lines.
    pub records: bool,
}

/// The chronology of a case.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeChronology {
    /// The case.
    pub case: CaseId,
    /// Only events of this kind, or `significant` for those that matter most; all when empty.
    pub kind: String,
}

impl Act for SeeChronology {
    const NAME: &'static str = "see_chronology";
    const ACTION: Action = Action::SeeRecord;
}

impl Reading for SeeChronology {
    type Answer = Chronology;
    const SAYS: &'static str = "What happened in a case, in order";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Chronology, Stop> {
        let recorded = store::events(looking.tx, looking.permit).await?;
        let (mut events, mut about) = (Vec::new(), String::new());
        if let Some((reference, received, group, decided, level, charter)) =
            store::referral(looking.tx, looking.permit).await?
        {
            // Where the referral or its decision wrote a line, that line tells it.
            let told = |kind: &str| recorded.iter().any(|event| event.kind == kind);
            let charter = charter_of(&charter)?;
            about = format!("{} {reference}", heading(&charter.label("referral").one));
            let group = charter.referrer_groups.name(&group).to_lowercase();
            let said = match group.as_str() {
                "" => "Referral received.".to_owned(),
                group => format!("Referral received from: {group}."),
            };
            if !told(Refer::NAME) {
                events.push(before(received.0, RECEIVED, said));
            }
            if let Some(on) = decided.filter(|_| !told(Decide::NAME)) {
                let said = format!("Referral accepted at level {level}; the case was opened.");
                events.push(before(on.0, ACCEPTED, said));
            }
        }
        events.extend(recorded);
        events.sort_by_key(|event| (event.on, event.recorded_at));
        let mut kinds: Vec<String> = Vec::new();
        for event in &events {
            if !kinds.contains(&event.kind) {
                kinds.push(event.kind.clone());
            }
        }
        match self.kind.as_str() {
            "" => {}
            SIGNIFICANT => events.retain(|event| event.significant),
            kind => events.retain(|event| event.kind == kind),
        }
        let rights = looking.rights(self.subject(), &[Action::RecordPlan]).await?;
        Ok(Chronology { about, kinds, events, records: rights.contains(&Action::RecordPlan) })
    }
}

/// An event that the referral itself tells.
fn before(on: Date, kind: &str, said: String) -> Event {
    Event {
        event: None,
        on,
        recorded_at: None,
        kind: kind.to_owned(),
        said,
        significant: kind == ACCEPTED,
        error_reason: String::new(),
        by: None,
    }
}

/// Asks for the events that matter most.
pub(super) const SIGNIFICANT: &str = "significant";

/// The kinds of the two events that the referral itself tells.
const RECEIVED: &str = "referral_received";
const ACCEPTED: &str = "referral_accepted";

impl Page for SeeChronology {
    fn title(_: &Chronology) -> String {
        "Chronology".into()
    }

    fn back(&self, _: &Chronology) -> Option<String> {
        Some(format!("/cases/{}", self.case))
    }

    fn content(&self, answer: &Chronology, frame: &Frame) -> Markup {
        pages::chronology(self, answer, frame)
    }
}
