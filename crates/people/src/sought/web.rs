//! The page on which named staff are told of searches.

use agreement::{Act, Action, Kind};
use db::{At, Looking, Reading, Stop, Subject};
use jiff::ToSpan as _;
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page, Route};

use super::{
    model::{self, SearchNotice},
    pages, store,
};
use crate::{
    person::web::SeePerson,
    restriction::{
        unshared::{Unshared, unshared},
        web::RestrictRecord,
    },
};

/// How long a search is told.
pub(super) const LOOK_BACK_DAYS: i64 = 28;

pub(crate) fn routes() -> Vec<Route> {
    Route::page::<SeeSearches>("/searches")
}

/// Searches for people whose limited records name you, and records that name no staff but coordinators.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeSearches {}

/// What named staff are told.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Told {
    /// Searches by others.
    pub searches: Vec<SearchNotice>,
    /// For coordinators: the limited records that name nobody else who works with the person.
    pub unshared: Vec<Unshared>,
}

impl Act for SeeSearches {
    const NAME: &'static str = "see_searches";
    const ACTION: Action = Action::OwnAccount;
}

impl Reading for SeeSearches {
    type Answer = Told;
    const SAYS: &'static str = "Searches by others for people whose limited records name you: from where and when, not who";

    fn subject(&self) -> Subject {
        (Kind::Account, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Told, Stop> {
        let who = looking.principal().practitioner;
        let hours = 24 * LOOK_BACK_DAYS;
        let now = looking.env.now();
        let since = (who, At(now.saturating_sub(hours.hours()).unwrap_or(now)));
        let visible = looking.visible::<SeePerson>(Kind::Person);
        let people = store::looked_after(looking.tx, looking.keys, &visible, who).await?;
        let looked_up = store::looked_up(looking.tx, looking.env, &people, since).await?;
        let found = store::found(looking.tx, &visible, since).await?;
        let searches = model::notices(&people, looked_up, &found);
        looking.lists(&visible, searches.iter().map(|it| it.person.0));
        let unshared = unshared(looking).await?;
        let restricts = looking.visible::<RestrictRecord>(Kind::Person);
        looking.lists(&restricts, unshared.iter().map(|it| it.person.0));
        Ok(Told { searches, unshared })
    }
}

impl Page for SeeSearches {
    fn title(_: &Self::Answer) -> String {
        "Searches for people you look after".into()
    }

    fn content(&self, answer: &Self::Answer, frame: &Frame) -> Markup {
        pages::told(answer, frame)
    }
}
