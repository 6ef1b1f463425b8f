//! Row P4, in part: no statement of a feature reads a big table from end to end, with any shape of
//! filter; SQLite says how it would run each. And no page needs many statements.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use agreement::{Action, Agreement, Kind, Principal, Visible};
use axum::http::{Method, StatusCode};
use casework::access_request::list::{ABOUT, Held};
use db::{Db, Statement, inventory};
use kernel::{ForumId, OrganisationId, PractitionerId};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use testkit::{Engine, Fresh};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt as _},
};
use uuid::Uuid;

use crate::trust_ground::{Ground, Standing, is_api, path_to, routes};

/// The most statements that one page may need, its session and its ledger entry included.
const MOST: usize = 12;

/// Tables that grow with the years; the rest hold a partnership's own few rows.
const BIG: &[&str] = &[
    "person",
    "person_alert",
    "person_communication",
    "person_communication_need",
    "person_contact",
    "person_correction",
    "person_error",
    "person_identifier",
    "person_name",
    "person_of_concern",
    "name_key",
    "postcode",
    "household_member",
    "access_decision",
    "access_override",
    "access_request",
    "override_forum",
    "decision_proposal",
    "proposal_indicator",
    "advice",
    "referral",
    "referral_followup",
    "referral_need",
    "referral_note",
    "referral_person",
    "relapse_event",
    "relationship",
    "assessment",
    "consent",
    "entry_error",
    "sharing_decision",
    "step_up",
    "contingency",
    "case_form",
    "case_form_completion",
    "paper",
    "paper_piece",
    "case_record",
    "case_study",
    "agenda_item",
    "item_update",
    "gap",
    "lead_duty",
    "level_indicator",
    "level_judgement",
    "level_proposal",
    "level_proposal_indicator",
    "team_attendance",
    "team_meeting",
    "team_member",
    "allocation",
    "plan_action",
    "plan_goal",
    "plan_share",
    "action_owner",
    "action_update",
    "review",
    "chronology_event",
    "ledger_entry",
    "ledger_detail",
    // Not `ledger_subject_recent`, which has two thousand rows at the most.
    "ledger_subject",
    "ledger_sought",
    "record_scope",
    "repeated_key",
    "session",
    "sign_in_attempt",
    "draft",
];

/// Statements that read a whole table because that is what they are for: the place, and why.
const WHOLE: &[(&str, &str)] = &[
    ("crates/db/src/audit", "a verification reads the whole ledger"),
    ("crates/db/src/copy", "a backup reads everything"),
    ("crates/throughline/tests", "tests"),
    ("crates/throughline/src/commands", "commands of the console"),
    ("crates/insight", "a year's report reads the year"),
];

/// Somebody with so many forums of each sort.
fn principal(forums: u128) -> Principal {
    let mut principal =
        Principal::new(PractitionerId(Uuid::from_u128(1)), OrganisationId(Uuid::from_u128(2)));
    principal.member_of.extend((0..forums).map(|n| ForumId(Uuid::from_u128(100 + n))));
    principal.coordinates.extend((0..forums).map(|n| ForumId(Uuid::from_u128(200 + n))));
    principal
}

/// The name by which a text calls a table.
fn alias(text: &str, table: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let at = words.windows(2).position(|it| matches!(it[0], "from" | "join") && it[1] == table)?;
    words
        .get(at + 2)
        .map(|it| it.trim_matches(|c: char| !c.is_alphanumeric() && c != '_').to_owned())
}

/// The first parameter that a text does not use. Parameters are counted on, as the macros do:
/// PostgreSQL must find a type for each.
fn after(text: &str) -> usize {
    let marks = text.split('$').skip(1).map(|rest| rest.split(|c: char| !c.is_ascii_digit()));
    marks.filter_map(|mut it| it.next()?.parse::<usize>().ok()).max().unwrap_or_default() + 1
}

const WINDOW: db::Window<'_> = db::Window { state: "$1", below: "$2", below_id: "$3", rows: "$4" };

/// The text with its filter in place, as the macros make it.
fn whole(text: &str, visible: impl Fn(Kind) -> Visible) -> Option<String> {
    if !text.contains('{') {
        return Some(text.to_owned());
    }
    if text.contains("from ledger_sought") {
        return Some(text.replace("{visible}", "q.key in ($3, $4)"));
    }
    // Among people who are known already.
    if text.contains("from relationship r where {visible}") {
        return Some(text.replace("{visible}", "r.person_id in ($1, $2)"));
    }
    // What professionals and organisations are called.
    if text.contains("from practitioner union all") {
        return Some(text.replace("{visible}", "n.id in ($1, $2)"));
    }
    if text.contains("from ledger_about") {
        return Some(text.replace("{visible}", "s.record in ($3, $4)"));
    }
    let tables = [
        ("case_record", Kind::Case),
        ("referral", Kind::Referral),
        ("person", Kind::Person),
        ("meeting", Kind::Meeting),
        ("forum", Kind::Forum),
    ];
    // Where names are looked up, the filter stands beside the key, not beside the person.
    if text.contains("from name_key k") && text.contains("{more}") {
        let (condition, _) = visible(Kind::Person).condition("k.person_id", after(text));
        return Some(text.replace("{more}", &condition));
    }
    let of_people = ["from record_scope s", "from named_without_staff s"];
    if of_people.iter().any(|it| text.contains(it)) && alias(text, "person").is_none() {
        let (candidates, _) = visible(Kind::Person).candidates(after(text));
        return Some(text.replace("{visible}", &format!("s.record in ({candidates})")));
    }
    let (id, kind) = tables
        .iter()
        .find_map(|(table, kind)| Some((format!("{}.id", alias(text, table)?), *kind)))
        .or_else(|| Some((format!("{}.case_id", alias(text, "agenda_item")?), Kind::Case)))
        .or_else(|| Some((format!("{}.forum_id", alias(text, "advice_line")?), Kind::Forum)))?;
    let (candidates, _) = visible(kind).candidates(after(text));
    let text = text
        .replace("{visible}", &format!("{id} in ({candidates})"))
        .replace("{found}", &candidates)
        .replace("{next}", &visible(kind).next(WINDOW, after(text)).0);
    let (condition, _) = visible(kind).condition(&id, after(&text));
    Some(text.replace("{also}", &condition).replace("{more}", &condition))
}

/// Big tables that the plan reads from end to end.
async fn scanned(db: &Db, text: &str) -> Vec<String> {
    let Db::Sqlite { read, .. } = db else { panic!("SQLite tells its plans") };
    let explained = AssertSqlSafe(format!("explain query plan {text}"));
    let lines: Vec<(i64, i64, i64, String)> =
        sqlx::query_as(explained).fetch_all(read).await.unwrap();
    let scans =
        lines.into_iter().filter_map(|(.., line)| line.strip_prefix("SCAN ").map(str::to_owned));
    scans
        .filter(|scan| {
            let name = scan.split_whitespace().next().unwrap();
            BIG.iter().any(|table| name == *table || alias(text, table).as_deref() == Some(name))
        })
        .collect()
}

/// The same on PostgreSQL, where reading from end to end is forbidden as far as it can be: what is
/// still read so has no index that would serve.
async fn scanned_by_postgres(connection: &mut PgConnection, text: &str) -> Vec<String> {
    connection.execute(AssertSqlSafe(format!("prepare asked as {text}"))).await.unwrap();
    let count =
        "select cardinality(parameter_types) from pg_prepared_statements where name = 'asked'";
    let count: i32 = sqlx::query_scalar(count).fetch_one(&mut *connection).await.unwrap();
    let nulls = vec!["null"; usize::try_from(count).unwrap()].join(", ");
    let asked = if nulls.is_empty() { "asked".to_owned() } else { format!("asked({nulls})") };
    let explained = AssertSqlSafe(format!("explain (costs off) execute {asked}"));
    let lines: Vec<(String,)> =
        sqlx::query_as(explained).persistent(false).fetch_all(&mut *connection).await.unwrap();
    connection.execute("deallocate asked").await.unwrap();
    lines
        .into_iter()
        .filter_map(|(line,)| {
            let scanned = line.split("Seq Scan on ").nth(1)?;
            let table = scanned.split_whitespace().next()?;
            BIG.contains(&table).then(|| table.to_owned())
        })
        .collect()
}

/// Every statement of the features with every shape of filter: its place, how many forums its
/// reader has, the text.
fn statements() -> Vec<(&'static str, u128, String)> {
    assert!(!throughline::routes().is_empty());
    let agreement = Agreement::first().unwrap();
    let mut all = Vec::new();
    for statement in inventory::iter::<Statement> {
        if WHOLE.iter().any(|(place, _)| statement.place.starts_with(place))
            || statement.text.starts_with("pragma")
        {
            continue;
        }
        for forums in [0, 1, 3, 8] {
            let principal = principal(forums);
            let visible = |kind: Kind| {
                let action = match kind {
                    Kind::Meeting => Action::SeeMeeting,
                    Kind::Forum => Action::Convene,
                    _ => Action::SeeSummary,
                };
                agreement.list_filter(&principal, action, kind)
            };
            let text = whole(statement.text, visible);
            let text = text.unwrap_or_else(|| panic!("{}: no known table", statement.place));
            all.push((statement.place, forums, text));
            if !statement.text.contains('{') {
                break;
            }
        }
    }
    assert!(all.len() > 100, "{}", all.len());
    all
}

/// The one statement that is made while the service runs: everything about one person.
fn of_one_person(is_sqlite: bool) -> (&'static str, u128, String) {
    let sources: Vec<db::Source> = ABOUT.iter().map(Held::source).collect();
    ("access_request/list.rs", 1, db::gathered_text(&sources, "$1, $2", is_sqlite))
}

#[tokio::test]
async fn p4_no_statement_reads_a_big_table_from_end_to_end_on_sqlite() {
    let fresh = Fresh::of(Engine::Sqlite).await;
    let mut wrong = Vec::new();
    for (place, forums, text) in statements().into_iter().chain([of_one_person(true)]) {
        for scan in scanned(&fresh.db, &text).await {
            wrong.push(format!("{place} ({forums} forums): SCAN {scan}"));
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn p4_no_statement_reads_a_big_table_from_end_to_end_on_postgres() {
    let fresh = Fresh::of(Engine::Postgres).await;
    let mut connection = PgConnection::connect(&fresh.address).await.unwrap();
    connection
        .execute("set enable_seqscan = off; set plan_cache_mode = force_generic_plan")
        .await
        .unwrap();
    let mut wrong = Vec::new();
    for (place, forums, text) in statements().into_iter().chain([of_one_person(false)]) {
        for table in scanned_by_postgres(&mut connection, &text).await {
            wrong.push(format!("{place} ({forums} forums): Seq Scan on {table}"));
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let scan = "select p.id from person p where p.given_name = $1";
    assert_eq!(scanned_by_postgres(&mut connection, scan).await, ["person"], "a scan is seen");
}

/// Where an index holds only the rows in which a column is some value, SQLite compares what a statement gives for that
/// column with the value, and plans the statement anew each time that it is given something.
#[tokio::test]
async fn p4_no_index_makes_a_statement_be_planned_anew_each_time() {
    let fresh = Fresh::of(Engine::Sqlite).await;
    let Db::Sqlite { read, .. } = &fresh.db else { panic!("it is SQLite that plans anew") };
    let text = "select name, tbl_name, sql from sqlite_schema where type = 'index' and sql like '% where %'";
    let indexes: Vec<(String, String, String)> =
        sqlx::query_as(text).fetch_all(read).await.unwrap();
    assert!(indexes.len() > 5, "{indexes:?}");
    let mut wrong = Vec::new();
    for (index, table, text) in indexes {
        let (_, condition) = text.split_once(" where ").unwrap();
        let columns: Vec<&str> =
            condition.split(" and ").filter_map(|part| Some(part.split_once(" = '")?.0)).collect();
        // An import asks for each of its rows; a plan more does not show beside what the row itself costs.
        let pages = inventory::iter::<Statement>.into_iter();
        for statement in pages.filter(|it| !it.place.starts_with("crates/exchange")) {
            let Some(alias) = alias(statement.text, &table) else { continue };
            for column in &columns {
                let (bare, named) = (format!(" {column} = $"), format!(" {alias}.{column} = $"));
                if statement.text.contains(&bare) || statement.text.contains(&named) {
                    wrong.push(format!("{}: {column} of {index}", statement.place));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn p4_a_scan_of_a_big_table_is_seen() {
    let fresh = Fresh::of(Engine::Sqlite).await;
    let scans = scanned(&fresh.db, "select p.id from person p where p.given_name = $1").await;
    assert_eq!(scans, ["p"]);
}

/// Counts the statements that the database is asked.
struct Counting(Arc<AtomicUsize>);

impl<S: tracing::Subscriber> Layer<S> for Counting {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "db::statement" {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[tokio::test]
async fn p4_no_page_needs_more_than_twelve_statements() {
    let count = Arc::new(AtomicUsize::new(0));
    let counting = tracing_subscriber::registry().with(Counting(Arc::clone(&count)));
    let _guard = tracing::subscriber::set_default(counting);
    let ground = Ground::on(Engine::Sqlite).await;
    let (mut wrong, mut met) = (Vec::new(), 0);
    for route in routes().into_iter().filter(|it| it.method == Method::GET && !is_api(&it.path)) {
        let path = path_to(&route, Standing::Own);
        for who in &ground.people {
            // One answer in four decides again what it lists, with one more; all of twelve would not.
            let (mut needed, mut status) = (usize::MAX, StatusCode::OK);
            for _ in 0..12 {
                if needed <= MOST {
                    break;
                }
                let before = count.load(Ordering::Relaxed);
                status = ground.ask(who, &route, &path).await.status;
                needed = needed.min(count.load(Ordering::Relaxed) - before);
            }
            if status != StatusCode::OK {
                continue;
            }
            met += 1;
            if needed > MOST {
                wrong.push(format!("{} as {}: {needed} statements", route.path, who.role));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(met > 100, "{met}");
}
