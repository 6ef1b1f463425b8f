//! SQL for other names and numbers.

use agreement::{Act, Permit};
use db::{At, DbError, Tx, all, insert, run};
use kernel::{IdentifierId, OtherNameId, PersonId, PractitionerId};

use super::{
    identifiers::IdentifierLine,
    model::{Identifier, TypedName},
    names::OtherName,
};

/// The other names of a person, in the order in which they were added.
pub(crate) async fn names<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    person: PersonId,
) -> Result<Vec<OtherName>, DbError> {
    let rows: Vec<(OtherNameId, String, String, String)> = all!(
        tx,
        "select id, kind, given_name, family_name from person_name
          where person_id = $1 and removed_at is null order by id",
        person
    )?;
    let name =
        |(name, kind, given_name, family_name)| OtherName { name, kind, given_name, family_name };
    Ok(rows.into_iter().map(name).collect())
}

/// The numbers of a person, in the order in which they were added. Ask for a permit to read the record.
pub(crate) async fn identifiers<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    person: PersonId,
) -> Result<Vec<IdentifierLine>, DbError> {
    let rows: Vec<(IdentifierId, String, String, String)> = all!(
        tx,
        "select id, kind, system, value from person_identifier
          where person_id = $1 and removed_at is null order by id",
        person
    )?;
    let line =
        |(identifier, kind, system, value)| IdentifierLine { identifier, kind, system, value };
    Ok(rows.into_iter().map(line).collect())
}

/// Adds another name. The keys of search are the caller's.
pub(super) async fn add_name<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    person: PersonId,
    name: &TypedName<'_>,
    (id, at): (OtherNameId, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        person_name {
            id: id,
            person_id: person,
            kind: name.kind,
            given_name: name.given_name.trim(),
            family_name: name.family_name.trim(),
            added_by: permit.principal().practitioner,
            added_at: at,
            removal_reason: "",
            removed_by: None::<PractitionerId>,
            removed_at: None::<At>,
        }
    )
}

/// Takes another name off. The keys of search are the caller's.
pub(super) async fn remove_name<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (person, id): (PersonId, OtherNameId),
    (reason, at): (&str, At),
) -> Result<(), DbError> {
    run!(
        tx,
        "update person_name set removal_reason = $1, removed_by = $2, removed_at = $3
          where id = $4 and person_id = $5 and removed_at is null",
        reason,
        permit.principal().practitioner,
        at,
        id,
        person
    )?;
    Ok(())
}

/// Adds a number.
pub(super) async fn add_identifier<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    person: PersonId,
    identifier: &Identifier,
    (id, at): (IdentifierId, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        person_identifier {
            id: id,
            person_id: person,
            kind: &identifier.kind,
            system: &identifier.system,
            value: &identifier.value,
            value_key: &identifier.value_key,
            added_by: permit.principal().practitioner,
            added_at: at,
            removal_reason: "",
            removed_by: None::<PractitionerId>,
            removed_at: None::<At>,
        }
    )
}

/// Takes a number off.
pub(super) async fn remove_identifier<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (person, id): (PersonId, IdentifierId),
    (reason, at): (&str, At),
) -> Result<(), DbError> {
    run!(
        tx,
        "update person_identifier set removal_reason = $1, removed_by = $2, removed_at = $3
          where id = $4 and person_id = $5 and removed_at is null",
        reason,
        permit.principal().practitioner,
        at,
        id,
        person
    )?;
    Ok(())
}
