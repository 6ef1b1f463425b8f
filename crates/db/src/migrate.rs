//! Migrations: one numbered file each, for both engines. Lines after `--@ sqlite` or
//! `--@ postgres` are for that engine alone, until `--@ both`. One that has shipped is never edited.

use sqlx::{
    AssertSqlSafe, SqlSafeStr as _,
    migrate::{Migration, MigrationType, Migrator},
};

use crate::{Db, DbError};

const FILES: &[(i64, &str, &str)] = &[
    (1, "ground", include_str!("../../../migrations/0001_ground.sql")),
    (2, "people", include_str!("../../../migrations/0002_people.sql")),
    (3, "casework", include_str!("../../../migrations/0003_casework.sql")),
    (4, "beyond", include_str!("../../../migrations/0004_beyond.sql")),
    (5, "support", include_str!("../../../migrations/0005_support.sql")),
];

/// Every migration: number, name and text, for the description of the tables.
pub fn migrations() -> impl Iterator<Item = (i64, &'static str, &'static str)> {
    FILES.iter().copied()
}

fn part(text: &str, engine: &str) -> String {
    let mut ours = true;
    let mut kept = String::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("--@ ") {
            ours = name == "both" || name == engine;
        } else if ours {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

impl Db {
    /// Whether this version of the program knows all of the tables: one that it does not know may hold
    /// what it would overlook.
    ///
    /// # Errors
    ///
    /// [`DbError::Newer`] when it does not.
    pub async fn is_not_newer(&self) -> Result<(), DbError> {
        self.is_not_newer_than(FILES).await
    }

    async fn is_not_newer_than(&self, steps: &[(i64, &str, &str)]) -> Result<(), DbError> {
        const LAST: &str = "select max(version) from _sqlx_migrations";
        let last: Result<Option<i64>, sqlx::Error> = match self {
            Self::Sqlite { read, .. } => sqlx::query_scalar(LAST).fetch_one(read).await,
            Self::Postgres(pool) => sqlx::query_scalar(LAST).fetch_one(pool).await,
        };
        let known = steps.iter().map(|(version, _, _)| *version).max();
        // Without the table there is no partnership yet, which is told elsewhere.
        if last.is_ok_and(|last| last > known) { Err(DbError::Newer) } else { Ok(()) }
    }

    /// Brings the tables up to date and makes sure that the ledger has its head.
    ///
    /// # Errors
    ///
    /// When a migration fails, or the database was made by a newer version.
    pub async fn migrate(&self) -> Result<(), DbError> {
        self.migrate_by(FILES).await
    }

    /// Takes those of these steps that the database has not taken. Each is a transaction together with the row that says so:
    /// whoever is cut off goes on with the next (ADR 16). The service takes its own; tests take others.
    ///
    /// # Errors
    ///
    /// When a step fails, or the database has taken one that is not among them.
    #[doc(hidden)]
    pub async fn migrate_by(
        &self,
        steps: &[(i64, &'static str, &'static str)],
    ) -> Result<(), DbError> {
        self.is_not_newer_than(steps).await?;
        let engine = match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres(_) => "postgres",
        };
        let all = steps.iter().map(|(version, name, text)| {
            let text = AssertSqlSafe(part(text, engine)).into_sql_str();
            Migration::new(*version, (*name).into(), MigrationType::Simple, text, false)
        });
        let migrator = Migrator::with_migrations(all.collect());
        match self {
            Self::Sqlite { write, .. } => migrator.run(write).await?,
            Self::Postgres(pool) => migrator.run(pool).await?,
        }
        crate::head::plant(self).await
    }
}
