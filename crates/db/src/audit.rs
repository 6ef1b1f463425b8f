//! Proving the ledger: signed checkpoints, and the verifier that recomputes every leaf from the
//! columns as they stand.

use ledger::{Checkpoint, Detail, Entry, KeyUse, Report, SigningKey, Verifier, VerifyingKey};
use uuid::Uuid;

use crate::{
    At, Db, DbError, Door, Keys, NewEntry, Tx, all,
    head::{size_and_root, to_i64},
    insert,
};

/// How many entries the verifier reads at a time.
const STRETCH: i64 = 1_000;

fn ledger_error(why: impl ToString) -> DbError {
    DbError::Ledger(why.to_string())
}

/// The ledger's name in its checkpoints: random for each installation.
///
/// # Errors
///
/// When the store of keys fails.
pub async fn origin(keys: &Keys) -> Result<String, DbError> {
    let name = keys.named("ledger origin").await?;
    let short: [u8; 8] = std::array::from_fn(|at| name.get(at).copied().unwrap_or_default());
    Ok(format!("throughline-{}", ledger::to_hex(&short)))
}

async fn signing_key(keys: &Keys) -> Result<SigningKey, DbError> {
    let secret = keys.named("ledger checkpoints").await?;
    SigningKey::from_bytes(&origin(keys).await?, KeyUse::Ledger, &secret).map_err(ledger_error)
}

/// The key by which outsiders check the ledger's checkpoints.
///
/// # Errors
///
/// When the store of keys fails.
pub async fn verifying_key(keys: &Keys) -> Result<VerifyingKey, DbError> {
    Ok(signing_key(keys).await?.verifying_key().clone())
}

impl Door {
    /// Adds a heartbeat, so that silence is evidence too, and signs the tree as it then stands.
    ///
    /// # Errors
    ///
    /// When the database or the store of keys fails.
    pub async fn checkpoint(&self) -> Result<u64, DbError> {
        let key = signing_key(self.keys()).await?;
        let origin = origin(self.keys()).await?;
        let now = self.env().now();
        let mut tx = self.begin_checkpoint().await?;
        let heartbeat = NewEntry { kind: ledger::Kind::Heartbeat, ..NewEntry::plain("heartbeat") };
        tx.append(now, vec![heartbeat]).await?;
        let (size, root) = size_and_root(&mut tx).await?;
        let signed = Checkpoint { origin, size, root }.sign(&key).map_err(ledger_error)?;
        insert!(
            &mut tx,
            ledger_checkpoint {
                size: to_i64(size)?,
                at: At(now),
                root: root.to_vec(),
                note: signed.to_string(),
            }
        )?;
        tx.keep().await?;
        Ok(size)
    }
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

/// Recomputes every leaf from the columns and holds the tree against every signed checkpoint.
///
/// # Errors
///
/// When the database or the store of keys fails. What is wrong with the ledger is in the report.
pub async fn verify(db: &Db, keys: &Keys) -> Result<Report, DbError> {
    let mut tx = db.snapshot().await?;
    let key = verifying_key(keys).await?;
    let mut verifier = Verifier::new(&origin(keys).await?, key).map_err(ledger_error)?;
    let notes: Vec<(String,)> = all!(&mut tx, "select note from ledger_checkpoint order by size")?;
    for (note,) in notes {
        verifier.checkpoint(&note);
    }
    let mut from = i64::MIN;
    while let Some(last) = stretch(&mut tx, &mut verifier, from).await? {
        from = last.saturating_add(1);
    }
    Ok(verifier.finish())
}

/// Feeds one stretch of entries; gives the last sequence number, or nothing at the end.
async fn stretch(tx: &mut Tx, verifier: &mut Verifier, from: i64) -> Result<Option<i64>, DbError> {
    let seqs: Vec<(i64,)> = all!(
        tx,
        "select seq from ledger_entry where seq >= $1 order by seq limit $2",
        from,
        STRETCH
    )?;
    let Some((last,)) = seqs.last().copied() else { return Ok(None) };
    let rows = columns(tx, from, last).await;
    let details: Vec<(i64, Vec<u8>, Vec<u8>)> = all!(
        tx,
        "select seq, salt, detail from ledger_detail where seq >= $1 and seq <= $2 order by seq",
        from,
        last
    )?;
    let details: std::collections::BTreeMap<_, _> =
        details.into_iter().map(|(seq, salt, detail)| (seq, (salt, detail))).collect();
    if let Ok(rows) = rows {
        for row in rows {
            let detail = details.get(&row.0);
            feed(verifier, row, detail);
        }
        return Ok(Some(last));
    }
    // Something in this stretch cannot even be read: go row by row, so that it gets its place.
    for (seq,) in seqs {
        match columns(tx, seq, seq).await {
            Ok(rows) => rows.into_iter().for_each(|row| feed(verifier, row, details.get(&seq))),
            Err(error) => {
                verifier.unreadable(
                    u64::try_from(seq).unwrap_or_default(),
                    None,
                    &error.to_string(),
                );
            }
        }
    }
    Ok(Some(last))
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

fn feed(verifier: &mut Verifier, row: Columns, detail: Option<&(Vec<u8>, Vec<u8>)>) {
    let (seq, leaf) = (u64::try_from(row.0), <[u8; 32]>::try_from(row.12.as_slice()));
    let (Ok(seq), Ok(leaf)) = (seq, leaf) else {
        return verifier.unreadable(0, None, "its number or its leaf is not one");
    };
    let (Ok(kind), Ok(commitment)) = (row.2.parse(), row.11.as_slice().try_into()) else {
        return verifier.unreadable(seq, Some(&leaf), "its kind or its commitment is not one");
    };
    let entry = Entry {
        seq,
        at: row.1.0.as_microsecond(),
        kind,
        operation: row.3,
        actor: row.4,
        organisation: row.5,
        session: row.6,
        subject_kind: row.7,
        subject: row.8,
        clauses: row.9,
        outcome: row.10,
        commitment,
    };
    let salt = detail.and_then(|(salt, _)| <[u8; 32]>::try_from(salt.as_slice()).ok());
    let given = match (&salt, detail) {
        (Some(salt), Some((_, detail))) => Detail::Given { salt, detail },
        _ => Detail::Absent,
    };
    verifier.entry(&entry, &leaf, given);
}
