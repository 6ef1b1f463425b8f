//! `throughline restore`: brings a backup back into an empty folder, or leaves it empty.

use std::{
    fs::{self, File},
    io::{BufReader, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use clap::Args;
use db::{Db, Keys, audit};
use ledger::SignedCheckpoint;

use super::{
    Failure,
    backup::{About, beside, passphrase},
    data::{DATABASE, KEYS, postgres},
};
use crate::sealed;

/// Brings a backup back into an empty folder and proves that its ledger is what it was.
#[derive(Args)]
pub(super) struct Restore {
    /// The backup.
    #[arg(long)]
    from: PathBuf,
    /// The backup of the keys; FILE.keys when not given. The newest one, so that what was erased
    /// stays erased.
    #[arg(long)]
    keys_from: Option<PathBuf>,
    /// The folder for the data: empty, or not there yet.
    #[arg(long)]
    data: PathBuf,
    /// The address of a new PostgreSQL database, for a backup that was taken of one.
    #[arg(long)]
    database_url: Option<String>,
    /// A file whose first line is the passphrase.
    #[arg(long)]
    passphrase_file: PathBuf,
}

impl Restore {
    #[expect(clippy::print_stdout, reason = "says what was proven")]
    pub(super) async fn run(self) -> Result<(), Failure> {
        let passphrase = passphrase(&self.passphrase_file)?;
        let was_there = self.data.exists();
        super::file::folder(&self.data)?;
        if was_there && fs::read_dir(&self.data)?.next().is_some() {
            let folder = self.data.display();
            return Err(Failure::Asked(format!("{folder} is not empty: give an empty folder")));
        }
        let restored = self.bring_back(&passphrase).await;
        if restored.is_err() && !was_there {
            // Nothing of ours is in it: the temporary folder has gone already.
            let _ = fs::remove_dir(&self.data);
        }
        let proven = restored?;
        println!("entries {}", proven.size);
        println!("root {}", ledger::to_hex(&proven.root));
        println!("the ledger is sound and equals the checkpoint of the backup");
        Ok(())
    }

    async fn bring_back(&self, passphrase: &str) -> Result<ledger::Checkpoint, Failure> {
        let folder = tempfile::Builder::new().prefix(".restore-").tempdir_in(&self.data)?;
        let (database, keys) = (folder.path().join(DATABASE), folder.path().join(KEYS));
        let keys_from = self.keys_from.clone().unwrap_or_else(|| beside(&self.from));
        let of_keys = unseal(passphrase, &keys_from, "keys", &keys)?;
        let kind = if self.database_url.is_some() { "PostgreSQL" } else { "SQLite" };
        let of_data = unseal(passphrase, &self.from, kind, &database)?;
        if of_keys.origin != of_data.origin {
            let why = "the keys belong to another installation than the data";
            return Err(Failure::Asked(format!("{}: {why}", keys_from.display())));
        }
        let store = Db::sqlite(&keys).await?;
        let origin = audit::origin(&Keys::open(store.clone()).await?).await;
        store.close().await;
        if origin? != of_data.origin {
            let why = "the store of keys in it is not the one it says it is";
            return Err(Failure::Asked(format!("{}: {why}", keys_from.display())));
        }
        let proven = self.proven(&database, &of_data).await?;
        // The database last: without it the folder holds nothing that can be served.
        let files = [(&keys, KEYS), (&database, DATABASE)];
        let kept = if self.database_url.is_some() { 1 } else { 2 };
        for (file, name) in files.into_iter().take(kept) {
            File::open(file)?.sync_all()?;
            fs::rename(file, self.data.join(name))?;
        }
        File::open(&self.data)?.sync_all()?;
        Ok(proven)
    }

    /// Opens what came back and proves its ledger.
    async fn proven(&self, copy: &Path, about: &About) -> Result<ledger::Checkpoint, Failure> {
        let db = match &self.database_url {
            None => Db::sqlite(copy).await?,
            Some(url) => {
                let db = postgres(url).await?;
                db.migrate().await?;
                db.rows_from(BufReader::new(File::open(copy)?)).await?;
                db
            }
        };
        let proven = proven(&db, about).await;
        db.close().await;
        proven
    }
}

/// Writes the content of a sealed file, once it has been proven to its last byte.
fn unseal(passphrase: &str, from: &Path, kind: &str, to: &Path) -> Result<About, Failure> {
    let named =
        |error: &dyn std::fmt::Display| Failure::Asked(format!("{}: {error}", from.display()));
    let file = File::open(from).map_err(|error| super::file::failed(from, &error))?;
    let mut unsealed =
        sealed::unseal(passphrase, BufReader::new(file)).map_err(|error| named(&error))?;
    let about: About = serde_json::from_slice(&unsealed.about).map_err(|error| named(&error))?;
    if about.kind != kind {
        let found = &about.kind;
        return Err(named(&format!("this is a backup of {found}, and one of {kind} is wanted")));
    }
    let mut out = BufWriter::new(File::create_new(to)?);
    std::io::copy(&mut unsealed.content, &mut out).map_err(|error| named(&error))?;
    out.flush()?;
    Ok(about)
}

/// Verifies the ledger that came back, and that it is the very one that was backed up.
async fn proven(db: &Db, about: &About) -> Result<ledger::Checkpoint, Failure> {
    let unsound = |why: &dyn std::fmt::Display| {
        Failure::Asked(format!("the ledger in the backup is not sound: {why}"))
    };
    let key = about.key.parse::<ledger::VerifyingKey>().map_err(|error| unsound(&error))?;
    let signed: SignedCheckpoint = about.checkpoint.parse().map_err(|error| unsound(&error))?;
    let stated = signed.verify(&about.origin, &key).map_err(|error| unsound(&error))?.clone();
    let besides = [about.checkpoint.clone()];
    let report = audit::verify_with(db, &about.origin, key, &besides).await?;
    if let Some(finding) = report.findings.first() {
        return Err(unsound(finding));
    }
    if (report.entries, report.root) != (stated.size, stated.root) {
        return Err(unsound(&"it does not end where the backup says"));
    }
    Ok(stated)
}
