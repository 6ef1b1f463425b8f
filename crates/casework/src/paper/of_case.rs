//! The papers of a case: listed for those who read its record, downloaded by those who read where the family lives, added
//! by those who keep its plan.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Spool, Stop, Subject};
use kernel::{CaseId, FieldErrors, PaperId, ReferralId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Download, Form, Frame, Leaving, Next, Page, Route, Upload};

use super::{
    model, pages,
    store::{self, New, PaperLine},
};
use crate::{
    case::store::{head, open_head},
    chronology::store::note,
    referral::refer::ReachPersonHeld,
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

/// The papers of a request or a case.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Papers {
    /// Them, the latest first.
    pub papers: Vec<PaperLine>,
    /// Whether the reader may download them.
    pub reads: bool,
    /// Whether the reader may add one.
    pub adds: bool,
    /// The request that a case came from, which has papers of its own.
    pub request: Option<ReferralId>,
}

/// Which of them the reader may mark as entered in error, also when nothing can be added any more: their own, and all
/// where they coordinate.
pub(super) fn marked(papers: Vec<PaperLine>, (keeps, coordinates): (bool, bool)) -> Vec<PaperLine> {
    let papers = papers.into_iter();
    papers.map(|it| PaperLine { may_mark: keeps && (coordinates || it.may_mark), ..it }).collect()
}

/// What whoever sees the line of a paper, but not where the family lives, is told who would download it.
pub(super) const NOT_YOURS_TO_READ: &str =
    "A paper is downloaded by those who may read where the family lives. Ask the coordinator.";

pub(super) const NOT_YOURS_TO_MARK: &str = "Whoever added this paper, or the coordinator, says that it was entered in error. Ask one of them.";

/// What adding a paper asks: nothing but the right to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PaperAsked {}

/// The paper that a form is about.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PaperNamed {
    /// What it is called.
    pub title: String,
}

/// A paper that leaves as a file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PaperTaken {
    /// What it is called.
    pub title: String,
    /// The ending of its kind.
    pub ending: &'static str,
    /// What it holds.
    #[serde(skip)]
    pub file: Spool,
}

impl From<PaperTaken> for Leaving {
    fn from(PaperTaken { title, ending, file }: PaperTaken) -> Self {
        Self { title, ending, file }
    }
}

/// The first piece of a file and its last ones: what it is known by.
pub(super) async fn both_ends(file: &Spool) -> Result<(Vec<u8>, Vec<u8>), Stop> {
    let from = file.pieces().saturating_sub(2);
    let mut last = file.piece(from).await?;
    last.extend(file.piece(from.saturating_add(1)).await?);
    Ok((file.piece(0).await?, last))
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
        let papers = store::papers(looking.tx, looking.permit).await?;
        let asked = [Action::SeeAddress, Action::RecordPlan, Action::RestrictRecord];
        let rights = looking.rights(self.subject(), &asked).await?;
        let has = |action| rights.contains(&action);
        let reads = has(Action::SeeAddress)
            && looking.may::<ReachPersonHeld>((Kind::Person, Some(head.person.0))).await?;
        let keeps = has(Action::RecordPlan);
        let papers = marked(papers, (keeps, has(Action::RestrictRecord)));
        let adds = keeps && head.status.is_open();
        Ok(Papers { papers, reads, adds, request: Some(head.referral) })
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
        pages::list(&format!("/cases/{}/papers", self.case), answer, frame)
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
        let (first, last) = both_ends(&self.file).await?;
        let sent = (self.file.size(), first.as_slice(), last.as_slice());
        let (title, format) = model::checked((&self.title, &self.sort), sent)?;
        let (id, at) = (PaperId(doing.env.new_id()), At(doing.env.now()));
        let (person, sort, file) = (head.person, self.sort.as_str(), &self.file);
        let new = New { id, person, title, sort, format, file };
        store::add(doing.tx, doing.permit, doing.keys, (new, at)).await?;
        let said = format!("A paper was added: {}.", lower(model::sort_words(sort)));
        note(doing, head.id, &said).await?;
        doing.about.insert(head.person.0);
        Ok(id)
    }
}

/// A name of a sort within a sentence.
pub(super) fn lower(words: &str) -> String {
    let mut words = words.chars();
    words.next().map(|first| first.to_lowercase().chain(words).collect()).unwrap_or_default()
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
        let (permit, keys) = (looking.permit, looking.keys);
        let paper = store::load(looking.tx, permit, self.paper).await?;
        let person = (Kind::Person, Some(paper.person.0));
        if !looking.may::<ReachPersonHeld>(person).await? {
            return Err(Stop::NotNow(NOT_YOURS_TO_READ.to_owned()));
        }
        let file = store::taken(looking.tx, permit, keys, (self.paper, &paper)).await?;
        looking.names(self.paper.0);
        looking.names(paper.person.0);
        Ok(PaperTaken { ending: paper.format()?.ending(), title: paper.title, file })
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
        let paper = store::load(looking.tx, looking.permit, self.paper).await?;
        looking.names(paper.person.0);
        Ok(PaperNamed { title: paper.title })
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
        let paper = store::load(doing.tx, doing.permit, self.paper).await?;
        let reason = model::reason(&self.reason)?;
        let is_own = paper.added_by == doing.principal().practitioner;
        if !is_own && !doing.may::<CorrectCase>(self.subject()).await? {
            return Err(Stop::NotNow(NOT_YOURS_TO_MARK.to_owned()));
        }
        let at = At(doing.env.now());
        store::mark(doing.tx, doing.permit, (self.paper, reason), at).await?;
        let said =
            format!("A paper was entered in error: {}.", lower(model::sort_words(&paper.sort)));
        note(doing, head.id, &said).await?;
        doing.about.extend([self.paper.0, paper.person.0]);
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
