//! SQL for who does an action.

use agreement::{Act, Permit, Principal, Visible};
use db::{Day, DbError, Tx, all, found, list, one, run};
use jiff::civil::Date;
use kernel::{ActionId, CaseId, OrganisationId, PractitionerId};

use super::{
    handover::HeldAction,
    list::{ActionOf, After},
    model::Colleague,
    web::NamePractitioner,
};
use crate::{
    absence::store::absence,
    case::model::Head,
    plan::{model::Status, web::Named},
};

/// Those of an organisation who may do an action that it owns: its staff. Whoever keeps the plan is not offered those who
/// are kept out and, where the record is limited, those who are not named on it; nobody else is told who that is, and
/// a name opens nothing.
pub(super) async fn colleagues<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: &Head,
    (organisation, keeps): (OrganisationId, bool),
) -> Result<Vec<Colleague>, DbError> {
    type Row = (PractitionerId, String, Option<Day>, Option<Day>);
    let rows: Vec<Row> = all!(
        tx,
        "select p.id, p.name, a.from_on, a.until_on
           from (select distinct h.practitioner_id from working_role h
                  where h.organisation_id = $1) w
           join practitioner p on p.id = w.practitioner_id
           left join absence a on a.practitioner_id = p.id
          where not exists (select 1 from desk_holder d where d.practitioner_id = p.id)
            and ($3 = cast(0 as bigint) or not exists (select 1 from record_scope s
                             where s.kind = 'case' and s.record = $2 and s.relation = 'barred'
                               and s.target = p.id)
            and not exists (select 1 from record_scope s
                              join held_role o on o.organisation_id = s.target and o.practitioner_id = p.id
                             where s.kind = 'case' and s.record = $2 and s.relation = 'barred_organisation')
            and (not exists (select 1 from record_scope s
                              where s.kind = 'case' and s.record = $2 and s.relation = 'restricted')
              or exists (select 1 from record_scope s
                          where s.kind = 'case' and s.record = $2 and s.relation = 'named'
                            and s.target = p.id)))
          order by p.name, p.id",
        organisation,
        case.id,
        i64::from(keeps)
    )?;
    let colleague = |(practitioner, name, from, until): Row| Colleague {
        practitioner,
        name,
        absence: absence(from, until),
    };
    Ok(rows.into_iter().map(colleague).collect())
}

/// Says who of an organisation does an action, or that nobody is named.
pub(super) async fn name(
    tx: &mut Tx,
    _permit: &Permit<NamePractitioner>,
    (action, organisation): (ActionId, OrganisationId),
    who: Option<PractitionerId>,
) -> Result<(), DbError> {
    run!(
        tx,
        "update action_owner set practitioner_id = $1 where action_id = $2 and organisation_id = $3",
        who,
        action,
        organisation
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct LineRow {
    action: ActionId,
    case_id: CaseId,
    person: String,
    forum: String,
    description: String,
    due_on: Day,
    status: String,
    owners: i64,
    named_id: Option<PractitionerId>,
    named_name: Option<String>,
    works: i32,
    from_on: Option<Day>,
    until_on: Option<Day>,
}

/// What an organisation has not yet done in open cases that the reader may know of, what is due first first: all of
/// it, what is for the reader (`mine`), or what is for `nobody` by name.
pub(super) async fn to_do(
    tx: &mut Tx,
    known: &Visible,
    (whose, who): (&str, &Principal),
    today: Date,
    ((after_on, after), rows): (After, i64),
) -> Result<Vec<ActionOf>, DbError> {
    let after_on = Day(after_on);
    let rows: Vec<LineRow> = list!(
        tx,
        known,
        "c.id",
        "select a.id as action, c.id as case_id, p.given_name || ' ' || p.family_name as person, f.name as forum,
                a.description as description, a.due_on as due_on, a.status as status,
                (select count(*) from action_owner j where j.action_id = a.id) as owners,
                n.id as named_id, n.name as named_name,
                case when exists (select 1 from held_role h
                                   where h.practitioner_id = w.practitioner_id
                                     and h.organisation_id = w.organisation_id) then 1 else 0 end as works,
                b.from_on as from_on, b.until_on as until_on
           from action_owner w
           join plan_action a on a.id = w.action_id
           join case_record c on c.id = a.case_id
           join person p on p.id = c.person_id
           join forum f on f.id = c.forum_id
           left join practitioner n on n.id = w.practitioner_id
           left join absence b on b.practitioner_id = w.practitioner_id
          where w.organisation_id = $1 and a.status in ('open', 'part_done') and c.status = 'open'
            and coalesce((select u.status from action_update u
                           where u.action_id = a.id and u.organisation_id = $1
                           order by u.reported_at desc, u.id desc limit 1), '') <> 'done'
            and ($2 = '' or ($2 = 'mine' and w.practitioner_id = $3)
                         or ($2 = 'nobody' and w.practitioner_id is null))
            and (a.due_on > $5 or (a.due_on = $5 and a.id > $6))
            and {visible}
          order by a.due_on, a.id limit cast($4 as bigint)",
        who.organisation,
        whose,
        who.practitioner,
        rows,
        after_on,
        after
    )?;
    rows.into_iter().map(|row| line(row, today)).collect()
}

fn line(row: LineRow, today: Date) -> Result<ActionOf, DbError> {
    let status = Status::from_name(&row.status)
        .ok_or_else(|| DbError::corrupt("plan_action", "status", &row.status))?;
    let has_left = row.works == 0;
    let named = row.named_id.zip(row.named_name);
    Ok(ActionOf {
        action: row.action,
        case: row.case_id,
        name: row.person,
        forum: row.forum,
        description: row.description,
        due_on: row.due_on.0,
        status,
        is_overdue: status.is_overdue(row.due_on.0, today),
        is_joint: row.owners > 1,
        named: named.map(|(practitioner, name)| Named { practitioner, name, has_left }),
        absence: absence(row.from_on, row.until_on).filter(|it| it.words(today).is_some()),
    })
}

/// The actions for which somebody is named, in open cases: those of the reader's organisation, and those in cases whose
/// plan the reader keeps.
pub(super) async fn held(
    tx: &mut Tx,
    (known, keeps): (&Visible, &Visible),
    who: PractitionerId,
    mine: OrganisationId,
) -> Result<Vec<HeldAction>, DbError> {
    type Row = (ActionId, CaseId, String, String, Day, OrganisationId, String);
    let rows: Vec<Row> = found!(
        tx,
        known,
        keeps,
        "c.id",
        "select a.id, c.id, p.given_name || ' ' || p.family_name, a.description, a.due_on, o.id, o.name
           from action_owner w
           join organisation o on o.id = w.organisation_id
           join plan_action a on a.id = w.action_id
           join case_record c on c.id = a.case_id
           join person p on p.id = c.person_id
          where w.practitioner_id = $1 and a.status in ('open', 'part_done') and c.status = 'open'
            and coalesce((select u.status from action_update u
                           where u.action_id = a.id and u.organisation_id = w.organisation_id
                           order by u.reported_at desc, u.id desc limit 1), '') <> 'done'
            and c.id in ({found}) and (w.organisation_id = $2 or {more})
          order by a.due_on, a.id, o.name",
        who,
        mine
    )?;
    let action = |(action, case, name, description, due, organisation, of): Row| HeldAction {
        action,
        case,
        name,
        description,
        due_on: due.0,
        organisation,
        organisation_name: of,
    };
    Ok(rows.into_iter().map(action).collect())
}

/// The name of whoever is named.
pub(super) async fn name_of(tx: &mut Tx, who: PractitionerId) -> Result<String, DbError> {
    let name: Option<(String,)> = one!(tx, "select name from practitioner where id = $1", who)?;
    Ok(name.map(|(name,)| name).unwrap_or_default())
}
