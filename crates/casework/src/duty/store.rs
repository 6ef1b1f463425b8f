//! SQL for duties, and for the team around the family.

use agreement::{Act, Permit, Principal, Visible};
use db::{At, Day, DbError, Tx, all, insert, insert_rows, list, one, run};
use jiff::civil::Date;
use kernel::{CaseId, ForumId, OrganisationId, PractitionerId, TeamMemberId};
use uuid::Uuid;

use super::{
    list::{DutyOf, Group},
    model::{Duty, Named},
    team::{MeetingLine, MemberLine},
};
use crate::case::{model::Head, store::changed};

/// Ends what is asked of whoever led before, and says what has been done.
pub(super) async fn take_over<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    today: Date,
) -> Result<Vec<Duty>, DbError> {
    run!(
        tx,
        "update lead_duty set ended_on = $1 where case_id = $2 and done_on is null and ended_on is null",
        Day(today),
        case.id
    )?;
    let done: Vec<(String,)> = all!(
        tx,
        "select d.duty from lead_duty d where d.case_id = $1 and d.done_on is not null
         union
         select 'convene_team' from team_meeting m where m.case_id = $1",
        permit.subject()
    )?;
    Ok(done.iter().filter_map(|(name,)| Duty::from_name(name)).collect())
}

/// Asks for a duty by a day.
pub(super) async fn begin<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: &Head,
    (id, request): (Uuid, Uuid),
    (duty, from_on, due_on): (Duty, Date, Date),
) -> Result<(), DbError> {
    insert!(
        tx,
        lead_duty {
            id: id,
            request_id: request,
            case_id: case.id,
            duty: duty.name(),
            from_on: Day(from_on),
            due_on: Day(due_on),
            done_on: None::<Day>,
            ended_on: None::<Day>,
        }
    )
}

/// What was asked and has not ended: the duty, its day, and when it was done.
pub(super) async fn of_case<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<(Duty, Date, Option<Date>)>, DbError> {
    let rows: Vec<(String, Day, Option<Day>)> = all!(
        tx,
        "select duty, due_on, done_on from lead_duty where case_id = $1 and ended_on is null order by due_on, id",
        permit.subject()
    )?;
    let duty = |(name, due_on, done_on): (String, Day, Option<Day>)| {
        let duty = Duty::from_name(&name);
        let duty = duty.ok_or_else(|| DbError::corrupt("lead_duty", "duty", &name))?;
        Ok((duty, due_on.0, done_on.map(|day| day.0)))
    };
    rows.into_iter().map(duty).collect()
}

/// When a case was opened, the day of its next review, when it was reviewed last, and how much is on its plan.
pub(super) async fn dates<A: Act>(tx: &mut Tx, permit: &Permit<A>) -> Result<Dates, DbError> {
    let row: Option<Dates> = one!(
        tx,
        "select c.opened_on, c.next_review_on,
                (select max(v.reviewed_on) from review v where v.case_id = c.id) as reviewed_on,
                (select count(*) from plan_action a where a.case_id = c.id)
                + (select count(*) from plan_goal g where g.case_id = c.id) as lines
           from case_record c where c.id = $1",
        permit.subject()
    )?;
    row.ok_or(DbError::corrupt("case_record", "id", ""))
}

/// The days of a case that duties hang on.
#[derive(sqlx::FromRow)]
pub(super) struct Dates {
    pub(super) opened_on: Day,
    pub(super) next_review_on: Option<Day>,
    pub(super) reviewed_on: Option<Day>,
    /// How many goals and actions there are.
    pub(super) lines: i64,
}

/// Marks a duty as done on a day; nothing is done twice.
pub(super) async fn do_it<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    duty: Duty,
    on: Date,
) -> Result<(), DbError> {
    run!(
        tx,
        "update lead_duty set done_on = $1 where case_id = $2 and duty = $3 and done_on is null and ended_on is null",
        Day(on),
        permit.subject(),
        duty.name()
    )?;
    Ok(())
}

/// Sets the day of the first review, where none has been set.
pub(super) async fn first_review<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: &Head,
    on: Option<Date>,
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "update case_record set next_review_on = coalesce(next_review_on, $1) where id = $2",
        on.map(Day),
        case.id
    )?;
    changed(tx, case, at).await
}

/// The team around the family, in the order in which they joined; those who left are among them, and nobody who was added in
/// error.
pub(super) async fn team<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<MemberLine>, DbError> {
    type Row = (TeamMemberId, Option<PractitionerId>, String, String, String, Option<Day>);
    let rows: Vec<Row> = all!(
        tx,
        "select t.id, t.practitioner_id, coalesce(p.name, t.name), t.organisation, t.role, t.left_on
           from team_member t left join practitioner p on p.id = t.practitioner_id
          where t.case_id = $1 and t.error_reason = '' order by t.added_at, t.id",
        permit.subject()
    )?;
    let line = |(member, practitioner, name, organisation, role, left_on): Row| MemberLine {
        member,
        practitioner,
        name,
        organisation,
        role,
        left_on: left_on.map(|day| day.0),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Adds one to the team.
pub(super) async fn add<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    (practitioner, named): (Option<PractitionerId>, &Named),
    role: &str,
    (id, on, at): (TeamMemberId, Date, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        team_member {
            id: id,
            case_id: case.id,
            practitioner_id: practitioner,
            name: &named.name,
            organisation: &named.organisation,
            role: role,
            added_on: Day(on),
            left_on: None::<Day>,
            added_by: permit.principal().practitioner,
            added_at: at,
        }
    )
}

/// Says that one has left the team.
pub(super) async fn leave<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    member: TeamMemberId,
    on: Date,
) -> Result<(), DbError> {
    run!(
        tx,
        "update team_member set left_on = $1 where id = $2 and case_id = $3 and left_on is null",
        Day(on),
        member,
        permit.subject()
    )?;
    Ok(())
}

/// Records that the team met, and who came.
pub(super) async fn met<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    (on, came): (Date, &[TeamMemberId]),
    (id, at): (Uuid, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        team_meeting {
            id: id,
            case_id: case.id,
            met_on: Day(on),
            recorded_by: permit.principal().practitioner,
            recorded_at: at,
        }
    )?;
    insert_rows!(tx, team_attendance, came, member => { meeting_id: id, member_id: *member })
}

/// When the team met and who came, the latest first.
pub(super) async fn meetings<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<MeetingLine>, DbError> {
    let rows: Vec<(Uuid, Day, String)> = all!(
        tx,
        "select m.id, m.met_on,
                coalesce(p.name, t.name) || case when t.error_reason = '' then '' else ' (put on the team in error)' end
           from team_meeting m
           join team_attendance a on a.meeting_id = m.id
           join team_member t on t.id = a.member_id
           left join practitioner p on p.id = t.practitioner_id
          where m.case_id = $1 order by m.met_on desc, m.id, t.added_at, t.id",
        permit.subject()
    )?;
    let alike = rows.chunk_by(|one, next| one.0 == next.0);
    let line = |rows: &[(Uuid, Day, String)]| {
        let came = rows.iter().map(|(_, _, name)| name.clone()).collect();
        rows.first().map(|(_, day, _)| MeetingLine { on: day.0, came })
    };
    Ok(alike.filter_map(line).collect())
}

/// How many duties are late, for each forum, organisation and lead professional.
pub(super) async fn groups(
    tx: &mut Tx,
    keeps: &Visible,
    today: Date,
) -> Result<Vec<Group>, DbError> {
    type Row =
        (ForumId, String, Option<OrganisationId>, Option<String>, PractitionerId, String, i64, Day);
    let rows: Vec<Row> = list!(
        tx,
        keeps,
        "c.id",
        "select w.forum_id, f.name, w.lead_organisation, o.name, w.lead_id, l.name,
                cast(count(*) as bigint), min(w.due_on)
           from (select d.due_on, c.forum_id, c.lead_organisation, c.lead_id
                   from case_record c join lead_duty d on d.case_id = c.id
                  where c.status = 'open' and c.lead_status = 'accepted' and d.done_on is null
                    and d.ended_on is null and d.due_on < $1 and {visible}
                 union all
                 select c.next_review_on, c.forum_id, c.lead_organisation, c.lead_id
                   from case_record c
                  where c.status = 'open' and c.lead_status = 'accepted' and c.next_review_on < $1
                    and {visible}) w
           join forum f on f.id = w.forum_id
           join practitioner l on l.id = w.lead_id
           left join organisation o on o.id = w.lead_organisation
          group by w.forum_id, f.name, w.lead_organisation, o.name, w.lead_id, l.name",
        Day(today)
    )?;
    let group = |row: Row| {
        let (forum, forum_name, organisation, organisation_name, lead, lead_name, late, oldest) =
            row;
        Group {
            forum: (forum.0, forum_name),
            organisation: (
                organisation.unwrap_or_default().0,
                organisation_name.unwrap_or_default(),
            ),
            person: (lead.0, lead_name),
            late,
            oldest: oldest.0,
        }
    };
    Ok(rows.into_iter().map(group).collect())
}

/// The late duties, the oldest first, and those that the reader has to do by the day `until`: all of them, or of one
/// forum, organisation or lead professional.
pub(super) async fn late(
    tx: &mut Tx,
    keeps: &Visible,
    ((by, of), who): ((&str, Uuid), &Principal),
    (today, until): (Date, Date),
    rows: i64,
) -> Result<Vec<DutyOf>, DbError> {
    type Row = (CaseId, String, Day, String, String, String, String, Option<String>);
    let rows: Vec<Row> = list!(
        tx,
        keeps,
        "c.id",
        "select w.id, w.duty, w.due_on, p.given_name, p.family_name, f.name, l.name, o.name
           from (select c.id, c.person_id, c.forum_id, c.lead_id, c.lead_organisation, d.duty, d.due_on
                   from case_record c join lead_duty d on d.case_id = c.id
                  where c.status = 'open' and c.lead_status = 'accepted' and d.done_on is null
                    and d.ended_on is null and (d.due_on < $1 or (d.due_on <= $5 and c.lead_id = $6)) and {visible}
                 union all
                 select c.id, c.person_id, c.forum_id, c.lead_id, c.lead_organisation, 'review',
                        c.next_review_on
                   from case_record c
                  where c.status = 'open' and c.lead_status = 'accepted'
                    and (c.next_review_on < $1 or (c.next_review_on <= $5 and c.lead_id = $6)) and {visible}) w
           join person p on p.id = w.person_id
           join forum f on f.id = w.forum_id
           join practitioner l on l.id = w.lead_id
           left join organisation o on o.id = w.lead_organisation
          where $2 = '' or ($2 = 'forum' and w.forum_id = $3) or ($2 = 'person' and w.lead_id = $3)
             or ($2 = 'organisation' and w.lead_organisation = $3)
          order by w.due_on, w.id, w.duty limit cast($4 as bigint)",
        Day(today),
        by,
        of,
        rows,
        Day(until),
        who.practitioner
    )?;
    let line = |(case, duty, due_on, given, family, forum, lead, organisation): Row| {
        let known = Duty::from_name(&duty);
        Ok(DutyOf {
            case,
            name: format!("{given} {family}"),
            forum,
            duty: known.ok_or_else(|| DbError::corrupt("lead_duty", "duty", &duty))?,
            due_on: due_on.0,
            lead,
            organisation: organisation.unwrap_or_default(),
        })
    };
    rows.into_iter().map(line).collect()
}
