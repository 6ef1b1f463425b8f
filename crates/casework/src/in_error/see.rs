//! The lines of a case that were entered in error, what was taken back of that, and the lines of which it can be said.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::{Timestamp, civil::Date};
use kernel::CaseId;
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};
use uuid::Uuid;

use super::{
    model::{Sort, may_mark, may_take_back},
    pages,
    store::{self, Entry, Said},
};

/// That it was no error after all.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TakenBack {
    /// Why.
    pub reason: String,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A line that was entered in error, or was said to be.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ErrorLine {
    /// What was said of it.
    pub error: Uuid,
    /// What it is.
    pub sort: Sort,
    /// What it says; for consent its purpose.
    pub words: String,
    /// For consent the decision; otherwise empty.
    pub code: String,
    /// What is wrong with it.
    pub reason: String,
    /// Who said so.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// That it was no error after all.
    pub taken_back: Option<TakenBack>,
    /// Whether the reader may take it back.
    pub may_take_back: bool,
}

/// A line of which it can be said that it was entered in error.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EntryLine {
    /// The line.
    pub entry: Uuid,
    /// What it is.
    pub sort: Sort,
    /// Its day.
    pub on: Date,
    /// What it says; for consent its purpose.
    pub words: String,
    /// For consent the decision; otherwise empty.
    pub code: String,
}

/// What was entered in error in a case, and what else can be said to have been.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Errors {
    /// What was said of its lines, the latest first.
    pub errors: Vec<ErrorLine>,
    /// The lines that stand and that the reader may mark, the latest first.
    pub entries: Vec<EntryLine>,
}

/// Shows what was entered in error in a case.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeErrors {
    /// The case.
    pub case: CaseId,
}

impl Act for SeeErrors {
    const NAME: &'static str = "see_errors";
    const ACTION: Action = Action::SeeRecord;
}

impl Reading for SeeErrors {
    type Answer = Errors;
    const SAYS: &'static str = "What was entered in error in a case, and what was taken back of it";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Errors, Stop> {
        let asked = [Action::RecordPlan, Action::RestrictRecord];
        let rights = looking.rights(self.subject(), &asked).await?;
        let keeps_plan = rights.contains(&Action::RecordPlan);
        let entries = store::entries(looking.tx, looking.permit, keeps_plan).await?;
        let said = store::said(looking.tx, looking.permit).await?;
        let me = looking.principal().practitioner;
        let coordinates = rights.contains(&Action::RestrictRecord);
        let errors = said
            .into_iter()
            .filter_map(|it| {
                let entry = entries.iter().find(|entry| entry.id == it.entry)?;
                let may = it.taken_back.is_none() && may_take_back(it.by, me, coordinates).is_ok();
                Some(error_line(it, entry, may))
            })
            .collect();
        let may = |it: &Entry| {
            let stands = it.error_reason.is_empty() && it.sort.is_marked_here();
            stands && may_mark(it.recorded_by, me, keeps_plan).is_ok()
        };
        let entries = entries.into_iter().filter(|it| may(it)).map(entry_line).collect();
        Ok(Errors { errors, entries })
    }
}

pub(super) fn error_line(said: Said, entry: &Entry, may_take_back: bool) -> ErrorLine {
    ErrorLine {
        error: said.id,
        sort: said.sort,
        words: entry.words.clone(),
        code: entry.code.clone(),
        reason: said.reason,
        by: said.by_name,
        at: said.at.0,
        taken_back: said.taken_back,
        may_take_back,
    }
}

pub(super) fn entry_line(entry: Entry) -> EntryLine {
    let Entry { id, sort, on, words, code, .. } = entry;
    EntryLine { entry: id, sort, on, words, code }
}

impl Page for SeeErrors {
    const SAYS_WHOM: bool = true;

    fn title(_: &Errors) -> String {
        "Entered in error".into()
    }

    fn back(&self, _: &Errors) -> Option<String> {
        Some(format!("/cases/{}", self.case))
    }

    fn content(&self, answer: &Errors, frame: &Frame) -> Markup {
        pages::errors(self.case, answer, frame)
    }
}
