//! SQL for what is done if things get worse.

use agreement::{Act, Permit};
use db::{At, DbError, Tx, one, run};

use super::model::Contingency;
use crate::case::{model::Head, store::changed};

#[derive(sqlx::FromRow)]
struct Row {
    version: i64,
    #[sqlx(flatten)]
    words: Contingency,
}

/// What was written down for a case, and its version: nothing and 0 before anything was.
pub(crate) async fn of_case<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<(Contingency, i64), DbError> {
    let row: Option<Row> = one!(
        tx,
        "select version, about_me, early_signs, triggers, what_to_do, whom_to_call
           from contingency where case_id = $1",
        permit.subject()
    )?;
    Ok(row.map(|row| (row.words, row.version)).unwrap_or_default())
}

/// Writes it down, in place of what was there.
pub(super) async fn record<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    it: &Contingency,
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "insert into contingency
                (case_id, about_me, early_signs, triggers, what_to_do, whom_to_call, version, recorded_by, recorded_at)
         values ($1, $2, $3, $4, $5, $6, 1, $7, $8)
         on conflict (case_id) do update
            set about_me = excluded.about_me, early_signs = excluded.early_signs, triggers = excluded.triggers,
                what_to_do = excluded.what_to_do, whom_to_call = excluded.whom_to_call,
                version = contingency.version + 1, recorded_by = excluded.recorded_by,
                recorded_at = excluded.recorded_at",
        case.id,
        &it.about_me,
        &it.early_signs,
        &it.triggers,
        &it.what_to_do,
        &it.whom_to_call,
        permit.principal().practitioner,
        at
    )?;
    changed(tx, case, at).await
}
