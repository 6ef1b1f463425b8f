//! Setting a goal, changing it, and saying how it went.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{CaseId, FieldErrors, GoalId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next, Route};

use super::{
    model::{self, Outcome, Typed},
    pages, store,
};
use crate::{case::store::open_head, charters::charter_of, chronology::store::note};

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::form::<RecordGoal>("/cases/{case}/goals/new"),
        Route::form::<AmendGoal>("/cases/{case}/goals/{goal}"),
    ]
    .concat()
}

/// A goal of the plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GoalLine {
    /// The goal.
    pub goal: GoalId,
    /// What should be different.
    pub words: String,
    /// The need that it answers: a code of the charter; may be empty.
    pub need: String,
    /// How important it is to the family, from 0 to 10.
    pub importance: Option<i64>,
    /// How sure the family is that it will come about, from 0 to 10.
    pub confidence: Option<i64>,
    /// How it went; nothing while it is worked on.
    pub outcome: Option<Outcome>,
    /// What came of it, in words.
    pub outcome_words: String,
    /// Its version.
    pub version: i64,
}

/// Sets a goal.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecordGoal {
    /// The case.
    pub case: CaseId,
    /// What it says.
    #[serde(flatten)]
    pub typed: Typed,
}

impl Act for RecordGoal {
    const NAME: &'static str = "record_goal";
    const ACTION: Action = Action::RecordPlan;
}

impl Operation for RecordGoal {
    type Done = GoalId;
    const SAYS: &'static str = "Set a goal of the plan: what should be different for the family";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<GoalId, Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let needs = &charter_of(&head.charter)?.needs;
        let goal = self.typed.checked(|code| needs.contains(code))?;
        let made = (GoalId(doing.env.new_id()), At(doing.env.now()));
        store::record(doing.tx, doing.permit, &head, &goal, made).await?;
        note(doing, head.id, "A goal of the plan was set.").await?;
        doing.about.insert(made.0.0);
        Ok(made.0)
    }
}

/// What the form for a goal offers.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GoalAsked {
    /// Codes and names of the needs.
    pub needs: Vec<(String, String)>,
}

/// Opens the form for a goal.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskNewGoal {
    /// The case.
    pub case: CaseId,
}

impl Act for AskNewGoal {
    const NAME: &'static str = "ask_new_goal";
    const ACTION: Action = Action::RecordPlan;
}

impl Reading for AskNewGoal {
    type Answer = GoalAsked;
    const SAYS: &'static str = "Open the form for setting a goal";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<GoalAsked, Stop> {
        let head = open_head(looking.tx, looking.permit).await?;
        Ok(GoalAsked { needs: needs(&head.charter)? })
    }
}

/// Codes and names of a charter's needs.
fn needs(edition: &str) -> Result<Vec<(String, String)>, Stop> {
    let needs = charter_of(edition)?.needs.iter();
    Ok(needs.map(|need| (need.code.clone(), need.name.clone())).collect())
}

impl Form for RecordGoal {
    type Ask = AskNewGoal;
    const TITLE: &'static str = "Set a goal";
    const BUTTON: &'static str = "Set goal";

    fn ask(&self) -> AskNewGoal {
        AskNewGoal { case: self.case }
    }

    fn fields(&self, asked: &GoalAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::fields(&self.typed, &asked.needs, errors)
    }

    fn next(&self, _: &GoalId) -> Next {
        Next::to(format!("/cases/{}", self.case), "The goal was set")
    }
}

/// Changes a goal, or says how it went.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AmendGoal {
    /// The case.
    pub case: CaseId,
    /// The goal.
    pub goal: GoalId,
    /// The version that was read.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
    /// What it says.
    #[serde(flatten)]
    pub typed: Typed,
    /// met, part_met or not_met; open, or empty, while it is worked on.
    pub outcome: String,
    /// What came of it; may be empty.
    pub outcome_words: String,
}

impl Act for AmendGoal {
    const NAME: &'static str = "amend_goal";
    const ACTION: Action = Action::RecordPlan;
}

impl Operation for AmendGoal {
    type Done = ();
    const SAYS: &'static str = "Change a goal of the plan, or say how it went";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let needs = &charter_of(&head.charter)?.needs;
        let mut errors = FieldErrors::default();
        let mut keep = |wrong: FieldErrors| wrong.iter().for_each(|(at, why)| errors.add(at, why));
        let goal = self.typed.checked(|code| needs.contains(code)).map_err(&mut keep);
        let outcome = model::outcome(&self.outcome, &self.outcome_words).map_err(&mut keep);
        let (Ok(goal), Ok(outcome)) = (goal, outcome) else { return Err(errors.into()) };
        let goals = store::of_case(doing.tx, doing.permit).await?;
        let now = goals.into_iter().find(|it| it.goal == self.goal).ok_or(Stop::NotThere)?;
        doing.about.insert(self.goal.0);
        if now.version != self.version {
            return Err(theirs(&now));
        }
        let made = (self.goal, At(doing.env.now()));
        let said = outcome.as_ref().map(|(outcome, words)| (*outcome, words.as_str()));
        store::amend(doing.tx, doing.permit, &head, (&goal, said), made).await?;
        let told = match (said, now.outcome) {
            (Some((outcome, _)), was) if was != Some(outcome) => {
                format!("A goal of the plan: {}.", outcome.words().to_lowercase())
            }
            (None, Some(_)) => "A goal of the plan is worked on again.".to_owned(),
            _ => "A goal of the plan was changed.".to_owned(),
        };
        note(doing, head.id, &told).await?;
        Ok(())
    }
}

/// What a goal says now that someone else changed it.
fn theirs(now: &GoalLine) -> Stop {
    Stop::Conflict(json!({
        "version": now.version,
        "What should be different": now.words,
        "How important it is": now.importance,
        "How sure they are": now.confidence,
        "How it went": now.outcome.map_or("Worked on", Outcome::words),
        "What came of it": now.outcome_words,
    }))
}

/// What the form about one goal shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OneGoal {
    /// The goal as it is.
    pub goal: GoalLine,
    /// Codes and names of the needs.
    pub needs: Vec<(String, String)>,
}

/// Opens the form about one goal.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskGoal {
    /// The case.
    pub case: CaseId,
    /// The goal.
    pub goal: GoalId,
}

impl Act for AskGoal {
    const NAME: &'static str = "ask_goal";
    const ACTION: Action = Action::RecordPlan;
}

impl Reading for AskGoal {
    type Answer = OneGoal;
    const SAYS: &'static str = "Open the form about a goal of the plan";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<OneGoal, Stop> {
        let head = open_head(looking.tx, looking.permit).await?;
        let goals = store::of_case(looking.tx, looking.permit).await?;
        let goal = goals.into_iter().find(|it| it.goal == self.goal).ok_or(Stop::NotThere)?;
        Ok(OneGoal { goal, needs: needs(&head.charter)? })
    }
}

impl Form for AmendGoal {
    type Ask = AskGoal;
    const TITLE: &'static str = "Change a goal, or say how it went";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskGoal {
        AskGoal { case: self.case, goal: self.goal }
    }

    fn begin(self, asked: &OneGoal) -> Self {
        let it = &asked.goal;
        let score = |score: Option<i64>| score.map(|score| score.to_string()).unwrap_or_default();
        let typed = Typed {
            words: it.words.clone(),
            need: it.need.clone(),
            importance: score(it.importance),
            confidence: score(it.confidence),
        };
        let outcome = it.outcome.map_or(model::OPEN, Outcome::name).to_owned();
        Self {
            version: it.version,
            typed,
            outcome,
            outcome_words: it.outcome_words.clone(),
            ..self
        }
    }

    fn fields(&self, asked: &OneGoal, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::amend(self, &asked.needs, errors)
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/cases/{}", self.case), "The goal was saved")
    }
}
