//! SQL for what happens to a request after it was sent: that it was acknowledged, and what was learned since.

use agreement::{Act, Permit, Visible};
use db::{At, Day, DbError, Tx, all, insert, list, run};
use jiff::civil::Date;
use kernel::ReferralId;
use uuid::Uuid;

use crate::{
    charters::ready,
    referral::{acknowledge::Acknowledge, note::NoteLine},
};

/// Records that the referrer was told; false when somebody else did first, or it was decided.
pub(in crate::referral) async fn acknowledge(
    tx: &mut Tx,
    permit: &Permit<Acknowledge>,
    id: ReferralId,
    on: Date,
) -> Result<bool, DbError> {
    let changed = run!(
        tx,
        "update referral set acknowledged_on = $1, acknowledged_by = $2
         where id = $3 and status = 'received' and acknowledged_on is null",
        Day(on),
        permit.principal().practitioner,
        id
    )?;
    Ok(changed == 1)
}

/// Adds what was learned.
pub(in crate::referral) async fn add_note<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (id, referral): (Uuid, ReferralId),
    words: &str,
    (on, at): (Date, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        referral_note {
            id: id,
            referral_id: referral,
            words: words,
            written_by: permit.principal().practitioner,
            written_on: Day(on),
            written_at: at,
        }
    )
}

/// What was learned since a request was sent, in order.
pub(crate) async fn notes<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    referral: ReferralId,
) -> Result<Vec<NoteLine>, DbError> {
    let rows: Vec<(Day, String, String)> = all!(
        tx,
        "select n.written_on, w.name, n.words
           from referral_note n join practitioner w on w.id = n.written_by
          where n.referral_id = $1 order by n.written_at, n.id",
        referral
    )?;
    Ok(rows.into_iter().map(|(on, by, words)| NoteLine { on: on.0, by, words }).collect())
}

/// The requests that wait, as many as were received on one day and are or are not acknowledged: the edition of their
/// charter, the day, whether they are acknowledged, how many.
pub(crate) async fn waiting_by_day(
    tx: &mut Tx,
    decides: &Visible,
) -> Result<Vec<(String, Date, bool, i64)>, DbError> {
    let rows: Vec<(String, Day, i64, i64)> = list!(
        tx,
        decides,
        "r.id",
        "select f.charter || '/' || r.charter_version as edition, r.received_on,
                cast(case when r.acknowledged_on is null then 0 else 1 end as bigint) as acknowledged,
                count(*) as how_many
           from referral r join forum f on f.id = r.forum_id
          where r.status = 'received' and {visible}
          group by edition, r.received_on, acknowledged"
    )?;
    for (edition, ..) in &rows {
        ready(tx, edition).await?;
    }
    Ok(rows
        .into_iter()
        .map(|(edition, on, told, count)| (edition, on.0, told == 1, count))
        .collect())
}
