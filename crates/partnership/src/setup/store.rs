//! SQL for setting up.

use agreement::{Kind, Permit, Relation};
use db::{At, DbError, Tx, insert, one, scope};
use kernel::{Env, ForumId, OrganisationId, PlaceId, ServiceId};
use uuid::Uuid;

use super::{
    model::{NewForum, NewOrganisation, NewPlace, PartnershipFile},
    web::SetUpPartnership,
};
use crate::charters;

/// The partnership's name, when it has been set up.
///
/// # Errors
///
/// When the database fails.
pub async fn name(tx: &mut Tx) -> Result<Option<String>, DbError> {
    let found: Option<(String,)> = one!(tx, "select name from partnership where id = 1")?;
    Ok(found.map(|(name,)| name))
}

/// Whom the partnership rings when somebody is at risk, and their number, when its file names anybody.
///
/// # Errors
///
/// When the database fails.
pub async fn safeguarding(tx: &mut Tx) -> Result<Option<(String, String)>, DbError> {
    let found: Option<(String, String)> = one!(
        tx,
        "select safeguarding_name, safeguarding_phone from partnership
          where id = 1 and safeguarding_phone <> ''"
    )?;
    Ok(found)
}

pub(super) async fn add(
    tx: &mut Tx,
    permit: &Permit<SetUpPartnership>,
    env: &Env,
    file: &PartnershipFile,
) -> Result<OrganisationId, DbError> {
    let now = At(env.now());
    insert!(
        tx,
        partnership {
            id: 1_i32,
            name: &file.name,
            safeguarding_name: &file.safeguarding_name,
            safeguarding_phone: &file.safeguarding_phone,
            set_up_at: now,
        }
    )?;
    let places = places(tx, permit, env, &file.places).await?;
    let mut first = None;
    for organisation in &file.organisations {
        let id = add_organisation(tx, permit, env, organisation, &places).await?;
        first = first.or(Some(id));
    }
    for forum in &file.forums {
        let place = forum.place_at.and_then(|at| places.get(at));
        let place = place.ok_or_else(|| DbError::corrupt("forum", "place_id", "no such place"))?;
        add_forum(tx, permit, ForumId(env.new_id()), forum, (*place, now)).await?;
    }
    first.ok_or_else(|| DbError::corrupt("organisation", "id", "there is none"))
}

/// Adds the places, the wider ones first because the narrower ones point at them.
async fn places(
    tx: &mut Tx,
    _permit: &Permit<SetUpPartnership>,
    env: &Env,
    places: &[NewPlace],
) -> Result<Vec<PlaceId>, DbError> {
    let ids: Vec<PlaceId> = places.iter().map(|_| PlaceId(env.new_id())).collect();
    let mut left: Vec<usize> = (0..places.len()).collect();
    let mut added = vec![false; places.len()];
    while !left.is_empty() {
        let mut later = Vec::new();
        let before = left.len();
        for at in left {
            let (Some(place), Some(id)) = (places.get(at), ids.get(at)) else { continue };
            if place.parent.is_some_and(|parent| added.get(parent) != Some(&true)) {
                later.push(at);
                continue;
            }
            let position = i64::try_from(at).unwrap_or(i64::MAX);
            insert!(
                tx,
                place {
                    id: *id,
                    tier: &place.tier,
                    name: &place.name,
                    gss_code: &place.gss_code,
                    vintage: &place.vintage,
                    parent: place.parent.and_then(|parent| ids.get(parent).copied()),
                    position: position,
                }
            )?;
            if let Some(done) = added.get_mut(at) {
                *done = true;
            }
        }
        if later.len() == before {
            return Err(DbError::corrupt("place", "parent", "places lie in one another"));
        }
        left = later;
    }
    Ok(ids)
}

async fn add_organisation(
    tx: &mut Tx,
    _permit: &Permit<SetUpPartnership>,
    env: &Env,
    organisation: &NewOrganisation,
    places: &[PlaceId],
) -> Result<OrganisationId, DbError> {
    let id = OrganisationId(env.new_id());
    insert!(
        tx,
        organisation {
            id: id,
            name: &organisation.name,
            kind: &organisation.kind,
            referrer_group: &organisation.referrer_group,
            created_at: At(env.now()),
        }
    )?;
    for service in &organisation.services {
        let service_id = ServiceId(env.new_id());
        insert!(
            tx,
            service {
                id: service_id,
                organisation_id: id,
                name: &service.name,
                criteria: &service.criteria,
                capacity: service.capacity,
                goes_live_on: service.goes_live_on.map(db::Day),
                version: 1_i64,
            }
        )?;
        for place in service.places_at.iter().filter_map(|at| places.get(*at)) {
            insert!(tx, service_place { service_id: service_id, place_id: *place })?;
        }
    }
    Ok(id)
}

/// A forum, and what lets its people reach it and its figures.
async fn add_forum(
    tx: &mut Tx,
    permit: &Permit<SetUpPartnership>,
    id: ForumId,
    forum: &NewForum,
    (place, at): (PlaceId, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        forum {
            id: id,
            name: &forum.name,
            charter: &forum.charter,
            charter_version: &forum.charter_version,
            place_id: place,
        }
    )?;
    if let Some(files) = charter::shipped_texts(&forum.charter) {
        let edition = (forum.charter.as_str(), forum.charter_version.as_str());
        charters::store::keep(tx, permit, edition, files, at).await?;
    }
    for kind in [Kind::Forum, Kind::Report] {
        scope::add(tx, (kind, id.0), Relation::Recorded, Uuid::nil()).await?;
        scope::add(tx, (kind, id.0), Relation::Forum, id.0).await?;
    }
    scope::add(tx, (Kind::Report, Uuid::nil()), Relation::Forum, id.0).await
}
