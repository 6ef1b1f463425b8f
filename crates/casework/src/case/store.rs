//! SQL for a case: its head, its record. `scopes` keeps who may see it, `list` the caseload.

pub(crate) mod list;
pub(crate) mod record;
pub(crate) mod said;
pub(crate) mod scopes;

use agreement::{Act, Permit};
use db::{At, DbError, Stop, Tx, one, run};
use kernel::{CaseId, ForumId, PersonId, PractitionerId, ReferralId};

use super::model::{Head, Status};
use crate::charters::ready;

#[derive(sqlx::FromRow)]
struct HeadRow {
    id: CaseId,
    referral_id: ReferralId,
    forum_id: ForumId,
    person_id: PersonId,
    charter: String,
    status: String,
    level_of_need: i64,
    lead_id: Option<PractitionerId>,
    lead_status: String,
    version: i64,
}

impl HeadRow {
    fn checked(self) -> Result<Head, DbError> {
        let status = Status::from_name(&self.status);
        let status =
            status.ok_or_else(|| DbError::corrupt("case_record", "status", &self.status))?;
        Ok(Head {
            id: self.id,
            referral: self.referral_id,
            forum: self.forum_id,
            person: self.person_id,
            charter: self.charter,
            status,
            level: self.level_of_need,
            lead: self.lead_id,
            lead_status: self.lead_status,
            version: self.version,
        })
    }
}

/// The case that a permit is for.
pub(crate) async fn head<A: Act>(tx: &mut Tx, permit: &Permit<A>) -> Result<Head, Stop> {
    let found: Option<HeadRow> = one!(
        tx,
        "select c.id, c.referral_id, c.forum_id, c.person_id,
                f.charter || '/' || c.charter_version as charter, c.status, c.level_of_need,
                c.lead_id, c.lead_status, c.version
         from case_record c join forum f on f.id = c.forum_id where c.id = $1",
        permit.subject()
    )?;
    let head = found.ok_or(Stop::NotThere)?.checked()?;
    ready(tx, &head.charter).await?;
    Ok(head)
}

/// The case that a permit is for, when it can be worked with.
pub(crate) async fn open_head<A: Act>(tx: &mut Tx, permit: &Permit<A>) -> Result<Head, Stop> {
    let head = head(tx, permit).await?;
    head.status.work().map_err(|why| Stop::NotNow(why.to_owned()))?;
    Ok(head)
}

/// Says that something of the case has changed: whoever is about to review or close it must see that.
pub(crate) async fn changed(tx: &mut Tx, case: &Head, at: At) -> Result<(), DbError> {
    run!(
        tx,
        "update case_record set version = version + 1, updated_at = $1 where id = $2",
        at,
        case.id
    )?;
    Ok(())
}
