//! SQL for sessions and drafts.

use agreement::Permit;
use db::{At, DbError, Tx, one, run};
use kernel::{OrganisationId, PractitionerId};
use uuid::Uuid;

use crate::drafts::{DiscardDraft, SaveDraft};

#[derive(sqlx::FromRow)]
pub(crate) struct SessionRow {
    pub(crate) id: Uuid,
    pub(crate) practitioner_id: PractitionerId,
    pub(crate) organisation_id: Option<OrganisationId>,
    pub(crate) started_at: At,
    pub(crate) stage: String,
    pub(crate) name: String,
    pub(crate) organisation_name: Option<String>,
    pub(crate) last_entry_at: Option<At>,
}

/// The live session of a token, of an account that is active.
pub(crate) async fn session(
    tx: &mut Tx,
    token_hash: Vec<u8>,
) -> Result<Option<SessionRow>, DbError> {
    one!(
        tx,
        "select s.id, s.practitioner_id, s.organisation_id, s.started_at, s.stage, p.name,
                o.name as organisation_name,
                (select e.at from ledger_entry e where e.session = s.id
                  order by e.seq desc limit 1) as last_entry_at
           from session s
           join practitioner p on p.id = s.practitioner_id
           left join organisation o on o.id = s.organisation_id
          where s.token_hash = $1 and s.ended_at is null and p.active = true",
        token_hash
    )
}

/// What someone typed into a form and has not sent.
pub(crate) async fn draft(
    tx: &mut Tx,
    practitioner: PractitionerId,
    form: &str,
) -> Result<Option<(Vec<u8>, At)>, DbError> {
    one!(
        tx,
        "select sealed, saved_at from draft where practitioner_id = $1 and form = $2",
        practitioner,
        form
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
