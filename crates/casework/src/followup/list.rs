//! The returned requests and the closed cases of which one is asked what became.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{CaseId, ReferralId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page, Route};

use super::{
    answer::AnswerFollowup,
    closed::AnswerClosedFollowup,
    model::{self, After},
    pages, store,
};
use crate::charters::charter_of;

pub(super) fn routes() -> Vec<Route> {
    Route::page::<SeeFollowups>("/followups")
}

/// A returned request or a closed case of which one is asked what became.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FollowupLine {
    /// Whether a request was returned or a case closed.
    pub after: After,
    /// The referral.
    pub referral: ReferralId,
    /// The case, if it was closed.
    pub case: Option<CaseId>,
    /// The reference that people quote.
    pub reference: String,
    /// About whom.
    pub person_name: String,
    /// The forum's name.
    pub forum_name: String,
    /// Its charter's code and version, such as `maag/1`.
    pub charter: String,
    /// When it was returned or closed.
    pub since: Date,
    /// Why it was returned, or what came of the case: a code of the charter.
    pub reason: String,
    /// How many months ago that is, as the charter counts.
    pub months: u32,
    /// Whether a colleague who has left made the request, or nobody leads the case any more.
    pub of_colleague: bool,
}

/// What became of the people of the returned requests that one made, and of the closed cases that one led.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeFollowups {}

impl Act for SeeFollowups {
    const NAME: &'static str = "see_followups";
    const ACTION: Action = Action::SearchPeople;
}

/// What the reader is asked, the longest ago first.
async fn to_answer<R: Reading>(looking: &mut Looking<'_, R>) -> Result<Vec<FollowupLine>, Stop> {
    let (who, today) = (looking.permit.principal(), looking.env.today());
    let mut found = Vec::new();
    let answers = looking.visible::<AnswerFollowup>(Kind::Referral);
    if !answers.is_empty() {
        found.extend(store::returned(looking.tx, &answers, who).await?);
    }
    let closes = looking.visible::<AnswerClosedFollowup>(Kind::Case);
    if !closes.is_empty() {
        found.extend(store::closed(looking.tx, &closes, who).await?);
    }
    let mut lines = Vec::new();
    for it in found {
        let charter = charter_of(&it.charter)?;
        let after = if it.case_id.is_some() { After::Closed } else { After::Returned };
        let days = (it.since.0, today);
        let Some(months) = model::to_answer(charter, after, days, it.answered) else { continue };
        lines.push(FollowupLine {
            after,
            referral: it.id,
            case: it.case_id,
            reference: it.source_reference,
            person_name: it.person_name,
            forum_name: it.forum_name,
            charter: it.charter,
            since: it.since.0,
            reason: it.reason,
            months,
            of_colleague: it.of_colleague == 1,
        });
    }
    lines.sort_by_key(|line| line.since);
    Ok(lines)
}

impl Reading for SeeFollowups {
    type Answer = Vec<FollowupLine>;
    const SAYS: &'static str =
        "Your returned referrals and closed cases of which you are asked what became";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Self::Answer, Stop> {
        let lines = to_answer(looking).await?;
        let answers = looking.visible::<AnswerFollowup>(Kind::Referral);
        let returned = lines.iter().filter(|line| line.case.is_none());
        looking.lists(&answers, returned.map(|line| line.referral.0));
        let closes = looking.visible::<AnswerClosedFollowup>(Kind::Case);
        looking.lists(&closes, lines.iter().filter_map(|line| line.case.map(|it| it.0)));
        Ok(lines)
    }
}

impl Page for SeeFollowups {
    fn title(_: &Self::Answer) -> String {
        "What became of them?".into()
    }

    fn content(&self, answer: &Self::Answer, frame: &Frame) -> Markup {
        pages::list(answer, frame)
    }
}
