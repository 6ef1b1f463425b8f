//! The open cases that one leads in which the family is asked again.

use std::collections::BTreeSet;

use agreement::{Act, Action, Kind, Principal, Visible};
use db::{Looking, Reading, Stop, Subject, Tx};
use govuk::{InsetText, Row, Table};
use jiff::civil::Date;
use kernel::CaseId;
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use super::{
    pages,
    renewal::{self, Said},
    see::Renewal,
    store::{self, Agreed},
};
use crate::{case::web::SeeCaseSummary, charters::charter_of};

/// A case in which the family is asked again.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RenewalLine {
    /// The case.
    pub case: CaseId,
    /// The name of the person whom it is about.
    pub name: String,
    /// What they are asked again.
    pub renewal: Renewal,
}

/// The cases that one leads in which the family is asked again whether they agree.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeRenewals {}

impl Act for SeeRenewals {
    const NAME: &'static str = "see_renewals";
    const ACTION: Action = Action::SearchPeople;
}

/// What is asked again, and in which case.
async fn to_renew(
    tx: &mut Tx,
    known: &Visible,
    who: &Principal,
    today: Date,
) -> Result<Vec<(CaseId, Renewal)>, Stop> {
    due(store::of_lead(tx, known, who).await?, today)
}

/// What is asked again, of what was said case by case, the latest first.
pub(crate) fn due(said: Vec<Agreed>, today: Date) -> Result<Vec<(CaseId, Renewal)>, Stop> {
    let (mut seen, mut due) = (BTreeSet::new(), Vec::new());
    for it in said {
        // The latest of each purpose comes first.
        if !seen.insert((it.id, it.purpose.clone())) {
            continue;
        }
        let said =
            Said { decision: &it.decision, on: it.decided_on.0, recorded_at: it.recorded_at.0 };
        let months = charter_of(&it.charter)?.consent_months;
        let why = renewal::due(said, it.lead_changed_at.map(|at| at.0), (months, today));
        due.extend(why.map(|why| (it.id, Renewal { is_sharing: it.purpose == "share", why })));
    }
    Ok(due)
}

impl Reading for SeeRenewals {
    type Answer = Vec<RenewalLine>;
    const SAYS: &'static str =
        "The cases that you lead in which the family is asked again whether they agree";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Self::Answer, Stop> {
        let (who, today) = (looking.permit.principal(), looking.env.today());
        let known = looking.visible::<SeeCaseSummary>(Kind::Case);
        if known.is_empty() {
            return Ok(Vec::new());
        }
        let due = to_renew(looking.tx, &known, who, today).await?;
        let names = store::names_of_lead(looking.tx, &known, who).await?;
        let lines = names.into_iter().flat_map(|(case, name)| {
            let of_case = due.iter().filter(move |(id, _)| *id == case);
            let line =
                move |(_, renewal): &_| RenewalLine { case, name: name.clone(), renewal: *renewal };
            of_case.map(line)
        });
        let lines: Vec<_> = lines.collect();
        looking.lists(&known, lines.iter().map(|line| line.case.0));
        Ok(lines)
    }
}

impl Page for SeeRenewals {
    fn title(_: &Self::Answer) -> String {
        "Consent to renew".into()
    }

    fn content(&self, answer: &Self::Answer, _: &Frame) -> Markup {
        let rows = answer.iter().map(|it| {
            let name = html! {
                a.govuk-link href={ "/cases/" (it.case) "/consent" } { (it.name) }
            };
            Row::new().cell(name).cell(pages::renewal_words(it.renewal))
        });
        html! {
            @if answer.is_empty() {
                (InsetText::new("In no case that you lead does the family have to be asked again now."))
            } @else {
                p.govuk-body { "Ask them whether they still agree, and record what they say." }
                (Table::new("Cases that you lead").columns(["Who", "Why"]).rows(rows)
                    .named_rows().cards().hidden_caption())
            }
        }
    }
}
