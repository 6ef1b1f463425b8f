//! Row D11: a migration of a large database that is killed on the way finishes when it is started again.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io::Read as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

use db::{Db, DbError, Keys, NewEntry, audit};
use jiff::Timestamp;
use kernel::Env;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use tempfile::TempDir;
use testkit::{Engine, on_both_engines, steps_and_later};

const PROGRAM: &str = env!("CARGO_BIN_EXE_migrate");
const CASES: u32 = 100_000;
/// How many steps the database has taken before.
const BEFORE: usize = 3;

/// Where databases of an engine are made and copied.
struct Place {
    engine: Engine,
    folder: TempDir,
    count: u32,
}

fn server() -> String {
    std::env::var("TEST_POSTGRES").unwrap()
}

async fn on_server(text: String) {
    let mut admin = PgConnection::connect(&format!("{}/postgres", server())).await.unwrap();
    admin.execute(AssertSqlSafe(text)).await.unwrap();
}

impl Place {
    /// A new database with what another holds; empty without one.
    async fn new_from(&mut self, other: Option<&str>) -> String {
        self.count += 1;
        if self.engine == Engine::Sqlite {
            let path: PathBuf = self.folder.path().join(format!("{}.db", self.count));
            if let Some(other) = other {
                std::fs::copy(other, &path).unwrap();
            }
            return path.to_str().unwrap().to_owned();
        }
        let name = format!("d11_{}", Env::real().new_id().simple());
        let from = other.and_then(|it| it.rsplit('/').next());
        let template = from.map(|it| format!(" template {it}")).unwrap_or_default();
        on_server(format!("create database {name}{template}")).await;
        format!("{}/{name}", server())
    }

    /// Throws a database away, for each is large.
    async fn gone(&self, address: &str) {
        match self.engine {
            Engine::Sqlite => {
                for end in ["", "-wal", "-shm"] {
                    drop(std::fs::remove_file(format!("{address}{end}")));
                }
            }
            Engine::Postgres => {
                let name = address.rsplit('/').next().unwrap();
                on_server(format!("drop database {name} with (force)")).await;
            }
        }
    }
}

async fn execute(db: &Db, text: &str) {
    let text = AssertSqlSafe(text.to_owned());
    match db {
        Db::Sqlite { write, .. } => drop(write.execute(text).await.unwrap()),
        Db::Postgres(pool) => drop(pool.execute(text).await.unwrap()),
    }
}

async fn texts(db: &Db, text: &str) -> Vec<String> {
    let text = AssertSqlSafe(text.to_owned());
    match db {
        Db::Sqlite { read, .. } => sqlx::query_scalar(text).fetch_all(read).await.unwrap(),
        Db::Postgres(pool) => sqlx::query_scalar(text).fetch_all(pool).await.unwrap(),
    }
}

/// A database as an earlier version left it: so many people, each with a request, a case and a line of its chronology.
async fn filled(address: &str) {
    let db = Db::open(address).await.unwrap();
    db.migrate_by(steps_and_later().get(..BEFORE).unwrap()).await.unwrap();
    let is_sqlite = matches!(db, Db::Sqlite { .. });
    let id = |of: u32, n: &str| {
        if is_sqlite {
            format!("cast(printf('%04d%012d', {of}, {n}) as blob)")
        } else {
            format!(
                "cast(lpad(cast({of} as text), 4, '0') || lpad(cast({n} as text), 28, '0') as uuid)"
            )
        }
    };
    let (day, at) = ("'2026-11-20'", "'2026-11-20T10:00:00.000000Z'");
    let numbers = format!(
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < {CASES})"
    );
    let (place, forum) = (id(1, "1"), id(2, "1"));
    execute(&db, &format!(
        "insert into place (id, tier, name, gss_code, position) values ({place}, 'district', 'Everywhere', '', 1);
         insert into forum (id, name, charter, charter_version, place_id) values ({forum}, 'Forum', 'maag', '1', {place});"
    )).await;
    let (person, referral, case, event) = (id(3, "i"), id(4, "i"), id(5, "i"), id(6, "i"));
    for insert in [
        format!(
            "insert into person (id, given_name, family_name, learning_difficulty_or_disability, nhs_number, district_code,
                                 version, created_at, updated_at)
             {numbers} select {person}, 'Given ' || i, 'Family', 'no', '', '', 1, {at}, {at} from n"
        ),
        format!(
            "insert into referral (id, forum_id, person_id, source_system, source_reference, received_on, received_month,
                source_hash, referrer_group, charter_version, transition, assessment_state, consent, lawful_basis,
                without_consent_reason, strengths, needs_words, own_words, referrer_offer, known_to_social_care, status,
                return_reason, decision_rationale, override_reason, case_id, version, created_at)
             {numbers} select {referral}, {forum}, {person}, 'here', 'R-' || i, {day}, '2026-11', '', 'school', '1', 'none',
                'complete', 'given', 'consent', '', '', 'Needs ' || i, '', '', 'no', 'accepted', '', '', '', {case}, 1, {at}
               from n"
        ),
        format!(
            "insert into case_record (id, referral_id, forum_id, person_id, charter_version, level_of_need, status, opened_on,
                closure_reason, closure_outcome, closure_summary, lead_status, version, created_at, updated_at)
             {numbers} select {case}, {referral}, {forum}, {person}, '1', 3, 'open', {day}, '', '', '', 'none', 1, {at}, {at}
               from n"
        ),
        format!(
            "insert into chronology_event (id, case_id, happened_on, kind, said, recorded_at)
             {numbers} select {event}, {case}, {day}, 'made', 'Event ' || i, {at} from n"
        ),
    ] {
        let insert = if is_sqlite { insert } else { insert.replace(day, "date '2026-11-20'").replace(at, "timestamptz '2026-11-20T10:00:00Z'") };
        execute(&db, &insert).await;
    }
    for _ in 0..100 {
        let tx = db.begin().await.unwrap();
        tx.commit(Timestamp::UNIX_EPOCH, vec![NewEntry::plain("set_up")]).await.unwrap();
    }
    db.close().await;
}

/// The columns of each table.
async fn columns(db: &Db) -> BTreeMap<String, Vec<String>> {
    let text = match db {
        Db::Sqlite { .. } => {
            "select m.name || '.' || c.name from sqlite_master m, pragma_table_info(m.name) c
              where m.type = 'table' and m.name not like 'sqlite%' and m.name not like '\\_sqlx%' escape '\\' order by 1"
        }
        Db::Postgres(_) => {
            "select cast(c.table_name || '.' || c.column_name as text) from information_schema.columns c
               join information_schema.tables t on t.table_name = c.table_name and t.table_schema = c.table_schema
              where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name not like '\\_sqlx%'
              order by 1"
        }
    };
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in texts(db, text).await {
        let (table, column) = name.split_once('.').unwrap();
        found.entry(table.to_owned()).or_default().push(column.to_owned());
    }
    found
}

/// What a database holds of these columns, what its tables are, and whether it is sound.
#[derive(Debug, PartialEq, Eq)]
struct State {
    rows: BTreeMap<String, (usize, u64)>,
    schema: Vec<String>,
    steps: Vec<String>,
    sound: bool,
}

async fn state(address: &str, of: &BTreeMap<String, Vec<String>>, keys: &Path) -> State {
    let db = Db::open(address).await.unwrap();
    let mut rows = BTreeMap::new();
    for (table, columns) in of {
        let text = match &db {
            Db::Sqlite { .. } => {
                let quoted: Vec<String> = columns.iter().map(|it| format!("quote({it})")).collect();
                format!("select {} from {table} order by 1", quoted.join(" || '|' || "))
            }
            Db::Postgres(_) => {
                format!("select cast(row({}) as text) from {table} order by 1", columns.join(", "))
            }
        };
        let all = texts(&db, &text).await;
        let mut hash = DefaultHasher::new();
        all.hash(&mut hash);
        rows.insert(table.clone(), (all.len(), hash.finish()));
    }
    let schema = match &db {
        Db::Sqlite { .. } => "select type || ' ' || name || ' ' || coalesce(sql, '') from sqlite_master order by 1",
        Db::Postgres(_) => {
            "select cast(table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable as text)
               from information_schema.columns where table_schema = 'public'
             union all select cast(indexdef as text) from pg_indexes where schemaname = 'public'
             union all select cast(tgname as text) from pg_trigger where not tgisinternal order by 1"
        }
    };
    let schema = texts(&db, schema).await;
    let taken =
        "select cast(version as text) || ' ' || description from _sqlx_migrations order by version";
    let steps = texts(&db, taken).await;
    let keys = Keys::open(Db::sqlite(keys).await.unwrap()).await.unwrap();
    let ledger = audit::verify(&db, &keys).await.unwrap();
    let mut sound = ledger.findings.is_empty() && ledger.entries >= 100;
    if let Db::Sqlite { .. } = &db {
        sound &= texts(&db, "pragma integrity_check").await == ["ok"];
    }
    db.close().await;
    State { rows, schema, steps, sound }
}

fn started(address: &str) -> Child {
    Command::new(PROGRAM).arg(address).stdout(Stdio::piped()).spawn().unwrap()
}

/// Runs it to its end, and says how long that took.
fn finished(address: &str) -> Duration {
    let began = Instant::now();
    assert!(started(address).wait().unwrap().success());
    began.elapsed()
}

/// How long it may take once it is started again: a minute, or where the machine is busy with other things as long as three runs
/// that nobody stopped.
fn allowed(took: Duration) -> Duration {
    Duration::from_secs(60).max(took * 3)
}

/// Kills it after a while; whether it was still at work then.
fn killed_after(address: &str, moment: Duration) -> bool {
    let mut child = started(address);
    let mut says = child.stdout.take().unwrap();
    let (ended, end) = mpsc::channel::<()>();
    // It says nothing, and is silent for good when it ends.
    let waiting = std::thread::spawn(move || {
        drop(says.read_to_end(&mut Vec::new()));
        drop(ended);
    });
    let was_at_work = end.recv_timeout(moment) == Err(mpsc::RecvTimeoutError::Timeout);
    child.kill().unwrap();
    child.wait().unwrap();
    waiting.join().unwrap();
    was_at_work
}

mod slow {
    use super::*;

    const KILLS: u32 = 6;

    on_both_engines! {
        async fn d11_a_migration_of_100_000_cases_that_is_killed_midway_finishes_when_it_is_started_again(engine: Engine) {
            let mut place = Place { engine, folder: tempfile::tempdir().unwrap(), count: 0 };
            let keys = place.folder.path().join("keys.db");
            let base = place.new_from(None).await;
            filled(&base).await;
            let db = Db::open(&base).await.unwrap();
            let of = columns(&db).await;
            db.close().await;
            let before = state(&base, &of, &keys).await;
            assert_eq!(before.rows.get("case_record").unwrap().0, usize::try_from(CASES).unwrap());
            let whole = place.new_from(Some(&base)).await;
            let took = finished(&whole);
            let expected = state(&whole, &of, &keys).await;
            place.gone(&whole).await;
            assert!(expected.sound, "{expected:?}");
            assert_eq!(expected.rows, before.rows, "a step loses nothing and changes nothing that was there");
            assert_eq!(expected.steps.len(), steps_and_later().len());
            let mut midway = 0;
            for kill in 1..=KILLS {
                let copy = place.new_from(Some(&base)).await;
                let moment = took * kill / (KILLS + 1);
                midway += u32::from(killed_after(&copy, moment));
                let again = finished(&copy);
                assert!(again <= allowed(took), "{again:?} after a kill, {took:?} without");
                assert_eq!(state(&copy, &of, &keys).await, expected, "killed after {moment:?} of {took:?}");
                place.gone(&copy).await;
            }
            assert!(midway >= KILLS / 3, "{midway} kills met it at work");
        }
    }

    #[tokio::test]
    async fn d11_a_migration_that_is_killed_at_a_write_to_the_disk_finishes_when_it_is_started_again()
     {
        let mut place =
            Place { engine: Engine::Sqlite, folder: tempfile::tempdir().unwrap(), count: 0 };
        let keys = place.folder.path().join("keys.db");
        let base = place.new_from(None).await;
        filled(&base).await;
        let db = Db::open(&base).await.unwrap();
        let of = columns(&db).await;
        db.close().await;
        let whole = place.new_from(Some(&base)).await;
        finished(&whole);
        let expected = state(&whole, &of, &keys).await;
        place.gone(&whole).await;
        let mut killed = 0;
        for (call, when) in [
            ("pwrite64", 2),
            ("pwrite64", 40),
            ("pwrite64", 900),
            ("pwrite64", 5_000),
            ("fdatasync", 2),
            ("fdatasync", 4),
        ] {
            let copy = place.new_from(Some(&base)).await;
            killed +=
                usize::from(powercut::kill_at(Path::new(PROGRAM), &[&copy], (call, when)).unwrap());
            finished(&copy);
            assert_eq!(state(&copy, &of, &keys).await, expected, "killed at {call} {when}");
            place.gone(&copy).await;
        }
        assert!(killed >= 4, "{killed}");
    }
}

on_both_engines! {
    async fn d11_a_database_that_took_a_step_nobody_here_knows_is_refused_and_left_as_it_is(engine: Engine) {
        let mut place = Place { engine, folder: tempfile::tempdir().unwrap(), count: 0 };
        let keys = place.folder.path().join("keys.db");
        let address = place.new_from(None).await;
        let db = Db::open(&address).await.unwrap();
        db.migrate_by(&steps_and_later()).await.unwrap();
        let of = columns(&db).await;
        db.close().await;
        let before = state(&address, &of, &keys).await;
        let db = Db::open(&address).await.unwrap();
        assert!(matches!(db.migrate().await, Err(DbError::Newer)));
        db.close().await;
        assert_eq!(state(&address, &of, &keys).await, before);
        place.gone(&address).await;
    }
}
