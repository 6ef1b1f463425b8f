//! SQL for who leads what.

use agreement::Visible;
use db::{Day, DbError, Tx, found, list, one};
use jiff::civil::Date;
use kernel::{CaseId, PractitionerId};
use uuid::Uuid;

use super::{leads::LeadLine, web::HeldCase};
use crate::absence::store::absence;

#[derive(sqlx::FromRow)]
struct LeadRow {
    practitioner: PractitionerId,
    name: String,
    organisation: Option<String>,
    accepted: i64,
    proposed: i64,
    works: i32,
    from_on: Option<Day>,
    until_on: Option<Day>,
}

/// Everybody who leads, or is asked to lead, open cases for which the reader appoints the lead professional.
pub(super) async fn leads(
    tx: &mut Tx,
    appoints: &Visible,
    today: Date,
) -> Result<Vec<LeadLine>, DbError> {
    let rows: Vec<LeadRow> = list!(
        tx,
        appoints,
        "c.id",
        "select l.id as practitioner, l.name as name, o.name as organisation,
                sum(case when c.lead_status = 'accepted' then 1 else 0 end) as accepted,
                sum(case when c.lead_status = 'proposed' then 1 else 0 end) as proposed,
                max(case when exists (select 1 from held_role h
                                       where h.practitioner_id = l.id and h.organisation_id = c.lead_organisation)
                         then 1 else 0 end) as works,
                a.from_on as from_on, a.until_on as until_on
           from case_record c
           join practitioner l on l.id = c.lead_id
           left join organisation o on o.id = c.lead_organisation
           left join absence a on a.practitioner_id = l.id
          where c.status = 'open' and c.lead_status in ('accepted', 'proposed') and {visible}
          group by l.id, l.name, o.name, a.from_on, a.until_on
          order by l.name, l.id, o.name"
    )?;
    let line = |row: LeadRow| LeadLine {
        practitioner: row.practitioner,
        name: row.name,
        organisation: row.organisation,
        leads: row.accepted,
        asked: row.proposed,
        has_left: row.works == 0,
        absence: absence(row.from_on, row.until_on).filter(|it| it.words(today).is_some()),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// What needs somebody to lead it, of the open cases for which the reader appoints: those that nobody leads, and
/// those whose lead professional is not there, or will not be by the day `until`.
pub(crate) async fn to_appoint(
    tx: &mut Tx,
    appoints: &Visible,
    (today, until): (Date, Date),
) -> Result<(i64, i64), DbError> {
    let rows: Vec<(i64, i64)> = list!(
        tx,
        appoints,
        "c.id",
        "select coalesce(sum(case when c.lead_status in ('accepted', 'proposed') then 0 else 1 end), 0),
                coalesce(sum(case when c.lead_status not in ('accepted', 'proposed') then 0
                                  when a.practitioner_id is not null or not exists
                                       (select 1 from held_role h where h.practitioner_id = c.lead_id
                                           and h.organisation_id = c.lead_organisation) then 1
                                  else 0 end), 0)
           from case_record c
           left join absence a on a.practitioner_id = c.lead_id and a.from_on <= $2
                and (a.until_on is null or a.until_on >= $1)
          where c.status = 'open' and {visible}",
        Day(today),
        Day(until)
    )?;
    Ok(rows.into_iter().next().unwrap_or_default())
}

/// The open cases of one practitioner for which the reader appoints: those that they lead or are asked to lead, and
/// those that they led last, and nobody leads now.
pub(super) async fn held(
    tx: &mut Tx,
    appoints: &Visible,
    who: PractitionerId,
) -> Result<Vec<HeldCase>, DbError> {
    type Row = (CaseId, String, String, String, Option<Day>, i32);
    let rows: Vec<Row> = found!(
        tx,
        appoints,
        appoints,
        "c.id",
        "select c.id, p.given_name || ' ' || p.family_name as name, f.name, c.lead_status, c.next_review_on,
                case when c.lead_id = $1 then 1 else 0 end
           from case_record c
           join person p on p.id = c.person_id
           join forum f on f.id = c.forum_id
          where c.status = 'open'
            and c.id in (select q.case_id from lead_request q where q.practitioner_id = $1)
            and (c.lead_id = $1
              or (c.lead_id is null and exists (
                    select 1 from lead_request w
                     where w.case_id = c.id and w.practitioner_id = $1 and w.status in ('ended', 'withdrawn')
                       and not exists (select 1 from lead_request l
                                        where l.case_id = c.id and l.proposed_at > w.proposed_at))))
            and {more}
          order by p.given_name, p.family_name, c.id",
        who
    )?;
    let case = |(case, name, forum, status, review, leads): Row| HeldCase {
        case,
        name,
        forum,
        lead_status: if leads == 1 { status } else { "ended".to_owned() },
        next_review_on: review.map(|day| day.0),
    };
    Ok(rows.into_iter().map(case).collect())
}

/// The name of whoever leads or led.
pub(super) async fn name_of(tx: &mut Tx, who: PractitionerId) -> Result<String, DbError> {
    let name: Option<(String,)> = one!(tx, "select name from practitioner where id = $1", who)?;
    Ok(name.map(|(name,)| name).unwrap_or_default())
}

/// Whoever must not see one of these cases.
pub(super) async fn barred(
    tx: &mut Tx,
    appoints: &Visible,
    who: PractitionerId,
) -> Result<Vec<Uuid>, DbError> {
    let rows: Vec<(Uuid,)> = found!(
        tx,
        appoints,
        appoints,
        "c.id",
        "select distinct s.target
           from case_record c
           join record_scope s on (s.kind = 'case' and s.record = c.id)
                               or (s.kind = 'person' and s.record = c.person_id)
          where s.relation in ('barred', 'barred_organisation')
            and c.id in (select q.case_id from lead_request q where q.practitioner_id = $1)
            and {more}",
        who
    )?;
    Ok(rows.into_iter().map(|(target,)| target).collect())
}
