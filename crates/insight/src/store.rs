//! SQL for the figures: each is one statement that counts by forum; the rules are elsewhere.

use agreement::{Permit, Visible};
use db::{Among, Day, DbError, Tx, all, found, list};
use kernel::{ForumId, PlaceId};
use uuid::Uuid;

use crate::{
    allocation::{Counted, Place},
    breakdown::Funnel,
    period::Period,
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
