//! SQL for what waits.

use agreement::{Principal, Visible};
use db::{Day, DbError, Tx, list};
use jiff::civil::Date;
use kernel::PractitionerId;

use crate::{
    charters::charter_of,
    followup::model::to_answer,
    referral::{model::Clocks, store::sent::to_look_at},
};

/// What waits of requests.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OfRequests {
    /// Those that wait for a decision that the reader may take.
    pub(super) to_decide: i64,
    /// How many of them are past the day by which their charter has them acknowledged or decided.
    pub(super) late: i64,
    /// Returned ones of which the reader is asked what became.
    pub(super) followups: i64,
}

pub(super) async fn of_requests(
    tx: &mut Tx,
    filters: (&Visible, &Visible),
    who: &Principal,
    today: Date,
) -> Result<OfRequests, DbError> {
    let mut waits = OfRequests::default();
    for it in to_look_at(tx, filters, who).await? {
        let charter = charter_of(&it.edition)?;
        if it.sort == "returned" {
            let asked = to_answer(charter, (it.day.0, today), it.answered);
            waits.followups += i64::from(asked.is_some());
            continue;
        }
        waits.to_decide += it.how_many;
        if Clocks::of(charter, it.day.0).is_late(it.acknowledged == 1, today) {
            waits.late += it.how_many;
        }
    }
    Ok(waits)
}

/// How many times somebody else gave themself access to records that this coordinator looks after, and nobody has
/// looked at it yet, as the page of overrides lists them (`people::override_access`); and how many limited records name
/// this coordinator and nobody who is not one, as the page of searches lists them (`people::restriction::unshared`). In the
/// same statement, for one more would be too many: whether they have seen enough of the tour.
pub(super) async fn of_limits(
    tx: &mut Tx,
    restricts: &Visible,
    who: PractitionerId,
) -> Result<(i64, i64, bool), DbError> {
    let rows: Vec<(String, i64)> = list!(
        tx,
        restricts,
        "p.id",
        "select 'override' as sort, count(*) from access_override o join person p on p.id = o.person_id
          where o.finding = '' and o.practitioner_id <> $1 and {visible}
         union all
         select 'unshared', count(*) from named_without_staff s join person p on p.id = s.record
          where s.target = $1 and {visible}
         union all
         select 'tour', count(*) from tour_ended t where t.practitioner_id = $1",
        who
    )?;
    let count = |sort: &str| rows.iter().find(|(it, _)| it == sort).map_or(0, |(_, count)| *count);
    Ok((count("override"), count("unshared"), count("tour") > 0))
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
