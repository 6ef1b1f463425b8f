//! Who leads what, and who of them is not there.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use kernel::PractitionerId;
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use super::{pages, store};
use crate::{absence::model::Absence, lead::web::ProposeLead};

/// Somebody who leads, or is asked to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LeadLine {
    /// Who.
    pub practitioner: PractitionerId,
    /// Their name.
    pub name: String,
    /// The organisation for which they lead.
    pub organisation: Option<String>,
    /// How many open cases they lead.
    pub leads: i64,
    /// How many they are asked to lead and have not answered.
    pub asked: i64,
    /// Whether they have no role for that organisation any more, or no account that works.
    pub has_left: bool,
    /// When they are away.
    pub absence: Option<Absence>,
}

/// The lead professionals of the forums that one coordinates or chairs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Leads {
    /// Each of them, once for each organisation.
    pub leads: Vec<LeadLine>,
    /// How many open cases have nobody.
    pub without: i64,
}

/// Who leads how many cases, in the forums that one coordinates or chairs.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeLeads {}

impl Act for SeeLeads {
    const NAME: &'static str = "see_leads";
    const ACTION: Action = Action::SearchPeople;
}

impl Reading for SeeLeads {
    type Answer = Leads;
    const SAYS: &'static str =
        "Who leads how many cases, who of them is not there, and how many nobody leads";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Leads, Stop> {
        let appoints = looking.visible::<ProposeLead>(Kind::Case);
        if appoints.is_empty() {
            return Ok(Leads { leads: Vec::new(), without: 0 });
        }
        let today = looking.env.today();
        let leads = store::leads(looking.tx, &appoints, today).await?;
        let days = (today, Absence::told_until(today));
        let (without, _) = store::to_appoint(looking.tx, &appoints, days).await?;
        Ok(Leads { leads, without })
    }
}

impl Page for SeeLeads {
    fn title(_: &Leads) -> String {
        "Lead professionals".into()
    }

    fn content(&self, answer: &Leads, frame: &Frame) -> Markup {
        pages::leads(answer, frame)
    }
}
