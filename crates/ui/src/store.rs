//! SQL for drafts.

use agreement::{Act, Permit};
use db::{At, DbError, Tx, all, run};

use crate::drafts::{DiscardDraft, SaveDraft};

/// The forms that somebody has typed into and not sent: their paths, the latest first.
pub(crate) async fn drafts<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<(String, At)>, DbError> {
    all!(
        tx,
        "select form, saved_at from draft where practitioner_id = $1 order by saved_at desc, form",
        permit.principal().practitioner
    )
}

pub(crate) async fn save_draft(
    tx: &mut Tx,
    permit: &Permit<SaveDraft>,
    form: &str,
    sealed: Vec<u8>,
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "insert into draft (practitioner_id, form, sealed, saved_at) values ($1, $2, $3, $4)
         on conflict (practitioner_id, form)
         do update set sealed = excluded.sealed, saved_at = excluded.saved_at",
        permit.principal().practitioner,
        form,
        sealed,
        at
    )?;
    Ok(())
}

pub(crate) async fn discard_draft(
    tx: &mut Tx,
    permit: &Permit<DiscardDraft>,
    form: &str,
) -> Result<(), DbError> {
    run!(
        tx,
        "delete from draft where practitioner_id = $1 and form = $2",
        permit.principal().practitioner,
        form
    )?;
    Ok(())
}
