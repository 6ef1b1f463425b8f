//! SQL for organisations.

use agreement::Permit;
use db::{At, DbError, Tx, all, insert, one};
use kernel::OrganisationId;

use super::{model::Organisation, web::AddOrganisation};

type Row = (OrganisationId, String, String, String);

fn organisation((id, name, kind, referrer_group): Row) -> Organisation {
    Organisation { id, name, kind, referrer_group }
}

pub(super) async fn every(tx: &mut Tx) -> Result<Vec<Organisation>, DbError> {
    let rows: Vec<Row> =
        all!(tx, "select id, name, kind, referrer_group from organisation order by name")?;
    Ok(rows.into_iter().map(organisation).collect())
}

pub(super) async fn is_named(tx: &mut Tx, name: &str) -> Result<bool, DbError> {
    let found: Option<(OrganisationId,)> =
        one!(tx, "select id from organisation where name = $1", name)?;
    Ok(found.is_some())
}

pub(super) async fn add(
    tx: &mut Tx,
    _permit: &Permit<AddOrganisation>,
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
