//! Recording a review.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{CaseId, FieldErrors, ReviewId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Route};

use super::{
    model::{self, Decision},
    pages, store,
};
use crate::{case::store::open_head, charters::charter_of, chronology::store::note};

pub(crate) fn routes() -> Vec<Route> {
    Route::form::<RecordReview>("/cases/{case}/reviews/new")
}

/// Records a review.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecordReview {
    /// The case.
    pub case: CaseId,
    /// What has changed.
    pub progress: String,
    /// continue, close or step_up.
    pub decision: String,
    /// When it is reviewed again; needed when the plan goes on.
    pub next_review_on: String,
}

impl Act for RecordReview {
    const NAME: &'static str = "record_review";
    const ACTION: Action = Action::ReviewCase;
}

impl Operation for RecordReview {
    type Done = ReviewId;
    const SAYS: &'static str = "Record a review of the plan and what follows from it";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<ReviewId, Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let today = doing.env.today();
        let review = model::checked(&self.progress, &self.decision, &self.next_review_on, today)?;
        let id = ReviewId(doing.env.new_id());
        let when = (today, At(doing.env.now()));
        store::record(doing.tx, doing.permit, &head, &review, id, when).await?;
        if review.decision == Decision::StepUp {
            store::step_up(doing.tx, doing.permit, &head, today).await?;
        }
        let words = pages::decision_words(review.decision.name()).to_lowercase();
        let next = review.next_review_on.map(|day| day.strftime("%-d %B %Y").to_string());
        let next = next.map(|day| format!(" Next review on {day}.")).unwrap_or_default();
        note(doing, head.id, &format!("Plan reviewed: {words}.{next}")).await?;
        Ok(id)
    }
}

/// Opens the form for a review: the day that the charter suggests for the next one.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskReview {
    /// The case.
    pub case: CaseId,
}

impl Act for AskReview {
    const NAME: &'static str = "ask_review";
    const ACTION: Action = Action::ReviewCase;
}

impl Reading for AskReview {
    type Answer = Option<Date>;
    const SAYS: &'static str = "Open the form for a review";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Option<Date>, Stop> {
        let head = open_head(looking.tx, looking.permit).await?;
        Ok(charter_of(&head.charter)?.due("review", looking.env.today()))
    }
}

impl Form for RecordReview {
    type Ask = AskReview;
    const TITLE: &'static str = "Review the plan";
    const BUTTON: &'static str = "Record review";

    fn ask(&self) -> AskReview {
        AskReview { case: self.case }
    }

    fn begin(self, asked: &Option<Date>) -> Self {
        Self { next_review_on: asked.map(|day| day.to_string()).unwrap_or_default(), ..self }
    }

    fn fields(&self, _: &Option<Date>, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::review(self, errors)
    }

    fn next(&self, _: &ReviewId) -> Next {
        if self.decision == Decision::Close.name() {
            return Next::to(
                format!("/cases/{}/closure", self.case),
                "The review was recorded. Now close the case",
            );
        }
        Next::to(format!("/cases/{}", self.case), "The review was recorded")
    }
}
