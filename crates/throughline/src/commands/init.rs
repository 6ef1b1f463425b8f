//! `throughline init`: a partnership in an empty folder, without a question asked.

use std::{path::PathBuf, sync::Arc};

use agreement::Agreement;
use clap::Args;
use db::{Door, Keys, Stopped};
use kernel::Env;
use partnership::{
    accounts::{first_administrator, first_administrator_names},
    setup::{self, SetUpPartnership},
};

use super::{
    Failure,
    data::{DATABASE, KEYS, as_console, postgres, sqlite},
};

#[derive(Args)]
pub(super) struct Init {
    /// The folder for the data; it is made when it is not there.
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// A PostgreSQL address, in place of a SQLite file in the data folder.
    #[arg(long)]
    database_url: Option<String>,
    /// The partnership's file, such as examples/essex.toml.
    #[arg(long)]
    partnership: PathBuf,
    /// The name of the first administrator.
    #[arg(long, default_value = "Administrator")]
    administrator: String,
    /// The name with which the first administrator signs in.
    #[arg(long, default_value = "administrator")]
    sign_in_name: String,
}

impl Init {
    #[expect(clippy::print_stdout, reason = "says what was set up and what comes next")]
    pub(super) async fn run(self) -> Result<(), Failure> {
        let file = self.partnership.display();
        let text = super::file::text(&self.partnership)?;
        // Before anything is made: a file with a mistake leaves nothing behind.
        setup::read(&text).map_err(|errors| {
            let told = errors.iter().map(|(line, message)| format!("\n  {line}: {message}"));
            Failure::Asked(format!("{file} cannot be used:{}", told.collect::<String>()))
        })?;
        first_administrator_names(&self.administrator, &self.sign_in_name)
            .map_err(|errors| Failure::Asked(refused(Stopped::Fields(errors))))?;
        let door = self.open().await?;
        let done = as_console(&door, SetUpPartnership { file: text }).await?;
        let (places, organisations, forums) = (done.places, done.organisations, done.forums);
        println!(
            "{} is set up: {places} places, {organisations} organisations, {forums} forums.",
            done.name
        );
        let (name, sign_in_name) = (&self.administrator, &self.sign_in_name);
        let made = first_administrator(&door, name, sign_in_name, done.first_organisation).await;
        let link = made.map_err(|stopped| Failure::Asked(refused(stopped)))?;
        println!("{name} signs in as {sign_in_name}, and chooses a password once at this link:");
        println!("  {link}");
        println!("It follows the address at which `throughline serve` is reached.");
        Ok(())
    }

    async fn open(&self) -> Result<Door, Failure> {
        let server = match &self.database_url {
            Some(url) => Some(postgres(url).await?),
            None => None,
        };
        super::file::folder(&self.data)?;
        let db = match server {
            Some(server) => server,
            None => sqlite(&self.data.join(DATABASE)).await?,
        };
        db.migrate().await?;
        let keys = Keys::open(sqlite(&self.data.join(KEYS)).await?).await?;
        Ok(Door::new(db, Env::real(), keys, Arc::new(Agreement::first()?)))
    }
}

/// The partnership is set up, but its first administrator is not.
fn refused(stopped: Stopped) -> String {
    match stopped {
        Stopped::Fields(errors) => {
            let told: Vec<&str> = errors.iter().map(|(_, message)| message).collect();
            format!("the first administrator could not be made: {}", told.join("; "))
        }
        Stopped::Failed(error) => error.to_string(),
        _ => "the first administrator could not be made".into(),
    }
}
