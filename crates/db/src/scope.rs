//! Scope rows: who stands in which relation to which record.
//!
//! Stores write them in the transaction that changes the record; the door loads them as facts, and
//! list filters are conditions over them. Nothing else decides access.

use std::collections::{BTreeMap, BTreeSet};

use agreement::{Facts, Kind, Relation};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::{DbError, Engine, Tx, all, fetch, operation::Subject, run};

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
        "insert into record_scope (kind, record, relation, target, unbarred)
         values ($1, $2, $3, $4,
                 case when exists (select 1 from record_scope b
                                    where b.kind = $1 and b.record = $2
                                      and b.relation in ('restricted', 'barred', 'barred_organisation'))
                      then 0 else 1 end)
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

/// The most records whose rows are asked for at once; both engines take far more parameters.
const AT_ONCE: usize = 1024;

/// The same for every record of a list that exists, by one statement for any page of a list.
pub(crate) async fn facts_of_many(
    tx: &mut Tx,
    kinds: &BTreeSet<Kind>,
    records: &BTreeSet<Uuid>,
) -> Result<BTreeMap<(Kind, Uuid), Facts>, DbError> {
    let mut scopes: BTreeMap<(Kind, Uuid), Vec<(Relation, Uuid)>> = BTreeMap::new();
    let records: Vec<Uuid> = records.iter().copied().collect();
    for some in records.chunks(AT_ONCE) {
        for (kind, record, name, target) in rows_of_many(tx, kinds, some).await? {
            let known = Kind::from_name(&kind);
            let kind = known.ok_or_else(|| DbError::corrupt("record_scope", "kind", &kind))?;
            scopes.entry((kind, record)).or_default().push((relation(&name)?, target));
        }
    }
    let facts = |((kind, record), rows)| ((kind, record), as_facts((kind, Some(record)), rows));
    Ok(scopes.into_iter().map(facts).collect())
}

/// Rows of `record_scope`: kind, record, relation, target.
async fn rows_of_many(
    tx: &mut Tx,
    kinds: &BTreeSet<Kind>,
    records: &[Uuid],
) -> Result<Vec<(String, Uuid, String, Uuid)>, DbError> {
    let Some(last) = records.last() else { return Ok(Vec::new()) };
    // Filled up with the last id to one of a few lengths, so that few statements are prepared.
    let marks: Vec<_> =
        (1..=records.len().next_power_of_two()).map(|at| format!("${at}")).collect();
    let ids = records.iter().chain(std::iter::repeat(last)).take(marks.len());
    let kinds: Vec<_> = kinds.iter().map(|kind| format!("'{}'", kind.name())).collect();
    let text = AssertSqlSafe(format!(
        "select kind, record, relation, target from record_scope
          where kind in ({}) and record in ({})",
        kinds.join(", "),
        marks.join(", ")
    ));
    match tx.engine() {
        Engine::Sqlite(c) => {
            let query = ids.fold(sqlx::query(text), |query, id| query.bind(*id));
            fetch::read(&fetch::all_of_sqlite(query, c).await?)
        }
        Engine::Postgres(c) => {
            let query = ids.fold(sqlx::query(text), |query, id| query.bind(*id));
            fetch::read(&fetch::all_of_postgres(query, c).await?)
        }
    }
}
