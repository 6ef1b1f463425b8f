//! The agreement as a page: every clause, its sentence and the rule behind it.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use super::{
    model::{ClauseText, texts_of_clauses},
    pages,
};

/// The agreement.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeAgreement {}

impl Act for SeeAgreement {
    const NAME: &'static str = "see_agreement";
    const ACTION: Action = Action::SeeAgreement;
}

impl Reading for SeeAgreement {
    type Answer = Vec<ClauseText>;
    const SAYS: &'static str = "The information-sharing agreement, clause by clause";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Self::Answer, Stop> {
        Ok(texts_of_clauses(looking.agreement))
    }
}

impl Page for SeeAgreement {
    fn title(_: &Self::Answer) -> String {
        "Information-sharing agreement".into()
    }

    fn content(&self, answer: &Self::Answer, _: &Frame) -> Markup {
        pages::agreement(answer)
    }
}
