//! The list of what there is to offer.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use super::{model::Service, pages, store};

/// The services of the partnership: what there is, for whom, where, for how many.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeServices {}

impl Act for SeeServices {
    const NAME: &'static str = "see_services";
    const ACTION: Action = Action::SeePartnership;
}

impl Reading for SeeServices {
    type Answer = Vec<Service>;
    const SAYS: &'static str = "The services that the partnership can offer families";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Self::Answer, Stop> {
        Ok(store::every(looking.tx).await?)
    }
}

impl Page for SeeServices {
    fn title(_: &Self::Answer) -> String {
        "Services".into()
    }

    fn content(&self, answer: &Self::Answer, frame: &Frame) -> Markup {
        pages::list(answer, frame)
    }
}
