//! What a partner knows, written about a case before its meeting: once for each organisation, to be read by
//! whoever may read the record.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use govuk::Textarea;
use kernel::{AgendaItemId, CaseId, FieldErrors, MeetingId};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};

use super::{
    model::Status,
    store::{self, updates},
};
use crate::case::web::SeeCase;

const LONGEST: usize = 4_000;

/// Writes what one's organisation knows about a case before its meeting.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WriteUpdate {
    /// The meeting.
    pub meeting: MeetingId,
    /// The item of its agenda.
    pub item: AgendaItemId,
    /// What the organisation knows.
    pub words: String,
    /// The version that was read; 0 when nothing was written yet.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
}

impl Act for WriteUpdate {
    const NAME: &'static str = "write_update";
    const ACTION: Action = Action::SeeMeeting;
}

/// Updates are written until the minutes are confirmed.
fn in_time(status: Status) -> Result<(), Stop> {
    match status {
        Status::AgendaPublished | Status::Held => Ok(()),
        Status::Planned => Err(Stop::NotNow("The agenda is not published yet.".into())),
        Status::Cancelled => Err(Stop::NotNow("This meeting is cancelled.".into())),
        Status::MinutesConfirmed => Err(Stop::NotNow(
            "The minutes are confirmed. Report on your actions, or ask for the case to be listed again.".into(),
        )),
    }
}

impl Operation for WriteUpdate {
    type Done = ();
    const SAYS: &'static str = "Write what your organisation knows about a case before its meeting";

    fn subject(&self) -> Subject {
        (Kind::Meeting, Some(self.meeting.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let meeting = store::meeting(doing.tx, doing.permit).await?;
        let item = store::item(doing.tx, doing.permit, self.item).await?.ok_or(Stop::NotThere)?;
        drop(doing.permit_for::<SeeCase>((Kind::Case, Some(item.case.0))).await?);
        in_time(meeting.status)?;
        let mut errors = FieldErrors::default();
        let words = errors.required("words", &self.words, "Enter what your organisation knows");
        if words.chars().count() > LONGEST {
            errors.add("words", "What your organisation knows must be 4,000 characters or fewer");
        }
        errors.into_result()?;
        let (now, version) = updates::of_own(doing.tx, doing.permit, self.item).await?;
        if version != self.version {
            let now = json!({ "version": version, "What your organisation knows": now });
            return Err(Stop::Conflict(now));
        }
        let at = At(doing.env.now());
        updates::write(doing.tx, doing.permit, self.item, words, at).await?;
        doing.about.insert(item.case.0);
        Ok(())
    }
}

/// Opens the form for what one's organisation knows.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskUpdate {
    /// The meeting.
    pub meeting: MeetingId,
    /// The item of its agenda.
    pub item: AgendaItemId,
}

impl Act for AskUpdate {
    const NAME: &'static str = "ask_update";
    const ACTION: Action = Action::SeeMeeting;
}

/// What one's organisation wrote so far.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UpdateAsked {
    /// The case.
    pub case: CaseId,
    /// What was written.
    pub words: String,
    /// Its version.
    pub version: i64,
}

impl Reading for AskUpdate {
    type Answer = UpdateAsked;
    const SAYS: &'static str = "Open the form for what your organisation knows before a meeting";

    fn subject(&self) -> Subject {
        (Kind::Meeting, Some(self.meeting.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<UpdateAsked, Stop> {
        let meeting = store::meeting(looking.tx, looking.permit).await?;
        let item = store::item(looking.tx, looking.permit, self.item).await?;
        let item = item.ok_or(Stop::NotThere)?;
        drop(looking.permit_for::<SeeCase>((Kind::Case, Some(item.case.0))).await?);
        in_time(meeting.status)?;
        looking.is_about(item.case);
        let (words, version) = updates::of_own(looking.tx, looking.permit, self.item).await?;
        Ok(UpdateAsked { case: item.case, words, version })
    }
}

impl Form for WriteUpdate {
    type Ask = AskUpdate;
    const TITLE: &'static str = "What we know before the meeting";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskUpdate {
        AskUpdate { meeting: self.meeting, item: self.item }
    }

    fn back(&self, _: &UpdateAsked) -> Option<String> {
        Some(format!("/meetings/{}", self.meeting))
    }

    fn begin(self, asked: &UpdateAsked) -> Self {
        Self { words: asked.words.clone(), version: asked.version, ..self }
    }

    fn fields(&self, _: &UpdateAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        html! {
            p.govuk-body {
                "Whoever may read the record reads it, and it stays with the minutes. Your organisation writes one: "
                "what a colleague wrote is here to be changed."
            }
            (Textarea::new("words", "What does your organisation know, and what has it done?").rows(6)
                .hint("What goes well first. Only what the others need.")
                .value(&self.words).error(errors.of("words")))
            input type="hidden" name="version" value=(self.version);
        }
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/meetings/{}", self.meeting), "What you know was saved")
    }
}
