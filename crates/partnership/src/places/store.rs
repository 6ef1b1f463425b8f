//! SQL for places.

use agreement::Permit;
use db::{DbError, Tx, all, insert, one, run};
use kernel::PlaceId;

use super::{
    import::ImportPlaces,
    model::Place,
    see::{Named, Postcodes},
};

/// Every place, in the partnership's order.
pub(super) async fn every(tx: &mut Tx) -> Result<Vec<Place>, DbError> {
    type Row = (PlaceId, String, String, String, String, Option<PlaceId>);
    let rows: Vec<Row> = all!(
        tx,
        "select id, tier, name, gss_code, vintage, parent from place order by position, name"
    )?;
    let place = |(id, tier, name, gss_code, vintage, parent): Row| Place {
        id,
        tier,
        name,
        gss_code,
        vintage,
        parent,
    };
    Ok(rows.into_iter().map(place).collect())
}

/// How many forums and offered services name each place.
pub(super) async fn named(tx: &mut Tx) -> Result<Vec<Named>, DbError> {
    let rows: Vec<(PlaceId, i64, i64)> = all!(
        tx,
        "select id, cast(sum(forums) as bigint), cast(sum(services) as bigint)
           from (select f.place_id as id, count(*) as forums, 0 as services from forum f group by f.place_id
                 union all
                 select sp.place_id, 0, count(*)
                   from service_place sp
                   join service s on s.id = sp.service_id and s.withdrawn_on is null
                   join organisation o on o.id = s.organisation_id and o.withdrawn_on is null
                  group by sp.place_id) named
          group by id"
    )?;
    Ok(rows
        .into_iter()
        .map(|(place, forums, services)| Named { place, forums, services })
        .collect())
}

/// The lookup of postcodes that is in use.
pub(super) async fn postcodes(tx: &mut Tx) -> Result<Option<Postcodes>, DbError> {
    let found: Option<(String, i64)> =
        one!(tx, "select vintage, postcodes from postcode_release where in_use = true")?;
    Ok(found.map(|(vintage, postcodes)| Postcodes { vintage, postcodes }))
}

/// The place in the partnership's order after which there is none.
pub(super) async fn last(tx: &mut Tx) -> Result<i64, DbError> {
    let found: Option<(i64,)> = one!(tx, "select coalesce(max(position), 0) from place")?;
    Ok(found.map_or(0, |(last,)| last))
}

pub(super) async fn add(
    tx: &mut Tx,
    _permit: &Permit<ImportPlaces>,
    place: &Place,
    position: i64,
) -> Result<(), DbError> {
    insert!(
        tx,
        place {
            id: place.id,
            tier: &place.tier,
            name: &place.name,
            gss_code: &place.gss_code,
            vintage: &place.vintage,
            parent: place.parent,
            position: position,
        }
    )
}

pub(super) async fn amend(
    tx: &mut Tx,
    _permit: &Permit<ImportPlaces>,
    place: &Place,
) -> Result<(), DbError> {
    run!(
        tx,
        "update place set name = $1, gss_code = $2, vintage = $3, parent = $4 where id = $5",
        &place.name,
        &place.gss_code,
        &place.vintage,
        place.parent,
        place.id
    )?;
    Ok(())
}
