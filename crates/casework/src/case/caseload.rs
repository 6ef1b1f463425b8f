//! The caseload: the cases that one may see, 50 at a time.

use agreement::{Act, Action, Kind};
use db::{At, Looking, Reading, Stop, Subject};
use jiff::{Timestamp, civil::Date};
use kernel::{CaseId, FieldErrors};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};
use uuid::Uuid;

use super::{
    pages,
    store::{self, list::After},
    web::{SeeCase, SeeCaseSummary},
};

/// How many cases one page of the caseload shows.
const PAGE: usize = 50;

/// Whose cases one can ask for, in words.
pub(super) const WHOSE: [(&str, &str); 7] = [
    ("all", "All that I may see"),
    ("mine", "Those that I lead"),
    ("asked", "Those that I am asked to lead"),
    ("offers", "Those that a service of ours is offered to"),
    ("actions", "Those with an open action of ours"),
    ("nobody", "Those that nobody leads"),
    ("concern", "Those of mine in which a person of concern has to be looked at"),
];

/// Reading where the family of a case lives, and from whom they have to be kept safe: for a filter only.
pub(crate) struct ReachCase;

impl Act for ReachCase {
    const NAME: &'static str = "reach_case";
    const ACTION: Action = Action::SeeAddress;
}

/// One case in the caseload.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CaseLine {
    /// The case.
    pub case: CaseId,
    /// The name of the child, young person or adult.
    pub name: String,
    /// The forum that holds it.
    pub forum: String,
    /// The level of need.
    pub level: i64,
    /// The lead professional, or who is asked to be.
    pub lead: Option<String>,
    /// none, proposed, accepted, declined or to_be_appointed.
    pub lead_status: String,
    /// When it is next reviewed.
    pub next_review_on: Option<Date>,
    /// When it was closed.
    pub closed_on: Option<Date>,
    /// How many of its actions are overdue.
    pub overdue_actions: i64,
    /// Whether the reader may open the record, not only its summary.
    pub opens: bool,
}

/// A page of the caseload.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Caseload {
    /// The cases, the latest changed first.
    pub cases: Vec<CaseLine>,
    /// What to ask for to see the next page, if there is one.
    pub next: Option<String>,
}

/// The cases that one may see, the latest changed first.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeCases {
    /// `open` (as when empty) or `closed`.
    pub status: String,
    /// `mine`: those for which one is lead professional; `asked`: those for which one is asked to be;
    /// `offers`: those that a service of one's organisation is offered to; `actions`: those in which
    /// one's organisation has an open action; `nobody`: those without a lead professional; `concern`: those that one leads or
    /// coordinates in which a person of concern has to be looked at; all when empty.
    pub whose: String,
    /// Where the page begins, as the page before said.
    pub after: String,
}

impl Act for SeeCases {
    const NAME: &'static str = "see_cases";
    const ACTION: Action = Action::SearchPeople;
}

impl Reading for SeeCases {
    type Answer = Caseload;
    const SAYS: &'static str = "The cases that one may see, 50 at a time, the latest changed first";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Caseload, Stop> {
        let (status, after) = self.checked()?;
        let rows = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let known = looking.visible::<SeeCaseSummary>(Kind::Case);
        let records = looking.visible::<SeeCase>(Kind::Case);
        let (filters, today) = ((&known, &records), looking.env.today());
        let mut lines = if matches!(self.whose.as_str(), "" | "all") {
            store::list::page(looking.tx, filters, status, after, today, rows).await?
        } else {
            let whose = (self.whose.as_str(), looking.permit.principal());
            let reached = looking.visible::<ReachCase>(Kind::Case);
            let known = if self.whose == "concern" { &reached } else { &known };
            let filters = (known, &records);
            store::list::of_whom(looking.tx, filters, whose, (status, after), today, rows).await?
        };
        let has_more = lines.len() > PAGE;
        lines.truncate(PAGE);
        let last = lines.last().filter(|_| has_more);
        let next = last.map(|(at, line)| cursor(*at, line.case));
        looking.lists(&known, lines.iter().map(|(_, line)| line.case.0));
        let opens = lines.iter().filter(|(_, line)| line.opens);
        looking.lists(&records, opens.map(|(_, line)| line.case.0));
        Ok(Caseload { cases: lines.into_iter().map(|(_, line)| line).collect(), next })
    }
}

impl SeeCases {
    fn checked(&self) -> Result<(&'static str, After), FieldErrors> {
        let mut errors = FieldErrors::default();
        let status = match self.status.as_str() {
            "" | "open" => "open",
            "closed" => "closed",
            _ => {
                errors.add("status", "Select open or closed cases");
                ""
            }
        };
        if !self.whose.is_empty() && !WHOSE.iter().any(|(code, _)| *code == self.whose) {
            errors.add("whose", "Select all cases or those in which you have a part");
        }
        let after = if self.after.is_empty() { Some(After::default()) } else { place(&self.after) };
        if after.is_none() {
            errors.add("after", "Go back to the first page of the list");
        }
        errors.into_result()?;
        Ok((status, after.unwrap_or_default()))
    }
}

fn cursor(at: At, case: CaseId) -> String {
    format!("{}~{case}", at.0.as_microsecond())
}

fn place(cursor: &str) -> Option<After> {
    let (at, case) = cursor.split_once('~')?;
    let at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
    Some(After(at, case.parse::<Uuid>().ok()?))
}

impl Page for SeeCases {
    fn title(_: &Caseload) -> String {
        "Cases".into()
    }

    fn content(&self, answer: &Caseload, frame: &Frame) -> Markup {
        pages::caseload(self, answer, frame)
    }
}
