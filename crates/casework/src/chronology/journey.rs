//! One timeline of a person's journey through all their requests and cases, as far as the reader may read them.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{CaseId, PersonId, ReferralId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use super::{pages, store, web::SIGNIFICANT};
use crate::referral::refer::Refer;

/// One timeline of a person's journey.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeJourney {
    /// The person.
    pub person: PersonId,
    /// `significant` for what matters most alone; everything when empty.
    pub show: String,
}

impl Act for SeeJourney {
    const NAME: &'static str = "see_journey";
    const ACTION: Action = Action::SeeRecord;
}

/// One thing that happened on the way.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Step {
    /// The day.
    pub on: Date,
    /// The operation that recorded it; empty for what the request itself tells.
    pub kind: String,
    /// What happened, without a name.
    pub said: String,
    /// Whether it matters most.
    pub significant: bool,
    /// What is wrong with it, when it was entered in error.
    pub error_reason: String,
    /// The forum in which it happened.
    pub forum: String,
    /// The case, when there was one.
    pub case: Option<CaseId>,
    /// The request.
    pub referral: Option<ReferralId>,
}

/// A person's journey, as far as the reader may read it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Journey {
    /// Whose it is.
    pub name: String,
    /// What happened, the earliest first.
    pub steps: Vec<Step>,
}

impl Reading for SeeJourney {
    type Answer = Journey;
    const SAYS: &'static str =
        "What happened to a person over all their requests and cases, in order";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Journey, Stop> {
        let name = store::name(looking.tx, looking.permit).await?;
        let cases = looking.visible::<Self>(Kind::Case);
        let in_cases = store::in_cases(looking.tx, &cases, self.person).await?;
        looking.lists(&cases, in_cases.iter().filter_map(|step| step.case.map(|case| case.0)));
        let referrals = looking.visible::<Self>(Kind::Referral);
        let mut steps = store::requests(looking.tx, &referrals, self.person).await?;
        looking.lists(&referrals, steps.iter().filter_map(|step| step.referral.map(|it| it.0)));
        // Where a case tells of its request, that tells it.
        let tells = |it: &&Step| it.kind == Refer::NAME;
        let told: Vec<_> = in_cases.iter().filter(tells).map(|it| it.referral).collect();
        steps.retain(|step| !told.contains(&step.referral));
        steps.extend(in_cases);
        steps.extend(store::moved_away(looking.tx, looking.permit).await?);
        if self.show == SIGNIFICANT {
            steps.retain(|step| step.significant);
        }
        steps.sort_by_key(|step| step.on);
        Ok(Journey { name, steps })
    }
}

impl Page for SeeJourney {
    fn title(_: &Journey) -> String {
        "Journey".into()
    }

    fn about(answer: &Journey) -> String {
        answer.name.clone()
    }

    fn back(&self, _: &Journey) -> Option<String> {
        Some(format!("/people/{}", self.person))
    }

    fn content(&self, answer: &Journey, frame: &Frame) -> Markup {
        pages::journey(self, answer, frame)
    }
}
