//! What is on the agenda: adding a case, taking it off, and recording what was said of it.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{AgendaItemId, CaseId, FieldErrors, MeetingId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};

use super::{
    model::{self, Discussion, decision_words},
    pages,
    steps::AskMeeting,
    store::{self, updates},
};
use crate::{
    case::{
        self,
        web::{SeeCase, SeeCaseSummary},
    },
    chronology,
};

/// Puts a case on the agenda.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AddItem {
    /// The meeting.
    pub meeting: MeetingId,
    /// The case.
    pub case: String,
}

impl Act for AddItem {
    const NAME: &'static str = "add_agenda_item";
    const ACTION: Action = Action::RunMeeting;
}

impl Operation for AddItem {
    type Done = AgendaItemId;
    const SAYS: &'static str = "Put a case on the agenda of a meeting";

    fn subject(&self) -> Subject {
        (Kind::Meeting, Some(self.meeting.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<AgendaItemId, Stop> {
        let meeting = store::meeting(doing.tx, doing.permit).await?;
        meeting.status.change_items().map_err(|why| Stop::NotNow(why.to_owned()))?;
        // Not there, not to be seen, of another forum or closed: one and the same answer.
        let unknown = || FieldErrors::one("case", "Select an open case of this forum");
        let case: CaseId = self.case.parse().map_err(|_| unknown())?;
        let permit = match doing.permit_for::<SeeCaseSummary>((Kind::Case, Some(case.0))).await {
            Ok(permit) => permit,
            Err(Stop::NotThere) => return Err(unknown().into()),
            Err(stop) => return Err(stop),
        };
        let head = case::store::head(doing.tx, &permit).await?;
        if head.forum != meeting.forum || !head.status.is_open() {
            return Err(unknown().into());
        }
        if store::has_case(doing.tx, doing.permit, case).await? {
            let told = "This case is on the agenda already";
            return Err(FieldErrors::one("case", told).into());
        }
        let id = AgendaItemId(doing.env.new_id());
        store::add_item(doing.tx, doing.permit, &head, id).await?;
        if meeting.status.opens_records() {
            store::open_record(doing.tx, doing.permit, &head).await?;
        }
        let day = meeting.held_on.strftime("%-d %B %Y");
        let said = format!("Put on the agenda of the meeting of {day}.");
        chronology::store::note(doing, case, &said).await?;
        doing.about.insert(case.0);
        Ok(id)
    }
}

impl Form for AddItem {
    type Ask = AskMeeting;
    const TITLE: &'static str = "Put a case on the agenda";
    const BUTTON: &'static str = "Add to agenda";

    fn ask(&self) -> AskMeeting {
        AskMeeting { meeting: self.meeting }
    }

    fn fields(&self, asked: &Vec<(String, String)>, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::case_to_add(&self.case, asked, errors)
    }

    fn next(&self, _: &AgendaItemId) -> Next {
        Next::to(format!("/meetings/{}", self.meeting), "The case is on the agenda")
    }
}

/// Takes a case off the agenda.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RemoveItem {
    /// The meeting.
    pub meeting: MeetingId,
    /// The item.
    pub item: AgendaItemId,
}

impl Act for RemoveItem {
    const NAME: &'static str = "remove_agenda_item";
    const ACTION: Action = Action::RunMeeting;
}

impl Operation for RemoveItem {
    type Done = ();
    const SAYS: &'static str = "Take a case off the agenda of a meeting";

    fn subject(&self) -> Subject {
        (Kind::Meeting, Some(self.meeting.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let meeting = store::meeting(doing.tx, doing.permit).await?;
        let item = store::item(doing.tx, doing.permit, self.item).await?.ok_or(Stop::NotThere)?;
        let permit = doing.permit_for::<SeeCaseSummary>((Kind::Case, Some(item.case.0))).await?;
        meeting.status.change_items().map_err(|why| Stop::NotNow(why.to_owned()))?;
        if !item.discussion.discussion.is_empty() {
            return Err(Stop::NotNow(
                "This case has been discussed already, so it stays in the minutes.".to_owned(),
            ));
        }
        let head = case::store::head(doing.tx, &permit).await?;
        // What partners wrote stays with the case, and keeps nothing open to the table.
        for (who, words) in updates::of_item(doing.tx, doing.permit, self.item).await? {
            let said = format!("{who} wrote for a meeting that did not speak of it: {words}");
            chronology::store::note_besides(doing, head.id, &said).await?;
        }
        updates::remove(doing.tx, doing.permit, self.item).await?;
        store::remove_item(doing.tx, doing.permit, self.item).await?;
        if meeting.status.opens_records() {
            store::close_record(doing.tx, doing.permit, &head, meeting.id).await?;
        }
        let day = meeting.held_on.strftime("%-d %B %Y");
        let said = format!("Taken off the agenda of the meeting of {day}.");
        chronology::store::note(doing, head.id, &said).await?;
        doing.about.insert(head.id.0);
        Ok(())
    }
}

impl Form for RemoveItem {
    type Ask = AskMeeting;
    const TITLE: &'static str = "Take a case off the agenda";
    const BUTTON: &'static str = "Take off the agenda";

    fn ask(&self) -> AskMeeting {
        AskMeeting { meeting: self.meeting }
    }

    fn fields(&self, _: &Vec<(String, String)>, _: &FieldErrors, _: &Frame) -> Markup {
        Markup::default()
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/meetings/{}", self.meeting), "The case was taken off the agenda")
    }
}

/// Records what was discussed about a case, and what was decided.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DiscussItem {
    /// The meeting.
    pub meeting: MeetingId,
    /// The item.
    pub item: AgendaItemId,
    /// What was said.
    pub discussion: String,
    /// plan_agreed, more_information, no_further_action or step_up; empty while nothing is decided.
    pub decision: String,
    /// Why.
    pub rationale: String,
    /// Who saw it otherwise, and why.
    pub dissent: String,
    /// The version that was looked at.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
}

impl Act for DiscussItem {
    const NAME: &'static str = "discuss_agenda_item";
    const ACTION: Action = Action::RunMeeting;
}

impl Operation for DiscussItem {
    type Done = ();
    const SAYS: &'static str = "Record the discussion and the decision about a case";

    fn subject(&self) -> Subject {
        (Kind::Meeting, Some(self.meeting.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let meeting = store::meeting(doing.tx, doing.permit).await?;
        let item = store::item(doing.tx, doing.permit, self.item).await?.ok_or(Stop::NotThere)?;
        drop(doing.permit_for::<SeeCaseSummary>((Kind::Case, Some(item.case.0))).await?);
        meeting.status.minute().map_err(|why| Stop::NotNow(why.to_owned()))?;
        let discussion =
            model::discussed(&self.discussion, &self.decision, &self.rationale, &self.dissent)?;
        if item.version != self.version {
            return Err(Stop::Conflict(theirs(&item.discussion, item.version)));
        }
        let at = At(doing.env.now());
        store::discuss(doing.tx, doing.permit, self.item, &discussion, at).await?;
        let day = meeting.held_on.strftime("%-d %B %Y");
        let decided = match decision_words(&discussion.decision) {
            "" => "nothing decided yet".to_owned(),
            words => words.to_lowercase(),
        };
        let said = format!("Discussed at the meeting of {day}: {decided}.");
        chronology::store::note(doing, item.case, &said).await?;
        doing.about.insert(item.case.0);
        Ok(())
    }
}

fn theirs(now: &Discussion, version: i64) -> serde_json::Value {
    json!({
        "version": version,
        "Discussion": now.discussion,
        "Decision": decision_words(&now.decision),
        "Reasons": now.rationale,
        "Who saw it otherwise": now.dissent,
    })
}

/// What the form for a discussion begins from.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ItemAsked {
    /// The case.
    pub case: CaseId,
    /// What is recorded.
    pub discussion: String,
    /// A code, empty while nothing is decided.
    pub decision: String,
    /// Why.
    pub rationale: String,
    /// Who saw it otherwise, and why.
    pub dissent: String,
    /// What partners wrote beforehand: organisation and words.
    pub updates: Vec<(String, String)>,
    /// The version.
    pub version: i64,
}

/// Opens the form for a discussion.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskItem {
    /// The meeting.
    pub meeting: MeetingId,
    /// The item.
    pub item: AgendaItemId,
}

impl Act for AskItem {
    const NAME: &'static str = "ask_agenda_item";
    const ACTION: Action = Action::RunMeeting;
}

impl Reading for AskItem {
    type Answer = ItemAsked;
    const SAYS: &'static str = "Open the form for a discussion and its decision";

    fn subject(&self) -> Subject {
        (Kind::Meeting, Some(self.meeting.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<ItemAsked, Stop> {
        let meeting = store::meeting(looking.tx, looking.permit).await?;
        let item = store::item(looking.tx, looking.permit, self.item).await?;
        let item = item.ok_or(Stop::NotThere)?;
        drop(looking.permit_for::<SeeCaseSummary>((Kind::Case, Some(item.case.0))).await?);
        meeting.status.minute().map_err(|why| Stop::NotNow(why.to_owned()))?;
        looking.is_about(item.case);
        // Whoever runs the meeting reads what partners wrote where they may read the record.
        let updates = match looking.may::<SeeCase>((Kind::Case, Some(item.case.0))).await? {
            true => updates::of_item(looking.tx, looking.permit, self.item).await?,
            false => Vec::new(),
        };
        let Discussion { discussion, decision, rationale, dissent } = item.discussion;
        let (case, version) = (item.case, item.version);
        Ok(ItemAsked { case, discussion, decision, rationale, dissent, updates, version })
    }
}

impl Form for DiscussItem {
    type Ask = AskItem;
    const TITLE: &'static str = "Discussion and decision";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskItem {
        AskItem { meeting: self.meeting, item: self.item }
    }

    fn begin(self, asked: &ItemAsked) -> Self {
        Self {
            discussion: asked.discussion.clone(),
            decision: asked.decision.clone(),
            rationale: asked.rationale.clone(),
            dissent: asked.dissent.clone(),
            version: asked.version,
            ..self
        }
    }

    fn fields(&self, asked: &ItemAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::discuss(self, asked, errors)
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/meetings/{}", self.meeting), "The discussion was saved")
    }
}
