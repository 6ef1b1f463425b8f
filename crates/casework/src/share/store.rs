//! SQL for what may stand on the plan to share.

use agreement::{Act, Permit};
use db::{At, DbError, Tx, all, run};
use uuid::Uuid;

use super::model::Choices;
use crate::case::model::Head;

/// What was said of each line of a case.
pub(super) async fn choices<A: Act>(tx: &mut Tx, permit: &Permit<A>) -> Result<Choices, DbError> {
    let rows: Vec<(Uuid, bool)> =
        all!(tx, "select line, is_shared from plan_share where case_id = $1", permit.subject())?;
    Ok(Choices(rows.into_iter().collect()))
}

/// Says of a line whether it may stand on the plan.
pub(super) async fn choose<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    (line, is_shared): (Uuid, bool),
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "insert into plan_share (case_id, line, is_shared, chosen_by, chosen_at)
         values ($1, $2, $3, $4, $5)
         on conflict (case_id, line)
         do update set is_shared = excluded.is_shared, chosen_by = excluded.chosen_by,
                       chosen_at = excluded.chosen_at",
        case.id,
        line,
        is_shared,
        permit.principal().practitioner,
        at
    )?;
    Ok(())
}

/// A line that says something else now has to be read again before it stands on the plan.
pub(crate) async fn ask_again<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: &Head,
    line: Uuid,
) -> Result<(), DbError> {
    run!(tx, "delete from plan_share where case_id = $1 and line = $2", case.id, line)?;
    Ok(())
}
