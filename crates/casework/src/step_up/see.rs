//! The page of a case about stepping up: what was asked of the statutory service, how long it waits, who holds the case
//! meanwhile, and what to do once they answer.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::CaseId;
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use super::{pages, store};
use crate::{case::store::record, charters::charter_of, lead};

/// The latest step-up, as the page of the case tells of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StepUpState {
    /// waiting, accepted or declined.
    pub status: String,
    /// When they were rung.
    pub rung_on: Date,
    /// When they answered.
    pub answered_on: Option<Date>,
}

/// One step-up.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StepUpLine {
    /// Why.
    pub reason: String,
    /// The level of need as it was judged.
    pub level: i64,
    /// Who was rung.
    pub rung: String,
    /// When.
    pub rung_on: Date,
    /// waiting, accepted or declined.
    pub status: String,
    /// When they answered.
    pub answered_on: Option<Date>,
    /// What they said.
    pub answer_words: String,
    /// Who recorded it.
    pub by: String,
}

/// The step-ups of a case.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StepUps {
    /// The service that the charter names.
    pub service: String,
    /// The step-ups, the latest first.
    pub lines: Vec<StepUpLine>,
    /// The lead professional, once one has accepted.
    pub lead: Option<String>,
    /// Whether the case is worked on.
    pub is_open: bool,
    /// Whether the reader records.
    pub records: bool,
    /// Whether the reader may close the case.
    pub closes: bool,
}

/// The step-ups of a case, and who holds it meanwhile.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeStepUps {
    /// The case.
    pub case: CaseId,
}

impl Act for SeeStepUps {
    const NAME: &'static str = "see_step_ups";
    const ACTION: Action = Action::SeeRecord;
}

impl Reading for SeeStepUps {
    type Answer = StepUps;
    const SAYS: &'static str =
        "The step-ups of a case, what came of them, and who holds it meanwhile";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<StepUps, Stop> {
        let (head, body) = record::whole(looking.tx, looking.permit).await?;
        let lines = store::of_case(looking.tx, looking.permit).await?;
        let asked = [Action::RecordPlan, Action::CloseCase];
        let rights = looking.rights(self.subject(), &asked).await?;
        let leads = head.lead_status == lead::model::ACCEPTED;
        Ok(StepUps {
            service: charter_of(&head.charter)?.step_up_to.clone(),
            lines,
            lead: body.lead.map(|(name, _)| name).filter(|_| leads),
            is_open: head.status.is_open(),
            records: rights.contains(&Action::RecordPlan),
            closes: rights.contains(&Action::CloseCase),
        })
    }
}

impl Page for SeeStepUps {
    const SAYS_WHOM: bool = true;

    fn title(_: &StepUps) -> String {
        "Step-up".into()
    }

    fn back(&self, _: &StepUps) -> Option<String> {
        Some(format!("/cases/{}", self.case))
    }

    fn content(&self, answer: &StepUps, frame: &Frame) -> Markup {
        pages::step_ups(answer, &format!("/cases/{}", self.case), frame)
    }
}
