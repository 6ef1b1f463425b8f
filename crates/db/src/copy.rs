//! Copies of a whole database for a backup: of a SQLite file as a file, of PostgreSQL row by row.

use std::{
    collections::BTreeSet,
    io::{BufRead, Write},
    path::Path,
};

use futures::TryStreamExt as _;
use sqlx::{AssertSqlSafe, PgConnection};

use crate::{Db, DbError, head, migrate::migrations};

/// About how much text goes into one statement on the way back.
const AT_ONCE: usize = 64 * 1024 * 1024;

fn failed(why: impl ToString) -> DbError {
    DbError::Copy(why.to_string())
}

/// The tables in the order of the migrations: what a row refers to comes before it.
fn tables() -> impl Iterator<Item = &'static str> {
    let lines = migrations().flat_map(|(_, _, sql)| sql.lines());
    lines.filter_map(|line| line.strip_prefix("create table ")?.strip_suffix(" ("))
}

impl Db {
    /// Writes a copy of one moment to a new SQLite file, while changes go on.
    ///
    /// # Errors
    ///
    /// When the copy cannot be written, or the database is not a SQLite file.
    pub async fn copy_to(&self, file: &Path) -> Result<(), DbError> {
        let Self::Sqlite { read, .. } = self else {
            return Err(failed("only a SQLite file can be copied as a file"));
        };
        let file = file.to_str().ok_or_else(|| failed("the path of the copy is not text"))?;
        sqlx::query("vacuum into $1").bind(file).execute(read).await?;
        Ok(())
    }

    /// Writes every row of one moment as JSON lines, while changes go on. Gives the ledger's size and
    /// root at that moment.
    ///
    /// # Errors
    ///
    /// When the database fails, is not PostgreSQL, or the rows cannot be written.
    pub async fn rows_to(&self, out: &mut (impl Write + Send)) -> Result<(u64, [u8; 32]), DbError> {
        let Self::Postgres(pool) = self else {
            return Err(failed("only PostgreSQL is copied row by row"));
        };
        let mut tx = pool.begin_with("begin isolation level repeatable read read only").await?;
        for table in tables() {
            writeln!(out, "{table}").map_err(failed)?;
            let text = AssertSqlSafe(format!("select row_to_json(t)::text from {table} t"));
            let mut rows = sqlx::query_scalar::<_, String>(text).fetch(&mut *tx);
            while let Some(row) = rows.try_next().await? {
                writeln!(out, "{row}").map_err(failed)?;
            }
        }
        let head: (i64, Vec<u8>) =
            sqlx::query_as("select size, frontier from ledger_head").fetch_one(&mut *tx).await?;
        head::stated(head)
    }

    /// Brings the rows back into an empty, migrated database: all of them or none.
    ///
    /// # Errors
    ///
    /// When the database is not an empty PostgreSQL, or a row does not fit.
    pub async fn rows_from(&self, mut rows: impl BufRead + Send) -> Result<(), DbError> {
        let Self::Postgres(pool) = self else {
            return Err(failed("only PostgreSQL takes rows one by one"));
        };
        let mut tx = pool.begin().await?;
        empty(&mut tx).await?;
        let names: BTreeSet<&str> = tables().collect();
        let (mut table, mut waiting, mut line) = ("", String::new(), String::new());
        while {
            line.clear();
            rows.read_line(&mut line).map_err(failed)? > 0
        } {
            let text = line.trim_end();
            if text.starts_with('{') {
                // A table whose rows refer to one another goes in by one statement.
                let is_large = table.starts_with("ledger_") || table == "paper_piece";
                if waiting.len() > AT_ONCE && is_large {
                    insert(&mut tx, table, &mut waiting).await?;
                }
                waiting.push(if waiting.is_empty() { '[' } else { ',' });
                waiting.push_str(text);
                continue;
            }
            insert(&mut tx, table, &mut waiting).await?;
            table = names
                .get(text)
                .copied()
                .ok_or_else(|| failed("the copy holds a table that this version does not know"))?;
        }
        insert(&mut tx, table, &mut waiting).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Takes away what a migration plants, and refuses a database that somebody has used.
async fn empty(tx: &mut PgConnection) -> Result<(), DbError> {
    let used: i64 =
        sqlx::query_scalar("select count(*) from ledger_entry").fetch_one(&mut *tx).await?;
    if used > 0 {
        return Err(failed("the database is not empty: give a new one"));
    }
    for planted in ["delete from ledger_head", "delete from record_scope"] {
        sqlx::query(planted).execute(&mut *tx).await?;
    }
    Ok(())
}

async fn insert(tx: &mut PgConnection, table: &str, rows: &mut String) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    rows.push(']');
    let text = AssertSqlSafe(format!(
        "insert into {table} select * from json_populate_recordset(null::{table}, $1::json)"
    ));
    sqlx::query(text).bind(std::mem::take(rows)).execute(tx).await?;
    Ok(())
}
