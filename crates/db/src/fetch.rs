//! Runs what the words of `sql` have put together. One function for each engine and each way to ask,
//! compiled here once: with the driver's own generic ones, every query of every feature would be
//! compiled anew for both engines.

use futures::future::BoxFuture;
use sqlx::{
    FromRow, PgConnection, Postgres, Sqlite, SqliteConnection,
    postgres::{PgArguments, PgRow},
    query::Query,
    sqlite::{SqliteArguments, SqliteRow},
};
use uuid::Uuid;

use crate::DbError;

/// A statement with its arguments, for SQLite.
pub type OnSqlite = Query<'static, Sqlite, SqliteArguments>;
/// The same for PostgreSQL.
pub type OnPostgres = Query<'static, Postgres, PgArguments>;

type Fetching<'c, T> = BoxFuture<'c, Result<T, DbError>>;

/// Every row.
pub fn all_of_sqlite(query: OnSqlite, on: &mut SqliteConnection) -> Fetching<'_, Vec<SqliteRow>> {
    Box::pin(async move { Ok(query.fetch_all(on).await?) })
}

/// Every row.
pub fn all_of_postgres(query: OnPostgres, on: &mut PgConnection) -> Fetching<'_, Vec<PgRow>> {
    Box::pin(async move { Ok(query.fetch_all(on).await?) })
}

/// The first row, if there is one.
pub fn one_of_sqlite(
    query: OnSqlite,
    on: &mut SqliteConnection,
) -> Fetching<'_, Option<SqliteRow>> {
    Box::pin(async move { Ok(query.fetch_optional(on).await?) })
}

/// The first row, if there is one.
pub fn one_of_postgres(query: OnPostgres, on: &mut PgConnection) -> Fetching<'_, Option<PgRow>> {
    Box::pin(async move { Ok(query.fetch_optional(on).await?) })
}

/// Changes rows, and says how many.
pub fn run_on_sqlite(query: OnSqlite, on: &mut SqliteConnection) -> Fetching<'_, u64> {
    Box::pin(async move { Ok(query.execute(on).await?.rows_affected()) })
}

/// Changes rows, and says how many.
pub fn run_on_postgres(query: OnPostgres, on: &mut PgConnection) -> Fetching<'_, u64> {
    Box::pin(async move { Ok(query.execute(on).await?.rows_affected()) })
}

/// Ids as the next arguments.
pub fn and_ids_on_sqlite(query: OnSqlite, ids: &[Uuid]) -> OnSqlite {
    ids.iter().fold(query, |query, id| query.bind(*id))
}

/// Ids as the next arguments.
pub fn and_ids_on_postgres(query: OnPostgres, ids: &[Uuid]) -> OnPostgres {
    ids.iter().fold(query, |query, id| query.bind(*id))
}

/// What rows say.
///
/// # Errors
///
/// When a column does not hold what it should.
pub fn read<'r, R, T>(rows: impl IntoIterator<Item = &'r R>) -> Result<Vec<T>, DbError>
where
    R: sqlx::Row,
    T: FromRow<'r, R>,
{
    rows.into_iter().map(|row| Ok(T::from_row(row)?)).collect()
}
