//! SQL for services and where they are offered.

use agreement::{Act, Permit};
use db::{Day, DbError, Tx, all, insert, one, run};
use jiff::civil::Date;
use kernel::{OrganisationId, PlaceId, ServiceId};

use super::model::{Checked, Place, Service};
use crate::{places::model::WARD, withdrawal::Withdrawn};

#[derive(sqlx::FromRow)]
struct Row {
    id: ServiceId,
    organisation: OrganisationId,
    provider: String,
    name: String,
    criteria: String,
    capacity: i64,
    goes_live_on: Option<Day>,
    withdrawn_on: Option<Day>,
    reason: String,
    version: i64,
    provider_left: i32,
}

/// Every service, by name. Where its provider has left the partnership, that is why it is no longer offered.
pub(super) async fn every(tx: &mut Tx) -> Result<Vec<Service>, DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select s.id as id, o.id as organisation, o.name as provider, s.name as name, s.criteria as criteria,
                s.capacity as capacity, s.goes_live_on as goes_live_on,
                coalesce(o.withdrawn_on, s.withdrawn_on) as withdrawn_on,
                case when o.withdrawn_on is null then s.withdrawal_reason else o.withdrawal_reason end as reason,
                s.version as version,
                case when o.withdrawn_on is null then 0 else 1 end as provider_left
           from service s join organisation o on o.id = s.organisation_id
          order by s.name, o.name"
    )?;
    let places: Vec<(ServiceId, PlaceId, String, String)> = all!(
        tx,
        "select sp.service_id, p.id, p.name, p.tier
           from service_place sp join place p on p.id = sp.place_id
          order by p.position"
    )?;
    Ok(rows.into_iter().map(|row| service(row, &places)).collect())
}

fn place(id: PlaceId, name: String, tier: &str) -> Place {
    Place { id, name, is_ward: tier == WARD }
}

fn service(row: Row, places: &[(ServiceId, PlaceId, String, String)]) -> Service {
    let here = places.iter().filter(|(of, ..)| *of == row.id);
    let reason = row.reason;
    Service {
        id: row.id,
        organisation: row.organisation,
        provider: row.provider,
        name: row.name,
        criteria: row.criteria,
        places: here.map(|(_, id, name, tier)| place(*id, name.clone(), tier)).collect(),
        capacity: row.capacity,
        goes_live_on: row.goes_live_on.map(|day| day.0),
        withdrawn: row.withdrawn_on.map(|day| Withdrawn { on: day.0, reason }),
        version: row.version,
        provider_left: row.provider_left != 0,
    }
}

/// One service.
pub(super) async fn by_id(tx: &mut Tx, id: ServiceId) -> Result<Option<Service>, DbError> {
    Ok(every(tx).await?.into_iter().find(|service| service.id == id))
}

/// The places of the partnership in its order, the wider ones first.
pub(super) async fn places(tx: &mut Tx) -> Result<Vec<Place>, DbError> {
    Ok(coded_places(tx).await?.into_iter().map(|(place, _)| place).collect())
}

/// The same, each with its GSS code.
pub(super) async fn coded_places(tx: &mut Tx) -> Result<Vec<(Place, String)>, DbError> {
    let rows: Vec<(PlaceId, String, String, String)> =
        all!(tx, "select id, name, tier, gss_code from place order by position, name")?;
    Ok(rows.into_iter().map(|(id, name, tier, code)| (place(id, name, &tier), code)).collect())
}

/// The member bodies that may provide one: id and name.
pub(super) async fn providers(tx: &mut Tx) -> Result<Vec<(OrganisationId, String)>, DbError> {
    all!(tx, "select id, name from organisation where withdrawn_on is null order by name")
}

/// Whether another service of the organisation has this name.
pub(super) async fn is_named(
    tx: &mut Tx,
    organisation: OrganisationId,
    name: &str,
    but: ServiceId,
) -> Result<bool, DbError> {
    let found: Option<(ServiceId,)> = one!(
        tx,
        "select id from service where organisation_id = $1 and name = $2 and id <> $3",
        organisation,
        name,
        but
    )?;
    Ok(found.is_some())
}

pub(super) async fn add<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    (id, organisation): (ServiceId, OrganisationId),
    it: &Checked,
) -> Result<(), DbError> {
    insert!(
        tx,
        service {
            id: id,
            organisation_id: organisation,
            name: &it.name,
            criteria: &it.criteria,
            capacity: it.capacity,
            goes_live_on: it.goes_live_on.map(Day),
            version: 1_i64,
        }
    )?;
    offer_in(tx, id, &it.places).await
}

pub(super) async fn amend<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    id: ServiceId,
    it: &Checked,
) -> Result<(), DbError> {
    run!(
        tx,
        "update service set name = $1, criteria = $2, capacity = $3, goes_live_on = $4, version = version + 1
          where id = $5",
        &it.name,
        &it.criteria,
        it.capacity,
        it.goes_live_on.map(Day),
        id
    )?;
    run!(tx, "delete from service_place where service_id = $1", id)?;
    offer_in(tx, id, &it.places).await
}

async fn offer_in(tx: &mut Tx, id: ServiceId, places: &[PlaceId]) -> Result<(), DbError> {
    for place in places {
        insert!(tx, service_place { service_id: id, place_id: *place })?;
    }
    Ok(())
}

/// Withdraws a service, or offers it again.
pub(super) async fn withdraw<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    id: ServiceId,
    (on, reason): (Option<Date>, &str),
) -> Result<(), DbError> {
    run!(
        tx,
        "update service set withdrawn_on = $1, withdrawal_reason = $2, version = version + 1 where id = $3",
        on.map(Day),
        reason,
        id
    )?;
    Ok(())
}
