//! Proving the ledger: signed checkpoints, the verifier that recomputes every leaf from the columns
//! as they stand, and the export that outsiders check.

mod rows;

use std::io::Write;

use ledger::{
    Checkpoint, Detail, Finding, KeyUse, Report, SignedCheckpoint, SigningKey, Verifier,
    VerifyingKey,
};

use crate::{
    At, Db, DbError, Door, Keys, NewEntry, Tx,
    head::{size_and_root, to_i64},
    insert, one,
};
use rows::{Row, stretch};

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

/// The ledger's size and root as a database holds them.
///
/// # Errors
///
/// When the database fails.
pub async fn stands_at(db: &Db) -> Result<(u64, [u8; 32]), DbError> {
    size_and_root(&mut db.snapshot().await?).await
}

/// Signs what a copy of the ledger states: for a backup, which says so what it must be when it
/// comes back.
///
/// # Errors
///
/// When the store of keys fails.
pub async fn sign(keys: &Keys, (size, root): (u64, [u8; 32])) -> Result<SignedCheckpoint, DbError> {
    let origin = origin(keys).await?;
    Checkpoint { origin, size, root }.sign(&signing_key(keys).await?).map_err(ledger_error)
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

/// Recomputes every leaf from the columns and holds the tree against every signed checkpoint.
///
/// # Errors
///
/// When the database or the store of keys fails. What is wrong with the ledger is in the report.
pub async fn verify(db: &Db, keys: &Keys) -> Result<Report, DbError> {
    verify_with(db, &origin(keys).await?, verifying_key(keys).await?, &[]).await
}

/// The same without the store of keys, for a database that comes back from a backup; `besides` are
/// checkpoints kept elsewhere.
///
/// # Errors
///
/// When the database fails. What is wrong with the ledger is in the report.
pub async fn verify_with(
    db: &Db,
    origin: &str,
    key: VerifyingKey,
    besides: &[String],
) -> Result<Report, DbError> {
    let mut tx = db.snapshot().await?;
    let mut verifier = Verifier::new(origin, key).map_err(ledger_error)?;
    for note in notes(&mut tx).await?.iter().chain(besides) {
        verifier.checkpoint(note);
    }
    let (mut from, mut seen) = (Some(i64::MIN), 0);
    let mut place = 0;
    while let Some(start) = from {
        let read = stretch(&mut tx, start).await?;
        from = read.last().and_then(|row| row.seq.checked_add(1));
        for row in read {
            seen += 1;
            place = u64::try_from(row.seq).map_or(0, |seq| seq.saturating_add(1));
            feed(&mut verifier, row);
        }
    }
    let unnumbered = count(&mut tx).await?.saturating_sub(seen);
    if unnumbered > 0 {
        let why = format!("there are rows whose number is not one: {unnumbered}");
        verifier.unreadable(place, None, &why);
    }
    let mut report = verifier.finish();
    hold_against_head(&mut report, size_and_root(&mut tx).await);
    Ok(report)
}

/// The ledger's own head must say the same as its entries: it is not signed, but it also covers
/// what came after the last checkpoint.
fn hold_against_head(report: &mut Report, head: Result<(u64, [u8; 32]), DbError>) {
    let (good, entries) = (report.vouched, report.entries);
    let size = match head {
        Ok((size, root)) if size == entries && root == report.root => return,
        Ok((size, _)) => size,
        Err(_) => 0,
    };
    // An altered column is already named by its position, and changes the root that is computed.
    let is_explained = size == entries && !report.is_sound();
    if !is_explained {
        report.findings.push(Finding::HeadDiffers { good, entries, head: size });
    }
}

/// The signed checkpoints as text; one whose columns say something else than its text proves
/// nothing, and is given as an empty text.
async fn notes(tx: &mut Tx) -> Result<Vec<String>, DbError> {
    let count: Option<(i64,)> = one!(tx, "select count(*) from ledger_checkpoint")?;
    let count = count.map_or(0, |(count,)| count);
    let mut notes = Vec::new();
    for at in 0..count {
        let row: Result<Option<(i64, Vec<u8>, String)>, DbError> = one!(
            tx,
            "select size, root, note from ledger_checkpoint order by size limit 1 offset cast($1 as bigint)",
            at
        );
        let is_one = |(size, root, note): &(i64, Vec<u8>, String)| {
            note.parse::<SignedCheckpoint>().is_ok_and(|signed| {
                let stated = signed.unverified();
                to_i64(stated.size).ok() == Some(*size) && stated.root.as_slice() == root
            })
        };
        let note = row.ok().flatten().filter(is_one).map(|(_, _, note)| note);
        notes.push(note.unwrap_or_default());
    }
    Ok(notes)
}

/// How many rows there are, also those that are not reached by their numbers: SQLite keeps text in
/// a column of numbers.
async fn count(tx: &mut Tx) -> Result<i64, DbError> {
    let all: Option<(i64,)> = one!(tx, "select count(*) from ledger_entry")?;
    Ok(all.map_or(0, |(all,)| all))
}

fn feed(verifier: &mut Verifier, row: Row) {
    let place = u64::try_from(row.seq).unwrap_or_default();
    match (row.read, row.detail) {
        (Ok((entry, leaf)), Ok(Some((salt, detail)))) => {
            verifier.entry(&entry, &leaf, Detail::Given { salt: &salt, detail: &detail });
        }
        (Ok((entry, leaf)), Ok(None)) => verifier.entry(&entry, &leaf, Detail::Absent),
        // What cannot be read does not fit its commitment either.
        (Ok((entry, leaf)), Err(_)) => {
            verifier.entry(&entry, &leaf, Detail::Given { salt: &[0; 32], detail: &[] });
        }
        (Err((leaf, why)), _) => verifier.unreadable(place, leaf.as_ref(), &why),
    }
}

/// Writes the whole ledger in the form that outsiders check: entries and checkpoints, a line each.
/// Gives how many entries.
///
/// # Errors
///
/// When the database fails, a file cannot be written, or an entry cannot be read.
pub async fn export(
    db: &Db,
    with_detail: bool,
    entries: &mut (impl Write + Send),
    checkpoints: &mut (impl Write + Send),
) -> Result<u64, DbError> {
    let mut tx = db.snapshot().await?;
    for (at, note) in notes(&mut tx).await?.iter().enumerate() {
        let note: SignedCheckpoint =
            note.parse().map_err(|why| ledger_error(format!("checkpoint {}: {why}", at + 1)))?;
        ledger::write_checkpoint(checkpoints, &note).map_err(ledger_error)?;
    }
    let (mut from, mut written) = (Some(i64::MIN), 0);
    while let Some(start) = from {
        let read = stretch(&mut tx, start).await?;
        from = read.last().and_then(|row| row.seq.checked_add(1));
        for row in read {
            let unreadable = |why: &str| ledger_error(format!("entry {}: {why}", row.seq));
            let (entry, leaf) = row.read.map_err(|(_, why)| unreadable(&why))?;
            let detail = row.detail.map_err(|why| unreadable(&why))?;
            let detail = match &detail {
                Some((salt, detail)) if with_detail => Detail::Given { salt, detail },
                _ => Detail::Absent,
            };
            ledger::write_entry(entries, &entry, &leaf, detail).map_err(ledger_error)?;
            written += 1;
        }
    }
    Ok(written)
}
