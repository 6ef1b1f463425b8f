//! Copies of a whole database for a backup.

use std::path::Path;

use crate::{Db, DbError};

impl Db {
    /// Writes a copy of one moment to a new SQLite file, while changes go on.
    ///
    /// # Errors
    ///
    /// When the copy cannot be written, or the database is not a SQLite file.
    pub async fn copy_to(&self, file: &Path) -> Result<(), DbError> {
        let Self::Sqlite { read, .. } = self else {
            return Err(DbError::Ledger("only a SQLite file can be copied as a file".into()));
        };
        let file = file.to_str().ok_or_else(|| {
            DbError::Ledger("the path of the copy is not text that SQLite can read".into())
        })?;
        sqlx::query("vacuum into $1").bind(file).execute(read).await?;
        Ok(())
    }
}
