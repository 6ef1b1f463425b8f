//! The page of a case about consent: what they agreed to and who decided it, when they are asked again, who must not be
//! told and what that stops, and what was shared or kept back.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{CaseId, OrganisationId, PersonId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use super::{
    pages,
    renewal::{self, Said, Why},
    store,
    web::ConsentLine,
};
use crate::{case, charters::charter_of};

/// An organisation that must not be told, and what it still has a part in.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Excluded {
    /// Which.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Whether the lead professional, or whoever is asked to be, is of it.
    pub leads: bool,
    /// How many open actions it owns.
    pub actions: i64,
    /// How many services it gives, or is asked for.
    pub services: i64,
    /// Whether the request came from it.
    pub referred: bool,
}

/// Something that was shared with somebody, or kept from them.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SharingLine {
    /// With whom.
    pub whom: String,
    /// share or `not_share`.
    pub decision: String,
    /// What.
    pub what: String,
    /// Why.
    pub reason: String,
    /// Whether it was shared although the family excluded them.
    pub despite_exclusion: bool,
    /// When.
    pub on: Date,
    /// Who recorded it.
    pub by: String,
    /// What is wrong with it, when it was entered in error.
    pub error_reason: String,
}

/// Something that they are asked again.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct Renewal {
    /// Whether it is about sharing; if not, about support.
    pub is_sharing: bool,
    /// Why.
    pub why: Why,
}

/// What a case has about consent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ConsentPage {
    /// The person whom the case is about.
    pub person: PersonId,
    /// The code and version of the case's charter.
    pub charter: String,
    /// What was said, the latest first.
    pub history: Vec<ConsentLine>,
    /// What they are asked again.
    pub renewals: Vec<Renewal>,
    /// Who must not be told.
    pub excluded: Vec<Excluded>,
    /// What was shared or kept back, the latest first.
    pub sharing: Vec<SharingLine>,
    /// Whether the case is worked on.
    pub is_open: bool,
    /// Whether the reader keeps the plan, and so records consent.
    pub records: bool,
    /// Whether the reader may let somebody back.
    pub lets_back: bool,
}

/// What a family agreed to, who must not be told, and what was shared.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeConsent {
    /// The case.
    pub case: CaseId,
}

impl Act for SeeConsent {
    const NAME: &'static str = "see_consent";
    const ACTION: Action = Action::SeeRecord;
}

impl Reading for SeeConsent {
    type Answer = ConsentPage;
    const SAYS: &'static str =
        "What a family agreed to and who decided, who must not be told, and what was shared";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<ConsentPage, Stop> {
        let (permit, today) = (looking.permit, looking.env.today());
        let head = case::store::head(looking.tx, permit).await?;
        let history = store::of_case(looking.tx, permit, &head).await?;
        let mut excluded = store::excluded(looking.tx, permit).await?;
        let mut sharing = store::sharing(looking.tx, permit).await?;
        let changed = store::lead_changed_at(looking.tx, permit).await?;
        let asked = [Action::RecordPlan, Action::RestrictRecord];
        let rights = looking.rights(self.subject(), &asked).await?;
        // Where somebody works may tell who is to be feared: that is for those who keep the plan.
        if !rights.contains(&Action::RecordPlan) {
            excluded.clear();
            sharing.retain(|it| !it.despite_exclusion);
        }
        let is_open = head.status.is_open();
        let months = charter_of(&head.charter)?.consent_months;
        let renewal = |purpose: &str| {
            let line = history.iter().find(|it| it.counts() && it.purpose == purpose);
            let line = line.filter(|_| is_open)?;
            let said =
                Said { decision: &line.decision, on: line.on, recorded_at: line.recorded_at };
            let why = renewal::due(said, changed.map(|at| at.0), (months, today))?;
            Some(Renewal { is_sharing: purpose == "share", why })
        };
        Ok(ConsentPage {
            person: head.person,
            charter: head.charter,
            renewals: ["support", "share"].into_iter().filter_map(renewal).collect(),
            history,
            excluded,
            sharing,
            is_open,
            records: rights.contains(&Action::RecordPlan),
            lets_back: rights.contains(&Action::RestrictRecord),
        })
    }
}

impl Page for SeeConsent {
    const SAYS_WHOM: bool = true;

    fn title(_: &ConsentPage) -> String {
        "Consent".into()
    }

    fn back(&self, _: &ConsentPage) -> Option<String> {
        Some(format!("/cases/{}", self.case))
    }

    fn content(&self, answer: &ConsentPage, frame: &Frame) -> Markup {
        pages::consent(answer, self.case, frame)
    }
}
