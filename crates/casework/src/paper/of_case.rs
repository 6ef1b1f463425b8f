//! The papers of a case: listed for those who read its record, downloaded by those who read where the family lives, added
//! by those who keep its plan.

use agreement::{Act, Action, Kind};
use db::{Doing, Looking, Operation, Reading, Spool, Stop, Subject};
use kernel::{CaseId, FieldErrors, PaperId};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Download, Form, Frame, Leaving, Next, Page, Route, Upload};

use super::{
    both::{self, PaperAsked, PaperNamed, PaperTaken, Papers},
    pages,
};
use crate::{
    case::store::{head, open_head},
    chronology::store::note,
    in_error,
    wrong_person::web::CorrectCase,
};

pub(super) fn routes() -> Vec<Route> {
    [
        Route::page::<SeeCasePapers>("/cases/{case}/papers"),
        Route::upload::<AddCasePaper>("/cases/{case}/papers/new"),
        Route::download::<TakeCasePaper>("/cases/{case}/papers/{paper}/file"),
        Route::form::<MarkCasePaper>("/cases/{case}/papers/{paper}/error"),
    ]
    .concat()
}

/// The papers of a case.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeCasePapers {
    /// The case.
    pub case: CaseId,
}

impl Act for SeeCasePapers {
    const NAME: &'static str = "see_case_papers";
    const ACTION: Action = Action::SeeRecord;
}

impl Reading for SeeCasePapers {
    type Answer = Papers;
    const SAYS: &'static str = "The papers of a case";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Papers, Stop> {
        let head = head(looking.tx, looking.permit).await?;
        let (keep, is_open) = (Action::RecordPlan, head.status.is_open());
        let papers = both::papers(looking, self, (head.person, keep), is_open).await?;
        Ok(Papers { request: Some(head.referral), ..papers })
    }
}

impl Page for SeeCasePapers {
    const SAYS_WHOM: bool = true;

    fn title(_: &Papers) -> String {
        "Papers".into()
    }

    fn back(&self, _: &Papers) -> Option<String> {
        Some(format!("/cases/{}", self.case))
    }

    fn content(&self, answer: &Papers, frame: &Frame) -> Markup {
        html! {
            (pages::list(&format!("/cases/{}/papers", self.case), answer, frame))
            @if !answer.papers.is_empty() { (in_error::pages::link(self.case)) }
        }
    }
}

/// Opens the form for a paper of a case.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskCasePaper {
    /// The case.
    pub case: CaseId,
}

impl Act for AskCasePaper {
    const NAME: &'static str = "ask_case_paper";
    const ACTION: Action = Action::RecordPlan;
}

impl Reading for AskCasePaper {
    type Answer = PaperAsked;
    const SAYS: &'static str = "Open the form for adding a paper to a case";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<PaperAsked, Stop> {
        open_head(looking.tx, looking.permit).await?;
        Ok(PaperAsked {})
    }
}

/// Adds a paper to a case.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AddCasePaper {
    /// The case.
    pub case: CaseId,
    /// What the paper is called.
    pub title: String,
    /// What it is: `consent`, `letter`, `assessment`, `order`, `picture` or `other`.
    pub sort: String,
    /// The file.
    #[serde(skip_deserializing)]
    #[schemars(skip)]
    pub file: Spool,
}

impl Act for AddCasePaper {
    const NAME: &'static str = "add_case_paper";
    const ACTION: Action = Action::RecordPlan;
}

impl Operation for AddCasePaper {
    type Done = PaperId;
    const SAYS: &'static str = "Add a paper to a case";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<PaperId, Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let sent = (self.title.as_str(), self.sort.as_str(), &self.file);
        let (id, said) = both::add(doing, head.person, sent).await?;
        note(doing, head.id, &said).await?;
        Ok(id)
    }
}

impl Form for AddCasePaper {
    type Ask = AskCasePaper;
    const TITLE: &'static str = "Add a paper";
    const BUTTON: &'static str = "Add";

    fn ask(&self) -> AskCasePaper {
        AskCasePaper { case: self.case }
    }

    fn fields(&self, _: &PaperAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::fields((&self.title, &self.sort), errors)
    }

    fn next(&self, _: &PaperId) -> Next {
        Next::to(format!("/cases/{}/papers", self.case), "The paper was added")
    }
}

impl Upload for AddCasePaper {
    fn take(&mut self, file: Spool) {
        self.file = file;
    }
}

/// Downloads a paper of a case.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TakeCasePaper {
    /// The case.
    pub case: CaseId,
    /// The paper.
    pub paper: PaperId,
}

impl Act for TakeCasePaper {
    const NAME: &'static str = "take_case_paper";
    const ACTION: Action = Action::SeeAddress;
}

impl Reading for TakeCasePaper {
    type Answer = PaperTaken;
    const SAYS: &'static str = "Download a paper of a case";
    const IS_EXPORT: bool = true;

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<PaperTaken, Stop> {
        both::take(looking, self.paper).await
    }
}

impl Download for TakeCasePaper {
    fn leaving(answer: PaperTaken) -> Leaving {
        answer.into()
    }
}

/// Opens the form for a paper of a case that was entered in error.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskCasePaperError {
    /// The case.
    pub case: CaseId,
    /// The paper.
    pub paper: PaperId,
}

impl Act for AskCasePaperError {
    const NAME: &'static str = "ask_case_paper_error";
    const ACTION: Action = Action::RecordPlan;
}

impl Reading for AskCasePaperError {
    type Answer = PaperNamed;
    const SAYS: &'static str = "Open the form for a paper of a case that was entered in error";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<PaperNamed, Stop> {
        both::named(looking, self.paper).await
    }
}

/// Says that a paper of a case was entered in error.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MarkCasePaper {
    /// The case.
    pub case: CaseId,
    /// The paper.
    pub paper: PaperId,
    /// Why it should not be here.
    pub reason: String,
}

impl Act for MarkCasePaper {
    const NAME: &'static str = "mark_case_paper";
    const ACTION: Action = Action::RecordPlan;
}

impl Operation for MarkCasePaper {
    type Done = ();
    const SAYS: &'static str =
        "Say that a paper of a case was entered in error: nobody can download it any more";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let head = head(doing.tx, doing.permit).await?;
        let said = both::mark::<_, CorrectCase>(doing, self, (self.paper, &self.reason)).await?;
        note(doing, head.id, &said).await?;
        Ok(())
    }
}

impl Form for MarkCasePaper {
    type Ask = AskCasePaperError;
    const TITLE: &'static str = "Mark a paper as entered in error";
    const BUTTON: &'static str = "Mark as entered in error";

    fn ask(&self) -> AskCasePaperError {
        AskCasePaperError { case: self.case, paper: self.paper }
    }

    fn fields(&self, asked: &PaperNamed, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::error_fields(&asked.title, &self.reason, errors)
    }

    fn next(&self, (): &()) -> Next {
        let said = "The paper cannot be downloaded any more";
        Next::to(format!("/cases/{}/papers", self.case), said)
    }
}
