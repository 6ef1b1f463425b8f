//! The returned requests of which one is asked what became.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::ReferralId;
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page, Route};

use super::{answer::AnswerFollowup, model, pages, store};
use crate::charters::charter_of;

pub(super) fn routes() -> Vec<Route> {
    Route::page::<SeeFollowups>("/followups")
}

/// A returned request of which one is asked what became.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FollowupLine {
    /// The referral.
    pub referral: ReferralId,
    /// The reference that people quote.
    pub reference: String,
    /// About whom.
    pub person_name: String,
    /// The forum's name.
    pub forum_name: String,
    /// Its charter's code and version, such as `maag/1`.
    pub charter: String,
    /// When it was returned.
    pub returned_on: Date,
    /// Why: a code of the charter.
    pub return_reason: String,
    /// How many months ago that is, as the charter counts.
    pub months: u32,
    /// Whether a colleague who has left made it.
    pub of_colleague: bool,
}

/// What became of the people of the returned requests that one made.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeFollowups {}

impl Act for SeeFollowups {
    const NAME: &'static str = "see_followups";
    const ACTION: Action = Action::SearchPeople;
}

/// What the reader is asked, the longest ago first.
pub(crate) async fn to_answer<R: Reading>(
    looking: &mut Looking<'_, R>,
) -> Result<Vec<FollowupLine>, Stop> {
    let answers = looking.visible::<AnswerFollowup>(Kind::Referral);
    if answers.is_empty() {
        return Ok(Vec::new());
    }
    let (who, today) = (looking.permit.principal(), looking.env.today());
    let mut lines = Vec::new();
    for it in store::returned(looking.tx, &answers, who).await? {
        let charter = charter_of(&it.charter)?;
        let days = (it.decided_on.0, today);
        let Some(months) = model::to_answer(charter, days, it.answered) else { continue };
        lines.push(FollowupLine {
            referral: it.id,
            reference: it.source_reference,
            person_name: it.person_name,
            forum_name: it.forum_name,
            charter: it.charter,
            returned_on: it.decided_on.0,
            return_reason: it.return_reason,
            months,
            of_colleague: it.of_colleague == 1,
        });
    }
    Ok(lines)
}

impl Reading for SeeFollowups {
    type Answer = Vec<FollowupLine>;
    const SAYS: &'static str = "Your returned referrals of which you are asked what became";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Self::Answer, Stop> {
        let lines = to_answer(looking).await?;
        let answers = looking.visible::<AnswerFollowup>(Kind::Referral);
        looking.lists(&answers, lines.iter().map(|line| line.referral.0));
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
