//! What can go wrong between us and the database.

/// The database could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The engine or the connection failed.
    #[error("the database: {0}")]
    Engine(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("bringing the tables up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A newer version of the program made the tables.
    #[error(
        "the database was made by a newer version of Throughline: run that version, or restore a \
         backup that this one made"
    )]
    Newer,
    /// A row breaks a rule that the program relies on.
    #[error("{table}.{column} holds something that breaks a rule: {why}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// What is wrong.
        why: String,
    },
    /// A personal field could not be sealed or opened.
    #[error("a personal field: {0}")]
    Sealed(&'static str),
    /// A file on its way could not be kept on the disk.
    #[error("a file on its way: {0}")]
    Spool(#[from] std::io::Error),
    /// The ledger could not be written.
    #[error("the ledger: {0}")]
    Ledger(String),
    /// The database could not be copied, or a copy not be brought back.
    #[error("a copy of the database: {0}")]
    Copy(String),
    /// A list held records that the agreement does not show to its reader; it was not shown.
    #[error("a list held records that the agreement does not show to its reader: {0}")]
    ListDiffers(usize),
    /// The work panicked; the panic itself is in the log.
    #[error("the work panicked")]
    Panicked,
    /// A task ended before it finished, as at shutdown.
    #[error("the service is stopping")]
    Stopping,
    /// An operation gave back something else than it declares: a mistake of ours.
    #[error("an operation gave back something else than it declares")]
    Mistaken,
    /// A value could not be written as JSON or read from it.
    #[error("JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The operating system gave no randomness.
    #[error("randomness: {0}")]
    Random(#[from] getrandom::Error),
}

impl From<tokio::task::JoinError> for DbError {
    fn from(error: tokio::task::JoinError) -> Self {
        if error.is_panic() { Self::Panicked } else { Self::Stopping }
    }
}

impl DbError {
    /// A row that breaks a rule.
    pub fn corrupt(table: &'static str, column: &'static str, why: impl ToString) -> Self {
        Self::Corrupt { table, column, why: why.to_string() }
    }

    /// Whether trying the whole transaction again may work (serialisation failure, deadlock, busy).
    pub fn is_passing(&self) -> bool {
        let Self::Engine(sqlx::Error::Database(error)) = self else { return false };
        matches!(error.code().as_deref(), Some("40001" | "40P01" | "5" | "517"))
    }
}
