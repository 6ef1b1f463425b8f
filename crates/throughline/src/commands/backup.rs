//! `throughline backup`: everything in one encrypted file, the keys of personal fields in another.
//!
//! The keys live apart because their copies are kept for a shorter time: what was erased stays
//! readable only as long as an old copy of its key is around.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use clap::Args;
use db::{Db, audit};
use partnership::governance::TakeBackup;
use serde::{Deserialize, Serialize};

use super::{
    Failure,
    data::{DATABASE, Data, KEYS, as_console},
};
use crate::sealed;

/// Takes a backup while the service runs.
///
/// It is encrypted as a whole. The keys of personal fields go to a file of their own: keep its
/// copies for 30 days at most, so that a key that is destroyed is gone after that.
///
/// With --database-url the rows of a PostgreSQL database are taken, in one moment.
#[derive(Args)]
pub(super) struct Backup {
    #[command(flatten)]
    data: Data,
    /// The file to write; it must not be there yet.
    #[arg(long)]
    to: PathBuf,
    /// The file for the keys; FILE.keys when not given.
    #[arg(long)]
    keys_to: Option<PathBuf>,
    /// A file whose first line is the passphrase. Without it a passphrase is made up and printed
    /// once.
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
}

/// What a sealed file says about itself.
#[derive(Serialize, Deserialize)]
pub(super) struct About {
    /// `SQLite`, `PostgreSQL` or `keys`.
    pub(super) kind: String,
    /// The version of Throughline that wrote it.
    pub(super) version: String,
    /// The ledger's name.
    pub(super) origin: String,
    /// The key that checks its checkpoints.
    pub(super) key: String,
    /// A checkpoint over the ledger in this very copy.
    pub(super) checkpoint: String,
}

/// The file for the keys that goes with a backup.
pub(super) fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".keys");
    name.into()
}

/// The first line of a file, when it is long enough to keep anybody out.
pub(super) fn passphrase(file: &Path) -> Result<String, Failure> {
    let text = super::file::text(file)?;
    let line = text.lines().next().unwrap_or_default().trim();
    if line.chars().count() < 12 {
        let file = file.display();
        let why = "the passphrase in the first line must have at least 12 characters";
        return Err(Failure::Asked(format!("{file}: {why}")));
    }
    Ok(line.to_owned())
}

impl Backup {
    #[expect(clippy::print_stdout, reason = "says what was written, and the passphrase once")]
    pub(super) async fn run(self) -> Result<(), Failure> {
        let keys_to = self.keys_to.clone().unwrap_or_else(|| beside(&self.to));
        for file in [&self.to, &keys_to] {
            if file.exists() {
                let file = file.display();
                return Err(Failure::Asked(format!("{file} is there already: give another name")));
            }
        }
        let (passphrase, is_new) = match &self.passphrase_file {
            Some(file) => (passphrase(file)?, false),
            None => (made_up()?, true),
        };
        let door = self.data.door().await?;
        as_console(&door, TakeBackup {}).await?;
        door.checkpoint().await?;
        // Beside the data, on a disk that is protected like them; gone when this function returns.
        let folder = tempfile::Builder::new().prefix(".backup-").tempdir_in(&self.data.data)?;
        let copy = folder.path().join(DATABASE);
        let (kind, stands_at) = copied(&self.data.db().await?, &copy).await?;
        let about = About {
            kind: kind.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            origin: audit::origin(door.keys()).await?,
            key: audit::verifying_key(door.keys()).await?.to_string(),
            checkpoint: audit::sign(door.keys(), stands_at).await?.to_string(),
        };
        seal(&passphrase, &about, &copy, &self.to)?;
        let copy = folder.path().join(KEYS);
        self.data.keys_db().await?.copy_to(&copy).await?;
        seal(&passphrase, &About { kind: "keys".into(), ..about }, &copy, &keys_to)?;
        println!("entries {}", stands_at.0);
        println!("root {}", ledger::to_hex(&stands_at.1));
        println!("the data: {}", self.to.display());
        println!("the keys: {} (keep it apart, for 30 days at most)", keys_to.display());
        if is_new {
            println!("the passphrase, shown only now: {passphrase}");
        }
        Ok(())
    }
}

/// Copies the database; gives which kind of copy it is, and where the ledger in it stands.
async fn copied(db: &Db, copy: &Path) -> Result<(&'static str, (u64, [u8; 32])), Failure> {
    if let Db::Postgres(_) = db {
        let mut out = BufWriter::new(File::create_new(copy)?);
        let stands_at = db.rows_to(&mut out).await?;
        out.flush()?;
        return Ok(("PostgreSQL", stands_at));
    }
    db.copy_to(copy).await?;
    let copy = Db::sqlite(copy).await?;
    let stands_at = audit::stands_at(&copy).await;
    copy.close().await;
    Ok(("SQLite", stands_at?))
}

/// Writes to a file beside it first, so that half a backup never carries the name of a whole one.
fn seal(passphrase: &str, about: &About, from: &Path, to: &Path) -> Result<(), Failure> {
    let about = serde_json::to_vec(about).map_err(db::DbError::from)?;
    let folder = to.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Readable by its owner alone.
    let partial = tempfile::NamedTempFile::new_in(folder)
        .map_err(|error| super::file::failed(folder, &error))?;
    let mut out = BufWriter::new(partial.as_file());
    sealed::seal(passphrase, &about, BufReader::new(File::open(from)?), &mut out)?;
    out.flush()?;
    drop(out);
    partial.as_file().sync_all()?;
    partial.persist_noclobber(to).map_err(|error| Failure::Io(error.error))?;
    File::open(folder)?.sync_all()?;
    Ok(())
}

fn made_up() -> Result<String, Failure> {
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes).map_err(db::DbError::from)?;
    let text = ledger::to_hex(&bytes);
    let groups: Vec<String> =
        text.as_bytes().chunks(5).map(|it| String::from_utf8_lossy(it).into_owned()).collect();
    Ok(groups.join("-"))
}
