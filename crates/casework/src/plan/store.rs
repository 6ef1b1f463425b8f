//! SQL for the plan.

use agreement::{Act, Permit, Relation};
use db::{At, Day, DbError, Tx, all, insert, one, run};
use jiff::civil::Date;
use kernel::{ActionId, ForumId, GoalId, MeetingId, OrganisationId, PractitionerId};
use uuid::Uuid;

use super::{
    amend::AmendAction,
    model::{Action, Report, Status},
    web::{ActionLine, Named, OwnerLine, RecordAction, ReportBack},
};
use crate::case::{
    model::Head,
    store::{changed, scopes},
};

#[derive(sqlx::FromRow)]
struct Row {
    action: ActionId,
    goal: Option<GoalId>,
    description: String,
    due_on: Day,
    status: String,
    version: i64,
    #[sqlx(flatten)]
    owner: OwnerRow,
}

#[derive(sqlx::FromRow)]
struct OwnerRow {
    organisation: OrganisationId,
    name: String,
    accountable: bool,
    named_id: Option<PractitionerId>,
    named_name: Option<String>,
    works: i32,
    report: Option<String>,
    said: Option<String>,
    reported_at: Option<At>,
}

/// The actions of a case in order of their due days, each with its owners and what they reported.
pub(crate) async fn of_case<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    today: Date,
) -> Result<Vec<ActionLine>, DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select a.id as action, a.goal_id as goal, a.description as description, a.due_on as due_on,
                a.status as status, a.version as version, o.id as organisation, o.name as name,
                w.accountable as accountable, n.id as named_id, n.name as named_name,
                case when exists (select 1 from held_role h
                                   where h.practitioner_id = w.practitioner_id
                                     and h.organisation_id = w.organisation_id) then 1 else 0 end as works,
                u.status as report, u.said as said, u.reported_at as reported_at
         from plan_action a
         join action_owner w on w.action_id = a.id
         join organisation o on o.id = w.organisation_id
         left join practitioner n on n.id = w.practitioner_id
         left join action_update u on u.action_id = a.id and u.organisation_id = o.id
         where a.case_id = $1
         order by a.due_on, a.id, w.accountable desc, o.name, u.reported_at, u.id",
        permit.subject()
    )?;
    let mut actions: Vec<ActionLine> = Vec::new();
    for row in rows {
        let status = Status::from_name(&row.status)
            .ok_or_else(|| DbError::corrupt("plan_action", "status", &row.status))?;
        if actions.last().is_none_or(|last| last.action != row.action) {
            actions.push(ActionLine {
                action: row.action,
                goal: row.goal,
                description: row.description,
                due_on: row.due_on.0,
                status,
                is_overdue: status.is_overdue(row.due_on.0, today),
                version: row.version,
                owners: Vec::new(),
            });
        }
        let Some(action) = actions.last_mut() else { continue };
        // Reports come in order, so the last one of an owner stays.
        let owner = owner(row.owner);
        match action.owners.last_mut() {
            Some(last) if last.organisation == owner.organisation => *last = owner,
            _ => action.owners.push(owner),
        }
    }
    Ok(actions)
}

fn owner(row: OwnerRow) -> OwnerLine {
    let has_left = row.works == 0;
    let named = row.named_id.zip(row.named_name);
    OwnerLine {
        organisation: row.organisation,
        name: row.name,
        accountable: row.accountable,
        named: named.map(|(practitioner, name)| Named { practitioner, name, has_left }),
        report: row.report,
        said: row.said.unwrap_or_default(),
        reported_at: row.reported_at.map(|at| at.0),
    }
}

/// The organisations that may own an action: all but those that must not see the case.
pub(super) async fn organisations<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: &Head,
) -> Result<Vec<(OrganisationId, String)>, DbError> {
    let barred = scopes::barred(tx, case).await?;
    let mut rows: Vec<(OrganisationId, String)> =
        all!(tx, "select id, name from organisation where withdrawn_on is null order by name")?;
    rows.retain(|(id, _)| !barred.contains(&id.0));
    Ok(rows)
}

/// The forum's meetings that an action may come from, the latest first.
pub(crate) async fn meetings<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    forum: ForumId,
) -> Result<Vec<(MeetingId, Day)>, DbError> {
    all!(
        tx,
        "select id, held_on from meeting where forum_id = $1 and status <> 'cancelled'
         order by held_on desc, id desc limit 12",
        forum
    )
}

/// Where an action may come from and what it may serve: the forum's meetings, and the goals of the case.
pub(super) struct Sources {
    pub(super) meetings: Vec<(MeetingId, Date)>,
    pub(super) goals: Vec<(GoalId, String)>,
}

/// The same with one statement.
pub(super) async fn sources<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    forum: ForumId,
) -> Result<Sources, DbError> {
    let rows: Vec<(Uuid, Option<Day>, String)> = all!(
        tx,
        "select m.id, m.day, m.words
           from (select id, held_on as day, '' as words from meeting
                  where forum_id = $1 and status <> 'cancelled'
                  order by held_on desc, id desc limit 12) m
         union all
         select g.id, cast(null as date), g.words from plan_goal g where g.case_id = $2",
        forum,
        permit.subject()
    )?;
    let mut all = Sources { meetings: Vec::new(), goals: Vec::new() };
    for (id, day, words) in rows {
        match day {
            Some(day) => all.meetings.push((MeetingId(id), day.0)),
            None => all.goals.push((GoalId(id), words)),
        }
    }
    all.meetings.sort_by_key(|(id, day)| std::cmp::Reverse((*day, *id)));
    all.goals.sort();
    Ok(all)
}

/// Puts an action on the plan; its owners may know of the case and report back.
pub(super) async fn record(
    tx: &mut Tx,
    permit: &Permit<RecordAction>,
    case: &Head,
    (id, at): (ActionId, At),
    action: &Action,
) -> Result<(), DbError> {
    insert!(
        tx,
        plan_action {
            id: id,
            case_id: case.id,
            meeting_id: action.meeting,
            goal_id: action.goal,
            description: &action.description,
            due_on: Day(action.due_on),
            status: Status::Open.name(),
            version: 1_i64,
            recorded_by: permit.principal().practitioner,
            recorded_at: at,
        }
    )?;
    for owner in &action.owners {
        own(tx, permit, case, (id, *owner, None), *owner == action.accountable).await?;
    }
    changed(tx, case, at).await
}

/// Gives an action an owner, who may know of the case and report back; and whoever is named there, whom that opens
/// nothing to.
async fn own<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    (action, owner, named): (ActionId, OrganisationId, Option<PractitionerId>),
    accountable: bool,
) -> Result<(), DbError> {
    insert!(
        tx,
        action_owner {
            action_id: action,
            organisation_id: owner,
            practitioner_id: named,
            accountable: accountable,
        }
    )?;
    scopes::ask(tx, permit, case, Relation::Organisation, owner.0).await
}

/// Changes an action and who owns it: new owners may know of the case, and those who have nothing left in it know of
/// it no longer.
pub(super) async fn amend(
    tx: &mut Tx,
    permit: &Permit<AmendAction>,
    case: &Head,
    (now, action, status): (&ActionLine, &Action, Status),
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "update plan_action set description = $1, due_on = $2, goal_id = $3, status = $4, version = version + 1
          where id = $5 and case_id = $6",
        &action.description,
        Day(action.due_on),
        action.goal,
        status.name(),
        now.action,
        case.id
    )?;
    run!(tx, "delete from action_owner where action_id = $1", now.action)?;
    for owner in &action.owners {
        // Whoever was named for an owner that stays is named still.
        let before = now.owners.iter().find(|it| it.organisation == *owner);
        let named = before.and_then(|it| it.named.as_ref()).map(|it| it.practitioner);
        let owned = (now.action, *owner, named);
        own(tx, permit, case, owned, *owner == action.accountable).await?;
    }
    let left = now.owners.iter().map(|owner| owner.organisation);
    for owner in left.filter(|owner| !action.owners.contains(owner)) {
        if !has_a_part(tx, permit, case, owner).await? {
            scopes::withdraw(tx, permit, case, Relation::Organisation, owner.0).await?;
        }
    }
    changed(tx, case, at).await
}

/// Whether an organisation still has something to do in a case.
pub(crate) async fn has_a_part<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: &Head,
    organisation: OrganisationId,
) -> Result<bool, DbError> {
    let found: Option<(Uuid,)> = one!(
        tx,
        "select a.id from action_owner x join plan_action a on a.id = x.action_id
          where a.case_id = $1 and x.organisation_id = $2 and a.status <> 'done'
         union all
         select l.id from allocation l join service s on s.id = l.service_id
          where l.case_id = $1 and s.organisation_id = $2 and l.status in ('offered', 'waiting', 'accepted')
         limit 1",
        case.id,
        organisation
    )?;
    Ok(found.is_some())
}

/// One owner's report, and the state of the action that follows from it. Owners who have nothing left
/// in the case know of it no longer.
pub(super) async fn report(
    tx: &mut Tx,
    permit: &Permit<ReportBack>,
    case: &Head,
    (action, organisation): (ActionId, OrganisationId),
    (report, said, status): (Report, &str, Status),
    (id, at): (Uuid, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        action_update {
            id: id,
            action_id: action,
            organisation_id: organisation,
            practitioner_id: permit.principal().practitioner,
            status: report.name(),
            said: said,
            reported_at: at,
        }
    )?;
    run!(tx, "update plan_action set status = $1 where id = $2", status.name(), action)?;
    let owners: Vec<(OrganisationId,)> =
        all!(tx, "select organisation_id from action_owner where action_id = $1", action)?;
    for (owner,) in owners {
        if !has_a_part(tx, permit, case, owner).await? {
            scopes::withdraw(tx, permit, case, Relation::Organisation, owner.0).await?;
        }
    }
    touch(tx, case, at).await
}

/// Gives an open action up: each owner that has not done its part is recorded as not having done
/// it, and why. What an owner has done stays done.
pub(crate) async fn give_up<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    action: &ActionLine,
    why: &str,
    (at, mut new_id): (At, impl FnMut() -> Uuid),
) -> Result<(), DbError> {
    let is_done = |owner: &&OwnerLine| owner.report.as_deref() == Some(Report::Done.name());
    for owner in action.owners.iter().filter(|owner| !is_done(owner)) {
        insert!(
            tx,
            action_update {
                id: new_id(),
                action_id: action.action,
                organisation_id: owner.organisation,
                practitioner_id: permit.principal().practitioner,
                status: Report::NotDone.name(),
                said: why,
                reported_at: at,
            }
        )?;
    }
    run!(
        tx,
        "update plan_action set status = $1 where id = $2",
        Status::NotDone.name(),
        action.action
    )?;
    Ok(())
}

async fn touch(tx: &mut Tx, case: &Head, at: At) -> Result<(), DbError> {
    run!(tx, "update case_record set updated_at = $1 where id = $2", at, case.id)?;
    Ok(())
}
