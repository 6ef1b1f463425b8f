//! SQL for how complete records are.

use agreement::{Permit, Visible};
use db::{Among, At, Day, DbError, Tx, found, list};
use jiff::tz::TimeZone;
use kernel::{CaseId, ForumId, ReferralId};

use super::Requests;
use crate::{period::Period, quality::Complete};

/// The cases of the requests of a period, and of how many each field is there.
pub(crate) async fn complete<A>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    requests: &Requests,
    period: Period,
) -> Result<Vec<Complete>, DbError> {
    type Row = (ForumId, i64, i64, i64, i64, i64, i64, i64, i64, i64);
    let rows: Vec<Row> = found!(
        tx,
        Among::new([]),
        requests,
        "r.id",
        "select r.forum_id, cast(count(*) as bigint), cast(sum(q.date_of_birth) as bigint),
                cast(sum(q.nhs_number) as bigint), cast(sum(q.postcode) as bigint),
                cast(sum(q.consent) as bigint), cast(sum(q.lawful_basis) as bigint),
                cast(sum(q.lead) as bigint), cast(sum(q.plan) as bigint), cast(sum(q.review_date) as bigint)
           from referral r join case_complete q on q.referral_id = r.id
          where r.received_on >= $1 and r.received_on <= $2 and {more}
          group by r.forum_id",
        Day(period.from),
        Day(period.to)
    )?;
    let complete =
        |(forum, records, born, nhs, postcode, consent, basis, lead, plan, review): Row| {
            let there = [born, nhs, postcode, consent, basis, lead, plan, review];
            Complete { forum, records, there }
        };
    Ok(rows.into_iter().map(complete).collect())
}

/// How many days passed before what happened in the cases of the requests of a period was recorded: lines of the
/// chronology recorded by hand, and meetings of teams.
pub(crate) async fn delays<A>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    requests: &Requests,
    period: Period,
    london: &TimeZone,
) -> Result<Vec<(ForumId, i64)>, DbError> {
    let rows: Vec<(ForumId, Day, At)> = found!(
        tx,
        Among::new([]),
        requests,
        "r.id",
        "select r.forum_id, e.happened_on, e.recorded_at
           from referral r
           join case_record c on c.referral_id = r.id
           join chronology_event e on e.case_id = c.id and e.kind = 'record_event'
          where r.received_on >= $1 and r.received_on <= $2 and {more}
         union all
         select r.forum_id, m.met_on, m.recorded_at
           from referral r
           join case_record c on c.referral_id = r.id
           join team_meeting m on m.case_id = c.id
          where r.received_on >= $1 and r.received_on <= $2 and {more}",
        Day(period.from),
        Day(period.to)
    )?;
    let days = |(forum, happened, recorded): (ForumId, Day, At)| {
        let recorded = recorded.0.to_zoned(london.clone()).date();
        (forum, i64::from((recorded - happened.0).get_days()))
    };
    Ok(rows.into_iter().map(days).collect())
}

/// A case whose record lacks a field: its request and forum, and whose it is.
pub(crate) type Lacking = (ReferralId, ForumId, CaseId, String, String);

/// The cases that lack a field, the latest first, of the requests of a period that the reader may know of.
pub(crate) async fn lacking(
    tx: &mut Tx,
    seen: &Visible,
    field: &str,
    period: Period,
    rows: i64,
) -> Result<Vec<Lacking>, DbError> {
    list!(
        tx,
        seen,
        "r.id",
        "select r.id, r.forum_id, q.case_id, p.given_name, p.family_name
           from referral r
           join case_complete q on q.referral_id = r.id
           join person p on p.id = r.person_id
          where r.received_on >= $1 and r.received_on <= $2
            and case $3 when 'date_of_birth' then q.date_of_birth when 'nhs_number' then q.nhs_number
                        when 'postcode' then q.postcode when 'consent' then q.consent
                        when 'lawful_basis' then q.lawful_basis when 'lead' then q.lead
                        when 'plan' then q.plan else q.review_date end = 0
            and {visible}
          order by r.received_on desc, r.id limit cast($4 as bigint)",
        Day(period.from),
        Day(period.to),
        field,
        rows
    )
}
