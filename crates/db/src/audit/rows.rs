//! Reads the ledger's rows in stretches, and one by one where a stretch cannot be read as a whole.

use std::collections::BTreeMap;

use ledger::{Entry, Hash};
use uuid::Uuid;

use crate::{At, DbError, Tx, all, one};

/// How many entries are read at a time.
const STRETCH: i64 = 1_000;

/// One row of the ledger.
pub(super) struct Row {
    pub(super) seq: i64,
    /// The entry and its leaf; or the leaf, if there is one, and why the rest cannot be read.
    pub(super) read: Result<(Entry, Hash), (Option<Hash>, String)>,
    /// Salt and detail; `None` when erased, an error when they are there and cannot be read.
    pub(super) detail: Result<Option<Salted>, String>,
}

type Columns = (
    i64,
    At,
    String,
    String,
    Option<Uuid>,
    Option<Uuid>,
    Option<Uuid>,
    String,
    Option<Uuid>,
    String,
    String,
    Vec<u8>,
    Vec<u8>,
);

/// A salt and the detail that it hides.
type Salted = ([u8; 32], Vec<u8>);
type SaltAndDetail = (i64, Vec<u8>, Vec<u8>);

/// One stretch of entries; empty at the end.
pub(super) async fn stretch(tx: &mut Tx, from: i64) -> Result<Vec<Row>, DbError> {
    let seqs: Vec<(i64,)> = all!(
        tx,
        "select seq from ledger_entry where seq >= $1 and seq <= $2 order by seq limit cast($3 as bigint)",
        from,
        i64::MAX,
        STRETCH
    )?;
    let Some((last,)) = seqs.last().copied() else { return Ok(Vec::new()) };
    let read = (columns(tx, from, last).await, details(tx, from, last).await);
    let mut rows = Vec::with_capacity(seqs.len());
    if let (Ok(columns), Ok(details)) = read {
        let details = details.into_iter().map(|it| (it.0, it));
        let mut details: BTreeMap<i64, SaltAndDetail> = details.collect();
        for columns in columns {
            let detail = details.remove(&columns.0);
            rows.push(Row { seq: columns.0, read: entry(columns), detail: salted(detail) });
        }
        return Ok(rows);
    }
    // Something in this stretch cannot even be read: go row by row, so that it gets its place.
    for (seq,) in seqs {
        rows.push(row(tx, seq).await);
    }
    Ok(rows)
}

async fn row(tx: &mut Tx, seq: i64) -> Row {
    let read = match columns(tx, seq, seq).await.map(|mut rows| rows.pop()) {
        Ok(Some(columns)) => entry(columns),
        Ok(None) => Err((None, "it is not there any more".to_owned())),
        Err(error) => Err((stored_leaf(tx, seq).await, error.to_string())),
    };
    let detail = match details(tx, seq, seq).await {
        Ok(mut rows) => salted(rows.pop()),
        Err(error) => Err(error.to_string()),
    };
    Row { seq, read, detail }
}

async fn columns(tx: &mut Tx, from: i64, to: i64) -> Result<Vec<Columns>, DbError> {
    all!(
        tx,
        "select seq, at, kind, operation, actor, organisation, session, subject_kind, subject,
                clauses, outcome, commitment, leaf
           from ledger_entry where seq >= $1 and seq <= $2 order by seq",
        from,
        to
    )
}

async fn details(tx: &mut Tx, from: i64, to: i64) -> Result<Vec<SaltAndDetail>, DbError> {
    all!(
        tx,
        "select seq, salt, detail from ledger_detail where seq >= $1 and seq <= $2 order by seq",
        from,
        to
    )
}

async fn stored_leaf(tx: &mut Tx, seq: i64) -> Option<Hash> {
    let leaf: Result<Option<(Vec<u8>,)>, DbError> =
        one!(tx, "select leaf from ledger_entry where seq = $1", seq);
    leaf.ok().flatten().and_then(|(leaf,)| leaf.try_into().ok())
}

fn entry(row: Columns) -> Result<(Entry, Hash), (Option<Hash>, String)> {
    let leaf: Option<Hash> = row.12.try_into().ok();
    let wrong = |why: &str| (leaf, why.to_owned());
    let entry = Entry {
        seq: u64::try_from(row.0).map_err(|_| wrong("its number is below zero"))?,
        at: row.1.0.as_microsecond(),
        kind: row.2.parse().map_err(|_| wrong("its kind is not one"))?,
        operation: row.3,
        actor: row.4,
        organisation: row.5,
        session: row.6,
        subject_kind: row.7,
        subject: row.8,
        clauses: row.9,
        outcome: row.10,
        commitment: row.11.try_into().map_err(|_| wrong("its commitment is not one"))?,
    };
    leaf.map(|leaf| (entry, leaf)).ok_or_else(|| wrong("its leaf is not one"))
}

fn salted(detail: Option<SaltAndDetail>) -> Result<Option<Salted>, String> {
    let Some((_, salt, detail)) = detail else { return Ok(None) };
    let salt = salt.try_into().map_err(|_| "its salt is not one".to_owned())?;
    Ok(Some((salt, detail)))
}
