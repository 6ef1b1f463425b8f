//! Where an installation keeps its data, for every command.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use agreement::Agreement;
use clap::Args;
use db::{Actor, Db, Door, Keys, Operation, Stopped};
use kernel::Env;

use super::Failure;

/// The database in a folder of data.
pub(super) const DATABASE: &str = "throughline.db";
/// The store of keys beside it.
pub(super) const KEYS: &str = "keys.db";

/// An installation that is there already.
#[derive(Args)]
pub(super) struct Data {
    /// The folder that holds the data.
    #[arg(long, default_value = "data")]
    pub(super) data: PathBuf,
    /// A PostgreSQL address, in place of the SQLite file in the data folder.
    #[arg(long)]
    pub(super) database_url: Option<String>,
}

impl Data {
    /// Opens the database; it is never made here.
    pub(super) async fn db(&self) -> Result<Db, Failure> {
        let db = match &self.database_url {
            Some(url) => postgres(url).await?,
            None => sqlite(&there(&self.data, DATABASE)?).await?,
        };
        db.is_not_newer().await?;
        Ok(db)
    }

    /// Opens the file of the store of keys; it is never made here.
    pub(super) async fn keys_db(&self) -> Result<Db, Failure> {
        sqlite(&there(&self.data, KEYS)?).await
    }

    /// Opens the store of keys.
    pub(super) async fn keys(&self) -> Result<Keys, Failure> {
        Ok(Keys::open(self.keys_db().await?).await?)
    }

    /// Opens the one door, for what the console does.
    pub(super) async fn door(&self) -> Result<Door, Failure> {
        let agreement = Arc::new(Agreement::first()?);
        Ok(Door::new(self.db().await?, Env::real(), self.keys().await?, agreement))
    }
}

/// Opens a SQLite file, or says what to look at.
pub(super) async fn sqlite(file: &Path) -> Result<Db, Failure> {
    Db::sqlite(file).await.map_err(|error| {
        let file = file.display();
        Failure::Asked(format!(
            "{file} cannot be used ({error}): check that this account may write to its folder and \
             that it is a file of Throughline"
        ))
    })
}

/// Opens a PostgreSQL database, or says what to look at. The address may hold a password and is
/// not repeated.
pub(super) async fn postgres(url: &str) -> Result<Db, Failure> {
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        let why = "--database-url is the address of a PostgreSQL database, such as \
            postgres://name@host/database";
        return Err(Failure::Asked(why.into()));
    }
    Db::open(url).await.map_err(|error| {
        Failure::Asked(format!(
            "the address in --database-url cannot be used ({error}): check that the server runs, \
             that the database is there, and name and password"
        ))
    })
}

fn there(folder: &Path, name: &str) -> Result<PathBuf, Failure> {
    let file = folder.join(name);
    if file.is_file() {
        return Ok(file);
    }
    let (file, folder) = (file.display(), folder.display());
    Err(Failure::Asked(format!(
        "there is no {file}. Give the folder of an installation with --data, or make one with \
         `throughline init --data {folder} --partnership FILE.toml`"
    )))
}

/// Does an operation as the console.
pub(super) async fn as_console<O: Operation>(
    door: &Door,
    operation: O,
) -> Result<O::Done, Failure> {
    door.perform(Actor::Console, None, operation).await.map_err(|stopped| match stopped {
        Stopped::Failed(error) => Failure::Db(error),
        Stopped::NotNow(why) => Failure::Asked(why),
        _ => Failure::Asked(format!(
            "the information-sharing agreement does not let the console do this ({}), or the \
             partnership is not set up: run `throughline init` first",
            O::NAME
        )),
    })
}
