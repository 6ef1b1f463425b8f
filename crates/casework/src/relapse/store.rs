//! SQL for needs that are back.

use agreement::{Act, Permit};
use db::{At, Day, DbError, Tx, all, insert, run};
use kernel::GoalId;
use uuid::Uuid;

use super::{
    model::{Against, Relapse},
    web::RelapseLine,
};
use crate::{
    case::{model::Head, store::changed},
    goal::{model::Outcome, web::GoalLine},
};

/// What was recorded of needs that were back in a case, the latest first.
pub(super) async fn of_case<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<RelapseLine>, DbError> {
    type Row = (Day, String, String, String, Option<String>, String, String, String, String);
    let rows: Vec<Row> = all!(
        tx,
        "select e.happened_on, e.sign, e.seen, e.done, g.words, e.was_outcome, e.was_outcome_words, w.name, e.error_reason
           from relapse_event e
           join practitioner w on w.id = e.recorded_by
           left join plan_goal g on g.id = e.goal_id
          where e.case_id = $1 order by e.happened_on desc, e.recorded_at desc, e.id desc",
        permit.subject()
    )?;
    let line = |(on, sign, seen, done, goal, was, was_words, by, error_reason): Row| RelapseLine {
        on: on.0,
        sign,
        seen,
        done,
        goal,
        was: Outcome::from_name(&was),
        was_words,
        by,
        error_reason,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Records that a need is back, with how its goal had gone.
pub(super) async fn record<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    (it, goal): (&Relapse, Option<&GoalLine>),
    (id, at): (Uuid, At),
) -> Result<(), DbError> {
    let sign = match it.against {
        Against::Goal(_) => "",
        Against::Sign(code) => code,
    };
    insert!(
        tx,
        relapse_event {
            id: id,
            case_id: case.id,
            happened_on: Day(it.on),
            goal_id: goal.map(|it| it.goal),
            sign: sign,
            seen: &it.seen,
            done: &it.done,
            was_outcome: goal.and_then(|it| it.outcome).map_or("", Outcome::name),
            was_outcome_words: goal.map_or("", |it| it.outcome_words.as_str()),
            recorded_by: permit.principal().practitioner,
            recorded_at: at,
        }
    )?;
    changed(tx, case, at).await
}

/// Works on a goal again: how it had gone stands with what was recorded.
pub(super) async fn open_goal<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: &Head,
    goal: GoalId,
) -> Result<(), DbError> {
    run!(
        tx,
        "update plan_goal set outcome = '', outcome_words = '', version = version + 1
          where id = $1 and case_id = $2",
        goal,
        case.id
    )?;
    Ok(())
}
