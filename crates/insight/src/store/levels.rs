//! SQL for the figures of levels of need, and of advice.

use agreement::Permit;
use db::{Among, Day, DbError, Tx, all, found};
use kernel::{CaseId, ForumId};

use super::Requests;
use crate::{advising::Advice, levels::Levelled, period::Period};

/// The cases of the requests of a period, each with the levels at which it was judged after it was opened.
pub(crate) async fn levelled<A>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    requests: &Requests,
    period: Period,
) -> Result<Vec<(ForumId, Levelled)>, DbError> {
    type Row = (CaseId, ForumId, Day, Option<Day>, i64, Option<Day>, Option<i64>, Option<i64>);
    let rows: Vec<Row> = found!(
        tx,
        Among::new([]),
        requests,
        "r.id",
        "select c.id, r.forum_id, c.opened_on, c.closed_on, c.level_of_need, j.judged_on, j.level_before, j.level
           from referral r
           join case_record c on c.referral_id = r.id
           left join level_judgement j on j.referral_id = r.id and j.occasion <> 'decision' and j.level is not null
          where r.received_on >= $1 and r.received_on <= $2 and {more}
          order by c.id, j.judged_at, j.id",
        Day(period.from),
        Day(period.to)
    )?;
    let mut cases: Vec<(CaseId, ForumId, Levelled)> = Vec::new();
    for (case, forum, opened_on, closed_on, now, on, before, level) in rows {
        let judged = on.zip(level).map(|(on, level)| (on.0, level));
        match cases.last_mut() {
            Some((last, _, levelled)) if *last == case => levelled.judged.extend(judged),
            _ => {
                let levelled = Levelled {
                    opened_on: opened_on.0,
                    closed_on: closed_on.map(|day| day.0),
                    opened_at: before.unwrap_or(now),
                    judged: judged.into_iter().collect(),
                };
                cases.push((case, forum, levelled));
            }
        }
    }
    Ok(cases.into_iter().map(|(_, forum, levelled)| (forum, levelled)).collect())
}

/// What was asked of forums in a period instead of making a request. It is about nobody.
pub(crate) async fn advice<A>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    period: Period,
) -> Result<Vec<Advice>, DbError> {
    type Row = (ForumId, String, String, Day, String, Option<Day>, i32);
    let rows: Vec<Row> = all!(
        tx,
        "select a.forum_id, f.name, o.referrer_group, a.asked_on, a.kind, a.answered_on,
                case when a.referral_id is null then 0 else 1 end
           from advice a
           join forum f on f.id = a.forum_id
           join organisation o on o.id = a.asked_for
          where a.asked_on >= $1 and a.asked_on <= $2 and a.asked_on <= $3",
        Day(period.from),
        Day(period.to),
        Day(period.as_at)
    )?;
    let advice = |(forum, forum_name, group, on, kind, answered, became): Row| Advice {
        forum,
        forum_name,
        group,
        on: on.0,
        kind: if answered.is_some_and(|day| day.0 <= period.as_at) { kind } else { String::new() },
        became_request: became == 1,
    };
    Ok(rows.into_iter().map(advice).collect())
}
