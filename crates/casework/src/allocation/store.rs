//! SQL for allocations.

use agreement::{Act, Permit, Relation};
use db::{At, Day, DbError, Tx, all, insert, one, run};
use kernel::{AllocationId, MeetingId, OrganisationId, ServiceId};

use super::{
    model::{Service, Status},
    web::{AllocationLine, AnswerOffer, OfferServices},
};
use crate::case::{model::Head, store::scopes};

/// The services offered to a case, in order.
pub(crate) async fn of_case<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<AllocationLine>, DbError> {
    let rows: Vec<(AllocationId, OrganisationId, String, String, String, String, At)> = all!(
        tx,
        "select a.id, o.id, s.name, o.name, a.status, a.decline_reason, a.offered_at
         from allocation a
         join service s on s.id = a.service_id
         join organisation o on o.id = s.organisation_id
         where a.case_id = $1 order by a.offered_at, s.name, a.id",
        permit.subject()
    )?;
    let line = |(allocation, organisation, service, provider, status, decline_reason, at): (
        _,
        _,
        _,
        _,
        _,
        _,
        At,
    )| AllocationLine {
        allocation,
        organisation,
        service,
        provider,
        status,
        decline_reason,
        offered_at: at.0,
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
                   and b.status in ('offered', 'accepted')) as here,
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
    service: &Service,
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
    (status, reason): (Status, &str),
    at: At,
) -> Result<(), DbError> {
    let principal = permit.principal();
    run!(
        tx,
        "update allocation set status = $1, decline_reason = $2, answered_by = $3, answered_at = $4
         where id = $5",
        status.name(),
        reason,
        principal.practitioner,
        at,
        allocation
    )?;
    let provider = principal.organisation;
    if status == Status::Accepted {
        scopes::ask(tx, permit, case, Relation::Organisation, provider.0).await?;
    }
    let waiting: Option<(AllocationId,)> = one!(
        tx,
        "select a.id from allocation a join service s on s.id = a.service_id
         where a.case_id = $1 and s.organisation_id = $2 and a.status = 'offered' limit 1",
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
) -> Result<(), DbError> {
    run!(
        tx,
        "update allocation set status = $1
         where case_id = $2 and status in ('offered', 'accepted')",
        Status::Ended.name(),
        case.id
    )?;
    Ok(())
}

async fn touch(tx: &mut Tx, case: &Head, at: At) -> Result<(), DbError> {
    run!(tx, "update case_record set updated_at = $1 where id = $2", at, case.id)?;
    Ok(())
}
