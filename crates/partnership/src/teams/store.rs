//! SQL for teams.

use agreement::Permit;
use db::{DbError, Tx, all, insert, one, run};
use kernel::{OrganisationId, PractitionerId};
use uuid::Uuid;

use super::{
    change::{AddTeam, JoinTeam},
    model::Team,
};

/// The teams of an organisation, by name.
pub(super) async fn of(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Team>, DbError> {
    let rows: Vec<(Uuid, String)> = all!(
        tx,
        "select id, name from team where organisation_id = $1 order by name",
        organisation
    )?;
    Ok(rows.into_iter().map(|(id, name)| Team { id, name }).collect())
}

/// The names of the teams of every organisation.
pub(crate) async fn every(tx: &mut Tx) -> Result<Vec<(OrganisationId, String)>, DbError> {
    all!(tx, "select organisation_id, name from team order by name")
}

/// A role that somebody has: for which organisation, and in which team.
pub(super) async fn membership(
    tx: &mut Tx,
    (practitioner, membership): (PractitionerId, Uuid),
) -> Result<Option<(OrganisationId, String, Option<Uuid>)>, DbError> {
    one!(
        tx,
        "select m.organisation_id, o.name, m.team_id
           from membership m join organisation o on o.id = m.organisation_id
          where m.id = $1 and m.practitioner_id = $2 and m.ended_at is null",
        membership,
        practitioner
    )
}

pub(super) async fn add(
    tx: &mut Tx,
    _permit: &Permit<AddTeam>,
    id: Uuid,
    (organisation, name): (OrganisationId, &str),
) -> Result<(), DbError> {
    insert!(tx, team { id: id, organisation_id: organisation, name: name })
}

pub(super) async fn join(
    tx: &mut Tx,
    _permit: &Permit<JoinTeam>,
    membership: Uuid,
    team: Option<Uuid>,
) -> Result<(), DbError> {
    run!(tx, "update membership set team_id = $1 where id = $2", team, membership).map(drop)
}
