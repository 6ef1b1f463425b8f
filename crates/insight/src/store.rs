//! SQL for the figures: each is one statement that counts by forum; the rules are elsewhere.

pub(crate) mod levels;
pub(crate) mod quality;

use agreement::{Permit, Visible};
use db::{Among, At, Day, DbError, Tx, all, found, list};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kernel::{ForumId, PlaceId};
use uuid::Uuid;

use crate::{
    allocation::{Counted, Place},
    breakdown::Funnel,
    leading::{Asked, Task},
    period::Period,
    referring::{Sent, Session},
};

/// A forum whose figures the reader may see.
#[derive(Clone, Debug)]
pub(crate) struct Forum {
    pub(crate) id: ForumId,
    pub(crate) name: String,
    pub(crate) place: PlaceId,
    pub(crate) charter: String,
}

/// Which requests are counted.
pub(crate) enum Requests {
    /// Every one: nobody who sees single requests is shown the figures next to them.
    All,
    /// Those that the reader of the figures may know of.
    Seen(Visible),
}

impl Requests {
    /// As a condition on one request, like a filter's own.
    fn condition(&self, id_column: &str, first_param: usize) -> (String, Vec<Uuid>) {
        match self {
            Self::All => ("1 = 1".to_owned(), Vec::new()),
            Self::Seen(visible) => visible.condition(id_column, first_param),
        }
    }
}

/// Every forum of the partnership.
pub(crate) async fn all_forums<A>(tx: &mut Tx, _permit: &Permit<A>) -> Result<Vec<Forum>, DbError> {
    let rows: Vec<(ForumId, String, PlaceId, String)> =
        all!(tx, "select f.id, f.name, f.place_id, f.charter from forum f order by f.name")?;
    let forum = |(id, name, place, charter)| Forum { id, name, place, charter };
    Ok(rows.into_iter().map(forum).collect())
}

pub(crate) async fn forums(tx: &mut Tx, visible: &Visible) -> Result<Vec<Forum>, DbError> {
    if visible.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(ForumId, String, PlaceId, String)> = list!(
        tx,
        visible,
        "f.id",
        "select f.id, f.name, f.place_id, f.charter from forum f where {visible} order by f.name"
    )?;
    let forum = |(id, name, place, charter)| Forum { id, name, place, charter };
    Ok(rows.into_iter().map(forum).collect())
}

pub(crate) async fn places(tx: &mut Tx) -> Result<Vec<Place>, DbError> {
    let rows: Vec<(PlaceId, String, String, Option<PlaceId>)> =
        all!(tx, "select id, tier, name, parent from place order by position, name")?;
    let place = |(id, tier, name, parent)| Place { id, tier, name, parent };
    Ok(rows.into_iter().map(place).collect())
}

pub(crate) async fn counted<A>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    requests: &Requests,
    period: Period,
) -> Result<Vec<(ForumId, Counted)>, DbError> {
    let rows: Vec<(ForumId, i64, i64, i64, i64, i64)> = found!(
        tx,
        Among::new([]),
        requests,
        "r.id",
        "with request as (
            select r.forum_id,
                   case when r.status = 'accepted' and r.decided_on <= $1 then 1 else 0 end as accepted,
                   case when r.known_to_social_care = 'yes' then 1 else 0 end as known,
                   case when coalesce(c.stepped_up_on, r.stepped_up_on) <= $1 then 1 else 0 end
                        as referred
              from referral r
              left join case_record c on c.id = r.case_id
             where r.received_on >= $2 and r.received_on <= $3 and r.received_on <= $1
               and {more}
         )
         select forum_id,
                cast(count(*) as bigint),
                cast(sum(accepted) as bigint),
                cast(sum(accepted * known) as bigint),
                cast(sum(accepted * referred) as bigint),
                cast(sum(accepted * referred * known) as bigint)
           from request
          group by forum_id",
        Day(period.as_at),
        Day(period.from),
        Day(period.to)
    )?;
    let counted = |(forum, received, accepted, known, referred, referred_known)| {
        (forum, Counted { received, accepted, known, referred, referred_known })
    };
    Ok(rows.into_iter().map(counted).collect())
}

/// Returned requests by forum and reason.
pub(crate) async fn returns<A>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    requests: &Requests,
    period: Period,
) -> Result<Vec<(ForumId, String, i64)>, DbError> {
    found!(
        tx,
        Among::new([]),
        requests,
        "r.id",
        "select forum_id, return_reason, cast(count(*) as bigint)
           from referral r
          where received_on >= $2 and received_on <= $3 and received_on <= $1
            and status = 'returned' and decided_on <= $1 and {more}
          group by forum_id, return_reason",
        Day(period.as_at),
        Day(period.from),
        Day(period.to)
    )
}

/// Requests by forum and the group of who made them.
pub(crate) async fn referrers<A>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    requests: &Requests,
    period: Period,
) -> Result<Vec<(ForumId, String, i64)>, DbError> {
    found!(
        tx,
        Among::new([]),
        requests,
        "r.id",
        "select forum_id, referrer_group, cast(count(*) as bigint)
           from referral r
          where received_on >= $2 and received_on <= $3 and received_on <= $1
            and {more}
          group by forum_id, referrer_group",
        Day(period.as_at),
        Day(period.from),
        Day(period.to)
    )
}

/// How far the requests of each forum came.
pub(crate) async fn funnel<A>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    requests: &Requests,
    period: Period,
) -> Result<Vec<(ForumId, Funnel)>, DbError> {
    let rows: Vec<(ForumId, i64, i64, i64, i64, i64, i64)> = found!(
        tx,
        Among::new([]),
        requests,
        "r.id",
        "with request as (
            select r.forum_id,
                   case when r.decided_on <= $1 then 1 else 0 end as decided,
                   case when r.status = 'accepted' and r.decided_on <= $1 then 1 else 0 end as accepted,
                   case when c.opened_on <= $1 then 1 else 0 end as opened,
                   case when c.closed_on <= $1 then 1 else 0 end as closed,
                   case when coalesce(c.stepped_up_on, r.stepped_up_on) <= $1 then 1 else 0 end
                        as stepped_up
              from referral r
              left join case_record c on c.id = r.case_id
             where r.received_on >= $2 and r.received_on <= $3 and r.received_on <= $1
               and {more}
         )
         select forum_id,
                cast(count(*) as bigint),
                cast(sum(decided) as bigint),
                cast(sum(accepted) as bigint),
                cast(sum(accepted * opened) as bigint),
                cast(sum(accepted * opened * closed) as bigint),
                cast(sum(accepted * stepped_up) as bigint)
           from request
          group by forum_id",
        Day(period.as_at),
        Day(period.from),
        Day(period.to)
    )?;
    let funnel = |(forum, received, decided, accepted, opened, closed, stepped_up)| {
        (forum, Funnel { received, decided, accepted, opened, closed, stepped_up })
    };
    Ok(rows.into_iter().map(funnel).collect())
}

/// The first moment after a day: what was done before it was done by that day.
fn end_of(day: Date, london: &TimeZone) -> At {
    let next = day.tomorrow().unwrap_or(day).to_zoned(london.clone());
    At(next.map_or(Timestamp::MAX, |it| it.timestamp()))
}

/// Who was asked to lead the cases of the requests of a period, by the day of the figures.
pub(crate) async fn asked_to_lead<A>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    requests: &Requests,
    period: Period,
    london: &TimeZone,
) -> Result<Vec<Asked>, DbError> {
    let end = end_of(period.as_at, london);
    let rows: Vec<(ForumId, String, String, At, Option<At>)> = found!(
        tx,
        Among::new([]),
        requests,
        "r.id",
        "select r.forum_id, o.name, q.status, q.proposed_at, q.answered_at
           from referral r
           join case_record c on c.referral_id = r.id
           join lead_request q on q.case_id = c.id
           join organisation o on o.id = q.organisation_id
          where r.received_on >= $2 and r.received_on <= $3 and q.proposed_at < $1 and {more}",
        end,
        Day(period.from),
        Day(period.to)
    )?;
    let asked = |(forum, organisation, status, proposed, answered): (_, _, _, At, Option<At>)| {
        let day = |at: At| at.0.to_zoned(london.clone()).date();
        let answered = answered.filter(|at| at.0 < end.0);
        let days = answered.map(|at| i64::from((day(at) - day(proposed)).get_days()));
        Asked { forum, organisation, status, days }
    };
    Ok(rows.into_iter().map(asked).collect())
}

/// Forum, organisation, what, when the request was received, when the clock began, by when, when done, when ended.
type TaskRow = (ForumId, String, String, Day, Option<Day>, Option<Day>, Option<Day>, Option<Day>);

fn task(row: TaskRow) -> Task {
    let (forum, organisation, what, received_on, from_on, due_on, done_on, ended_on) = row;
    let day = |day: Option<Day>| day.map(|day| day.0);
    Task {
        forum,
        organisation,
        what,
        received_on: received_on.0,
        from_on: day(from_on),
        due_on: day(due_on),
        done_on: day(done_on),
        ended_on: day(ended_on),
    }
}

/// What lead professionals were to do about the requests of a period: the team, the plan, each review, and the one that
/// comes next.
pub(crate) async fn duties<A>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    requests: &Requests,
    period: Period,
) -> Result<Vec<Task>, DbError> {
    let rows: Vec<TaskRow> = found!(
        tx,
        Among::new([]),
        requests,
        "r.id",
        "select r.forum_id as forum, o.name as organisation, d.duty as what, r.received_on, d.from_on, d.due_on,
                d.done_on, d.ended_on
           from referral r
           join case_record c on c.referral_id = r.id
           join lead_duty d on d.case_id = c.id
           join lead_request q on q.id = d.request_id
           join organisation o on o.id = q.organisation_id
          where r.received_on >= $1 and r.received_on <= $2 and {more}
         union all
         select r.forum_id, coalesce(o.name, ''), 'review', r.received_on, cast(null as date), v.due_on,
                v.reviewed_on, cast(null as date)
           from referral r
           join case_record c on c.referral_id = r.id
           join review v on v.case_id = c.id
           left join organisation o on o.id = c.lead_organisation
          where r.received_on >= $1 and r.received_on <= $2 and {more}
         union all
         select r.forum_id, coalesce(o.name, ''), 'review', r.received_on, cast(null as date), c.next_review_on,
                cast(null as date), cast(null as date)
           from referral r
           join case_record c on c.referral_id = r.id
           left join organisation o on o.id = c.lead_organisation
          where r.received_on >= $1 and r.received_on <= $2 and c.status = 'open'
            and c.next_review_on is not null and {more}",
        Day(period.from),
        Day(period.to)
    )?;
    Ok(rows.into_iter().map(task).collect())
}

/// When the requests of a period were acknowledged and decided; a decision acknowledges, too. The day by which is the
/// charter's.
pub(crate) async fn steps<A>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    requests: &Requests,
    period: Period,
) -> Result<Vec<Task>, DbError> {
    let rows: Vec<TaskRow> = found!(
        tx,
        Among::new([]),
        requests,
        "r.id",
        "select r.forum_id as forum, '' as organisation, 'decide' as what, r.received_on,
                r.received_on as from_on, cast(null as date) as due_on, r.decided_on as done_on,
                cast(null as date) as ended_on
           from referral r
          where r.received_on >= $1 and r.received_on <= $2 and r.status <> 'withdrawn' and {more}
         union all
         select r.forum_id, '', 'acknowledge', r.received_on, r.received_on, cast(null as date),
                coalesce(r.acknowledged_on, r.decided_on), cast(null as date)
           from referral r
          where r.received_on >= $1 and r.received_on <= $2 and r.status <> 'withdrawn' and {more}",
        Day(period.from),
        Day(period.to)
    )?;
    Ok(rows.into_iter().map(task).collect())
}

/// What each referrer group sent on each day of a period, and what of it was returned.
pub(crate) async fn sent<A>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    requests: &Requests,
    period: Period,
) -> Result<Vec<Sent>, DbError> {
    let rows: Vec<(ForumId, String, Day, i64, i64)> = found!(
        tx,
        Among::new([]),
        requests,
        "r.id",
        "select r.forum_id, r.referrer_group, r.received_on, cast(count(*) as bigint),
                cast(sum(case when r.status = 'returned' and r.decided_on <= $1 then 1 else 0 end) as bigint)
           from referral r
          where r.received_on >= $2 and r.received_on <= $3 and r.received_on <= $1 and {more}
          group by r.forum_id, r.referrer_group, r.received_on",
        Day(period.as_at),
        Day(period.from),
        Day(period.to)
    )?;
    let sent = |(forum, group, on, received, returned): (_, _, Day, _, _)| Sent {
        forum,
        group,
        on: on.0,
        received,
        returned,
    };
    Ok(rows.into_iter().map(sent).collect())
}

/// Why those who were asked to lead declined, by forum.
pub(crate) async fn declines<A>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    requests: &Requests,
    period: Period,
    london: &TimeZone,
) -> Result<Vec<(ForumId, String, i64)>, DbError> {
    found!(
        tx,
        Among::new([]),
        requests,
        "r.id",
        "select r.forum_id, q.decline_reason, cast(count(*) as bigint)
           from referral r
           join case_record c on c.referral_id = r.id
           join lead_request q on q.case_id = c.id
          where r.received_on >= $2 and r.received_on <= $3 and q.status = 'declined' and q.answered_at < $1
            and {more}
          group by r.forum_id, q.decline_reason",
        end_of(period.as_at, london),
        Day(period.from),
        Day(period.to)
    )
}

/// The awareness sessions of a period, in order. They are about nobody.
pub(crate) async fn sessions<A>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    period: Period,
) -> Result<Vec<Session>, DbError> {
    let rows: Vec<(ForumId, String, Day)> = all!(
        tx,
        "select forum_id, referrer_group, held_on from awareness_session
          where held_on >= $1 and held_on <= $2 order by held_on, id",
        Day(period.from),
        Day(period.to)
    )?;
    Ok(rows.into_iter().map(|(forum, group, on)| Session { forum, group, on: on.0 }).collect())
}

/// Gaps recorded in a period, by forum and need. They are about nobody.
pub(crate) async fn gaps<A>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    period: Period,
) -> Result<Vec<(ForumId, String, i64)>, DbError> {
    all!(
        tx,
        "select forum_id, need, cast(count(*) as bigint) from gap
          where raised_on >= $1 and raised_on <= $2 group by forum_id, need",
        Day(period.from),
        Day(period.to)
    )
}
