//! The papers of a request: listed for those who read it, downloaded by those who read where the family lives, added by
//! those who may change it.

use agreement::{Act, Action, Kind, Permit};
use db::{Doing, Looking, Operation, Reading, Spool, Stop, Subject, Tx};
use kernel::{FieldErrors, PaperId, ReferralId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Download, Form, Frame, Leaving, Next, Page, Route, Upload};

use super::{
    both::{self, PaperAsked, PaperNamed, PaperTaken, Papers},
    pages,
};
use crate::{
    chronology::store::note,
    referral::{model::Referral, note::takes_notes, store::load},
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
        let (keep, is_open) = (Action::AmendReferral, referral.status.takes_notes());
        both::papers(looking, self, (referral.person, keep), is_open).await
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
        let sent = (self.title.as_str(), self.sort.as_str(), &self.file);
        let (id, said) = both::add(doing, referral.person, sent).await?;
        told(doing, &referral, &said).await?;
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
        both::take(looking, self.paper).await
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
        both::named(looking, self.paper).await
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
        let said =
            both::mark::<_, CorrectReferral>(doing, self, (self.paper, &self.reason)).await?;
        told(doing, &referral, &said).await?;
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
