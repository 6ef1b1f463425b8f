//! Recording a step-up, and what the service answers.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{CaseId, FieldErrors};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};

use super::{
    model::{self, Status, Typed},
    pages, store,
};
use crate::{
    case::store::open_head,
    charters::{charter_of, heading},
    chronology::store::note,
    level::{
        self,
        model::{Judged, Occasion},
    },
};

/// Steps a case up to the statutory service that the charter names.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecordStepUp {
    /// The case.
    pub case: CaseId,
    /// Why.
    pub reason: String,
    /// The level of need as it is judged now: a level of the charter.
    pub level: String,
    /// The indicators of need relied on: codes of the charter.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub indicators: Vec<String>,
    /// Who was rung.
    pub rung: String,
    /// When.
    pub rung_on: String,
}

impl Act for RecordStepUp {
    const NAME: &'static str = "record_step_up";
    const ACTION: Action = Action::RecordPlan;
}

impl Operation for RecordStepUp {
    type Done = ();
    const SAYS: &'static str =
        "Step a case up to the statutory service; it stays here until they accept";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let charter = charter_of(&head.charter)?;
        let (reason, level, rung) = (self.reason.as_str(), self.level.as_str(), self.rung.as_str());
        let indicators = self.indicators.as_slice();
        let typed = Typed { reason, level, indicators, rung, rung_on: &self.rung_on };
        let step_up = model::checked(typed, charter, doing.env.today())?;
        if let Some((_, status, _)) = store::latest(doing.tx, doing.permit).await? {
            status.again().map_err(|why| Stop::NotNow(why.to_owned()))?;
        }
        let made = (doing.env.new_id(), At(doing.env.now()));
        store::record(doing.tx, doing.permit, &head, &step_up, made).await?;
        let day = step_up.rung_on.strftime("%-d %B %Y");
        let said = format!("Stepped up to {}: rung on {day}.", charter.step_up_to);
        note(doing, head.id, &said).await?;
        let (level, reason) = (Some(step_up.level), step_up.reason);
        let judged = Judged { level, reason, indicators: step_up.indicators };
        level::judged_of_case(doing, &head, Occasion::StepUp, judged).await?;
        Ok(())
    }
}

/// What both forms show.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StepUpAsked {
    /// The service that the charter names.
    pub service: String,
    /// The levels of need: numbers and names, the highest first.
    pub levels: Vec<(String, String)>,
    /// The charter's code and version, such as `maag/1`.
    pub charter: String,
}

/// Opens the form for stepping up.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskStepUp {
    /// The case.
    pub case: CaseId,
}

impl Act for AskStepUp {
    const NAME: &'static str = "ask_step_up";
    const ACTION: Action = Action::RecordPlan;
}

impl Reading for AskStepUp {
    type Answer = StepUpAsked;
    const SAYS: &'static str = "Open the form for stepping a case up";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<StepUpAsked, Stop> {
        let head = open_head(looking.tx, looking.permit).await?;
        let charter = charter_of(&head.charter)?;
        let levels = charter.levels.iter().rev();
        let levels = levels.map(|it| (it.level.to_string(), format!("{}: {}", it.level, it.name)));
        let (service, levels) = (charter.step_up_to.clone(), levels.collect());
        Ok(StepUpAsked { service, levels, charter: head.charter })
    }
}

impl Form for RecordStepUp {
    type Ask = AskStepUp;
    const TITLE: &'static str = "Step this case up";
    const BUTTON: &'static str = "Record the step-up";

    fn ask(&self) -> AskStepUp {
        AskStepUp { case: self.case }
    }

    fn fields(&self, asked: &StepUpAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::step_up(self, asked, errors)
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/cases/{}/step-up", self.case), "The step-up was recorded")
    }
}

/// Records what the service answered to a step-up.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerStepUp {
    /// The case.
    pub case: CaseId,
    /// accept or decline.
    pub answer: String,
    /// When they answered.
    pub answered_on: String,
    /// What they said; needed when they decline.
    pub words: String,
}

impl Act for AnswerStepUp {
    const NAME: &'static str = "answer_step_up";
    const ACTION: Action = Action::RecordPlan;
}

impl Operation for AnswerStepUp {
    type Done = ();
    const SAYS: &'static str = "Record whether the statutory service accepts a step-up";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let latest = store::latest(doing.tx, doing.permit).await?;
        let (id, status, rung_on) = latest.ok_or_else(none_waits)?;
        let typed = (self.answer.as_str(), self.answered_on.as_str(), self.words.as_str());
        let (answer, on, words) = model::answered(typed, rung_on, doing.env.today())?;
        let next = if answer == Status::Accepted { status.accept() } else { status.decline() };
        let next = next.map_err(|why| Stop::NotNow(why.to_owned()))?;
        let at = At(doing.env.now());
        store::answer(doing.tx, doing.permit, &head, id, (next, on, &words), at).await?;
        let service = heading(&charter_of(&head.charter)?.step_up_to);
        let said = format!("{service} {} the step-up.", next.name());
        note(doing, head.id, &said).await?;
        Ok(())
    }
}

fn none_waits() -> Stop {
    Stop::NotNow("This case was not stepped up. Record the step-up first.".to_owned())
}

/// Opens the form for what the service answered.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskStepUpAnswer {
    /// The case.
    pub case: CaseId,
}

impl Act for AskStepUpAnswer {
    const NAME: &'static str = "ask_step_up_answer";
    const ACTION: Action = Action::RecordPlan;
}

impl Reading for AskStepUpAnswer {
    /// The service, and when it was rung.
    type Answer = (String, Date);
    const SAYS: &'static str = "Open the form for what the statutory service answered";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<(String, Date), Stop> {
        let head = open_head(looking.tx, looking.permit).await?;
        let latest = store::latest(looking.tx, looking.permit).await?;
        let (_, status, rung_on) = latest.ok_or_else(none_waits)?;
        status.accept().map_err(|why| Stop::NotNow(why.to_owned()))?;
        Ok((charter_of(&head.charter)?.step_up_to.clone(), rung_on))
    }
}

impl Form for AnswerStepUp {
    type Ask = AskStepUpAnswer;
    const TITLE: &'static str = "What did they answer?";
    const BUTTON: &'static str = "Record the answer";

    fn ask(&self) -> AskStepUpAnswer {
        AskStepUpAnswer { case: self.case }
    }

    fn fields(&self, asked: &(String, Date), errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::answer(self, asked, errors, frame)
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/cases/{}/step-up", self.case), "Their answer was recorded")
    }
}
