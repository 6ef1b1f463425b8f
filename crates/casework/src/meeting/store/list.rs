//! SQL for the list of meetings.

use agreement::Visible;
use db::{Day, DbError, Tx, list};
use jiff::civil::{Date, date};
use kernel::{ForumId, MeetingId};
use uuid::Uuid;

use crate::meeting::{model::Status, web::MeetingLine};

/// Where a list goes on: below this day and meeting.
pub(crate) type From = Option<(Date, MeetingId)>;

type Line = (MeetingId, String, Day, String);

/// The meetings that somebody may see, the latest first.
pub(crate) async fn page(
    tx: &mut Tx,
    visible: &Visible,
    from: From,
    rows: i64,
) -> Result<Vec<MeetingLine>, DbError> {
    let (day, id) = from.unwrap_or((date(9000, 1, 1), MeetingId(Uuid::max())));
    let rows: Vec<Line> = list!(
        tx,
        visible,
        "m.id",
        "select m.id, f.name, m.held_on, m.status from meeting m
         join forum f on f.id = m.forum_id
         where (m.held_on < $1 or (m.held_on = $1 and m.id < $2)) and {visible}
         order by m.held_on desc, m.id desc limit cast($3 as bigint)",
        Day(day),
        id,
        rows
    )?;
    rows.into_iter().map(line).collect()
}

/// The next meeting that somebody may see.
pub(crate) async fn next(
    tx: &mut Tx,
    visible: &Visible,
    today: Date,
) -> Result<Option<MeetingLine>, DbError> {
    let rows: Vec<Line> = list!(
        tx,
        visible,
        "m.id",
        "select m.id, f.name, m.held_on, m.status from meeting m
         join forum f on f.id = m.forum_id
         where m.held_on >= $1 and m.status in ('planned', 'agenda_published') and {visible}
         order by m.held_on, m.id limit 1",
        Day(today)
    )?;
    rows.into_iter().next().map(line).transpose()
}

fn line((meeting, forum, day, status): Line) -> Result<MeetingLine, DbError> {
    let known = Status::from_name(&status);
    let status = known.ok_or_else(|| DbError::corrupt("meeting", "status", &status))?;
    Ok(MeetingLine { meeting, forum, held_on: day.0, status })
}

/// The names of forums, in their order.
pub(crate) async fn forums(tx: &mut Tx) -> Result<Vec<(ForumId, String)>, DbError> {
    db::all!(tx, "select id, name from forum order by name")
}
