//! Scope rows: who stands in which relation to which record.
//!
//! Stores write them in the transaction that changes the record; the door loads them as facts, and
//! list filters are conditions over them. Nothing else decides access.

use agreement::{Facts, Kind, Relation};
use uuid::Uuid;

use crate::{DbError, Tx, all, operation::Subject, run};

/// Adds one relation of a record; adding it twice is the same as once.
///
/// # Errors
///
/// When the database fails.
pub async fn add(
    tx: &mut Tx,
    (kind, record): (Kind, Uuid),
    relation: Relation,
    target: Uuid,
) -> Result<(), DbError> {
    run!(
        tx,
        "insert into record_scope (kind, record, relation, target) values ($1, $2, $3, $4)
         on conflict do nothing",
        kind.name(),
        record,
        relation.name(),
        target
    )?;
    Ok(())
}

/// Takes one relation of a record away.
///
/// # Errors
///
/// When the database fails.
pub async fn remove(
    tx: &mut Tx,
    (kind, record): (Kind, Uuid),
    relation: Relation,
    target: Uuid,
) -> Result<(), DbError> {
    run!(
        tx,
        "delete from record_scope where kind = $1 and record = $2 and relation = $3 and target = $4",
        kind.name(),
        record,
        relation.name(),
        target
    )?;
    Ok(())
}

/// The relations of a record, as stored.
///
/// # Errors
///
/// When the database fails or a row names a relation that the agreement does not know.
pub async fn of(
    tx: &mut Tx,
    (kind, record): (Kind, Uuid),
) -> Result<Vec<(Relation, Uuid)>, DbError> {
    let rows: Vec<(String, Uuid)> = all!(
        tx,
        "select relation, target from record_scope where kind = $1 and record = $2",
        kind.name(),
        record
    )?;
    rows.into_iter().map(|(word, target)| Ok((relation(&word)?, target))).collect()
}

pub(crate) fn relation(word: &str) -> Result<Relation, DbError> {
    Relation::from_name(word).ok_or_else(|| DbError::corrupt("record_scope", "relation", word))
}

/// What the agreement decides on. Only the door calls this; a record that does not exist has no
/// relations and costs the same work.
pub(crate) async fn facts(tx: &mut Tx, (kind, record): Subject) -> Result<Facts, DbError> {
    let scopes = of(tx, (kind, record.unwrap_or_default())).await?;
    Ok(as_facts((kind, record), scopes))
}

#[expect(clippy::disallowed_methods, reason = "this is the door: the one place that makes facts")]
pub(crate) fn as_facts((kind, record): Subject, scopes: Vec<(Relation, Uuid)>) -> Facts {
    Facts::from_scopes(kind, record, scopes)
}
