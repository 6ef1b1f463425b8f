//! What lead professionals are late with, in all cases whose plan one keeps.

use std::collections::BTreeMap;

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{CaseId, FieldErrors};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page, Route};
use uuid::Uuid;

use super::{
    model::{Duty, reminded_until},
    pages,
    plan::ReturnPlan,
    store,
};

/// How many late duties the page shows.
const PAGE: usize = 50;

/// By what late duties are counted: what is asked for, and in words.
pub(super) const BY: [(&str, &str); 3] =
    [("person", "Lead professional"), ("organisation", "Organisation"), ("forum", "Forum")];

pub(super) fn routes() -> Vec<Route> {
    Route::page::<SeeLateDuties>("/duties")
}

/// A duty that is late, or is to be done soon.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DutyOf {
    /// The case.
    pub case: CaseId,
    /// The name of the child, young person or adult.
    pub name: String,
    /// The forum.
    pub forum: String,
    /// What is to be done.
    pub duty: Duty,
    /// By when.
    pub due_on: Date,
    /// The lead professional.
    pub lead: String,
    /// The organisation for which they lead.
    pub organisation: String,
}

/// Late duties of one lead professional in one forum, as they are counted.
pub(super) struct Group {
    pub(super) forum: (Uuid, String),
    pub(super) organisation: (Uuid, String),
    pub(super) person: (Uuid, String),
    pub(super) late: i64,
    pub(super) oldest: Date,
}

/// How many duties are late of one lead professional, organisation or forum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LateCount {
    /// Which.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// How many are late.
    pub late: i64,
    /// The day of the one that has been late longest.
    pub oldest: Date,
}

/// The late duties.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LateDuties {
    /// How many are late, most first.
    pub counts: Vec<LateCount>,
    /// The duties, the longest late first; and those that the reader has to do within a week.
    pub duties: Vec<DutyOf>,
    /// Whether there are more than are shown.
    pub has_more: bool,
}

/// What lead professionals are late with: the team, the plan or the review.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeLateDuties {
    /// By what they are counted: `person` (as when empty), `organisation` or `forum`.
    pub by: String,
    /// Of whom: the id of one of these; all when empty.
    pub of: String,
}

impl Act for SeeLateDuties {
    const NAME: &'static str = "see_late_duties";
    const ACTION: Action = Action::SearchPeople;
}

impl Reading for SeeLateDuties {
    type Answer = LateDuties;
    const SAYS: &'static str =
        "What lead professionals are late with, by forum, organisation or person";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<LateDuties, Stop> {
        let (by, of) = self.checked()?;
        let keeps = looking.visible::<ReturnPlan>(Kind::Case);
        if keeps.is_empty() {
            return Ok(LateDuties { counts: Vec::new(), duties: Vec::new(), has_more: false });
        }
        let today = looking.env.today();
        let groups = store::groups(looking.tx, &keeps, today).await?;
        let rows = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let narrowed = of.map_or(("", Uuid::nil()), |of| (by, of));
        let (who, days) = (looking.permit.principal(), (today, reminded_until(today)));
        let mut duties = store::late(looking.tx, &keeps, (narrowed, who), days, rows).await?;
        let has_more = duties.len() > PAGE;
        duties.truncate(PAGE);
        looking.lists(&keeps, duties.iter().map(|it| it.case.0));
        Ok(LateDuties { counts: counts(groups, by), duties, has_more })
    }
}

impl SeeLateDuties {
    fn checked(&self) -> Result<(&'static str, Option<Uuid>), FieldErrors> {
        let mut errors = FieldErrors::default();
        let known = BY.into_iter().find(|(code, _)| *code == self.by);
        if known.is_none() && !self.by.is_empty() {
            errors.add("by", "Select lead professional, organisation or forum");
        }
        let of = Some(self.of.trim()).filter(|it| !it.is_empty()).map(str::parse);
        if matches!(of, Some(Err(_))) {
            errors.add("of", "Go back to the whole list");
        }
        errors.into_result()?;
        Ok((known.map_or("person", |(code, _)| code), of.and_then(Result::ok)))
    }
}

/// The counts by one of the three, most first.
fn counts(groups: Vec<Group>, by: &str) -> Vec<LateCount> {
    let mut all: BTreeMap<Uuid, LateCount> = BTreeMap::new();
    for group in groups {
        let (id, name) = match by {
            "forum" => group.forum,
            "organisation" => group.organisation,
            _ => group.person,
        };
        let count = all.entry(id).or_insert(LateCount { id, name, late: 0, oldest: group.oldest });
        count.late += group.late;
        count.oldest = count.oldest.min(group.oldest);
    }
    let mut all: Vec<LateCount> = all.into_values().collect();
    all.sort_by(|a, b| (b.late, a.oldest, &a.name).cmp(&(a.late, b.oldest, &b.name)));
    all
}

impl Page for SeeLateDuties {
    fn title(_: &LateDuties) -> String {
        "Duties of lead professionals".into()
    }

    fn content(&self, answer: &LateDuties, frame: &Frame) -> Markup {
        pages::late(self, answer, frame)
    }
}
