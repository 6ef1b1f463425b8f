//! The places as a tree, for everybody of the partnership.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use kernel::PlaceId;
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use super::{model::Place, pages, store};

/// How many forums and services name a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Named {
    /// The place.
    pub place: PlaceId,
    /// How many forums meet for it.
    pub forums: i64,
    /// How many services are offered there and say so.
    pub services: i64,
}

/// The lookup of postcodes that is in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Postcodes {
    /// Which release it is.
    pub vintage: String,
    /// How many postcodes it knows.
    pub postcodes: i64,
}

/// The places of the partnership, and who names them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlacesShown {
    /// The places, in the partnership's order.
    pub places: Vec<Place>,
    /// Those that a forum or a service names.
    pub named: Vec<Named>,
    /// The lookup of postcodes, if there is one.
    pub postcodes: Option<Postcodes>,
}

/// The places of the partnership: tiers, codes, and which lies in which.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeePlaces {}

impl Act for SeePlaces {
    const NAME: &'static str = "see_places";
    const ACTION: Action = Action::SeePartnership;
}

impl Reading for SeePlaces {
    type Answer = PlacesShown;
    const SAYS: &'static str = "The places of the partnership, with their tiers and codes";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<PlacesShown, Stop> {
        Ok(PlacesShown {
            places: store::every(looking.tx).await?,
            named: store::named(looking.tx).await?,
            postcodes: store::postcodes(looking.tx).await?,
        })
    }
}

impl Page for SeePlaces {
    fn title(_: &PlacesShown) -> String {
        "Places".into()
    }

    fn content(&self, shown: &PlacesShown, _: &Frame) -> Markup {
        pages::list(shown)
    }
}
