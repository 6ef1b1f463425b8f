//! The case studies that were approved, for everybody who works with people.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use super::{model::Study, pages, store};

/// The most that one page shows.
const MOST: i64 = 100;

/// The case studies that were approved. Nothing leads from one to its case.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeCaseStudies {}

impl Act for SeeCaseStudies {
    const NAME: &'static str = "see_case_studies";
    const ACTION: Action = Action::SearchPeople;
}

impl Reading for SeeCaseStudies {
    type Answer = Vec<Study>;
    const SAYS: &'static str = "Case studies: what helped, without anybody's name";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Vec<Study>, Stop> {
        Ok(store::told(looking.tx, MOST).await?)
    }
}

impl Page for SeeCaseStudies {
    fn title(_: &Vec<Study>) -> String {
        "Case studies".into()
    }

    fn content(&self, answer: &Vec<Study>, _: &Frame) -> Markup {
        pages::told(answer)
    }
}
