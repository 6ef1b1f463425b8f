//! Recording a review.

use agreement::{Act, Action, Kind, Permit};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject, Tx};
use jiff::civil::Date;
use kernel::{CaseId, FieldErrors, ReviewId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next, Route};

use super::{
    model::{self, Decision, Typed},
    pages, store,
};
use crate::{
    case::{model::Head, store::open_head},
    charters::charter_of,
    chronology::store::note,
    lead,
    level::{self, model::Occasion},
};

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
    /// The level of need as it is judged now: a level of the charter; as it was when empty.
    pub level: String,
    /// Why the level has changed; needed when it has.
    pub level_reason: String,
    /// The indicators of need relied on: codes of the charter.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub indicators: Vec<String>,
    /// When it is reviewed again; needed when the plan goes on.
    pub next_review_on: String,
    /// The version of the case that was looked at.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
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
        let now = (head.level, charter_of(&head.charter)?);
        let review = model::checked(self.typed(), now, today)?;
        unchanged(doing.tx, doing.permit, &head, self.version).await?;
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
        if let Some(judged) = review.judged {
            level::judged_of_case(doing, &head, Occasion::Review, judged).await?;
        }
        Ok(id)
    }
}

impl RecordReview {
    fn typed(&self) -> Typed<'_> {
        let (level, reason) = (self.level.as_str(), self.level_reason.as_str());
        Typed {
            progress: &self.progress,
            decision: &self.decision,
            next_review_on: &self.next_review_on,
            level: level::model::Typed { level, reason, indicators: &self.indicators },
        }
    }
}

/// Whether a case is as it was when somebody looked at it; if not, what it says now.
pub(crate) async fn unchanged<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    seen: i64,
) -> Result<(), Stop> {
    if case.version == seen {
        return Ok(());
    }
    let (review, open_actions) = store::latest(tx, permit).await?;
    let review = review.map_or_else(
        || "None yet".to_owned(),
        |(on, progress, decision)| {
            let (on, follows) = (on.0.strftime("%-d %B %Y"), pages::decision_words(&decision));
            format!("{on}: {progress} {follows}.")
        },
    );
    Err(Stop::Conflict(json!({
        "version": case.version,
        "Last review": review,
        "Open actions": open_actions,
        "Lead professional": lead::status_words(&case.lead_status),
    })))
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

/// What the form for a review begins with.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReviewAsked {
    /// The day that the charter suggests for the next review.
    pub suggested: Option<Date>,
    /// The level of need now.
    pub level: i64,
    /// Its charter's code and version, such as `maag/1`.
    pub charter: String,
    /// The version of the case.
    pub version: i64,
}

impl Reading for AskReview {
    type Answer = ReviewAsked;
    const SAYS: &'static str = "Open the form for a review";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<ReviewAsked, Stop> {
        let head = open_head(looking.tx, looking.permit).await?;
        let suggested = charter_of(&head.charter)?.due("review", looking.env.today());
        let Head { level, charter, version, .. } = head;
        Ok(ReviewAsked { suggested, level, charter, version })
    }
}

impl Form for RecordReview {
    type Ask = AskReview;
    const TITLE: &'static str = "Review the plan";
    const BUTTON: &'static str = "Record review";

    fn ask(&self) -> AskReview {
        AskReview { case: self.case }
    }

    fn begin(self, asked: &ReviewAsked) -> Self {
        let next_review_on = asked.suggested.map(|day| day.to_string()).unwrap_or_default();
        Self { next_review_on, level: asked.level.to_string(), version: asked.version, ..self }
    }

    fn fields(&self, asked: &ReviewAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::review(self, asked, errors)
    }

    fn next(&self, _: &ReviewId) -> Next {
        if self.decision == Decision::Close.name() {
            return Next::to(
                format!("/cases/{}/closure", self.case),
                "The review was recorded. Now close the case",
            );
        }
        if self.decision == Decision::StepUp.name() {
            return Next::to(
                format!("/cases/{}/step-up/new", self.case),
                "The review was recorded. Now say who was rung",
            );
        }
        Next::to(format!("/cases/{}", self.case), "The review was recorded")
    }
}
