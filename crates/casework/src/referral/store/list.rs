//! SQL for the list of referrals.

use agreement::Visible;
use db::{Day, DbError, Tx, list};
use jiff::civil::{Date, date};
use kernel::ReferralId;

pub(crate) type Line =
    (ReferralId, String, String, Day, String, String, String, Option<Day>, Option<Day>);

/// Where a list goes on: after this day and id, in its own order.
pub(crate) type From = Option<(Date, ReferralId)>;

/// Those that wait longest first.
pub(crate) async fn waiting(
    tx: &mut Tx,
    visible: &Visible,
    from: From,
    count: i64,
) -> Result<Vec<Line>, DbError> {
    let (day, id) = from.unwrap_or((date(1, 1, 1), ReferralId::default()));
    list!(
        tx,
        visible,
        "r.id",
        "select r.id, r.source_reference, p.given_name || ' ' || p.family_name, r.received_on,
                f.name, f.charter || '/' || r.charter_version, r.status, r.decided_on,
                r.acknowledged_on
         from referral r join person p on p.id = r.person_id join forum f on f.id = r.forum_id
         where r.status = 'received' and (r.received_on > $1 or (r.received_on = $1 and r.id > $2))
           and {visible}
         order by r.received_on, r.id limit cast($3 as bigint)",
        Day(day),
        id,
        count
    )
}

/// Those of a status, or all for an empty one, the latest first.
pub(crate) async fn latest(
    tx: &mut Tx,
    visible: &Visible,
    (status, from): (&str, From),
    count: i64,
) -> Result<Vec<Line>, DbError> {
    let (day, id) = from.unwrap_or((date(9000, 1, 1), ReferralId::default()));
    list!(
        tx,
        visible,
        "r.id",
        "select r.id, r.source_reference, p.given_name || ' ' || p.family_name, r.received_on,
                f.name, f.charter || '/' || r.charter_version, r.status, r.decided_on,
                r.acknowledged_on
         from referral r join person p on p.id = r.person_id join forum f on f.id = r.forum_id
         where (r.received_on < $1 or (r.received_on = $1 and r.id < $2))
           and (cast($3 as text) = '' or r.status = $3) and {visible}
         order by r.received_on desc, r.id desc limit cast($4 as bigint)",
        Day(day),
        id,
        status,
        count
    )
}
