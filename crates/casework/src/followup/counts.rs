//! What the answers come to: returned requests by reason and closed cases by what came of them, and what became of the people
//! since, exactly, for chair and coordinator.

use std::collections::BTreeMap;

use agreement::{Act, Action, Kind};
use charter::Charter;
use db::{Looking, Reading, Stop, Subject};
use jiff::{ToSpan as _, civil::Date};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page, Route};

use super::{model::After, pages, store};
use crate::{charters::charter_of, decision::web::Decide, lead::web::ProposeLead};

/// How far back the counts go: as far as the longest question, and a year of them.
const YEARS: i64 = 2;

pub(super) fn routes() -> Vec<Route> {
    Route::page::<SeeFollowupCounts>("/followups/counts")
}

/// What became of the requests that were returned for one reason, or of the cases that were closed with one outcome, at one
/// time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CountLine {
    /// Why they were returned or what came of the cases, as the charter names it.
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

/// Counts of returned requests and closed cases, and what became of the people.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Counts {
    /// The first day on which one of them was returned.
    pub since: Date,
    /// How many were returned for each reason, as the charter names it.
    pub returned: Vec<(String, u64)>,
    /// What became of them.
    pub lines: Vec<CountLine>,
    /// How many cases were closed with each outcome, as the charter names it.
    pub closed: Vec<(String, u64)>,
    /// How things are since.
    pub closed_lines: Vec<CountLine>,
}

/// What became of the requests that one's forums returned, and of the cases that they closed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeFollowupCounts {}

impl Act for SeeFollowupCounts {
    const NAME: &'static str = "see_followup_counts";
    const ACTION: Action = Action::SearchPeople;
}

/// One returned request, or closed case, with its answers by months.
struct Asked {
    edition: String,
    reason: String,
    since: Date,
    answers: BTreeMap<i64, String>,
}

/// Puts the rows of each together; of the answers for a number of months the first row is the latest.
fn asked(rows: Vec<store::Counted>) -> Vec<Asked> {
    let mut found = BTreeMap::new();
    for (id, edition, reason, on, months, answer) in rows {
        let it = found.entry(id).or_insert_with(|| Asked {
            edition,
            reason,
            since: on.0,
            answers: BTreeMap::new(),
        });
        if let (Some(months), Some(answer)) = (months, answer) {
            it.answers.entry(months).or_insert(answer);
        }
    }
    found.into_values().collect()
}

/// How many there are of each reason, and what became of them.
type Counted = (Vec<(String, u64)>, Vec<CountLine>);

/// Counts them, by reason.
fn counted(after: After, rows: Vec<store::Counted>, today: Date) -> Result<Counted, Stop> {
    let (mut all, mut lines) = (BTreeMap::new(), Vec::new());
    for it in asked(rows) {
        let charter = charter_of(&it.edition)?;
        let reasons = match after {
            After::Returned => &charter.return_reasons,
            After::Closed => &charter.outcomes,
        };
        let reason = reasons.name(&it.reason).to_owned();
        count_in(&mut lines, (after, charter, &reason), &it, today);
        *all.entry(reason).or_insert(0) += 1;
    }
    lines.sort_by(|one, other| (&one.reason, one.months).cmp(&(&other.reason, other.months)));
    Ok((all.into_iter().collect(), lines))
}

/// Adds one to the line of its reason and months.
fn count_in(
    lines: &mut Vec<CountLine>,
    (after, charter, reason): (After, &Charter, &str),
    it: &Asked,
    today: Date,
) {
    let known = after.answers(charter);
    for months in &charter.followup_months {
        if after.asked(charter, (it.since, today)).is_none_or(|last| last < *months) {
            continue;
        }
        let at = lines.iter().position(|it| it.reason == reason && it.months == *months);
        let at = at.unwrap_or_else(|| {
            let answers = known.iter().map(|it| (it.name.clone(), 0)).collect();
            let reason = reason.to_owned();
            lines.push(CountLine { reason, months: *months, asked: 0, answers, unanswered: 0 });
            lines.len().saturating_sub(1)
        });
        let Some(line) = lines.get_mut(at) else { continue };
        line.asked += 1;
        let Some(answer) = it.answers.get(&i64::from(*months)) else {
            line.unanswered += 1;
            continue;
        };
        let name = known.name(answer);
        match line.answers.iter_mut().find(|(it, _)| it == name) {
            Some((_, count)) => *count += 1,
            None => line.answers.push((name.to_owned(), 1)),
        }
    }
}

impl Reading for SeeFollowupCounts {
    type Answer = Counts;
    const SAYS: &'static str = "Referrals that your forums returned and cases that they closed, and what became of the people since";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Counts, Stop> {
        let today = looking.env.today();
        let since = today.saturating_sub(YEARS.years());
        let decides = looking.visible::<Decide>(Kind::Referral);
        let returned_rows = if decides.is_empty() {
            Vec::new()
        } else {
            store::counted_returned(looking.tx, &decides, since).await?
        };
        let closes = looking.visible::<ProposeLead>(Kind::Case);
        let closed_rows = if closes.is_empty() {
            Vec::new()
        } else {
            store::counted_closed(looking.tx, &closes, since).await?
        };
        let (returned, lines) = counted(After::Returned, returned_rows, today)?;
        let (closed, closed_lines) = counted(After::Closed, closed_rows, today)?;
        Ok(Counts { since, returned, lines, closed, closed_lines })
    }
}

impl Page for SeeFollowupCounts {
    fn title(_: &Counts) -> String {
        "What became of them".into()
    }

    fn back(&self, _: &Counts) -> Option<String> {
        Some("/referrals?status=returned".to_owned())
    }

    fn content(&self, answer: &Counts, frame: &Frame) -> Markup {
        pages::counts(answer, frame)
    }
}
