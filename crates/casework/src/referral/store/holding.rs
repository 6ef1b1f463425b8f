//! SQL for what a forum holds of a person, and for who runs it.

use agreement::Permit;
use db::{DbError, Tx, one};
use kernel::{ForumId, PractitionerId, ReferralId};

use super::Referral;

/// Whether something else of the same person is open in the same forum.
pub(in crate::referral) async fn is_open_elsewise<O>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    referral: &Referral,
) -> Result<bool, DbError> {
    let other: Option<(uuid::Uuid,)> = one!(
        tx,
        "select id from referral
         where person_id = $1 and forum_id = $2 and status = 'received' and id <> $3
         union all
         select id from case_record where person_id = $1 and forum_id = $2 and status = 'open'
         limit 1",
        referral.person,
        referral.forum,
        referral.id
    )?;
    Ok(other.is_some())
}

/// Whether somebody coordinates or chairs a forum, for whichever organisation.
pub(crate) async fn runs<O>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    (who, forum): (PractitionerId, ForumId),
) -> Result<bool, DbError> {
    let role: Option<(String,)> = one!(
        tx,
        "select role from membership
          where practitioner_id = $1 and forum_id = $2 and ended_at is null
            and role in ('coordinator', 'chair')
          limit 1",
        who,
        forum
    )?;
    Ok(role.is_some())
}

/// Whether the forum ever accepted something for the same person, or holds them from the system
/// that was there before: nobody else may know of those.
pub(in crate::referral) async fn was_taken_on<O>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    referral: &Referral,
) -> Result<bool, DbError> {
    let found: Option<(ReferralId,)> = one!(
        tx,
        "select id from referral
         where person_id = $1 and forum_id = $2 and (status = 'accepted' or source_system <> 'here')
         limit 1",
        referral.person,
        referral.forum
    )?;
    Ok(found.is_some())
}
