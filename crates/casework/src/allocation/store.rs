//! SQL for allocations.

use std::collections::BTreeMap;

use agreement::{Act, Permit, Relation, Visible};
use db::{At, Day, DbError, Tx, all, found, insert, one, run};
use jiff::civil::Date;
use kernel::{AllocationId, CaseId, MeetingId, OrganisationId, ServiceId};

use super::{
    list::OfferLine,
    model::{Answer, Service, Status},
    support::{Given, Step},
    web::{AllocationLine, AnswerOffer, OfferServices},
};
use crate::{
    case::{model::Head, store::scopes},
    plan::store::has_a_part,
};

#[derive(sqlx::FromRow)]
struct LineRow {
    id: AllocationId,
    organisation: OrganisationId,
    service: String,
    provider: String,
    status: String,
    decline_reason: String,
    offered_at: At,
    answer_by: Option<Day>,
    waiting_until: Option<Day>,
    started_on: Option<Day>,
    ended_on: Option<Day>,
    end_reason: String,
}

/// The services offered to a case, in order.
pub(crate) async fn of_case<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<AllocationLine>, DbError> {
    let rows: Vec<LineRow> = all!(
        tx,
        "select a.id, o.id as organisation, s.name as service, o.name as provider, a.status, a.decline_reason,
                a.offered_at, a.answer_by, a.waiting_until, a.started_on, a.ended_on, a.end_reason
         from allocation a
         join service s on s.id = a.service_id
         join organisation o on o.id = s.organisation_id
         where a.case_id = $1 order by a.offered_at, s.name, a.id",
        permit.subject()
    )?;
    let line = |row: LineRow| AllocationLine {
        allocation: row.id,
        organisation: row.organisation,
        service: row.service,
        provider: row.provider,
        status: row.status,
        decline_reason: row.decline_reason,
        offered_at: row.offered_at.0,
        answer_by: row.answer_by.map(|day| day.0),
        waiting_until: row.waiting_until.map(|day| day.0),
        started_on: row.started_on.map(|day| day.0),
        ended_on: row.ended_on.map(|day| day.0),
        end_reason: row.end_reason,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// A service, once for each place where it is offered.
#[derive(sqlx::FromRow)]
struct ServiceRow {
    id: ServiceId,
    organisation: OrganisationId,
    name: String,
    provider: String,
    criteria: String,
    capacity: i64,
    goes_live_on: Option<Day>,
    accepted: i64,
    here: i64,
    place: Option<String>,
    withdrawn: i32,
}

/// Every service, with what is left of it and whether this case has it.
pub(super) async fn services<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: &Head,
) -> Result<Vec<Service>, DbError> {
    let rows: Vec<ServiceRow> = all!(
        tx,
        "select s.id as id, o.id as organisation, s.name as name, o.name as provider, s.criteria as criteria,
                s.capacity as capacity, s.goes_live_on as goes_live_on,
                (select count(*) from allocation a
                 where a.service_id = s.id and a.status = 'accepted') as accepted,
                (select count(*) from allocation b
                 where b.case_id = $1 and b.service_id = s.id
                   and b.status in ('offered', 'waiting', 'accepted')) as here,
                p.name as place,
                case when s.withdrawn_on is null and o.withdrawn_on is null then 0 else 1 end as withdrawn
         from service s
         join organisation o on o.id = s.organisation_id
         left join service_place sp on sp.service_id = s.id
         left join place p on p.id = sp.place_id
         order by s.name, o.name, p.position",
        case.id
    )?;
    let alike = rows.chunk_by(|one, next| one.id == next.id);
    Ok(alike.filter_map(service).collect())
}

fn service(rows: &[ServiceRow]) -> Option<Service> {
    let first = rows.first()?;
    Some(Service {
        id: first.id,
        organisation: first.organisation,
        name: format!("{}, {}", first.name, first.provider),
        criteria: first.criteria.clone(),
        places: rows.iter().filter_map(|row| row.place.clone()).collect(),
        capacity: first.capacity,
        accepted: first.accepted,
        goes_live_on: first.goes_live_on.map(|day| day.0),
        is_withdrawn: first.withdrawn != 0,
        is_current_here: first.here > 0,
    })
}

/// Offers a service: its provider may know of the case and answers.
pub(super) async fn offer(
    tx: &mut Tx,
    permit: &Permit<OfferServices>,
    case: &Head,
    (service, answer_by): (&Service, Option<Date>),
    meeting: Option<MeetingId>,
    (id, at): (AllocationId, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        allocation {
            id: id,
            case_id: case.id,
            meeting_id: meeting,
            service_id: service.id,
            status: Status::Offered.name(),
            decline_reason: "",
            answer_by: answer_by.map(Day),
            answered_by: None::<kernel::PractitionerId>,
            answered_at: None::<At>,
            offered_at: at,
        }
    )?;
    scopes::ask(tx, permit, case, Relation::Offered, service.organisation.0).await?;
    touch(tx, case, at).await
}

/// An allocation of the case that is offered by, or given by, an organisation: its state and its
/// service.
pub(super) async fn of_provider<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    allocation: AllocationId,
    provider: OrganisationId,
) -> Result<Option<(String, ServiceId)>, DbError> {
    one!(
        tx,
        "select a.status, a.service_id from allocation a join service s on s.id = a.service_id
         where a.id = $1 and a.case_id = $2 and s.organisation_id = $3",
        allocation,
        permit.subject(),
        provider
    )
}

/// Records a provider's answer; it goes on knowing of the case only while something is asked of it
/// or given by it.
pub(super) async fn answer(
    tx: &mut Tx,
    permit: &Permit<AnswerOffer>,
    case: &Head,
    allocation: AllocationId,
    (status, answer): (Status, &Answer),
    at: At,
) -> Result<(), DbError> {
    let principal = permit.principal();
    let (reason, until) = match answer {
        Answer::Accept => ("", None),
        Answer::Wait(until) => ("", Some(Day(*until))),
        Answer::Decline(reason) => (reason.as_str(), None),
    };
    // Whoever waits keeps their turn when the day is changed.
    run!(
        tx,
        "update allocation set status = $1, decline_reason = $2, answered_by = $3, answered_at = $4,
                waiting_until = $6, waiting_since = case when $1 = 'waiting' then coalesce(waiting_since, $4) end
         where id = $5",
        status.name(),
        reason,
        principal.practitioner,
        at,
        allocation,
        until
    )?;
    let provider = principal.organisation;
    if status == Status::Accepted {
        scopes::ask(tx, permit, case, Relation::Organisation, provider.0).await?;
    }
    let waiting: Option<(AllocationId,)> = one!(
        tx,
        "select a.id from allocation a join service s on s.id = a.service_id
         where a.case_id = $1 and s.organisation_id = $2 and a.status in ('offered', 'waiting') limit 1",
        case.id,
        provider
    )?;
    if waiting.is_none() {
        scopes::withdraw(tx, permit, case, Relation::Offered, provider.0).await?;
    }
    touch(tx, case, at).await
}

/// Ends whatever is offered or given, so that others can be helped: the case is being closed.
pub(crate) async fn end_all<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: &Head,
    on: Date,
) -> Result<(), DbError> {
    run!(
        tx,
        "update allocation set status = $1, ended_on = $3
         where case_id = $2 and status in ('offered', 'waiting', 'accepted')",
        Status::Ended.name(),
        case.id,
        Day(on)
    )?;
    Ok(())
}

async fn touch(tx: &mut Tx, case: &Head, at: At) -> Result<(), DbError> {
    run!(tx, "update case_record set updated_at = $1 where id = $2", at, case.id)?;
    Ok(())
}

/// A service of the case that somebody records the start or the end of.
pub(super) async fn given<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    allocation: AllocationId,
) -> Result<Option<Given>, DbError> {
    type Row = (OrganisationId, String, String, Option<Day>, At);
    let row: Option<Row> = one!(
        tx,
        "select s.organisation_id, s.name, a.status, a.started_on, a.offered_at
           from allocation a join service s on s.id = a.service_id where a.id = $1 and a.case_id = $2",
        allocation,
        permit.subject()
    )?;
    let given = |(provider, service, status, started_on, offered_at): Row| Given {
        provider,
        service,
        status,
        started_on: started_on.map(|day| day.0),
        offered_at: offered_at.0,
    };
    Ok(row.map(given))
}

/// Records that a service has started or ended. Whoever has nothing left to give or do knows of the case no longer.
pub(super) async fn step<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    (allocation, provider): (AllocationId, OrganisationId),
    (step, on): (&Step, Date),
    at: At,
) -> Result<(), DbError> {
    match step {
        Step::Started => {
            run!(tx, "update allocation set started_on = $1 where id = $2", Day(on), allocation)?;
        }
        Step::Ended(reason) => {
            run!(
                tx,
                "update allocation set status = $1, ended_on = $2, end_reason = $3 where id = $4",
                Status::Ended.name(),
                Day(on),
                *reason,
                allocation
            )?;
            if !has_a_part(tx, permit, case, provider).await? {
                scopes::withdraw(tx, permit, case, Relation::Organisation, provider.0).await?;
            }
        }
    }
    touch(tx, case, at).await
}

#[derive(sqlx::FromRow)]
struct OfferRow {
    case_id: CaseId,
    given_name: String,
    family_name: String,
    service_id: ServiceId,
    service: String,
    provider: String,
    status: String,
    offered_at: At,
    answer_by: Option<Day>,
    waiting_since: Option<At>,
    waiting_until: Option<Day>,
    forum: String,
}

/// What has been asked for and not answered, and who waits for a place: services of the reader's organisation in the
/// cases of which they know, and every service in those whose plan they keep. Whose turn it is counts those whom they know of.
pub(super) async fn waiting(
    tx: &mut Tx,
    (known, keeps): (&Visible, &Visible),
    provider: OrganisationId,
    rows: i64,
) -> Result<Vec<OfferLine>, DbError> {
    let rows: Vec<OfferRow> = found!(
        tx,
        known,
        keeps,
        "c.id",
        "select c.id as case_id, p.given_name, p.family_name, s.id as service_id, s.name as service,
                o.name as provider, x.status, x.offered_at, x.answer_by, x.waiting_since, x.waiting_until,
                f.name as forum
           from case_record c
           join allocation x on x.case_id = c.id and x.status in ('offered', 'waiting')
           join service s on s.id = x.service_id
           join organisation o on o.id = s.organisation_id
           join person p on p.id = c.person_id
           join forum f on f.id = c.forum_id
          where c.id in ({found}) and c.status = 'open' and (s.organisation_id = $1 or {more})
          order by s.name, s.id, x.waiting_since, x.answer_by, x.id limit cast($2 as bigint)",
        provider,
        rows
    )?;
    // The turn among the families that the reader may know of: a number left out would tell of another.
    let mut turns: BTreeMap<ServiceId, i64> = BTreeMap::new();
    let mut turn = |row: &OfferRow| {
        let turn = turns.entry(row.service_id).or_default();
        *turn += i64::from(row.status == Status::Waiting.name());
        *turn
    };
    let line = |row: OfferRow| OfferLine {
        turn: turn(&row),
        case: row.case_id,
        name: format!("{} {}", row.given_name, row.family_name),
        service_id: row.service_id,
        service: format!("{}, {}", row.service, row.provider),
        is_waiting: row.status == Status::Waiting.name(),
        offered_at: row.offered_at.0,
        answer_by: row.answer_by.map(|day| day.0),
        waiting_since: row.waiting_since.map(|at| at.0),
        waiting_until: row.waiting_until.map(|day| day.0),
        days: 0,
        forum: row.forum,
    };
    Ok(rows.into_iter().map(line).collect())
}
