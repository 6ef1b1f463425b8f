//! What waits for a provider's answer, and who waits for a place.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::{Timestamp, civil::Date};
use kernel::{CaseId, ServiceId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use super::{pages, store, web::OfferServices};
use crate::case::web::SeeCaseSummary;

/// The most lines of the page.
const MOST: i64 = 200;

/// A service that a family has been promised or is asked for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OfferLine {
    /// The case.
    pub case: CaseId,
    /// The name of the child, young person or adult.
    pub name: String,
    /// The service.
    pub service_id: ServiceId,
    /// Its name and its provider's.
    pub service: String,
    /// Whether the family waits for a place; if not, the provider has not answered.
    pub is_waiting: bool,
    /// When it was asked for.
    pub offered_at: Timestamp,
    /// By when the provider answers.
    pub answer_by: Option<Date>,
    /// Since when the family waits.
    pub waiting_since: Option<Timestamp>,
    /// Until about when.
    pub waiting_until: Option<Date>,
    /// Their turn among those who wait for the service and of whom the reader may know: 1 is next.
    pub turn: i64,
    /// How many days they have waited.
    #[serde(default)]
    pub days: i32,
    /// The forum.
    pub forum: String,
}

/// What waits for an answer, and who waits for a place.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Offers {
    /// What providers have not answered, the first to be answered first.
    pub unanswered: Vec<OfferLine>,
    /// Who waits, service by service, in their turn.
    pub waiting: Vec<OfferLine>,
}

/// What waits for a provider's answer, and the waiting list of each service: of one's own organisation, and in cases
/// whose plan one keeps.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeOffers {}

impl Act for SeeOffers {
    const NAME: &'static str = "see_offers";
    const ACTION: Action = Action::SearchPeople;
}

impl Reading for SeeOffers {
    type Answer = Offers;
    const SAYS: &'static str =
        "What waits for a provider's answer, and the waiting list of each service";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Offers, Stop> {
        let known = looking.visible::<SeeCaseSummary>(Kind::Case);
        let keeps = looking.visible::<OfferServices>(Kind::Case);
        let provider = looking.principal().organisation;
        let lines = store::waiting(looking.tx, (&known, &keeps), provider, MOST).await?;
        looking.lists(&known, lines.iter().map(|it| it.case.0));
        let (mut waiting, mut unanswered): (Vec<_>, Vec<_>) =
            lines.into_iter().partition(|it| it.is_waiting);
        let today = looking.env.today();
        for it in &mut waiting {
            let since = it.waiting_since.map(|at| looking.env.civil_date(at));
            it.days = since.and_then(|day| (today - day).get_days().into()).unwrap_or_default();
        }
        unanswered.sort_by_key(|it| (it.answer_by, it.offered_at));
        Ok(Offers { unanswered, waiting })
    }
}

impl Page for SeeOffers {
    fn title(_: &Offers) -> String {
        "Services asked for".into()
    }

    fn content(&self, answer: &Offers, frame: &Frame) -> Markup {
        pages::offers(answer, frame)
    }
}
