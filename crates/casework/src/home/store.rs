//! SQL for what waits.

use agreement::{Principal, Visible};
use db::{Day, DbError, Tx, list};
use jiff::civil::Date;
use kernel::PractitionerId;

use crate::{
    charters::charter_of,
    referral::{model::Clocks, store::sent::waiting_by_day},
};

/// How many referrals wait for a decision that this reader may take, and how many of them are past the day by which
/// their charter has them acknowledged or decided.
pub(super) async fn referrals_to_decide(
    tx: &mut Tx,
    decides: &Visible,
    today: Date,
) -> Result<(i64, i64), DbError> {
    let (mut all, mut late) = (0, 0);
    for (edition, received_on, acknowledged, count) in waiting_by_day(tx, decides).await? {
        all += count;
        if Clocks::of(charter_of(&edition)?, received_on).is_late(acknowledged, today) {
            late += count;
        }
    }
    Ok((all, late))
}

/// How many limited records name this coordinator and nobody who is not one, as the page of searches
/// lists them (`people::restriction::unshared`).
pub(super) async fn unshared(
    tx: &mut Tx,
    restricts: &Visible,
    who: PractitionerId,
) -> Result<i64, DbError> {
    let rows: Vec<(i64,)> = list!(
        tx,
        restricts,
        "s.record",
        "select count(*) from named_without_staff s where s.target = $1 and {visible}",
        who
    )?;
    Ok(rows.first().map_or(0, |(count,)| *count))
}

/// How many times somebody else gave themself access to records that this coordinator looks after, and nobody has
/// looked at it yet, as the page of overrides lists them (`people::override_access`).
pub(super) async fn overrides(
    tx: &mut Tx,
    restricts: &Visible,
    who: PractitionerId,
) -> Result<i64, DbError> {
    let rows: Vec<(i64,)> = list!(
        tx,
        restricts,
        "p.id",
        "select count(*) from access_override o join person p on p.id = o.person_id
          where o.finding = '' and o.practitioner_id <> $1 and {visible}",
        who
    )?;
    Ok(rows.first().map_or(0, |(count,)| *count))
}

/// What waits in the cases that a reader may know of.
#[derive(Clone, Copy, Debug, Default, sqlx::FromRow)]
pub(super) struct InCases {
    /// Actions of the reader's organisation that it has not reported as done, and are late.
    pub(super) late_actions: i64,
    /// The same, and not yet late.
    pub(super) open_actions: i64,
    /// Requests to the reader to be lead professional.
    pub(super) lead_requests: i64,
    /// Services of the reader's organisation that are offered and not answered.
    pub(super) offers: i64,
}

pub(super) async fn in_cases(
    tx: &mut Tx,
    known: &Visible,
    who: &Principal,
    today: Date,
) -> Result<InCases, DbError> {
    let rows: Vec<InCases> = list!(
        tx,
        known,
        "c.id",
        "select coalesce(sum(case when w.what = 'action' and w.due_on < $3 then 1 else 0 end), 0)
                    as late_actions,
                coalesce(sum(case when w.what = 'action' and w.due_on >= $3 then 1 else 0 end), 0)
                    as open_actions,
                coalesce(sum(case when w.what = 'lead' then 1 else 0 end), 0) as lead_requests,
                coalesce(sum(case when w.what = 'offer' then 1 else 0 end), 0) as offers
         from case_record c
         join (select 'action' as what, a.case_id, a.due_on
                 from action_owner o join plan_action a on a.id = o.action_id
                where o.organisation_id = $1 and a.status in ('open', 'part_done')
                  and coalesce((select u.status from action_update u
                                 where u.action_id = a.id and u.organisation_id = $1
                                 order by u.reported_at desc, u.id desc limit 1), '') <> 'done'
               union all
               select 'lead', q.case_id, null from lead_request q
                where q.practitioner_id = $2 and q.status = 'proposed'
               union all
               select 'offer', x.case_id, null
                 from service v join allocation x on x.service_id = v.id
                where v.organisation_id = $1 and x.status = 'offered') w on w.case_id = c.id
         where c.status = 'open' and {visible}",
        who.organisation,
        who.practitioner,
        Day(today)
    )?;
    Ok(rows.into_iter().next().unwrap_or_default())
}
