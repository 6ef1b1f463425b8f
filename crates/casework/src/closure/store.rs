//! SQL for closing and reopening a case.

use agreement::{Kind, Permit, Relation};
use db::{At, Day, DbError, Tx, all, run, scope};
use jiff::civil::Date;

use super::{
    model::Closure,
    web::{CloseCase, ReopenCase},
};
use crate::case::{
    model::{Head, Status},
    store::scopes,
};

/// Relations that end with the case: only involved staff, chair and coordinator still see it.
const WHILE_OPEN: [Relation; 4] =
    [Relation::Open, Relation::Organisation, Relation::Offered, Relation::ProposedLead];

/// Closes a case: what was asked of others is asked no longer.
pub(super) async fn close(
    tx: &mut Tx,
    permit: &Permit<CloseCase>,
    case: &Head,
    (status, closure): (Status, &Closure),
    (today, at): (Date, At),
) -> Result<(), DbError> {
    run!(
        tx,
        "update case_record set status = $1, closed_on = $2, closure_reason = $3,
                closure_outcome = $4, closure_summary = $5, next_review_on = null,
                version = version + 1, updated_at = $6
         where id = $7",
        status.name(),
        Day(today),
        &closure.reason,
        &closure.outcome,
        &closure.summary,
        at,
        case.id
    )?;
    for relation in WHILE_OPEN {
        scopes::withdraw_all(tx, permit, case, relation).await?;
    }
    Ok(())
}

/// Opens a case again: the forum's members may know of it, and so may those who still own something.
pub(super) async fn reopen(
    tx: &mut Tx,
    permit: &Permit<ReopenCase>,
    case: &Head,
    status: Status,
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "update case_record set status = $1, closed_on = null, closure_reason = '',
                closure_outcome = '', closure_summary = '', version = version + 1, updated_at = $2
         where id = $3",
        status.name(),
        at,
        case.id
    )?;
    // One who answers for an action that is not done still reports back on it.
    let owners: Vec<(uuid::Uuid,)> = all!(
        tx,
        "select distinct w.organisation_id from action_owner w
         join plan_action a on a.id = w.action_id
         where a.case_id = $1 and a.status <> 'done'",
        case.id
    )?;
    let barred = scopes::barred(tx, case).await?;
    for (owner,) in owners.into_iter().filter(|(owner,)| !barred.contains(owner)) {
        scopes::ask(tx, permit, case, Relation::Organisation, owner).await?;
    }
    scope::add(tx, (Kind::Referral, case.referral.0), Relation::Open, case.forum.0).await?;
    scopes::ask(tx, permit, case, Relation::Open, case.forum.0).await
}
