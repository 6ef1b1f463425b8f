//! Keeping an organisation out for the family's sake, from the page of a case: the same bar as a coordinator sets on the
//! person's record, so that it holds for all that is about them.

use agreement::{Act, Permit, Relation};
use db::{At, DbError, Tx};
use kernel::{ForumId, OrganisationId, PersonId};
use uuid::Uuid;

use super::store;

/// Bars an organisation from all records of a person; the coordinator of the forum for which it was done may let it back.
///
/// # Errors
///
/// When the database fails.
pub async fn exclude<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (person, forum): (PersonId, ForumId),
    organisation: OrganisationId,
    reason: &str,
    made: (Uuid, At),
) -> Result<(), DbError> {
    let whom = (Relation::BarredOrganisation, organisation.0);
    store::bar(tx, permit, (person, Some(forum)), whom, (reason, true), made).await
}
