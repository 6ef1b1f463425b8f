//! SQL for one-time links.

use agreement::{Act, Permit};
use db::{At, DbError, Tx, insert, look_up::LinkRow, one, run};
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
        "select id, practitioner_id, expires_at from one_time_link
          where practitioner_id = $1 and used_at is null and expires_at > $2
          order by made_at desc limit 1",
        practitioner,
        now
    )
}

/// A new link; those made before for the same account work no more.
pub(in crate::accounts) async fn add_link<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
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
        }
    )
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
