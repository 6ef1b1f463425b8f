//! The command line: one file per command.

mod agreement;
mod backup;
mod charter;
mod data;
mod demo;
mod docs;
mod file;
mod import;
mod init;
mod ledger;
mod report;
mod restore;
mod routes;
mod serve;
mod sheet;

use clap::{Parser, Subcommand};

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database.
    #[error(transparent)]
    Db(#[from] db::DbError),
    /// The agreement.
    #[error("the information-sharing agreement: {0}")]
    Agreement(#[from] ::agreement::LoadError),
    /// A file or a socket.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// What was asked cannot be done: what is wrong and what to do.
    #[error("{0}")]
    Asked(String),
    /// It was done in part: what is left over and what to do with it.
    #[error("{0}")]
    InPart(String),
}

impl Failure {
    /// The exit code: 3 when it was done in part, otherwise 1.
    pub fn code(&self) -> u8 {
        if matches!(self, Self::InPart(_)) { 3 } else { 1 }
    }
}

/// One thread through many services: the system that a local partnership runs together.
#[derive(Parser)]
#[command(name = "throughline", version)]
pub struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Try Throughline on an invented partnership.
    Demo(demo::Demo),
    /// Set a partnership up in an empty folder.
    Init(init::Init),
    /// Serve the pages and the API.
    Serve(serve::Serve),
    /// Bring in records from a file.
    Import(import::Import),
    /// Make a report of figures.
    Report(report::Report),
    /// Prove the ledger, sign it, hand it to those who check.
    Ledger(ledger::Ledger),
    /// Take an encrypted backup while the service runs.
    Backup(backup::Backup),
    /// Bring a backup back into an empty folder and prove its ledger.
    Restore(restore::Restore),
    /// Check an information-sharing agreement, or say what it means.
    Agreement(agreement::Agreement),
    /// Check the files of a charter.
    Charter(charter::Charter),
    /// Write the documents that are made from the program itself.
    Docs(docs::Docs),
    /// List every route with its operation.
    Routes(routes::Routes),
}

/// Does what the command line says.
///
/// # Errors
///
/// [`Failure`] says what is wrong and what to do.
pub async fn run(line: Line) -> Result<(), Failure> {
    match line.command {
        Command::Demo(demo) => demo.run().await,
        Command::Init(init) => init.run().await,
        Command::Import(import) => import.run().await,
        Command::Report(report) => report.run().await,
        Command::Serve(serve) => serve.run().await,
        Command::Ledger(ledger) => ledger.run().await,
        Command::Backup(backup) => backup.run().await,
        Command::Restore(restore) => restore.run().await,
        Command::Agreement(agreement) => agreement.run(),
        Command::Charter(charter) => charter.run().await,
        Command::Docs(docs) => docs.run(),
        Command::Routes(routes) => routes.run(),
    }
}
