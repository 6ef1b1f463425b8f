//! `throughline ledger`: prove it, sign it, hand it to those who check.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::PathBuf,
};

use clap::{Args, Subcommand};
use db::audit;
use partnership::governance::ExportLedger;

use super::{
    Failure,
    data::{Data, as_console},
};

#[derive(Args)]
pub(super) struct Ledger {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Recompute every entry from its columns and hold it against every signed checkpoint. Changes
    /// nothing. The exit code is 0 when the ledger is sound and 1 when it is not.
    Verify(Data),
    /// Add a heartbeat and sign the ledger as it stands.
    Checkpoint(Data),
    /// Write entries.jsonl, checkpoints.jsonl and key.txt for `verify-ledger` or `verify_ledger.py`.
    Export(Export),
    /// Print the origin and the verifying key, for those who check.
    Key(Data),
}

#[derive(Args)]
struct Export {
    #[command(flatten)]
    data: Data,
    /// A folder for the files; it is made when it is not there.
    #[arg(long)]
    to: PathBuf,
    /// Also write what was asked and shown. The check does not need it, and it is about people.
    #[arg(long)]
    with_detail: bool,
}

impl Ledger {
    pub(super) async fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Verify(data) => verify(&data).await,
            What::Checkpoint(data) => checkpoint(&data).await,
            What::Export(export) => export.run().await,
            What::Key(data) => key(&data).await,
        }
    }
}

#[expect(clippy::print_stdout, reason = "what was found is what the command is for")]
async fn verify(data: &Data) -> Result<(), Failure> {
    let (db, keys) = (data.db().await?, data.keys().await?);
    let report = audit::verify(&db, &keys).await?;
    for finding in &report.findings {
        println!("{finding}");
    }
    if report.findings_not_listed > 0 {
        println!("and {} more", report.findings_not_listed);
    }
    let (entries, vouched) = (report.entries, report.vouched);
    println!("entries {entries}");
    println!("root {}", ledger::to_hex(&report.root));
    println!("vouched {vouched}");
    match entries.saturating_sub(vouched) {
        0 => println!("every entry is under a signed checkpoint"),
        1 => println!("the newest entry is not yet under a signed checkpoint"),
        newest => println!("the newest {newest} entries are not yet under a signed checkpoint"),
    }
    if report.is_sound() {
        println!("the ledger is sound");
        return Ok(());
    }
    Err(Failure::Asked(
        "the ledger is NOT sound: keep these files as they are and tell the information governance \
         lead"
            .into(),
    ))
}

#[expect(clippy::print_stdout, reason = "the checkpoint is what the command is for")]
async fn checkpoint(data: &Data) -> Result<(), Failure> {
    let size = data.door().await?.checkpoint().await?;
    println!("signed: {size} entries");
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the key is what the command is for")]
async fn key(data: &Data) -> Result<(), Failure> {
    let keys = data.keys().await?;
    println!("{}", audit::origin(&keys).await?);
    println!("{}", audit::verifying_key(&keys).await?);
    Ok(())
}

impl Export {
    #[expect(clippy::print_stdout, reason = "says what was written and how to check it")]
    async fn run(self) -> Result<(), Failure> {
        let (db, door) = (self.data.db().await?, self.data.door().await?);
        as_console(&door, ExportLedger { with_detail: self.with_detail }).await?;
        door.checkpoint().await?;
        super::file::folder(&self.to)?;
        let make = |name: &str| {
            let path = self.to.join(name);
            File::create_new(&path).map(BufWriter::new).map_err(|error| {
                Failure::Asked(format!("{}: {error}: give an empty folder", path.display()))
            })
        };
        let (mut entries, mut checkpoints) = (make("entries.jsonl")?, make("checkpoints.jsonl")?);
        let mut key = make("key.txt")?;
        let count = audit::export(&db, self.with_detail, &mut entries, &mut checkpoints).await?;
        let (origin, vkey) =
            (audit::origin(door.keys()).await?, audit::verifying_key(door.keys()).await?);
        write!(key, "{origin}\n{vkey}\n")?;
        for mut file in [entries, checkpoints, key] {
            file.flush()?;
        }
        println!("{count} entries written to {}", self.to.display());
        println!("check them with: verify-ledger entries.jsonl checkpoints.jsonl {origin} {vkey}");
        Ok(())
    }
}
