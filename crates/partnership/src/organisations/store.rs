//! SQL for organisations.

use agreement::{Act, Permit};
use db::{At, Day, DbError, Tx, all, insert, one, run};
use jiff::civil::Date;
use kernel::OrganisationId;

use super::model::Organisation;
use crate::withdrawal::Withdrawn;

type Row = (OrganisationId, String, String, String, Option<Day>, String, i64);

fn organisation((id, name, kind, referrer_group, off, reason, version): Row) -> Organisation {
    let withdrawn = off.map(|day| Withdrawn { on: day.0, reason });
    Organisation { id, name, kind, referrer_group, withdrawn, version }
}

pub(super) async fn every(tx: &mut Tx) -> Result<Vec<Organisation>, DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select id, name, kind, referrer_group, withdrawn_on, withdrawal_reason, version
           from organisation order by name"
    )?;
    Ok(rows.into_iter().map(organisation).collect())
}

/// One organisation.
pub(crate) async fn by_id(
    tx: &mut Tx,
    id: OrganisationId,
) -> Result<Option<Organisation>, DbError> {
    Ok(every(tx).await?.into_iter().find(|it| it.id == id))
}

/// Whether another organisation has this name.
pub(super) async fn is_named(
    tx: &mut Tx,
    name: &str,
    but: OrganisationId,
) -> Result<bool, DbError> {
    let found: Option<(OrganisationId,)> =
        one!(tx, "select id from organisation where name = $1 and id <> $2", name, but)?;
    Ok(found.is_some())
}

/// How many people have a role for an organisation.
pub(super) async fn people(tx: &mut Tx, id: OrganisationId) -> Result<i64, DbError> {
    let counted: Option<(i64,)> = one!(
        tx,
        "select count(distinct practitioner_id) from membership
          where organisation_id = $1 and ended_at is null",
        id
    )?;
    Ok(counted.map_or(0, |(people,)| people))
}

pub(super) async fn amend<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    it: &Organisation,
) -> Result<(), DbError> {
    run!(
        tx,
        "update organisation set name = $1, kind = $2, referrer_group = $3, version = version + 1
          where id = $4",
        &it.name,
        &it.kind,
        &it.referrer_group,
        it.id
    )?;
    Ok(())
}

/// Says that an organisation is no longer a member body, or is one again.
pub(super) async fn withdraw<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    id: OrganisationId,
    (on, reason): (Option<Date>, &str),
) -> Result<(), DbError> {
    run!(
        tx,
        "update organisation set withdrawn_on = $1, withdrawal_reason = $2, version = version + 1
          where id = $3",
        on.map(Day),
        reason,
        id
    )?;
    Ok(())
}

pub(super) async fn add<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    organisation: &Organisation,
    at: At,
) -> Result<(), DbError> {
    insert!(
        tx,
        organisation {
            id: organisation.id,
            name: &organisation.name,
            kind: &organisation.kind,
            referrer_group: &organisation.referrer_group,
            created_at: at,
        }
    )
}
