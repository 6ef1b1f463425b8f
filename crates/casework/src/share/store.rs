//! SQL for what may stand on the plan to share.

use agreement::{Act, Permit};
use db::{At, DbError, Tx, all, run};
use kernel::GoalId;
use uuid::Uuid;

use super::model::{Choices, Line};
use crate::{
    case::model::Head,
    goal::{store::Scores, web::GoalLine},
};

#[derive(sqlx::FromRow)]
struct Row {
    sort: String,
    id: Uuid,
    words: String,
    need: String,
    is_shared: bool,
    mark: String,
    #[sqlx(flatten)]
    scores: Scores,
}

/// The goals of a case, and what was said of each line of its plan, with one statement.
pub(super) async fn goals_and_choices<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<(Vec<GoalLine>, Choices), DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select 'goal' as sort, g.id as id, g.words as words, g.need as need, g.importance as importance,
                g.confidence as confidence, g.outcome as outcome, g.outcome_words as outcome_words,
                g.version as version, false as is_shared, '' as mark
           from plan_goal g where g.case_id = $1
         union all
         select 'line', s.line, '', '', cast(null as bigint), cast(null as bigint), '', '', cast(0 as bigint),
                s.is_shared, s.mark
           from plan_share s where s.case_id = $1
          order by sort, id",
        permit.subject()
    )?;
    let (mut goals, mut choices) = (Vec::new(), Choices::default());
    for row in rows {
        if row.sort == "line" {
            choices.0.insert(row.id, (row.is_shared, row.mark));
        } else {
            goals.push(row.scores.line(GoalId(row.id), row.words, row.need)?);
        }
    }
    Ok((goals, choices))
}

/// Says of a line whether it may stand on the plan.
pub(super) async fn choose<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    (line, is_shared): (&Line, bool),
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "insert into plan_share (case_id, line, is_shared, mark, chosen_by, chosen_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (case_id, line)
         do update set is_shared = excluded.is_shared, mark = excluded.mark, chosen_by = excluded.chosen_by,
                       chosen_at = excluded.chosen_at",
        case.id,
        line.id,
        is_shared,
        &line.mark,
        permit.principal().practitioner,
        at
    )?;
    Ok(())
}
