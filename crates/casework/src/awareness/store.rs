//! SQL for awareness sessions.

use agreement::{Act, Permit, Visible};
use db::{At, Day, DbError, Tx, insert, list};
use jiff::civil::Date;
use kernel::ForumId;
use uuid::Uuid;

use super::{model::Typed, web::SessionLine};
use crate::charters::ready;

/// Records a session.
pub(super) async fn record<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (id, forum): (Uuid, ForumId),
    (on, it): (Date, Typed<'_>),
    at: At,
) -> Result<(), DbError> {
    insert!(
        tx,
        awareness_session {
            id: id,
            forum_id: forum,
            referrer_group: it.group,
            held_on: Day(on),
            held_by: it.held_by,
            words: it.words,
            recorded_by: permit.principal().practitioner,
            recorded_at: at,
        }
    )
}

/// The sessions of the forums that the reader runs, the latest first; a forum without any has one row without a day.
pub(super) async fn of_forums(
    tx: &mut Tx,
    runs: &Visible,
    rows: i64,
) -> Result<Vec<(ForumId, String, Option<SessionLine>)>, DbError> {
    type Row =
        (ForumId, String, String, Option<Day>, Option<String>, Option<String>, Option<String>);
    let rows: Vec<Row> = list!(
        tx,
        runs,
        "f.id",
        "select f.id, f.name, f.charter || '/' || f.charter_version, s.held_on, s.referrer_group, s.held_by, s.words
           from forum f left join awareness_session s on s.forum_id = f.id
          where {visible}
          order by s.held_on desc nulls last, f.name limit cast($1 as bigint)",
        rows
    )?;
    let mut lines = Vec::new();
    for (forum, name, charter, on, group, held_by, words) in rows {
        ready(tx, &charter).await?;
        let line = on.map(|on| SessionLine {
            charter,
            on: on.0,
            group: group.unwrap_or_default(),
            held_by: held_by.unwrap_or_default(),
            words: words.unwrap_or_default(),
        });
        lines.push((forum, name, line));
    }
    Ok(lines)
}
