//! What the answers come to: returned requests by reason, and what became of them, exactly, for chair and coordinator.

use std::collections::BTreeMap;

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::{ToSpan as _, civil::Date};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page, Route};

use super::{pages, store};
use crate::{charters::charter_of, decision::web::Decide};

/// How far back the counts go: as far as the longest question, and a year of them.
const YEARS: i64 = 2;

pub(super) fn routes() -> Vec<Route> {
    Route::page::<SeeFollowupCounts>("/followups/counts")
}

/// What became of the requests that were returned for one reason, at one time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CountLine {
    /// Why they were returned, as the charter names it.
    pub reason: String,
    /// How many months after that.
    pub months: u32,
    /// How many have been asked about.
    pub asked: u64,
    /// How many answers of each sort, as the charter names it, in its order.
    pub answers: Vec<(String, u64)>,
    /// How many nobody has answered.
    pub unanswered: u64,
}

/// Counts of returned requests, by reason and by what became of them.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Counts {
    /// The first day on which one of them was returned.
    pub since: Date,
    /// How many were returned for each reason, as the charter names it.
    pub returned: Vec<(String, u64)>,
    /// What became of them.
    pub lines: Vec<CountLine>,
}

/// What became of the requests that one's forums returned.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeFollowupCounts {}

impl Act for SeeFollowupCounts {
    const NAME: &'static str = "see_followup_counts";
    const ACTION: Action = Action::SearchPeople;
}

/// One returned request with its answers by months.
struct Request {
    edition: String,
    reason: String,
    returned_on: Date,
    answers: BTreeMap<i64, String>,
}

/// Puts the rows of each request together; of the answers for a number of months the first row is the latest.
fn requests(rows: Vec<store::Counted>) -> Vec<Request> {
    let mut found = BTreeMap::new();
    for (id, edition, reason, on, months, answer) in rows {
        let request = found.entry(id).or_insert_with(|| Request {
            edition,
            reason,
            returned_on: on.0,
            answers: BTreeMap::new(),
        });
        if let (Some(months), Some(answer)) = (months, answer) {
            request.answers.entry(months).or_insert(answer);
        }
    }
    found.into_values().collect()
}

/// Adds one request to the line of its reason and months.
fn count_in(lines: &mut Vec<CountLine>, request: &Request, today: Date) -> Result<(), Stop> {
    let charter = charter_of(&request.edition)?;
    let reason = charter.return_reasons.name(&request.reason);
    for months in &charter.followup_months {
        if charter.followup_on(request.returned_on, today).is_none_or(|last| last < *months) {
            continue;
        }
        let at = lines.iter().position(|it| it.reason == reason && it.months == *months);
        let at = at.unwrap_or_else(|| {
            let answers = charter.followup_answers.iter().map(|it| (it.name.clone(), 0)).collect();
            let reason = reason.to_owned();
            lines.push(CountLine { reason, months: *months, asked: 0, answers, unanswered: 0 });
            lines.len().saturating_sub(1)
        });
        let Some(line) = lines.get_mut(at) else { continue };
        line.asked += 1;
        let Some(answer) = request.answers.get(&i64::from(*months)) else {
            line.unanswered += 1;
            continue;
        };
        let name = charter.followup_answers.name(answer);
        match line.answers.iter_mut().find(|(it, _)| it == name) {
            Some((_, count)) => *count += 1,
            None => line.answers.push((name.to_owned(), 1)),
        }
    }
    Ok(())
}

impl Reading for SeeFollowupCounts {
    type Answer = Counts;
    const SAYS: &'static str =
        "Referrals that your forums returned, by reason, and what became of the people since";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Counts, Stop> {
        let today = looking.env.today();
        let since = today.saturating_sub(YEARS.years());
        let decides = looking.visible::<Decide>(Kind::Referral);
        let rows = if decides.is_empty() {
            Vec::new()
        } else {
            store::counted(looking.tx, &decides, since).await?
        };
        let (mut returned, mut lines) = (BTreeMap::new(), Vec::new());
        for request in requests(rows) {
            let charter = charter_of(&request.edition)?;
            let reason = charter.return_reasons.name(&request.reason).to_owned();
            *returned.entry(reason).or_insert(0) += 1;
            count_in(&mut lines, &request, today)?;
        }
        lines.sort_by(|one, other| (&one.reason, one.months).cmp(&(&other.reason, other.months)));
        Ok(Counts { since, returned: returned.into_iter().collect(), lines })
    }
}

impl Page for SeeFollowupCounts {
    fn title(_: &Counts) -> String {
        "What became of returned requests".into()
    }

    fn back(&self, _: &Counts) -> Option<String> {
        Some("/referrals?status=returned".to_owned())
    }

    fn content(&self, answer: &Counts, frame: &Frame) -> Markup {
        pages::counts(answer, frame)
    }
}
