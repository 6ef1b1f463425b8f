//! Row L5: how many entries a second are hashed, appended and verified on one core.
//!
//! `cargo run --release -p ledger --example speed -- 10000000 [FOLDER]`; with a folder it also
//! leaves an export of that many entries there, for row L4.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::time::{Duration, Instant};

use ledger::{
    Checkpoint, Detail, Entry, Frontier, Hash, KeyUse, Kind, SigningKey, Verifier, commitment,
    write_checkpoint, write_entry,
};
use uuid::Uuid;

const ORIGIN: &str = "ledger.example.org";
const DETAIL: &[u8] = br#"{"shown":"address, telephone, last ten events"}"#;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let count: u64 = arguments.next().map_or(Ok(1_000_000), |count| count.parse())?;
    let mut out = std::io::stdout().lock();
    let key = SigningKey::from_bytes(ORIGIN, KeyUse::Ledger, &[7; 32])?;

    let (started, mut frontier, mut checkpoints) = (Instant::now(), Frontier::default(), vec![]);
    for seq in 0..count {
        frontier.push(entry(seq).leaf_hash());
        if frontier.size() % 1_000 == 0 || frontier.size() == count {
            let (size, root) = (frontier.size(), frontier.root());
            checkpoints.push(Checkpoint { origin: ORIGIN.to_owned(), size, root }.sign(&key)?);
        }
    }
    tell(&mut out, "made and appended in memory", count, started.elapsed())?;

    let mut verifier = Verifier::new(ORIGIN, key.verifying_key().clone())?;
    let (started, mut spent) = (Instant::now(), Duration::ZERO);
    for checkpoint in &checkpoints {
        verifier.checkpoint(&checkpoint.to_string());
    }
    spent += started.elapsed();
    for first in (0..count).step_by(1_000) {
        // Making the rows is not part of the figure.
        let rows: Vec<_> = (first..count.min(first + 1_000)).map(row).collect();
        let started = Instant::now();
        for (entry, leaf) in &rows {
            verifier.entry(entry, leaf, detail());
        }
        spent += started.elapsed();
    }
    let report = verifier.finish();
    tell(&mut out, "verified, checkpoints and details included", count, spent)?;
    writeln!(out, "sound: {}", report.is_sound())?;

    if let Some(folder) = arguments.next() {
        let file = |name| File::create(format!("{folder}/{name}.jsonl")).map(BufWriter::new);
        let (mut entries, mut notes) = (file("entries")?, file("checkpoints")?);
        for seq in 0..count {
            let (entry, leaf) = row(seq);
            write_entry(&mut entries, &entry, &leaf, detail())?;
        }
        for checkpoint in &checkpoints {
            write_checkpoint(&mut notes, checkpoint)?;
        }
        writeln!(out, "{ORIGIN} {}", key.verifying_key())?;
    }
    Ok(())
}

fn detail() -> Detail<'static> {
    Detail::Given { salt: &[1; 32], detail: DETAIL }
}

fn entry(seq: u64) -> Entry {
    let id = |mark: u64| Some(Uuid::from_u64_pair(mark, seq));
    Entry {
        seq,
        at: 1_795_359_299_120_000,
        kind: Kind::Read,
        operation: "see case".to_owned(),
        actor: id(1),
        organisation: id(2),
        session: id(3),
        subject_kind: "case".to_owned(),
        subject: id(4),
        clauses: "involved-staff,own-forum".to_owned(),
        outcome: "permitted".to_owned(),
        commitment: commitment(&[1; 32], DETAIL),
    }
}

fn row(seq: u64) -> (Entry, Hash) {
    let entry = entry(seq);
    let leaf = entry.leaf_hash();
    (entry, leaf)
}

fn tell(out: &mut impl Write, what: &str, count: u64, spent: Duration) -> std::io::Result<()> {
    let rate = u128::from(count) * 1_000_000 / spent.as_micros().max(1);
    writeln!(out, "{what}: {count} entries in {:.2} s, {rate} a second", spent.as_secs_f64())
}
