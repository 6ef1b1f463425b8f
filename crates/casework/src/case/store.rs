//! SQL for a case: its head, its record. `scopes` keeps who may see it, `list` the caseload.

pub(crate) mod list;
pub(crate) mod record;
pub(crate) mod scopes;

use agreement::{Act, Permit};
use db::{DbError, Stop, Tx, one};
use kernel::{CaseId, ForumId, PersonId, PractitionerId, ReferralId};

use super::model::{Head, Status};

type HeadRow = (
    CaseId,
    ReferralId,
    ForumId,
    PersonId,
    String,
    String,
    i64,
    Option<PractitionerId>,
    String,
    i64,
);

/// The case that a permit is for.
pub(crate) async fn head<A: Act>(tx: &mut Tx, permit: &Permit<A>) -> Result<Head, Stop> {
    let found: Option<HeadRow> = one!(
        tx,
        "select c.id, c.referral_id, c.forum_id, c.person_id, f.charter, c.status, c.level_of_need,
                c.lead_id, c.lead_status, c.version
         from case_record c join forum f on f.id = c.forum_id where c.id = $1",
        permit.subject()
    )?;
    let row = found.ok_or(Stop::NotThere)?;
    let (id, referral, forum, person, charter, status, level, lead, lead_status, version) = row;
    let known = Status::from_name(&status);
    let status = known.ok_or_else(|| DbError::corrupt("case_record", "status", &status))?;
    Ok(Head { id, referral, forum, person, charter, status, level, lead, lead_status, version })
}

/// The case that a permit is for, when it can be worked with.
pub(crate) async fn open_head<A: Act>(tx: &mut Tx, permit: &Permit<A>) -> Result<Head, Stop> {
    let head = head(tx, permit).await?;
    head.status.work().map_err(|why| Stop::NotNow(why.to_owned()))?;
    Ok(head)
}
