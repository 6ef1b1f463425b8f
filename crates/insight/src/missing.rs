//! The records behind a count of how complete they are: which lack a field.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use govuk::{InsetText, Row, Table};
use kernel::{CaseId, FieldErrors};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use crate::{
    period,
    quality::FIELDS,
    store,
    tables::{SeeExactly, SeeRequest},
};

/// The most lines of the list.
const MOST: i64 = 200;

/// A case whose record lacks something.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LackingLine {
    /// The case.
    pub case: CaseId,
    /// The name of the child, young person or adult.
    pub name: String,
}

/// The records that lack a field.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Missing {
    /// The field in words.
    pub field: String,
    /// Which period, in words.
    pub about: String,
    /// The cases, the latest first.
    pub cases: Vec<LackingLine>,
    /// Whether the reader sees the figures that lead here.
    pub counts: bool,
}

/// The records of a period that lack a field, in the forums whose figures one sees exactly.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeMissing {
    /// The field: `date_of_birth`, `nhs_number`, `postcode`, `consent`, `lawful_basis`, `lead`, `plan` or `review_date`.
    pub field: String,
    /// The first day on which a request was received; this financial year's when empty.
    pub from: String,
    /// The last day.
    pub to: String,
}

impl Act for SeeMissing {
    const NAME: &'static str = "see_missing";
    const ACTION: Action = Action::SearchPeople;
}

impl Reading for SeeMissing {
    type Answer = Missing;
    const SAYS: &'static str = "The records that lack a field, such as a lawful basis";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Missing, Stop> {
        let found = FIELDS.iter().find(|(code, _)| *code == self.field);
        let (field, words) = *found.ok_or(Stop::NotThere)?;
        let (mut problems, today) = (FieldErrors::default(), looking.env.today());
        let typed = [self.from.as_str(), self.to.as_str(), ""];
        let year = period::financial_year(today);
        let period = period::read(typed, today, year, &mut problems);
        problems.into_result()?;
        let exactly = looking.visible::<SeeExactly>(Kind::Report);
        let seen = looking.visible::<SeeRequest>(Kind::Referral);
        let forums = store::forums(looking.tx, &exactly).await?;
        let mut lacking = if forums.is_empty() || seen.is_empty() {
            Vec::new()
        } else {
            store::quality::lacking(looking.tx, &seen, field, period, MOST).await?
        };
        lacking.retain(|(_, forum, ..)| forums.iter().any(|it| it.id == *forum));
        looking.lists(&seen, lacking.iter().map(|(referral, ..)| referral.0));
        let line =
            |(_, _, case, given, family)| LackingLine { case, name: format!("{given} {family}") };
        Ok(Missing {
            field: words.to_owned(),
            about: period.words(),
            counts: !forums.is_empty(),
            cases: lacking.into_iter().map(line).collect(),
        })
    }
}

impl Page for SeeMissing {
    fn title(answer: &Missing) -> String {
        format!("Records that lack something: {}", answer.field.to_lowercase())
    }

    fn back(&self, answer: &Missing) -> Option<String> {
        answer.counts.then(|| "/reports/quality".to_owned())
    }

    fn content(&self, answer: &Missing, _: &Frame) -> Markup {
        let rows = answer.cases.iter().map(|it| {
            Row::new().cell(html! { a.govuk-link href={ "/cases/" (it.case) } { (it.name) } })
        });
        html! {
            p.govuk-body { (answer.about) "." }
            @if answer.cases.is_empty() {
                (InsetText::new("No record that you may see lacks it."))
            } @else {
                (Table::new("Cases, the latest first").columns(["Name"]).rows(rows).named_rows().hidden_caption())
            }
        }
    }
}
