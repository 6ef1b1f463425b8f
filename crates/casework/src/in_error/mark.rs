//! Saying that a line of a case was entered in error. It stays to be read, and counts for nothing.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use govuk::{InsetText, Textarea};
use kernel::{CaseId, FieldErrors};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};
use uuid::Uuid;

use super::{
    model::{Sort, may_mark, what_is_wrong},
    pages,
    see::{EntryLine, SeeErrors, entry_line},
    store::{self, Entry, New},
};
use crate::{case::store::head, chronology::store::note, consent::web::RecordConsent};

/// Says that a line of a case was entered in error.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MarkInError {
    /// The case.
    pub case: CaseId,
    /// The line: about consent, an old need that was back, what was learned since the request, what was shared, or
    /// somebody of the team.
    pub entry: Uuid,
    /// What is wrong with it.
    pub error_reason: String,
}

impl Act for MarkInError {
    const NAME: &'static str = "mark_in_error";
    const ACTION: Action = Action::SeeRecord;
}

impl Operation for MarkInError {
    type Done = ();
    const SAYS: &'static str = "Say that a line of a case was entered in error";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        // Whoever reads the record for an hour changes nothing of it.
        if !doing.may_anyway::<SeeErrors>(self.subject()).await? {
            return Err(Stop::NotThere);
        }
        let head = head(doing.tx, doing.permit).await?;
        let keeps_plan = doing.may::<RecordConsent>(self.subject()).await?;
        let me = doing.principal().practitioner;
        let entries = store::entries(doing.tx, doing.permit, keeps_plan).await?;
        let entry = standing(entries, self.entry)?;
        may_mark(entry.recorded_by, me, keeps_plan).map_err(|why| Stop::NotNow(why.into()))?;
        let reason = what_is_wrong(&self.error_reason)?;
        let (id, at) = (doing.env.new_id(), At(doing.env.now()));
        let new = New { id, reason, on: doing.env.today(), at };
        store::mark(doing.tx, doing.permit, head.referral, &entry, &new).await?;
        doing.about.insert(head.person.0);
        doing.detail = json!({ "entry": self.entry, "sort": entry.sort.name() });
        let said = format!("Entered in error: {}.", lower(entry.sort.words()));
        note(doing, head.id, &said).await?;
        Ok(())
    }
}

/// What a line is, within a sentence.
pub(super) fn lower(words: &str) -> String {
    let mut words = words.chars();
    words.next().map(|first| first.to_lowercase().chain(words).collect()).unwrap_or_default()
}

/// The line, as long as it counts.
fn standing(entries: Vec<Entry>, id: Uuid) -> Result<Entry, Stop> {
    let entry = entries.into_iter().find(|it| it.id == id && it.sort.is_marked_here());
    let entry = entry.ok_or(Stop::NotThere)?;
    if !entry.error_reason.is_empty() {
        let told = "This was marked as entered in error already. Record what is right.";
        return Err(Stop::NotNow(told.to_owned()));
    }
    Ok(entry)
}

/// Opens the form for saying that a line of a case was entered in error.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskInError {
    /// The case.
    pub case: CaseId,
    /// The line.
    pub entry: Uuid,
}

impl Act for AskInError {
    const NAME: &'static str = "ask_mark_in_error";
    const ACTION: Action = Action::SeeRecord;
}

impl Reading for AskInError {
    type Answer = EntryLine;
    const SAYS: &'static str = "Open the form for saying that a line of a case is wrong";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<EntryLine, Stop> {
        let keeps_plan = looking.may::<RecordConsent>(self.subject()).await?;
        let me = looking.principal().practitioner;
        let entries = store::entries(looking.tx, looking.permit, keeps_plan).await?;
        let entry = standing(entries, self.entry)?;
        may_mark(entry.recorded_by, me, keeps_plan).map_err(|why| Stop::NotNow(why.into()))?;
        Ok(entry_line(entry))
    }
}

/// What else is to be done where a line of this sort was wrong.
fn besides(sort: Sort) -> &'static str {
    match sort {
        Sort::Consent => "If they withdrew what they had agreed to, record that instead.",
        Sort::Relapse => "If a goal was opened again by it, say on the plan how that goal went.",
        Sort::Shared => "What was told stays told: ring whoever must not have heard it.",
        Sort::Team => {
            "Whoever was on the team and has left it is said to have left, where the team is."
        }
        Sort::Note | Sort::Paper => "",
    }
}

impl Form for MarkInError {
    type Ask = AskInError;
    const TITLE: &'static str = "This was entered in error";
    const BUTTON: &'static str = "Mark as entered in error";

    fn ask(&self) -> AskInError {
        AskInError { case: self.case, entry: self.entry }
    }

    fn fields(&self, line: &EntryLine, errors: &FieldErrors, frame: &Frame) -> Markup {
        let said = pages::line_words(line.sort, &line.words, &line.code);
        html! {
            (InsetText::new(format!("{}: {said}", frame.date(line.on))))
            p.govuk-body { "It stays to be read, as entered in error, and counts no more. " (besides(line.sort)) }
            (Textarea::new("error_reason", "What is wrong with it?").rows(2)
                .hint("Everybody who reads the record reads this: name nobody who must not be named")
                .value(&self.error_reason).error(errors.of("error_reason")))
        }
    }

    fn back(&self, _: &EntryLine) -> Option<String> {
        Some(format!("/cases/{}/errors", self.case))
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/cases/{}/errors", self.case), "It was marked as entered in error")
    }
}
