//! The proposed decisions and levels of need that wait: to be confirmed, and one's own.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{CaseId, ReferralId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page, Route};

use super::{
    answer::AnswerProposal,
    pages,
    store::{self, Waits},
};
use crate::{
    charters::charter_of,
    level::{model::words, proposed::AnswerLevel, store::proposals},
    referral::model::Clocks,
};

pub(super) fn routes() -> Vec<Route> {
    Route::page::<SeeProposals>("/decisions")
}

/// A proposed decision.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ProposalLine {
    /// The request.
    pub referral: ReferralId,
    /// The reference that people quote.
    pub reference: String,
    /// About whom.
    pub person_name: String,
    /// The forum's name.
    pub forum_name: String,
    /// accept or return.
    pub decision: String,
    /// waiting, or declined.
    pub status: String,
    /// Whether the reader proposed it.
    pub is_own: bool,
    /// Who proposed it.
    pub by: String,
    /// When.
    pub on: Date,
    /// By when the request has to be decided.
    pub due_on: Option<Date>,
    /// Why it was not confirmed.
    pub answer_reason: String,
}

/// A level of need that waits for a second person.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LevelWaits {
    /// The case.
    pub case: CaseId,
    /// About whom.
    pub person_name: String,
    /// The forum's name.
    pub forum_name: String,
    /// The level, with its name.
    pub level: String,
    /// Whether the reader proposed it.
    pub is_own: bool,
    /// Who proposed it.
    pub by: String,
    /// When.
    pub on: Date,
}

/// What waits for a second person.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Proposals {
    /// Decisions on requests.
    pub decisions: Vec<ProposalLine>,
    /// Levels of need in cases.
    pub levels: Vec<LevelWaits>,
}

/// The proposed decisions that wait for the reader, and the reader's own that are not confirmed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeProposals {}

impl Act for SeeProposals {
    const NAME: &'static str = "see_proposals";
    const ACTION: Action = Action::SearchPeople;
}

impl Reading for SeeProposals {
    type Answer = Proposals;
    const SAYS: &'static str = "The proposed decisions and levels of need that you may confirm, and yours that are not confirmed";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Self::Answer, Stop> {
        let levels = levels(looking).await?;
        let decides = looking.visible::<AnswerProposal>(Kind::Referral);
        if decides.is_empty() {
            return Ok(Proposals { decisions: Vec::new(), levels });
        }
        let who = looking.permit.principal();
        let rows = store::waiting(looking.tx, &decides, who).await?;
        let mut lines = Vec::new();
        for row in rows {
            let charter = charter_of(&row.charter)?;
            let due_on = Clocks::of(charter, row.received_on.0).decide_by;
            lines.push(line(row, who.practitioner, due_on));
        }
        looking.lists(&decides, lines.iter().map(|line| line.referral.0));
        Ok(Proposals { decisions: lines, levels })
    }
}

/// The levels that wait in the cases whose plan the reader keeps.
async fn levels(looking: &mut Looking<'_, SeeProposals>) -> Result<Vec<LevelWaits>, Stop> {
    let reviews = looking.visible::<AnswerLevel>(Kind::Case);
    if reviews.is_empty() {
        return Ok(Vec::new());
    }
    let me = looking.principal().practitioner;
    let rows = proposals::waiting(looking.tx, &reviews).await?;
    looking.lists(&reviews, rows.iter().map(|row| row.case_id.0));
    let line = |row: proposals::Waits| {
        let level = words(row.level, charter_of(&row.charter)?);
        Ok(LevelWaits {
            case: row.case_id,
            person_name: row.person_name,
            forum_name: row.forum_name,
            level,
            is_own: row.proposed_by == me,
            by: row.by_name,
            on: row.proposed_on.0,
        })
    };
    rows.into_iter().map(line).collect()
}

fn line(row: Waits, who: kernel::PractitionerId, due_on: Option<Date>) -> ProposalLine {
    ProposalLine {
        referral: row.referral,
        reference: row.reference,
        person_name: row.person_name,
        forum_name: row.forum_name,
        decision: row.decision,
        status: row.status,
        is_own: row.proposed_by == who,
        by: row.proposed_by_name,
        on: row.proposed_on.0,
        due_on,
        answer_reason: row.answer_reason,
    }
}

impl Page for SeeProposals {
    fn title(_: &Self::Answer) -> String {
        "Decisions to confirm".into()
    }

    fn content(&self, answer: &Self::Answer, frame: &Frame) -> Markup {
        pages::list(answer, frame)
    }
}
