//! The words that stores use: `all!`, `one!`, `run!`, `insert!`, `insert_rows!`, `list!`, `found!`,
//! `both!` and `next_page!`.
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
        $crate::Engine::Sqlite(c) => {
            let query = $crate::sqlx::query(text)$(.bind($arg))*;
            $crate::fetch::all_of_sqlite(query, c).await.and_then(|rows| $crate::fetch::read(&rows))
        }
        $crate::Engine::Postgres(c) => {
            let query = $crate::sqlx::query(text)$(.bind($arg))*;
            $crate::fetch::all_of_postgres(query, c).await.and_then(|rows| $crate::fetch::read(&rows))
        }
    }
}} }

/// The one row, if there is one.
#[macro_export]
macro_rules! one { ($tx:expr, $text:literal $(, $arg:expr)* $(,)?) => {{
    let text = $crate::sql!($text);
    match $tx.engine() {
        $crate::Engine::Sqlite(c) => {
            let query = $crate::sqlx::query(text)$(.bind($arg))*;
            $crate::fetch::one_of_sqlite(query, c).await.and_then(|row| $crate::fetch::read(&row))
        }
        $crate::Engine::Postgres(c) => {
            let query = $crate::sqlx::query(text)$(.bind($arg))*;
            $crate::fetch::one_of_postgres(query, c).await.and_then(|row| $crate::fetch::read(&row))
        }
    }.map(|rows| rows.into_iter().next())
}} }

/// A change: gives the number of rows.
#[macro_export]
macro_rules! run { ($tx:expr, $text:literal $(, $arg:expr)* $(,)?) => {{
    let text = $crate::sql!($text);
    match $tx.engine() {
        $crate::Engine::Sqlite(c) => $crate::fetch::run_on_sqlite($crate::sqlx::query(text)$(.bind($arg))*, c).await,
        $crate::Engine::Postgres(c) => $crate::fetch::run_on_postgres($crate::sqlx::query(text)$(.bind($arg))*, c).await,
    }
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
        $crate::Engine::Sqlite(c) => $crate::fetch::run_on_sqlite($crate::sqlx::query(text)$(.bind($value))*, c).await,
        $crate::Engine::Postgres(c) => $crate::fetch::run_on_postgres($crate::sqlx::query(text)$(.bind($value))*, c).await,
    }.map(|_| ())
}} }

/// Many new rows with one statement for each [`ROWS`] of them:
/// `insert_rows!(tx, referral_need, &needs, it => { referral_id: it.0, need: it.1.as_str() })`.
#[macro_export]
macro_rules! insert_rows { ($tx:expr, $table:ident, $rows:expr, $row:ident => { $($column:ident : $value:expr),* $(,)? }) => {{
    const COLUMNS: &[&str] = &[$(stringify!($column)),*];
    $crate::inventory::submit! { $crate::Insert {
        table: stringify!($table), columns: &[$(stringify!($column)),*], place: concat!(file!(), ":", line!()),
    } }
    let mut done: Result<(), $crate::DbError> = Ok(());
    for some in $rows.chunks($crate::ROWS) {
        let text = $crate::insert_rows_text(stringify!($table), COLUMNS, some.len());
        let result = match $tx.engine() {
            $crate::Engine::Sqlite(c) => {
                let query = some.iter().fold($crate::sqlx::query(text), |query, $row| query$(.bind($value))*);
                $crate::fetch::run_on_sqlite(query, c).await
            }
            $crate::Engine::Postgres(c) => {
                let query = some.iter().fold($crate::sqlx::query(text), |query, $row| query$(.bind($value))*);
                $crate::fetch::run_on_postgres(query, c).await
            }
        };
        if let Err(error) = result {
            done = Err(error);
            break;
        }
    }
    done
}} }

/// Every row that a reader may see: the text holds `{visible}` where the condition goes, and names
/// the column that holds the record's id: `list!(tx, visible, "c.id", "select … where {visible}", a)`.
#[macro_export]
macro_rules! list { ($tx:expr, $visible:expr, $id:literal, $text:literal $(, $arg:expr)* $(,)?) => {{
    let arguments: &[&str] = &[$(stringify!($arg)),*];
    // From the index of scope rows to the records, never the other way round.
    let (candidates, ids) = $visible.candidates(arguments.len() + 1);
    let condition = format!("{} in ({candidates})", $id);
    let text = $crate::sql!($text).replace("{visible}", &condition);
    $crate::bound!($tx, text, ids $(, $arg)*)
}} }

/// Every row of a text whose filter is in place: its arguments first, then the values of the filter.
#[doc(hidden)]
#[macro_export]
macro_rules! bound { ($tx:expr, $text:expr, $ids:expr $(, $arg:expr)*) => {{
    let text = $crate::sqlx::AssertSqlSafe($text);
    match $tx.engine() {
        $crate::Engine::Sqlite(c) => {
            let query = $crate::fetch::and_ids_on_sqlite($crate::sqlx::query(text)$(.bind($arg))*, &$ids);
            $crate::fetch::all_of_sqlite(query, c).await.and_then(|rows| $crate::fetch::read(&rows))
        }
        $crate::Engine::Postgres(c) => {
            let query = $crate::fetch::and_ids_on_postgres($crate::sqlx::query(text)$(.bind($arg))*, &$ids);
            $crate::fetch::all_of_postgres(query, c).await.and_then(|rows| $crate::fetch::read(&rows))
        }
    }
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
    $crate::bound!($tx, text, ids $(, $arg)*)
}} }

/// The few records that a text names itself, with two filters, each a condition on the one record that the
/// id column names: `{also}` is the first, `{more}` the second.
#[macro_export]
macro_rules! both { ($tx:expr, $also:expr, $more:expr, $id:literal, $text:literal $(, $arg:expr)* $(,)?) => {{
    let arguments: &[&str] = &[$(stringify!($arg)),*];
    let (also, mut ids) = $also.condition($id, arguments.len() + 1);
    let (more, others) = $more.condition($id, arguments.len() + 1 + ids.len());
    ids.extend(others);
    let text = $crate::sql!($text).replace("{also}", &also).replace("{more}", &more);
    $crate::bound!($tx, text, ids $(, $arg)*)
}} }

/// One page of a list with two filters. The text holds `{next}`, the ids to start from,
/// `where c.id in ({next})`, and `{more}`, the second filter as a condition; its first four arguments
/// are the state of the records, the moment and the id below which the page begins, and its rows.
#[macro_export]
macro_rules! next_page { ($tx:expr, $listed:expr, $more:expr, $id:literal, $text:literal $(, $arg:expr)* $(,)?) => {{
    let arguments: &[&str] = &[$(stringify!($arg)),*];
    let window = $crate::Window { state: "$1", below: "$2", below_id: "$3", rows: "$4" };
    let (next, mut ids) = $listed.next(window, arguments.len() + 1);
    let (condition, more) = $more.condition($id, arguments.len() + 1 + ids.len());
    ids.extend(more);
    let text = $crate::sql!($text).replace("{next}", &next).replace("{more}", &condition);
    $crate::bound!($tx, text, ids $(, $arg)*)
}} }

/// The most rows that one statement inserts: what a page of a list shows fits into one, and the
/// texts for fewer rows are few enough to stay prepared.
pub const ROWS: usize = 64;
/// A few ids that are known already, in the place of a filter: `list!(tx, among, "q.key", …)`.
#[derive(Clone, Debug)]
pub struct Among(Vec<uuid::Uuid>);

impl Among {
    /// These ids, padded so that few shapes of SQL exist; without any, nothing matches.
    pub fn new(ids: impl IntoIterator<Item = uuid::Uuid>) -> Self {
        let mut ids: Vec<uuid::Uuid> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        ids.resize(ids.len().max(1).next_power_of_two(), uuid::Uuid::nil());
        Self(ids)
    }

    /// The list's parameters from `$first_param`, and their values.
    pub fn candidates(&self, first_param: usize) -> (String, Vec<uuid::Uuid>) {
        let names: Vec<String> =
            (first_param..first_param + self.0.len()).map(|n| format!("${n}")).collect();
        (names.join(", "), self.0.clone())
    }
}

/// The text of an insert.
pub fn insert_text(table: &str, columns: &[&str]) -> AssertSqlSafe<String> {
    insert_rows_text(table, columns, 1)
}

/// The text of an insert of so many rows.
pub fn insert_rows_text(table: &str, columns: &[&str], rows: usize) -> AssertSqlSafe<String> {
    let width = columns.len();
    let values: Vec<String> = (0..rows)
        .map(|row| {
            let marks: Vec<_> =
                (1..=width).map(|mark| format!("${}", row * width + mark)).collect();
            format!("({})", marks.join(", "))
        })
        .collect();
    AssertSqlSafe(format!(
        "insert into {table} ({}) values {}",
        columns.join(", "),
        values.join(", ")
    ))
}
