//! Every SQL text of the product is prepared on each engine: typos, schema drift and SQL of one
//! engine only are caught here.

use db::{Db, Insert, Statement, inventory};
use sqlx::{AssertSqlSafe, Executor as _, SqlSafeStr as _};
use testkit::{Fresh, on_both_engines};

async fn prepare(db: &Db, text: String) -> Result<(), sqlx::Error> {
    let text = AssertSqlSafe(text).into_sql_str();
    match db {
        Db::Sqlite { read, .. } => read.acquire().await?.prepare(text).await.map(drop),
        Db::Postgres(pool) => pool.acquire().await?.prepare(text).await.map(drop),
    }
}

/// SQLite plans a statement anew at each use when a parameter alone says how many rows it gives, for the
/// number may change the plan. Planning took most of the time of a page: hence `limit cast($1 as bigint)`.
#[test]
fn no_statement_is_planned_anew_at_each_use() {
    assert!(!throughline::routes().is_empty());
    for it in inventory::iter::<Statement>.into_iter().filter(|it| !it.place.contains("/tests/")) {
        let is_bare = it.text.contains("limit $") || it.text.contains("offset $");
        assert!(!is_bare, "{}: write limit cast($n as bigint)", it.place);
    }
}

on_both_engines! {
    async fn every_statement_prepares(engine: Engine) {
        // The routes keep every feature linked into this program.
        assert!(!throughline::routes().is_empty());
        let fresh = Fresh::of(engine).await;
        let mut wrong = Vec::new();
        let ours = |place: &str| !place.contains("/tests/");
        for it in inventory::iter::<Statement>.into_iter().filter(|it| ours(it.place)) {
            let text = it.text.replace("{visible}", "1 = 1").replace("{more}", "1 = 1");
            let text = text.replace("{also}", "1 = 1");
            let text = text.replace("{found}", "select record from record_scope");
            let text = text.replace("{next}", "select record from record_scope");
            if let Err(error) = prepare(&fresh.db, text).await {
                wrong.push(format!("{}: {error}", it.place));
            }
        }
        for it in inventory::iter::<Insert>.into_iter().filter(|it| ours(it.place)) {
            let marks: Vec<String> = (1..=it.columns.len()).map(|n| format!("${n}")).collect();
            let text = format!("insert into {} ({}) values ({})", it.table, it.columns.join(", "), marks.join(", "));
            if let Err(error) = prepare(&fresh.db, text).await {
                wrong.push(format!("{}: {error}", it.place));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
