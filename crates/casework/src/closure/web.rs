//! Closing a case, and opening it again.

use agreement::{Act, Action, Kind};
use charter::Movement;
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{CaseId, FieldErrors, GoalId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Route};

use super::{
    model::{self, Typed},
    pages, store,
};
use crate::{
    allocation, case,
    charters::charter_of,
    chronology::store::{note, note_besides},
    goal::{self, web::GoalLine},
    lead,
    level::{
        self,
        model::{Judged, Occasion},
    },
    plan, review, step_up,
};

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::form::<CloseCase>("/cases/{case}/closure"),
        Route::form::<ReopenCase>("/cases/{case}/reopening"),
    ]
    .concat()
}

/// How the case ended.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Closing {
    /// When.
    pub on: Date,
    /// A code of the charter's reasons.
    pub reason: String,
    /// A code of the charter's outcomes.
    pub outcome: String,
    /// In words.
    pub summary: String,
}

/// Closes a case.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CloseCase {
    /// The case.
    pub case: CaseId,
    /// Why: a code of the charter's closure reasons.
    pub reason: String,
    /// What came of it: a code of the charter's outcomes.
    pub outcome: String,
    /// How it ended, in words.
    pub summary: String,
    /// The level of need now: a level of the charter; as it was when empty.
    pub level: String,
    /// How each goal that is still open went, such as `ID=met`.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub goals: Vec<String>,
    /// `yes` when actions that are still open are given up.
    pub give_up: String,
    /// Why they are given up.
    pub give_up_reason: String,
    /// The version of the case that was looked at.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
}

impl Act for CloseCase {
    const NAME: &'static str = "close_case";
    const ACTION: Action = Action::CloseCase;
}

impl Operation for CloseCase {
    type Done = ();
    const SAYS: &'static str = "Close a case with a reason and an outcome";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let head = case::store::head(doing.tx, doing.permit).await?;
        let status = head.status.close().map_err(|why| Stop::NotNow(why.to_owned()))?;
        let charter = charter_of(&head.charter)?;
        let (today, at) = (doing.env.today(), At(doing.env.now()));
        let mut actions = plan::store::of_case(doing.tx, doing.permit, today).await?;
        actions.retain(|action| action.status.is_open());
        let goals = open_goals(goal::store::of_case(doing.tx, doing.permit).await?);
        let ids: Vec<GoalId> = goals.iter().map(|it| it.goal).collect();
        let now = (head.level, charter);
        let closure = model::checked(&self.typed(), actions.len(), &ids, now)?;
        review::web::unchanged(doing.tx, doing.permit, &head, self.version).await?;
        if let Some(why) = &closure.give_up {
            for action in &actions {
                let made = (at, || doing.env.new_id());
                plan::store::give_up(doing.tx, doing.permit, action, why, made).await?;
            }
            note_besides(doing, head.id, "The actions that were still open were given up.").await?;
        }
        for said in &closure.goals {
            goal::store::conclude(doing.tx, doing.permit, &head, *said).await?;
        }
        allocation::store::end_all(doing.tx, doing.permit, &head, today).await?;
        lead::store::withdraw(doing.tx, doing.permit, &head, at).await?;
        if charter.movement(&closure.reason) == Movement::StepUp {
            review::store::step_up(doing.tx, doing.permit, &head, today).await?;
        }
        store::close(doing.tx, doing.permit, &head, (status, &closure), (today, at)).await?;
        let reason = charter.closure_reasons.name(&closure.reason).to_lowercase();
        let outcome = charter.outcomes.name(&closure.outcome).to_lowercase();
        note(doing, head.id, &format!("Case closed: {reason}. Outcome: {outcome}.")).await?;
        if closure.level != head.level {
            let judged = Judged { level: Some(closure.level), ..Judged::default() };
            level::judged_of_case(doing, &head, Occasion::Closure, judged).await?;
        }
        Ok(())
    }
}

impl CloseCase {
    fn typed(&self) -> Typed<'_> {
        Typed {
            reason: &self.reason,
            outcome: &self.outcome,
            summary: &self.summary,
            level: &self.level,
            goals: &self.goals,
            give_up: &self.give_up,
            give_up_reason: &self.give_up_reason,
        }
    }
}

fn open_goals(mut goals: Vec<GoalLine>) -> Vec<GoalLine> {
    goals.retain(|goal| goal.outcome.is_none());
    goals
}

/// What the form for closing shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ClosureAsked {
    /// Codes, names and hints of the reasons.
    pub reasons: Vec<(String, String, String)>,
    /// Codes and names of the outcomes.
    pub outcomes: Vec<(String, String)>,
    /// Goals that are still worked on: ids and words.
    pub open_goals: Vec<(GoalId, String)>,
    /// What is still to be done.
    pub open_actions: Vec<String>,
    /// The code of the reason to begin with, when the case was stepped up and they accepted; may be empty.
    pub suggested: String,
    /// The level of need now.
    pub level: i64,
    /// Its charter's code and version, such as `maag/1`.
    pub charter: String,
    /// The version of the case.
    pub version: i64,
}

/// Opens the form for closing.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskClosure {
    /// The case.
    pub case: CaseId,
}

impl Act for AskClosure {
    const NAME: &'static str = "ask_closure";
    const ACTION: Action = Action::CloseCase;
}

impl Reading for AskClosure {
    type Answer = ClosureAsked;
    const SAYS: &'static str = "Open the form for closing a case";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<ClosureAsked, Stop> {
        let head = case::store::head(looking.tx, looking.permit).await?;
        head.status.close().map_err(|why| Stop::NotNow(why.to_owned()))?;
        let charter = charter_of(&head.charter)?;
        let today = looking.env.today();
        let actions = plan::store::of_case(looking.tx, looking.permit, today).await?;
        let open = actions.into_iter().filter(|action| action.status.is_open());
        let goals = open_goals(goal::store::of_case(looking.tx, looking.permit).await?);
        let latest = step_up::store::latest(looking.tx, looking.permit).await?;
        let accepted =
            latest.is_some_and(|(_, status, _)| status == step_up::model::Status::Accepted);
        let mut of_step_up = charter.closure_reasons.iter().filter(|_| accepted);
        let suggested = of_step_up.find(|it| charter.movement(&it.code) == Movement::StepUp);
        let reasons = charter.closure_reasons.iter();
        let outcomes = charter.outcomes.iter();
        Ok(ClosureAsked {
            reasons: reasons
                .map(|it| (it.code.clone(), it.name.clone(), it.words.clone()))
                .collect(),
            outcomes: outcomes.map(|it| (it.code.clone(), it.name.clone())).collect(),
            open_goals: goals.into_iter().map(|it| (it.goal, it.words)).collect(),
            open_actions: open.map(|action| action.description).collect(),
            suggested: suggested.map(|it| it.code.clone()).unwrap_or_default(),
            version: head.version,
            level: head.level,
            charter: head.charter,
        })
    }
}

impl Form for CloseCase {
    type Ask = AskClosure;
    const TITLE: &'static str = "Close the case";
    const BUTTON: &'static str = "Close case";

    fn ask(&self) -> AskClosure {
        AskClosure { case: self.case }
    }

    fn begin(self, asked: &ClosureAsked) -> Self {
        let (reason, level) = (asked.suggested.clone(), asked.level.to_string());
        Self { reason, level, version: asked.version, ..self }
    }

    fn fields(&self, asked: &ClosureAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::close(self, asked, errors)
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/cases/{}", self.case), "The case was closed")
    }
}

/// Opens a closed case again.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReopenCase {
    /// The case.
    pub case: CaseId,
    /// Why.
    pub reason: String,
}

impl Act for ReopenCase {
    const NAME: &'static str = "reopen_case";
    const ACTION: Action = Action::CloseCase;
}

impl Operation for ReopenCase {
    type Done = ();
    const SAYS: &'static str = "Open a closed case again";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let head = case::store::head(doing.tx, doing.permit).await?;
        let status = head.status.reopen().map_err(|why| Stop::NotNow(why.to_owned()))?;
        let mut errors = FieldErrors::default();
        let reason = errors.required("reason", &self.reason, "Enter why the case is opened again");
        if reason.chars().count() > 500 {
            errors.add("reason", "Why it is opened again must be 500 characters or fewer");
        }
        errors.into_result()?;
        let at = At(doing.env.now());
        store::reopen(doing.tx, doing.permit, &head, status, at).await?;
        note(doing, head.id, &format!("Case opened again: {reason}")).await?;
        Ok(())
    }
}

/// Opens the form for opening a case again.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskReopening {
    /// The case.
    pub case: CaseId,
}

impl Act for AskReopening {
    const NAME: &'static str = "ask_reopening";
    const ACTION: Action = Action::CloseCase;
}

impl Reading for AskReopening {
    type Answer = ();
    const SAYS: &'static str = "Open the form for opening a case again";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<(), Stop> {
        let head = case::store::head(looking.tx, looking.permit).await?;
        head.status.reopen().map_err(|why| Stop::NotNow(why.to_owned()))?;
        Ok(())
    }
}

impl Form for ReopenCase {
    type Ask = AskReopening;
    const TITLE: &'static str = "Open the case again";
    const BUTTON: &'static str = "Open case again";

    fn ask(&self) -> AskReopening {
        AskReopening { case: self.case }
    }

    fn fields(&self, (): &(), errors: &FieldErrors, _: &Frame) -> Markup {
        pages::reopen(self, errors)
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/cases/{}", self.case), "The case was opened again")
    }
}
