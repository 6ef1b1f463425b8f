//! The words that stores use: `all!`, `one!`, `run!`, `insert!` and `list!`.
//!
//! One SQL text serves both engines; each text registers itself, and a test prepares every one of
//! them on both engines after migrating.

use sqlx::AssertSqlSafe;

/// A statement that the program contains.
pub struct Statement {
    /// The SQL, as written; a list has `{visible}` where its filter goes.
    pub text: &'static str,
    /// File and line.
    pub place: &'static str,
}
inventory::collect!(Statement);

/// An insert that the program contains.
pub struct Insert {
    /// The table.
    pub table: &'static str,
    /// Its columns.
    pub columns: &'static [&'static str],
    /// File and line.
    pub place: &'static str,
}
inventory::collect!(Insert);

/// Registers a statement and gives its text.
#[macro_export]
macro_rules! sql { ($text:expr) => {{
    $crate::inventory::submit! { $crate::Statement { text: $text, place: concat!(file!(), ":", line!()) } }
    $text
}} }

/// Every row: `all!(tx, "select … where a = $1", a)`.
#[macro_export]
macro_rules! all { ($tx:expr, $text:literal $(, $arg:expr)* $(,)?) => {{
    let text = $crate::sql!($text);
    match $tx.engine() {
        $crate::Engine::Sqlite(c) => $crate::sqlx::query_as(text)$(.bind($arg))*.fetch_all(c).await,
        $crate::Engine::Postgres(c) => $crate::sqlx::query_as(text)$(.bind($arg))*.fetch_all(c).await,
    }.map_err($crate::DbError::from)
}} }

/// The one row, if there is one.
#[macro_export]
macro_rules! one { ($tx:expr, $text:literal $(, $arg:expr)* $(,)?) => {{
    let text = $crate::sql!($text);
    match $tx.engine() {
        $crate::Engine::Sqlite(c) => $crate::sqlx::query_as(text)$(.bind($arg))*.fetch_optional(c).await,
        $crate::Engine::Postgres(c) => $crate::sqlx::query_as(text)$(.bind($arg))*.fetch_optional(c).await,
    }.map_err($crate::DbError::from)
}} }

/// A change: gives the number of rows.
#[macro_export]
macro_rules! run { ($tx:expr, $text:literal $(, $arg:expr)* $(,)?) => {{
    let text = $crate::sql!($text);
    match $tx.engine() {
        $crate::Engine::Sqlite(c) => $crate::sqlx::query(text)$(.bind($arg))*.execute(c).await.map(|done| done.rows_affected()),
        $crate::Engine::Postgres(c) => $crate::sqlx::query(text)$(.bind($arg))*.execute(c).await.map(|done| done.rows_affected()),
    }.map_err($crate::DbError::from)
}} }

/// A new row, the columns by their names: `insert!(tx, referral { id: id, source: source })`.
#[macro_export]
macro_rules! insert { ($tx:expr, $table:ident { $($column:ident : $value:expr),* $(,)? }) => {{
    const COLUMNS: &[&str] = &[$(stringify!($column)),*];
    $crate::inventory::submit! { $crate::Insert {
        table: stringify!($table), columns: &[$(stringify!($column)),*], place: concat!(file!(), ":", line!()),
    } }
    let text = $crate::insert_text(stringify!($table), COLUMNS);
    match $tx.engine() {
        $crate::Engine::Sqlite(c) => $crate::sqlx::query(text)$(.bind($value))*.execute(c).await.map(|_| ()),
        $crate::Engine::Postgres(c) => $crate::sqlx::query(text)$(.bind($value))*.execute(c).await.map(|_| ()),
    }.map_err($crate::DbError::from)
}} }

/// Every row that a reader may see: the text holds `{visible}` where the condition goes, and names
/// the column that holds the record's id: `list!(tx, visible, "c.id", "select … where {visible}", a)`.
#[macro_export]
macro_rules! list { ($tx:expr, $visible:expr, $id:literal, $text:literal $(, $arg:expr)* $(,)?) => {{
    let arguments: &[&str] = &[$(stringify!($arg)),*];
    // From the index of scope rows to the records, never the other way round.
    let (candidates, ids) = $visible.candidates(arguments.len() + 1);
    let condition = format!("{} in ({candidates})", $id);
    let text = $crate::sqlx::AssertSqlSafe($crate::sql!($text).replace("{visible}", &condition));
    match $tx.engine() {
        $crate::Engine::Sqlite(c) => {
            let query = $crate::sqlx::query_as(text)$(.bind($arg))*;
            ids.iter().fold(query, |query, id| query.bind(id)).fetch_all(c).await
        }
        $crate::Engine::Postgres(c) => {
            let query = $crate::sqlx::query_as(text)$(.bind($arg))*;
            ids.iter().fold(query, |query, id| query.bind(id)).fetch_all(c).await
        }
    }.map_err($crate::DbError::from)
}} }

/// A list with two filters, or whose text itself names a few records. The text may hold `{found}`
/// where the ids to start from go, `where c.id in ({found})`, and `{more}`, the second filter as a
/// condition on the one record that the id column names:
/// `found!(tx, found, more, "c.id", "select …, {more} from … where c.id in ({found})", a)`.
#[macro_export]
macro_rules! found { ($tx:expr, $found:expr, $more:expr, $id:literal, $text:literal $(, $arg:expr)* $(,)?) => {{
    let arguments: &[&str] = &[$(stringify!($arg)),*];
    let (mut text, mut ids) = ($crate::sql!($text).to_owned(), Vec::new());
    if text.contains("{found}") {
        let (candidates, found) = $found.candidates(arguments.len() + 1);
        ids.extend(found);
        text = text.replace("{found}", &candidates);
    }
    if text.contains("{more}") {
        let (condition, more) = $more.condition($id, arguments.len() + 1 + ids.len());
        ids.extend(more);
        text = text.replace("{more}", &condition);
    }
    let text = $crate::sqlx::AssertSqlSafe(text);
    match $tx.engine() {
        $crate::Engine::Sqlite(c) => {
            let query = $crate::sqlx::query_as(text)$(.bind($arg))*;
            ids.iter().fold(query, |query, id| query.bind(id)).fetch_all(c).await
        }
        $crate::Engine::Postgres(c) => {
            let query = $crate::sqlx::query_as(text)$(.bind($arg))*;
            ids.iter().fold(query, |query, id| query.bind(id)).fetch_all(c).await
        }
    }.map_err($crate::DbError::from)
}} }

/// The text of an insert.
pub fn insert_text(table: &str, columns: &[&str]) -> AssertSqlSafe<String> {
    let marks: Vec<_> = (1..=columns.len()).map(|mark| format!("${mark}")).collect();
    AssertSqlSafe(format!(
        "insert into {table} ({}) values ({})",
        columns.join(", "),
        marks.join(", ")
    ))
}
