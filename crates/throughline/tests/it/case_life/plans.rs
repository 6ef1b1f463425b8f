//! How the engines find the rows of a caseload: from the scope index, whatever the table holds.

use agreement::{Action, Agreement, Kind, Principal};
use db::{Db, Statement, inventory};
use kernel::PractitionerId;
use sqlx::{AssertSqlSafe, Row as _};
use testkit::{COUNCIL, FORUM, Fresh, on_both_engines};

/// The caseload's statements as somebody would run them who coordinates a forum and is bound to
/// records in every other way.
fn caseloads() -> Vec<String> {
    let mut principal = Principal::new(PractitionerId::default(), COUNCIL);
    principal.coordinates.insert(FORUM);
    principal.member_of.insert(FORUM);
    let agreement = Agreement::first().unwrap();
    let visible = agreement.list_filter(&principal, Action::SeeSummary, Kind::Case);
    let texts = inventory::iter::<Statement>().filter(|it| it.place.contains("casework"));
    let texts = texts.map(|it| it.text);
    let is_list = |text: &&str| text.contains("{found}") || text.contains("{next}");
    let texts =
        texts.filter(|text| is_list(text) && text.contains("c.updated_at, c.level_of_need"));
    texts
        .map(|text| {
            let first = if text.contains("$8") { 9 } else { 6 };
            let window = db::Window { state: "$1", below: "$2", below_id: "$3", rows: "$4" };
            let is_page = text.contains("{next}");
            let (found, ids) =
                if is_page { visible.next(window, first) } else { visible.candidates(first) };
            let (more, _) = visible.condition("c.id", first + ids.len());
            text.replace("{found}", &found).replace("{next}", &found).replace("{more}", &more)
        })
        .collect()
}

async fn plan(db: &Db, text: &str) -> String {
    match db {
        Db::Sqlite { read, .. } => {
            let explain = AssertSqlSafe(format!("explain query plan {text}"));
            let rows = sqlx::query(explain).fetch_all(read).await.unwrap();
            rows.iter().map(|row| row.get::<String, _>("detail") + "\n").collect()
        }
        Db::Postgres(pool) => {
            // The tables are empty: what counts is whether an index can serve at all.
            let mut one = pool.acquire().await.unwrap();
            sqlx::query("set enable_seqscan = off").execute(&mut *one).await.unwrap();
            let count = (1..).take_while(|n| text.contains(&format!("${n}"))).count();
            let nulls = vec!["null"; count].join(", ");
            for set_up in [
                "set plan_cache_mode = force_generic_plan".to_owned(),
                format!("prepare it as {text}"),
            ] {
                sqlx::raw_sql(AssertSqlSafe(set_up)).execute(&mut *one).await.unwrap();
            }
            let explain = AssertSqlSafe(format!("explain execute it({nulls})"));
            let rows = sqlx::raw_sql(explain).fetch_all(&mut *one).await.unwrap();
            sqlx::raw_sql("deallocate it").execute(&mut *one).await.unwrap();
            rows.iter().map(|row| row.get::<String, _>(0) + "\n").collect()
        }
    }
}

/// How each engine says that it reads the scope index from a place in the list onwards.
const FROM_A_PLACE: [&str; 2] = ["(listed_at,record)<(?,?)", "ROW(listed_at, record) <"];

on_both_engines! {
    async fn a_caseload_is_found_from_the_scope_index_and_scans_no_table(engine: Engine) {
        let fresh = Fresh::of(engine).await;
        let texts = caseloads();
        assert_eq!(texts.len(), 2);
        for text in texts {
            let plan = plan(&fresh.db, &text).await;
            assert!(plan.contains("record_scope_target"), "{plan}");
            if text.contains("arm_0") {
                assert!(FROM_A_PLACE.iter().any(|it| plan.contains(it)), "{plan}");
            }
            for scan in ["SCAN c\n", "SCAN p\n", "SCAN c USING", "SCAN s\n", "SCAN a\n", "Seq Scan on case_record", "Seq Scan on record_scope", "Seq Scan on person"] {
                assert!(!plan.contains(scan), "{plan}");
            }
        }
    }
}
