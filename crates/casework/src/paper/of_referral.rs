//! The papers of a request: listed for those who read it, downloaded by those who read where the family lives, added by
//! those who may change it.

use agreement::{Act, Action, Kind, Permit};
use db::{At, Doing, Looking, Operation, Reading, Spool, Stop, Subject, Tx};
use kernel::{FieldErrors, PaperId, ReferralId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Download, Form, Frame, Leaving, Next, Page, Route, Upload};

use super::{
    model,
    of_case::{
        NOT_YOURS_TO_MARK, NOT_YOURS_TO_READ, PaperAsked, PaperNamed, PaperTaken, Papers,
        both_ends, lower, marked,
    },
    pages,
    store::{self, New},
};
use crate::{
    chronology::store::note,
    referral::{model::Referral, note::takes_notes, refer::ReachPersonHeld, store::load},
    wrong_person::web::CorrectReferral,
};

/// The request that a permit is for.
async fn found<A: Act>(tx: &mut Tx, permit: &Permit<A>, id: ReferralId) -> Result<Referral, Stop> {
    load(tx, permit, id).await?.ok_or(Stop::NotThere)
}

pub(super) fn routes() -> Vec<Route> {
    [
        Route::page::<SeeReferralPapers>("/referrals/{referral}/papers"),
        Route::upload::<AddReferralPaper>("/referrals/{referral}/papers/new"),
        Route::download::<TakeReferralPaper>("/referrals/{referral}/papers/{paper}/file"),
        Route::form::<MarkReferralPaper>("/referrals/{referral}/papers/{paper}/error"),
    ]
    .concat()
}

/// Tells it in the chronology of the case, if one was opened.
async fn told<A: Act>(
    doing: &mut Doing<'_, A>,
    referral: &Referral,
    said: &str,
) -> Result<(), Stop> {
    if let Some(case) = referral.case {
        note(doing, case, said).await?;
        doing.about.insert(case.0);
    }
    Ok(())
}

/// The papers of a request.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeReferralPapers {
    /// The request.
    pub referral: ReferralId,
}

impl Act for SeeReferralPapers {
    const NAME: &'static str = "see_referral_papers";
    const ACTION: Action = Action::SeeRecord;
}

impl Reading for SeeReferralPapers {
    type Answer = Papers;
    const SAYS: &'static str = "The papers of a request";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Papers, Stop> {
        let referral = found(looking.tx, looking.permit, self.referral).await?;
        let papers = store::papers(looking.tx, looking.permit).await?;
        let asked = [Action::SeeAddress, Action::AmendReferral, Action::RestrictRecord];
        let rights = looking.rights(self.subject(), &asked).await?;
        let has = |action| rights.contains(&action);
        // Whoever made a request reads the family's address once it is accepted, and what came with it no sooner.
        let reads = has(Action::SeeAddress)
            && looking.may::<ReachPersonHeld>((Kind::Person, Some(referral.person.0))).await?;
        let keeps = has(Action::AmendReferral);
        let papers = marked(papers, (keeps, has(Action::RestrictRecord)));
        let adds = keeps && referral.status.takes_notes();
        Ok(Papers { papers, reads, adds, request: None })
    }
}

impl Page for SeeReferralPapers {
    const SAYS_WHOM: bool = true;

    fn title(_: &Papers) -> String {
        "Papers".into()
    }

    fn back(&self, _: &Papers) -> Option<String> {
        Some(format!("/referrals/{}", self.referral))
    }

    fn content(&self, answer: &Papers, frame: &Frame) -> Markup {
        pages::list(&format!("/referrals/{}/papers", self.referral), answer, frame)
    }
}

/// Opens the form for a paper of a request.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskReferralPaper {
    /// The request.
    pub referral: ReferralId,
}

impl Act for AskReferralPaper {
    const NAME: &'static str = "ask_referral_paper";
    const ACTION: Action = Action::AmendReferral;
}

impl Reading for AskReferralPaper {
    type Answer = PaperAsked;
    const SAYS: &'static str = "Open the form for adding a paper to a request";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<PaperAsked, Stop> {
        takes_notes(found(looking.tx, looking.permit, self.referral).await?)?;
        Ok(PaperAsked {})
    }
}

/// Adds a paper to a request.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AddReferralPaper {
    /// The request.
    pub referral: ReferralId,
    /// What the paper is called.
    pub title: String,
    /// What it is: `consent`, `letter`, `assessment`, `order`, `picture` or `other`.
    pub sort: String,
    /// The file.
    #[serde(skip_deserializing)]
    #[schemars(skip)]
    pub file: Spool,
}

impl Act for AddReferralPaper {
    const NAME: &'static str = "add_referral_paper";
    const ACTION: Action = Action::AmendReferral;
}

impl Operation for AddReferralPaper {
    type Done = PaperId;
    const SAYS: &'static str = "Add a paper to a request";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<PaperId, Stop> {
        let referral = takes_notes(found(doing.tx, doing.permit, self.referral).await?)?;
        let (first, last) = both_ends(&self.file).await?;
        let sent = (self.file.size(), first.as_slice(), last.as_slice());
        let (title, format) = model::checked((&self.title, &self.sort), sent)?;
        let (id, at) = (PaperId(doing.env.new_id()), At(doing.env.now()));
        let (person, sort, file) = (referral.person, self.sort.as_str(), &self.file);
        let new = New { id, person, title, sort, format, file };
        store::add(doing.tx, doing.permit, doing.keys, (new, at)).await?;
        let said = format!("A paper was added: {}.", lower(model::sort_words(sort)));
        told(doing, &referral, &said).await?;
        doing.about.insert(referral.person.0);
        Ok(id)
    }
}

impl Form for AddReferralPaper {
    type Ask = AskReferralPaper;
    const TITLE: &'static str = "Add a paper";
    const BUTTON: &'static str = "Add";

    fn ask(&self) -> AskReferralPaper {
        AskReferralPaper { referral: self.referral }
    }

    fn fields(&self, _: &PaperAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::fields((&self.title, &self.sort), errors)
    }

    fn next(&self, _: &PaperId) -> Next {
        Next::to(format!("/referrals/{}/papers", self.referral), "The paper was added")
    }
}

impl Upload for AddReferralPaper {
    fn take(&mut self, file: Spool) {
        self.file = file;
    }
}

/// Downloads a paper of a request.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TakeReferralPaper {
    /// The request.
    pub referral: ReferralId,
    /// The paper.
    pub paper: PaperId,
}

impl Act for TakeReferralPaper {
    const NAME: &'static str = "take_referral_paper";
    const ACTION: Action = Action::SeeAddress;
}

impl Reading for TakeReferralPaper {
    type Answer = PaperTaken;
    const SAYS: &'static str = "Download a paper of a request";
    const IS_EXPORT: bool = true;

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
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

impl Download for TakeReferralPaper {
    fn leaving(answer: PaperTaken) -> Leaving {
        answer.into()
    }
}

/// Opens the form for a paper of a request that was entered in error.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskReferralPaperError {
    /// The request.
    pub referral: ReferralId,
    /// The paper.
    pub paper: PaperId,
}

impl Act for AskReferralPaperError {
    const NAME: &'static str = "ask_referral_paper_error";
    const ACTION: Action = Action::AmendReferral;
}

impl Reading for AskReferralPaperError {
    type Answer = PaperNamed;
    const SAYS: &'static str = "Open the form for a paper of a request that was entered in error";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<PaperNamed, Stop> {
        let paper = store::load(looking.tx, looking.permit, self.paper).await?;
        looking.names(paper.person.0);
        Ok(PaperNamed { title: paper.title })
    }
}

/// Says that a paper of a request was entered in error.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MarkReferralPaper {
    /// The request.
    pub referral: ReferralId,
    /// The paper.
    pub paper: PaperId,
    /// Why it should not be here.
    pub reason: String,
}

impl Act for MarkReferralPaper {
    const NAME: &'static str = "mark_referral_paper";
    const ACTION: Action = Action::AmendReferral;
}

impl Operation for MarkReferralPaper {
    type Done = ();
    const SAYS: &'static str =
        "Say that a paper of a request was entered in error: nobody can download it any more";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let referral = found(doing.tx, doing.permit, self.referral).await?;
        let paper = store::load(doing.tx, doing.permit, self.paper).await?;
        let reason = model::reason(&self.reason)?;
        let is_own = paper.added_by == doing.principal().practitioner;
        if !is_own && !doing.may::<CorrectReferral>(self.subject()).await? {
            return Err(Stop::NotNow(NOT_YOURS_TO_MARK.to_owned()));
        }
        let at = At(doing.env.now());
        store::mark(doing.tx, doing.permit, (self.paper, reason), at).await?;
        let said =
            format!("A paper was entered in error: {}.", lower(model::sort_words(&paper.sort)));
        told(doing, &referral, &said).await?;
        doing.about.extend([self.paper.0, paper.person.0]);
        Ok(())
    }
}

impl Form for MarkReferralPaper {
    type Ask = AskReferralPaperError;
    const TITLE: &'static str = "Mark a paper as entered in error";
    const BUTTON: &'static str = "Mark as entered in error";

    fn ask(&self) -> AskReferralPaperError {
        AskReferralPaperError { referral: self.referral, paper: self.paper }
    }

    fn fields(&self, asked: &PaperNamed, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::error_fields(&asked.title, &self.reason, errors)
    }

    fn next(&self, (): &()) -> Next {
        let said = "The paper cannot be downloaded any more";
        Next::to(format!("/referrals/{}/papers", self.referral), said)
    }
}
