//! The page of a case about its case study: what is missing before one can be told, what was written, and what became of it.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::CaseId;
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};
use uuid::Uuid;

use super::{
    model::{NO_ADDRESS, Status, Study},
    pages, store,
    write::ReadsAddress,
};
use crate::case::store::head;

/// The case study of a case.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StudyLine {
    /// Its id.
    pub study: Uuid,
    /// waiting, approved, declined, `taken_down` or replaced.
    pub status: String,
    /// What it says.
    #[serde(flatten)]
    pub said: Study,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub on: Date,
    /// Why it was given back or taken down.
    pub answer_reason: String,
    /// Who said so.
    pub answered_by: String,
    /// Whether the reader may approve it, or give it back.
    pub may_answer: bool,
    /// Whether the reader may take it down.
    pub may_take_down: bool,
}

/// The page of a case about its case study.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CaseStudyPage {
    /// What has to be done before one can be told; nothing when it can.
    pub first: Option<String>,
    /// Whether they agree to one now.
    pub agreed: bool,
    /// The one that was written last.
    pub study: Option<StudyLine>,
    /// Whether the reader may write one now.
    pub may_write: bool,
}

/// Shows the case study of a case, and what is missing before one can be told.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeCaseStudy {
    /// The case.
    pub case: CaseId,
}

impl Act for SeeCaseStudy {
    const NAME: &'static str = "see_case_study";
    const ACTION: Action = Action::SeeRecord;
}

impl Reading for SeeCaseStudy {
    type Answer = CaseStudyPage;
    const SAYS: &'static str =
        "The case study of a case, and what is missing before it can be told";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<CaseStudyPage, Stop> {
        let head = head(looking.tx, looking.permit).await?;
        let ground = store::ground(looking.tx, looking.permit, &head).await?;
        let latest = store::latest(looking.tx, looking.permit).await?;
        let keeps = looking.rights(self.subject(), &[Action::CloseCase]).await?;
        let keeps = keeps.contains(&Action::CloseCase);
        let address = (Kind::Person, Some(head.person.0));
        let reads = keeps && looking.may_anyway::<ReadsAddress>(address).await?;
        let first = ground.may_be_told().err();
        let who = looking.principal().practitioner;
        let study = latest.map(|it| StudyLine {
            study: it.id,
            status: it.status.name().to_owned(),
            said: it.study,
            by: it.written_by_name,
            on: it.written_on,
            answer_reason: it.answer_reason,
            answered_by: it.answered_by_name,
            may_answer: keeps
                && it.status == Status::Waiting
                && it.written_by != who
                && first.is_none(),
            may_take_down: keeps && it.status == Status::Approved,
        });
        let cannot = keeps && !reads && first.is_none() && study.is_none();
        Ok(CaseStudyPage {
            first: first.or(cannot.then_some(NO_ADDRESS)).map(str::to_owned),
            agreed: ground.agreed,
            study,
            may_write: reads && first.is_none(),
        })
    }
}

impl Page for SeeCaseStudy {
    const SAYS_WHOM: bool = true;

    fn title(_: &CaseStudyPage) -> String {
        "Case study".into()
    }

    fn back(&self, _: &CaseStudyPage) -> Option<String> {
        Some(format!("/cases/{}", self.case))
    }

    fn content(&self, answer: &CaseStudyPage, frame: &Frame) -> Markup {
        pages::study(self.case, answer, frame)
    }
}
