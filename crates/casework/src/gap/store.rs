//! SQL for gaps.

use agreement::{Act, Permit, Visible};
use db::{At, Day, DbError, Tx, all, insert, list};
use jiff::civil::Date;
use kernel::{ForumId, PlaceId};
use uuid::Uuid;

use super::{model::Typed, web::GapLine};
use crate::charters::ready;

/// The places in which something can be missing, wider ones first; wards are too small to be about nobody.
pub(super) async fn places(tx: &mut Tx) -> Result<Vec<(PlaceId, String)>, DbError> {
    all!(tx, "select id, name from place where tier <> 'ward' order by position, name")
}

/// Records a gap.
pub(super) async fn raise<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (id, forum): (Uuid, ForumId),
    (it, place): (Typed<'_>, Option<PlaceId>),
    (on, at): (Date, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        gap {
            id: id,
            forum_id: forum,
            need: it.need,
            place_id: place,
            reason: it.reason,
            words: it.words,
            raised_on: Day(on),
            raised_by: permit.principal().practitioner,
            raised_at: at,
        }
    )
}

/// The forums of the reader with their charters' editions, and the gaps of each, the latest first.
pub(super) async fn of_forums(
    tx: &mut Tx,
    runs: &Visible,
    since: Date,
    rows: i64,
) -> Result<Vec<GapLine>, DbError> {
    type Row = (Uuid, ForumId, String, String, String, Option<String>, String, String, Day);
    let rows: Vec<Row> = list!(
        tx,
        runs,
        "f.id",
        "select g.id, f.id, f.name, f.charter || '/' || f.charter_version, g.need, p.name, g.reason, g.words,
                g.raised_on
           from forum f join gap g on g.forum_id = f.id and g.raised_on >= $1
           left join place p on p.id = g.place_id
          where {visible}
          order by g.raised_on desc, g.id desc limit cast($2 as bigint)",
        Day(since),
        rows
    )?;
    let mut lines = Vec::new();
    for (gap, forum, forum_name, charter, need, place, reason, words, on) in rows {
        ready(tx, &charter).await?;
        lines.push(GapLine {
            gap,
            forum,
            forum_name,
            charter,
            need,
            place,
            reason,
            words,
            on: on.0,
        });
    }
    Ok(lines)
}

/// The forums for which the reader may look at gaps: id and name.
pub(super) async fn forums(tx: &mut Tx, runs: &Visible) -> Result<Vec<(ForumId, String)>, DbError> {
    list!(tx, runs, "f.id", "select f.id, f.name from forum f where {visible} order by f.name")
}
