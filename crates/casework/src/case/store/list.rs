//! SQL for the caseload.

use agreement::{Principal, Visible};
use db::{At, Day, DbError, Tx, found, next_page};
use jiff::{Timestamp, civil::Date};
use kernel::CaseId;
use uuid::Uuid;

use crate::case::caseload::CaseLine;

/// Where a page of the caseload starts: below the last line of the page before.
#[derive(Clone, Copy)]
pub(crate) struct After(pub(crate) Timestamp, pub(crate) Uuid);

impl Default for After {
    fn default() -> Self {
        Self(Timestamp::MAX, Uuid::max())
    }
}

type Line = (
    CaseId,
    At,
    i64,
    String,
    Option<Day>,
    Option<Day>,
    String,
    String,
    String,
    Option<String>,
    i64,
    bool,
);

/// One page of the cases that somebody may know of: `records` are those that they may open.
pub(crate) async fn page(
    tx: &mut Tx,
    (known, records): (&Visible, &Visible),
    status: &str,
    after: After,
    today: Date,
    rows: i64,
) -> Result<Vec<(At, CaseLine)>, DbError> {
    let lines: Vec<Line> = next_page!(
        tx,
        known,
        records,
        "c.id",
        "select c.id, c.updated_at, c.level_of_need, c.lead_status, c.next_review_on, c.closed_on,
                p.given_name, p.family_name, f.name, l.name,
                (select count(*) from plan_action a where a.case_id = c.id
                    and a.status in ('open', 'part_done') and a.due_on < $5),
                case when {more} then true else false end
         from case_record c
         join person p on p.id = c.person_id
         join forum f on f.id = c.forum_id
         left join practitioner l on l.id = c.lead_id
         where c.id in ({next}) and c.status = $1 and (c.updated_at, c.id) < ($2, $3)
         order by c.updated_at desc, c.id desc limit cast($4 as bigint)",
        status,
        At(after.0),
        after.1,
        rows,
        Day(today)
    )?;
    Ok(lines.into_iter().map(line).collect())
}

/// The same, of the cases in which somebody has a part: `mine` (they are lead professional), `asked`
/// (they are asked to be), `offers` (a service of their organisation is offered) or `actions`
/// (their organisation has an open action), or which `nobody` leads; or which they lead or
/// coordinate, and in which a person of `concern` has to be looked at.
pub(crate) async fn of_whom(
    tx: &mut Tx,
    (known, records): (&Visible, &Visible),
    (whose, who): (&str, &Principal),
    (status, after): (&str, After),
    today: Date,
    rows: i64,
) -> Result<Vec<(At, CaseLine)>, DbError> {
    let lines: Vec<Line> = found!(
        tx,
        known,
        records,
        "c.id",
        "select c.id, c.updated_at, c.level_of_need, c.lead_status, c.next_review_on, c.closed_on,
                p.given_name, p.family_name, f.name, l.name,
                (select count(*) from plan_action a where a.case_id = c.id
                    and a.status in ('open', 'part_done') and a.due_on < $4),
                case when {more} then true else false end
         from case_record c
         join person p on p.id = c.person_id
         join forum f on f.id = c.forum_id
         left join practitioner l on l.id = c.lead_id
         where c.id in ({found}) and c.status = $1 and (c.updated_at, c.id) < ($2, $3)
           and (($6 = 'mine' and c.lead_id = $7)
             or ($6 = 'asked' and exists (select 1 from lead_request q
                 where q.case_id = c.id and q.practitioner_id = $7 and q.status = 'proposed'))
             or ($6 = 'offers' and exists (select 1 from allocation x
                 join service v on v.id = x.service_id
                 where x.case_id = c.id and x.status = 'offered' and v.organisation_id = $8))
             or ($6 = 'concern' and exists (select 1 from person_of_concern d
                 where d.person_id = c.person_id and d.outcome = '' and d.review_on <= $4)
               and (c.lead_id = $7 and c.lead_status = 'accepted'
                 or exists (select 1 from membership m
                     where m.practitioner_id = $7 and m.organisation_id = $8 and m.forum_id = c.forum_id
                       and m.role = 'coordinator' and m.ended_at is null)))
             or ($6 = 'nobody' and c.lead_status not in ('accepted', 'proposed'))
             or ($6 = 'actions' and exists (select 1 from plan_action y
                 join action_owner w on w.action_id = y.id and w.organisation_id = $8
                 where y.case_id = c.id and y.status in ('open', 'part_done'))))
         order by c.updated_at desc, c.id desc limit cast($5 as bigint)",
        status,
        At(after.0),
        after.1,
        Day(today),
        rows,
        whose,
        who.practitioner,
        who.organisation
    )?;
    Ok(lines.into_iter().map(line).collect())
}

fn line(row: Line) -> (At, CaseLine) {
    let (case, at, level, lead_status, review, closed, given, family, forum, lead, overdue, opens) =
        row;
    let line = CaseLine {
        case,
        name: format!("{given} {family}"),
        forum,
        level,
        lead,
        lead_status,
        next_review_on: review.map(|day| day.0),
        closed_on: closed.map(|day| day.0),
        overdue_actions: overdue,
        opens,
    };
    (at, line)
}
