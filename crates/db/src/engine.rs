//! The two engines. Only this file, `migrate.rs` and the test harness know which is underneath.

use std::{path::Path, time::Duration};

use sqlx::{
    PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{DbError, head::Head};

/// A database of either engine.
#[derive(Clone)]
pub enum Db {
    /// One writer and many readers, as SQLite itself works in WAL mode.
    Sqlite {
        /// Connections that can only read.
        read: SqlitePool,
        /// The one connection that writes.
        write: SqlitePool,
    },
    /// A pool of connections to PostgreSQL.
    Postgres(PgPool),
}

/// A transaction on either engine. One that changes things holds the ledger's head, and the only
/// way to keep its changes is [`Tx::commit`], together with the ledger's account of them.
pub struct Tx {
    inner: Inner,
    /// The ledger as this transaction found it; `None` in a transaction that only reads.
    pub(crate) head: Option<Head>,
}

enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
    // For one statement, which is a transaction of its own.
    OneOfSqlite(PoolConnection<Sqlite>),
    OneOfPostgres(PoolConnection<Postgres>),
}

/// The connection of the engine underneath; the macros match on it.
pub enum Engine<'a> {
    /// SQLite.
    Sqlite(&'a mut SqliteConnection),
    /// PostgreSQL.
    Postgres(&'a mut PgConnection),
}

/// So many bytes of a SQLite file at most are read as memory; the rest is read as from any file.
const MAPPED: &str = "1073741824";

impl Db {
    /// Opens a database: a PostgreSQL address, or the path of a SQLite file.
    ///
    /// # Errors
    ///
    /// When the server cannot be reached or the file cannot be opened.
    pub async fn open(address: &str) -> Result<Self, DbError> {
        if address.starts_with("postgres") {
            Self::postgres(address).await
        } else {
            Self::sqlite(Path::new(address)).await
        }
    }

    async fn postgres(url: &str) -> Result<Self, DbError> {
        // A holder that freezes loses its transaction, and with it the ledger's head (ADR 1).
        let options = url
            .parse::<PgConnectOptions>()?
            .options([("timezone", "UTC"), ("idle_in_transaction_session_timeout", "10000")]);
        let options = options.statement_cache_capacity(400);
        let pool = PgPoolOptions::new().max_connections(16).connect_with(options).await?;
        Ok(Self::Postgres(pool))
    }

    /// Opens or makes a SQLite file.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened.
    pub async fn sqlite(path: &Path) -> Result<Self, DbError> {
        Self::sqlite_file(path, SqliteSynchronous::Full).await
    }

    /// Opens or makes a SQLite file that nobody will miss: it never waits for the disk, so a power cut may leave it
    /// broken. For the demonstration alone, which a test of the tree holds to.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened.
    pub async fn throwaway(path: &Path) -> Result<Self, DbError> {
        Self::sqlite_file(path, SqliteSynchronous::Off).await
    }

    async fn sqlite_file(path: &Path, waits: SqliteSynchronous) -> Result<Self, DbError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(waits)
            .foreign_keys(true)
            .pragma("secure_delete", "on")
            .pragma("trusted_schema", "off")
            // What a statement sorts or gathers on the way needs no file.
            .pragma("temp_store", "memory")
            // 16 MB of pages for each connection, so that the upper levels of every index stay at hand.
            .pragma("cache_size", "-16000")
            .statement_cache_capacity(400)
            // A page of a list is read without waiting for whoever takes its rows.
            .row_buffer_size(1024)
            .busy_timeout(Duration::from_secs(5));
        let pool =
            |count| SqlitePoolOptions::new().max_connections(count).test_before_acquire(false);
        let write = pool(1).connect_with(options.clone()).await?;
        // Each entry in the ledger empties the readers' caches: where the file is part of their memory,
        // they need not read their pages again.
        let options = options.read_only(true).pragma("mmap_size", MAPPED);
        let read = pool(4).connect_with(options).await?;
        Ok(Self::Sqlite { read, write })
    }

    /// Begins a change: takes the write lock (SQLite) or the ledger's head row (PostgreSQL), so that
    /// changes happen one after another on both engines.
    ///
    /// # Errors
    ///
    /// When the database cannot be reached.
    pub async fn begin(&self) -> Result<Tx, DbError> {
        let inner = match self {
            Self::Sqlite { write, .. } => Inner::Sqlite(write.begin_with("begin immediate").await?),
            Self::Postgres(pool) => Inner::Postgres(begin_postgres(pool, "begin").await?),
        };
        let mut tx = Tx { inner, head: None };
        tx.head = Some(Head::take(&mut tx).await?);
        Ok(tx)
    }

    /// Begins a transaction that only reads, from one moment in time. It takes no write lock.
    ///
    /// # Errors
    ///
    /// When the database cannot be reached.
    pub async fn snapshot(&self) -> Result<Tx, DbError> {
        const LOOK: &str = "begin isolation level repeatable read read only";
        let inner = match self {
            Self::Sqlite { read, .. } => Inner::Sqlite(read.begin().await?),
            Self::Postgres(pool) => Inner::Postgres(begin_postgres(pool, LOOK).await?),
        };
        Ok(Tx { inner, head: None })
    }

    /// A connection for one statement that only reads: it needs no transaction around it, and costs
    /// two trips to the engine less.
    ///
    /// # Errors
    ///
    /// When the database cannot be reached.
    pub(crate) async fn glance(&self) -> Result<Tx, DbError> {
        let inner = match self {
            Self::Sqlite { read, .. } => Inner::OneOfSqlite(read.acquire().await?),
            Self::Postgres(pool) => Inner::OneOfPostgres(pool.acquire().await?),
        };
        Ok(Tx { inner, head: None })
    }

    /// Closes every connection.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// The connection underneath, for the macros: once for each statement, which row P4 counts.
    pub fn engine(&mut self) -> Engine<'_> {
        tracing::trace!(target: "db::statement", "a statement");
        match &mut self.inner {
            Inner::Sqlite(tx) => Engine::Sqlite(tx),
            Inner::Postgres(tx) => Engine::Postgres(tx),
            Inner::OneOfSqlite(connection) => Engine::Sqlite(connection),
            Inner::OneOfPostgres(connection) => Engine::Postgres(connection),
        }
    }

    /// Whether SQLite is underneath, for a text that has to differ.
    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.inner, Inner::Sqlite(_) | Inner::OneOfSqlite(_))
    }

    pub(crate) async fn keep(self) -> Result<(), DbError> {
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Postgres(tx) => tx.commit().await?,
            Inner::OneOfSqlite(_) | Inner::OneOfPostgres(_) => {}
        }
        Ok(())
    }
}

/// On a task of its own: sqlx 0.9.0 leaves a PostgreSQL connection inside a transaction when `begin`
/// is cancelled halfway (sqlx #4393).
async fn begin_postgres(
    pool: &PgPool,
    how: &'static str,
) -> Result<Transaction<'static, Postgres>, DbError> {
    let pool = pool.clone();
    Ok(tokio::spawn(async move { pool.begin_with(how).await }).await??)
}
