//! Rows of many tables by one statement, each as JSON, under one condition: for what is handed out whole.

use serde_json::{Map, Value};

use crate::{Among, DbError, Engine, Tx};

/// A table to read from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The table; the text calls it `t`.
    pub table: &'static str,
    /// What is joined to it, or nothing.
    pub joins: &'static str,
    /// The column that is one of the ids.
    pub by: &'static str,
    /// The columns wanted, and which of them are bytes on SQLite: ids, and what is sealed.
    pub columns: Vec<(&'static str, bool)>,
}

impl Source {
    fn select(&self, at: usize, ids: &str, is_sqlite: bool) -> String {
        let columns = self.columns.iter().map(|(column, is_bytes)| match (is_sqlite, is_bytes) {
            (true, true) => format!("'{column}', lower(hex(t.{column}))"),
            _ => format!("'{column}', t.{column}"),
        });
        let columns = columns.collect::<Vec<_>>().join(", ");
        let Self { table, joins, by, .. } = self;
        let row = if is_sqlite {
            format!("json_object({columns})")
        } else {
            format!("cast(json_build_object({columns}) as text)")
        };
        format!(
            "select cast({at} as bigint) as source, {row} as held from {table} t {joins} where {by} in ({ids})"
        )
    }
}

/// Every row of the sources that belongs to one of the ids, with the number of its source. The rows of one source stand
/// together, in no order.
///
/// # Errors
///
/// When the database fails.
pub async fn gathered(
    tx: &mut Tx,
    sources: &[Source],
    ids: &Among,
) -> Result<Vec<(usize, Map<String, Value>)>, DbError> {
    if sources.is_empty() {
        return Ok(Vec::new());
    }
    let (names, ids) = ids.candidates(1);
    let text = gathered_text(sources, &names, tx.is_sqlite());
    let rows: Vec<(i64, String)> = bound(tx, text, ids).await?;
    let row = |(at, text): (i64, String)| {
        let at = usize::try_from(at).map_err(|_| DbError::corrupt("gathered", "source", &text))?;
        Ok((at, serde_json::from_str(&text)?))
    };
    rows.into_iter().map(row).collect()
}

/// The statement: ids stand where `names` says.
#[must_use]
pub fn gathered_text(sources: &[Source], names: &str, is_sqlite: bool) -> String {
    let parts = sources.iter().enumerate().map(|(at, it)| it.select(at, names, is_sqlite));
    format!("{} order by 1", parts.collect::<Vec<_>>().join(" union all "))
}

async fn bound(
    tx: &mut Tx,
    text: String,
    ids: Vec<uuid::Uuid>,
) -> Result<Vec<(i64, String)>, DbError> {
    let text = sqlx::AssertSqlSafe(text);
    match tx.engine() {
        Engine::Sqlite(on) => {
            let query = crate::fetch::and_ids_on_sqlite(sqlx::query(text), &ids);
            crate::fetch::read(&crate::fetch::all_of_sqlite(query, on).await?)
        }
        Engine::Postgres(on) => {
            let query = crate::fetch::and_ids_on_postgres(sqlx::query(text), &ids);
            crate::fetch::read(&crate::fetch::all_of_postgres(query, on).await?)
        }
    }
}

/// What bytes of a gathered row were: an id, or what is sealed.
#[must_use]
pub fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<char> =
        text.trim_start_matches("\\x").chars().filter(|it| *it != '-').collect();
    let pairs = digits.chunks(2).map(|pair| match pair {
        [high, low] => u8::try_from(high.to_digit(16)? * 16 + low.to_digit(16)?).ok(),
        _ => None,
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_sealed_bytes_are_read_as_either_engine_writes_them() {
        assert_eq!(bytes_of("\\x00ff"), Some(vec![0, 255]));
        assert_eq!(bytes_of("00FF"), Some(vec![0, 255]));
        assert_eq!(bytes_of("00000000-0000-0000-0000-0000000000a1").map(|it| it.len()), Some(16));
        assert_eq!(bytes_of("0"), None);
        assert_eq!(bytes_of("zz"), None);
    }
}
