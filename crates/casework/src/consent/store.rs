//! SQL for consent.

use agreement::{Act, Permit, Principal, Visible};
use db::{At, Day, DbError, Tx, all, found, insert, list, one};
use jiff::civil::Date;
use kernel::{CaseId, ForumId, OrganisationId, PersonId, PractitionerId};
use uuid::Uuid;

use super::{
    model::Consent,
    see::{Excluded, SharingLine},
    told::Sharing,
    web::ConsentLine,
};
use crate::{
    case::{
        model::{Head, age},
        store::changed,
    },
    charters::ready,
};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    purpose: String,
    decision: String,
    decided_on: Day,
    lawful_basis: String,
    without_consent_reason: String,
    decider: String,
    about: String,
    assessed_by: String,
    assessed_on: Option<Day>,
    finding: String,
    finding_reason: String,
    note: String,
    name: Option<String>,
    recorded_at: At,
    before_correction: bool,
    error_reason: String,
    error_by: Option<String>,
}

/// What was said for a case, the latest first: with its referral or since, and not for another case of the
/// same person, which its reader may not know of.
pub(super) async fn of_case<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: &Head,
) -> Result<Vec<ConsentLine>, DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select c.id, c.purpose, c.decision, c.decided_on, c.lawful_basis, c.without_consent_reason, c.decider, c.about,
                c.assessed_by, c.assessed_on, c.finding, c.finding_reason, c.note, p.name, c.recorded_at,
                exists (select 1 from person_correction k where k.referral_id = c.referral_id
                           and k.checked_by is null and k.corrected_at >= c.recorded_at) as before_correction,
                c.error_reason, w.name as error_by
           from consent c left join practitioner p on p.id = c.recorded_by
           left join practitioner w on w.id = c.error_by
          where c.referral_id = $1 order by c.decided_on desc, c.id desc",
        case.referral
    )?;
    let line = |row: Row| ConsentLine {
        consent: row.id,
        purpose: row.purpose,
        decision: row.decision,
        on: row.decided_on.0,
        lawful_basis: row.lawful_basis,
        without_consent_reason: row.without_consent_reason,
        decider: row.decider,
        about: row.about,
        assessed_by: row.assessed_by,
        assessed_on: row.assessed_on.map(|day| day.0),
        finding: row.finding,
        finding_reason: row.finding_reason,
        note: row.note,
        by: row.name,
        recorded_at: row.recorded_at.0,
        before_correction: row.before_correction,
        error_reason: row.error_reason,
        error_by: row.error_by,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// The age of the person whom a case is about, where their date of birth is known.
pub(super) async fn age_of<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: &Head,
    today: Date,
) -> Result<Option<i16>, DbError> {
    let row: Option<(Option<Day>,)> =
        one!(tx, "select date_of_birth from person where id = $1", case.person)?;
    Ok(row.and_then(|(born,)| born).map(|born| age(born.0, today)))
}

/// Records what was said.
pub(super) async fn record<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    it: &Consent,
    (id, today, at): (Uuid, Date, At),
) -> Result<(), DbError> {
    let judged = it.decider.assessment();
    insert!(
        tx,
        consent {
            id: id,
            person_id: case.person,
            referral_id: case.referral,
            purpose: &it.purpose,
            decision: &it.decision,
            decided_on: Day(today),
            lawful_basis: &it.lawful_basis,
            without_consent_reason: &it.without_consent_reason,
            decider: it.decider.code(),
            about: judged.map_or("", |it| it.about.as_str()),
            assessed_by: judged.map_or("", |it| it.by.as_str()),
            assessed_on: judged.map(|it| Day(it.on)),
            finding: it.decider.finding(),
            finding_reason: judged.map_or("", |it| it.reason.as_str()),
            recorded_by: Some(permit.principal().practitioner),
            recorded_at: at,
            note: &it.note,
        }
    )?;
    changed(tx, case, at).await
}

/// When somebody took over from a lead professional, last.
pub(super) async fn lead_changed_at<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Option<At>, DbError> {
    let row: Option<(Option<At>,)> = one!(
        tx,
        "select q.answered_at from lead_request q
          where q.case_id = $1 and q.status = 'accepted'
            and exists (select 1 from lead_request e where e.case_id = $1 and e.status = 'ended')
          order by q.answered_at desc limit 1",
        permit.subject()
    )?;
    Ok(row.and_then(|(at,)| at))
}

/// The organisations that must not be told of a case, and what each still has a part in.
pub(super) async fn excluded<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<Excluded>, DbError> {
    type Row = (OrganisationId, String, i64, i64, i64, i64);
    let rows: Vec<Row> = all!(
        tx,
        "select o.id, o.name,
                cast(case when c.lead_organisation = o.id and c.lead_status in ('proposed', 'accepted')
                     then 1 else 0 end as bigint),
                cast((select count(*) from plan_action a
                        join action_owner w on w.action_id = a.id and w.organisation_id = o.id
                       where a.case_id = c.id and a.status in ('open', 'part_done')) as bigint),
                cast((select count(*) from allocation l join service v on v.id = l.service_id
                       where l.case_id = c.id and v.organisation_id = o.id
                         and l.status in ('offered', 'accepted')) as bigint),
                cast(case when r.referrer_organisation = o.id then 1 else 0 end as bigint)
           from case_record c
           join referral r on r.id = c.referral_id
           join organisation o on exists (select 1 from person_bar b
                                           where b.person_id = c.person_id and b.target = o.id and b.is_exclusion
                                             and b.made_in = c.forum_id and b.lifted_at is null)
          where c.id = $1
          order by o.name, o.id",
        permit.subject()
    )?;
    let line = |(organisation, name, leads, actions, services, referred): Row| Excluded {
        organisation,
        name,
        leads: leads == 1,
        actions,
        services,
        referred: referred == 1,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Those who live with the person of a case, as far as this filter goes.
pub(super) async fn household(
    tx: &mut Tx,
    held: &Visible,
    case: &Head,
) -> Result<Vec<PersonId>, DbError> {
    let rows: Vec<(PersonId,)> = found!(
        tx,
        held,
        held,
        "p.id",
        "select p.id from person p
          where p.id <> $1
            and p.id in (select m.person_id from household_member m
                          where m.left_on is null
                            and m.household_id in (select o.household_id from household_member o
                                                    where o.person_id = $1 and o.left_on is null))
            and {more}
          order by p.id",
        case.person
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Every organisation of the partnership, by name.
pub(super) async fn organisations<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
) -> Result<Vec<(OrganisationId, String)>, DbError> {
    all!(tx, "select id, name from organisation where withdrawn_on is null order by name, id")
}

/// The coordinators of a forum, and each organisation in which they have a role.
pub(super) async fn coordinators<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    forum: ForumId,
) -> Result<Vec<(PractitionerId, OrganisationId)>, DbError> {
    all!(
        tx,
        "select distinct c.practitioner_id, m.organisation_id
           from membership c
           join membership m on m.practitioner_id = c.practitioner_id and m.ended_at is null
          where c.forum_id = $1 and c.role = 'coordinator' and c.ended_at is null
            and (not exists (select 1 from record_scope s
                              where s.kind = 'case' and s.record = $2 and s.relation = 'restricted')
                 or exists (select 1 from record_scope s
                             where s.kind = 'case' and s.record = $2 and s.relation = 'named'
                               and s.target = c.practitioner_id))",
        forum,
        permit.subject()
    )
}

/// By name: the organisations that must not be told of a case, and the others whose staff belong to its forum.
pub(super) async fn at_the_table<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
) -> Result<(Vec<String>, Vec<String>), DbError> {
    let rows: Vec<(String, i64)> = all!(
        tx,
        "select o.name as name, cast(max(w.excluded) as bigint) as excluded
           from (select m.organisation_id as id, 0 as excluded from membership m
                  where m.forum_id = $1 and m.ended_at is null
                 union all
                 select b.target, 1 from person_bar b join case_record c on c.person_id = b.person_id
                  where c.id = $2 and b.is_exclusion and b.made_in = c.forum_id and b.lifted_at is null) w
           join organisation o on o.id = w.id
          group by o.id, o.name
          order by o.name, o.id",
        case.forum,
        permit.subject()
    )?;
    let (excluded, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, out)| *out == 1);
    let names = |rows: Vec<(String, i64)>| rows.into_iter().map(|(name, _)| name).collect();
    Ok((names(excluded), names(others)))
}

/// What was told about a case or kept back, the latest first.
pub(super) async fn sharing<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<SharingLine>, DbError> {
    type Row = (Option<String>, String, String, String, String, bool, Day, String, String);
    let rows: Vec<Row> = all!(
        tx,
        "select o.name as organisation, s.told, s.decision, s.what, s.reason, s.despite_exclusion, s.decided_on, p.name,
                s.error_reason
           from sharing_decision s
           left join organisation o on o.id = s.organisation_id
           join practitioner p on p.id = s.recorded_by
          where s.case_id = $1
          order by s.decided_on desc, s.recorded_at desc, s.id desc",
        permit.subject()
    )?;
    let line = |(
        organisation,
        told,
        decision,
        what,
        reason,
        despite_exclusion,
        on,
        by,
        error_reason,
    ): Row| {
        let whom = organisation.unwrap_or(told);
        SharingLine { whom, decision, what, reason, despite_exclusion, on: on.0, by, error_reason }
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Records what was told, or kept back.
pub(super) async fn tell<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    it: &Sharing,
    (id, today, at): (Uuid, Date, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        sharing_decision {
            id: id,
            case_id: case.id,
            organisation_id: it.organisation,
            told: &it.other,
            decision: &it.decision,
            what: &it.what,
            reason: &it.reason,
            despite_exclusion: it.despite_exclusion,
            decided_on: Day(today),
            recorded_by: permit.principal().practitioner,
            recorded_at: at,
        }
    )?;
    changed(tx, case, at).await
}

/// One thing that was agreed to in a case that one leads.
#[derive(sqlx::FromRow)]
pub(crate) struct Agreed {
    pub(crate) id: CaseId,
    pub(crate) charter: String,
    pub(crate) purpose: String,
    pub(crate) decision: String,
    pub(crate) decided_on: Day,
    pub(crate) recorded_at: At,
    pub(crate) lead_changed_at: Option<At>,
}

/// What was said in the open cases that one leads, case by case, the latest first.
pub(crate) async fn of_lead(
    tx: &mut Tx,
    known: &Visible,
    who: &Principal,
) -> Result<Vec<Agreed>, DbError> {
    let rows: Vec<Agreed> = list!(
        tx,
        known,
        "c.id",
        "select c.id, f.charter || '/' || c.charter_version as charter, a.purpose, a.decision, a.decided_on,
                a.recorded_at,
                (select max(q.answered_at) from lead_request q
                  where q.case_id = c.id and q.status = 'accepted'
                    and exists (select 1 from lead_request e
                                 where e.case_id = c.id and e.status = 'ended')) as lead_changed_at
           from lead_request m
           join case_record c on c.id = m.case_id
           join forum f on f.id = c.forum_id
           join consent a on a.referral_id = c.referral_id and a.error_reason = '' and a.purpose in ('support', 'share')
          where m.practitioner_id = $1 and m.status = 'accepted' and c.status = 'open' and {visible}
          order by c.id, a.decided_on desc, a.id desc",
        who.practitioner
    )?;
    for row in &rows {
        ready(tx, &row.charter).await?;
    }
    Ok(rows)
}

/// The names in the open cases that one leads.
pub(super) async fn names_of_lead(
    tx: &mut Tx,
    known: &Visible,
    who: &Principal,
) -> Result<Vec<(CaseId, String)>, DbError> {
    found!(
        tx,
        known,
        known,
        "c.id",
        "select c.id, p.given_name || ' ' || p.family_name as name
           from lead_request m
           join case_record c on c.id = m.case_id
           join person p on p.id = c.person_id
          where m.practitioner_id = $1 and m.status = 'accepted' and c.status = 'open' and {more}
          order by p.family_name, p.given_name, c.id",
        who.practitioner
    )
}
