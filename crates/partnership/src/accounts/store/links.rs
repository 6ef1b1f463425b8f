//! SQL for one-time links.

use agreement::{Act, Permit, Principal};
use db::{At, DbError, Tx, all, insert, look_up::LinkRow, one, run};
use kernel::PractitionerId;
use uuid::Uuid;

/// The link that was last made for someone, if it can still be used.
pub(in crate::accounts) async fn link_of(
    tx: &mut Tx,
    practitioner: PractitionerId,
    now: At,
) -> Result<Option<LinkRow>, DbError> {
    one!(
        tx,
        "select id, practitioner_id, expires_at, made_by from one_time_link
          where practitioner_id = $1 and used_at is null and expires_at > $2
          order by made_at desc limit 1",
        practitioner,
        now
    )
}

/// A new link; those made before for the same account work no more.
pub(in crate::accounts) async fn add_link<O: Act>(
    tx: &mut Tx,
    permit: &Permit<O>,
    (id, token_hash): (Uuid, &[u8]),
    (practitioner, purpose): (PractitionerId, &str),
    (made_at, expires_at): (At, At),
) -> Result<(), DbError> {
    run!(
        tx,
        "update one_time_link set used_at = $1 where practitioner_id = $2 and used_at is null",
        made_at,
        practitioner
    )?;
    insert!(
        tx,
        one_time_link {
            id: id,
            token_hash: token_hash,
            practitioner_id: practitioner,
            purpose: purpose,
            made_at: made_at,
            expires_at: expires_at,
            used_at: None::<At>,
            made_by: maker(permit),
        }
    )
}

fn maker<O: Act>(permit: &Permit<O>) -> Option<PractitionerId> {
    Some(permit.principal().practitioner).filter(|it| *it != Principal::CONSOLE)
}

/// The last thing that someone did of two, to an account: make a link for it, or see its page.
pub(in crate::accounts) async fn last_of(
    tx: &mut Tx,
    (who, account): (PractitionerId, PractitionerId),
    (make, see): (&str, &str),
) -> Result<Option<String>, DbError> {
    let found: Option<(String,)> = one!(
        tx,
        "select e.operation
           from ledger_about s
           join ledger_entry e on e.seq = s.seq
          where s.record = $1 and e.actor = $2 and e.operation in ($3, $4)
            and e.outcome in ('done', 'shown')
          order by s.seq desc limit 1",
        account,
        who,
        make,
        see
    )?;
    Ok(found.map(|(operation,)| operation))
}

/// Each time that an account's password was set anew by a link, newest first: when, and who had
/// made the link.
pub(in crate::accounts) async fn set_anew(
    tx: &mut Tx,
    practitioner: PractitionerId,
) -> Result<Vec<(At, Option<String>)>, DbError> {
    all!(
        tx,
        "select l.set_anew_at, p.name
           from one_time_link l
           left join practitioner p on p.id = l.made_by
          where l.practitioner_id = $1 and l.set_anew_at is not null
          order by l.set_anew_at desc, l.id desc limit 20",
        practitioner
    )
}

/// Remembers that a password was set anew by a link.
pub(in crate::accounts) async fn did_set_anew<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    link: Uuid,
    at: At,
) -> Result<(), DbError> {
    run!(tx, "update one_time_link set set_anew_at = $1 where id = $2", at, link).map(drop)
}

/// The holder of an account says that it was them who set its password anew.
pub(in crate::accounts) async fn confirm<O: Act>(
    tx: &mut Tx,
    permit: &Permit<O>,
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "update one_time_link set confirmed_at = $1
          where practitioner_id = $2 and set_anew_at is not null and confirmed_at is null",
        at,
        permit.principal().practitioner
    )
    .map(drop)
}

/// Uses every link of an account up.
pub(in crate::accounts) async fn use_links<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    practitioner: PractitionerId,
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "update one_time_link set used_at = $1 where practitioner_id = $2 and used_at is null",
        at,
        practitioner
    )
    .map(drop)
}
