//! SQL for gaps.

use agreement::{Act, Permit, Visible};
use db::{At, Day, DbError, Tx, all, insert, list, one, run};
use jiff::civil::Date;
use kernel::{ForumId, PlaceId};
use uuid::Uuid;

use super::{close::GapNamed, model::Typed, web::GapLine};
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

#[derive(sqlx::FromRow)]
struct Row {
    gap: Uuid,
    forum: ForumId,
    forum_name: String,
    charter: String,
    need: String,
    place: Option<String>,
    reason: String,
    words: String,
    raised_on: Day,
    outcome: String,
    came_of_it: String,
    closed_on: Option<Day>,
}

/// A gap of the forum of a permit.
pub(super) async fn of_forum<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    gap: Uuid,
) -> Result<Option<GapNamed>, DbError> {
    let found: Option<(String, String)> = one!(
        tx,
        "select words, outcome from gap where id = $1 and forum_id = $2",
        gap,
        permit.subject()
    )?;
    Ok(found.map(|(words, outcome)| GapNamed { words, outcome }))
}

/// Says what came of a gap; false when somebody else has.
pub(super) async fn close<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    gap: Uuid,
    (outcome, words): (&str, &str),
    on: Date,
) -> Result<bool, DbError> {
    let changed = run!(
        tx,
        "update gap set outcome = $1, came_of_it = $2, closed_on = $3, closed_by = $4
          where id = $5 and forum_id = $6 and outcome = ''",
        outcome,
        words,
        Day(on),
        permit.principal().practitioner,
        gap,
        permit.subject()
    )?;
    Ok(changed == 1)
}

/// The forums of the reader with their charters' editions, and the gaps of each, the latest first.
pub(super) async fn of_forums(
    tx: &mut Tx,
    runs: &Visible,
    since: Date,
    rows: i64,
) -> Result<Vec<GapLine>, DbError> {
    let rows: Vec<Row> = list!(
        tx,
        runs,
        "f.id",
        "select g.id as gap, f.id as forum, f.name as forum_name, f.charter || '/' || f.charter_version as charter,
                g.need, p.name as place, g.reason, g.words, g.raised_on, g.outcome, g.came_of_it, g.closed_on
           from forum f join gap g on g.forum_id = f.id and g.raised_on >= $1
           left join place p on p.id = g.place_id
          where {visible}
          order by g.raised_on desc, g.id desc limit cast($2 as bigint)",
        Day(since),
        rows
    )?;
    let mut lines = Vec::new();
    for row in rows {
        ready(tx, &row.charter).await?;
        lines.push(GapLine {
            gap: row.gap,
            forum: row.forum,
            forum_name: row.forum_name,
            charter: row.charter,
            need: row.need,
            place: row.place,
            reason: row.reason,
            words: row.words,
            on: row.raised_on.0,
            outcome: row.outcome,
            came_of_it: row.came_of_it,
            closed_on: row.closed_on.map(|day| day.0),
        });
    }
    Ok(lines)
}

/// The forums for which the reader may look at gaps: id and name.
pub(super) async fn forums(tx: &mut Tx, runs: &Visible) -> Result<Vec<(ForumId, String)>, DbError> {
    list!(tx, runs, "f.id", "select f.id, f.name from forum f where {visible} order by f.name")
}
