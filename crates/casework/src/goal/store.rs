//! SQL for goals.

use agreement::{Act, Permit};
use db::{At, DbError, Tx, all, insert, run};
use kernel::GoalId;

use super::{
    model::{Goal, Outcome},
    web::GoalLine,
};
use crate::case::{model::Head, store::changed};

/// What a row says of a goal besides its id, words and need.
#[derive(sqlx::FromRow)]
pub(crate) struct Scores {
    importance: Option<i64>,
    confidence: Option<i64>,
    outcome: String,
    outcome_words: String,
    version: i64,
}

impl Scores {
    pub(crate) fn line(
        self,
        goal: GoalId,
        words: String,
        need: String,
    ) -> Result<GoalLine, DbError> {
        let Self { importance, confidence, outcome, outcome_words, version } = self;
        let known = Outcome::from_name(&outcome);
        if known.is_none() && !outcome.is_empty() {
            return Err(DbError::corrupt("plan_goal", "outcome", &outcome));
        }
        let outcome = known;
        Ok(GoalLine { goal, words, need, importance, confidence, outcome, outcome_words, version })
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: GoalId,
    words: String,
    need: String,
    #[sqlx(flatten)]
    scores: Scores,
}

/// The goals of a case in the order in which they were set.
pub(crate) async fn of_case<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<GoalLine>, DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select id, words, need, importance, confidence, outcome, outcome_words, version
           from plan_goal where case_id = $1 order by id",
        permit.subject()
    )?;
    rows.into_iter().map(|row| row.scores.line(row.id, row.words, row.need)).collect()
}

/// Sets a goal.
pub(super) async fn record<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    goal: &Goal,
    (id, at): (GoalId, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        plan_goal {
            id: id,
            case_id: case.id,
            words: &goal.words,
            need: &goal.need,
            importance: goal.importance,
            confidence: goal.confidence,
            outcome: "",
            outcome_words: "",
            version: 1_i64,
            recorded_by: permit.principal().practitioner,
            recorded_at: at,
        }
    )?;
    changed(tx, case, at).await
}

/// Changes what a goal says, and how it went.
pub(super) async fn amend<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: &Head,
    (goal, outcome): (&Goal, Option<(Outcome, &str)>),
    (id, at): (GoalId, At),
) -> Result<(), DbError> {
    let (outcome, words) = outcome.map_or(("", ""), |(outcome, words)| (outcome.name(), words));
    run!(
        tx,
        "update plan_goal set words = $1, need = $2, importance = $3, confidence = $4, outcome = $5,
                outcome_words = $6, version = version + 1
          where id = $7 and case_id = $8",
        &goal.words,
        &goal.need,
        goal.importance,
        goal.confidence,
        outcome,
        words,
        id,
        case.id
    )?;
    changed(tx, case, at).await
}

/// Says how a goal went when its case is closed.
pub(crate) async fn conclude<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: &Head,
    (id, outcome): (GoalId, Outcome),
) -> Result<(), DbError> {
    run!(
        tx,
        "update plan_goal set outcome = $1, version = version + 1 where id = $2 and case_id = $3",
        outcome.name(),
        id,
        case.id
    )?;
    Ok(())
}
