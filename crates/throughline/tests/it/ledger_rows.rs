//! The ledger on real databases: damage is found with its place (L3), a backup taken during work
//! comes back with its ledger proven (D10), and a new installation is closed (B5).

use std::{
    collections::BTreeSet,
    path::Path,
    process::{Command, Output},
};

use agreement::{Agreement, Role};
use db::{Db, Door, Keys, NewEntry, audit};
use kernel::Env;
use ledger::Report;
use sqlx::{AssertSqlSafe, Executor as _};
use testkit::{COUNCIL, World, on_both_engines};

use crate::{config, world};

const ENTRIES: u64 = 60;

/// Numbers that look random and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

async fn execute(db: &Db, sql: &str) -> u64 {
    let sql = AssertSqlSafe(sql.to_owned());
    match db {
        Db::Sqlite { write, .. } => write.execute(sql).await.unwrap().rows_affected(),
        Db::Postgres(pool) => pool.execute(sql).await.unwrap().rows_affected(),
    }
}

fn is_sqlite(db: &Db) -> bool {
    matches!(db, Db::Sqlite { .. })
}

/// Somebody with the database in their hands: no trigger and no foreign key holds them.
async fn break_in(db: &Db) {
    if is_sqlite(db) {
        execute(db, "drop trigger ledger_entry_kept").await;
        execute(db, "drop trigger ledger_entry_not_removed").await;
        execute(db, "pragma foreign_keys = off").await;
    } else {
        execute(db, "drop trigger ledger_entry_kept on ledger_entry").await;
        execute(db, "alter table ledger_detail drop constraint ledger_detail_seq_fkey").await;
        execute(db, "alter table ledger_subject drop constraint ledger_subject_seq_fkey").await;
    }
}

async fn a_ledger(world: &World) -> Keys {
    let app = throughline::app(
        world.fresh.db.clone(),
        world.fresh.keys.clone(),
        world.env.clone(),
        config(),
    );
    let door = app.await.unwrap().door;
    for stretch in 0..3_u64 {
        let tx = world.fresh.db.begin().await.unwrap();
        let entries = (0..ENTRIES / 3).map(|at| NewEntry {
            actor: Some(world.env.new_id()),
            subject: Some(world.env.new_id()),
            clauses: "open-to-all-partners".into(),
            detail: serde_json::json!({ "asked": stretch * 100 + at }),
            ..NewEntry::plain("see_case")
        });
        tx.commit(world.env.now(), entries.collect()).await.unwrap();
        door.checkpoint().await.unwrap();
    }
    door.keys().clone()
}

async fn verified(world: &World, keys: &Keys) -> Report {
    audit::verify(&world.fresh.db, keys).await.unwrap()
}

fn names(report: &Report, position: u64) -> bool {
    let mut positions = report.findings.iter().filter_map(ledger::Finding::positions);
    positions.any(|range| range.contains(&position))
}

/// One edit of one entry.
fn edit(chance: &mut Chance, seq: u64, sqlite: bool) -> String {
    let bytes = |hex: &str| if sqlite { format!("x'{hex}'") } else { format!("'\\x{hex}'::bytea") };
    let id = if sqlite {
        bytes("000000000000000000000000000000ff")
    } else {
        "'00000000-0000-0000-0000-0000000000ff'".into()
    };
    let nothing = bytes(&"00".repeat(32));
    let columns = [
        ("at", "'2020-01-01T00:00:00.000000Z'".to_owned()),
        ("kind", "'alarm'".into()),
        ("kind", "'nonsense'".into()),
        ("operation", "'see_nothing'".into()),
        ("actor", id.clone()),
        ("actor", "null".into()),
        ("organisation", id.clone()),
        ("session", id.clone()),
        ("subject_kind", "'case '".into()),
        ("subject", "null".into()),
        ("clauses", "''".into()),
        ("outcome", "'refused'".into()),
        ("commitment", nothing.clone()),
        ("commitment", bytes("00")),
        ("leaf", nothing.clone()),
        ("leaf", bytes("")),
    ];
    let unreadable =
        [("at", "'yesterday'"), ("actor", "'somebody'"), ("leaf", "7"), ("outcome", "x'ff'")];
    let entry = |column: &str, value: &str| {
        format!("update ledger_entry set {column} = {value} where seq = {seq}")
    };
    match chance.below(if sqlite { 24 } else { 20 }) {
        at @ 0..16 => {
            let (column, value) = &columns[usize::try_from(at).unwrap()];
            entry(column, value)
        }
        16 => format!("update ledger_detail set detail = {} where seq = {seq}", bytes("7b7d")),
        17 => format!("update ledger_detail set salt = {nothing} where seq = {seq}"),
        18 => format!("delete from ledger_entry where seq = {seq}"),
        19 => format!("update ledger_entry set seq = 100000 where seq = {seq}"),
        at => {
            let (column, value) = unreadable[usize::try_from(at - 20).unwrap()];
            entry(column, value)
        }
    }
}

on_both_engines! {
    async fn l3_each_of_many_random_edits_is_found_and_its_place_is_named(engine: Engine) {
        let world = world(engine).await;
        let keys = a_ledger(&world).await;
        let db = &world.fresh.db;
        let sound = verified(&world, &keys).await;
        assert!(sound.is_sound(), "{:?}", sound.findings);
        assert_eq!(sound.entries, sound.vouched);
        break_in(db).await;
        for table in ["ledger_entry", "ledger_detail"] {
            execute(db, &format!("create table kept_{table} as select * from {table}")).await;
        }
        let mut chance = Chance(3);
        let mut kinds = BTreeSet::new();
        for round in 0..130 {
            // Not a heartbeat: taking nothing from what holds nothing is no edit.
            let seq = chance.below(ENTRIES / 3) + 1 + 21 * chance.below(3);
            let sql = edit(&mut chance, seq, is_sqlite(db));
            assert_eq!(execute(db, &sql).await, 1, "{sql}");
            let report = verified(&world, &keys).await;
            assert!(!report.is_sound(), "round {round}: not found: {sql}");
            assert!(names(&report, seq), "round {round}: {sql}: {:?}", report.findings);
            kinds.insert(sql.split(" where ").next().unwrap().to_owned());
            for table in ["ledger_detail", "ledger_entry"] {
                execute(db, &format!("delete from {table}")).await;
            }
            for table in ["ledger_entry", "ledger_detail"] {
                execute(db, &format!("insert into {table} select * from kept_{table}")).await;
            }
        }
        assert!(kinds.len() >= 18, "{kinds:?}");
        assert!(verified(&world, &keys).await.is_sound());
    }

    async fn l3_swapped_cut_and_forged_entries_are_found(engine: Engine) {
        let world = world(engine).await;
        let keys = a_ledger(&world).await;
        let db = &world.fresh.db;
        let size = verified(&world, &keys).await.entries;
        break_in(db).await;
        let swap = |a: u64, b: u64| [
            format!("update ledger_entry set seq = 900000 where seq = {a}"),
            format!("update ledger_entry set seq = {a} where seq = {b}"),
            format!("update ledger_entry set seq = {b} where seq = 900000"),
        ];
        for sql in swap(10, 11) {
            execute(db, &sql).await;
        }
        let report = verified(&world, &keys).await;
        assert!(names(&report, 10) && names(&report, 11), "{:?}", report.findings);
        for sql in swap(10, 11) {
            execute(db, &sql).await;
        }
        assert!(verified(&world, &keys).await.is_sound());

        // An entry with a leaf that fits it, put after the end: the head does not count it.
        let tx = world.fresh.db.begin().await.unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        assert!(verified(&world, &keys).await.is_sound());
        execute(db, &format!("delete from ledger_detail where seq = {size}")).await;
        execute(db, &format!("delete from ledger_entry where seq = {size}")).await;
        let report = verified(&world, &keys).await;
        assert!(names(&report, size), "cut after the last checkpoint: {:?}", report.findings);

        execute(db, "update ledger_head set size = 1").await;
        assert!(!verified(&world, &keys).await.is_sound());
        execute(db, &format!("delete from ledger_entry where seq >= {}", size - 3)).await;
        let report = verified(&world, &keys).await;
        assert!(names(&report, size - 1), "cut before it: {:?}", report.findings);
    }

    async fn l3_an_altered_checkpoint_is_found(engine: Engine) {
        let world = world(engine).await;
        let keys = a_ledger(&world).await;
        let db = &world.fresh.db;
        execute(db, "update ledger_checkpoint set size = size + 1000000, note = 'none' where size < 40").await;
        let report = verified(&world, &keys).await;
        assert!(!report.is_sound());
    }
}

/// Runs the product's own binary.
fn throughline(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_throughline"))
        .args(arguments)
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    format!("{out}{err}")
}

fn line<'a>(said: &'a str, word: &str) -> &'a str {
    said.lines()
        .find_map(|line| line.strip_prefix(word))
        .unwrap_or_else(|| panic!("no {word} in {said}"))
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[tokio::test]
async fn d10_a_backup_taken_during_work_comes_back_with_its_ledger_proven() {
    let mut world = world(testkit::Engine::Sqlite).await;
    world.someone("Wes", COUNCIL, Role::Practitioner).await;
    let data = world.fresh.folder.path().to_path_buf();
    let (db, place) = (world.fresh.db.clone(), tempfile::tempdir().unwrap());
    let now = world.env.now();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let work = tokio::spawn(async move {
        let mut stopped = stopped;
        let mut done = 0;
        while stopped.try_recv().is_err() {
            let tx = db.begin().await.unwrap();
            tx.commit(now, vec![NewEntry::plain("set_up")]).await.unwrap();
            done += 1;
            tokio::task::yield_now().await;
        }
        done
    });
    let pass = place.path().join("pass");
    std::fs::write(&pass, "correct horse battery staple\n").unwrap();
    let (file, restored) = (place.path().join("backup"), place.path().join("restored"));
    let (from, to) = (text(&data).to_owned(), text(&file).to_owned());
    let with = text(&pass).to_owned();
    let taken = tokio::task::spawn_blocking(move || {
        throughline(&["backup", "--data", &from, "--to", &to, "--passphrase-file", &with])
    })
    .await
    .unwrap();
    stop.send(()).unwrap();
    assert!(work.await.unwrap() > 0);
    let taken = said(&taken);
    let restore = |from: &Path, with: &Path| {
        throughline(&[
            "restore",
            "--from",
            text(from),
            "--data",
            text(&restored),
            "--passphrase-file",
            text(with),
        ])
    };

    // Another passphrase, an altered and a cut file: refused, and nothing is left.
    let other = place.path().join("other");
    std::fs::write(&other, "incorrect horse battery\n").unwrap();
    let refused = restore(&file, &other);
    assert!(
        !refused.status.success() && said(&refused).contains("passphrase is wrong"),
        "{}",
        said(&refused)
    );
    let whole = std::fs::read(&file).unwrap();
    for (name, content) in [
        ("altered", {
            let mut it = whole.clone();
            let middle = it.len() / 2;
            it[middle] ^= 1;
            it
        }),
        ("cut", whole[..whole.len() - 70_000].to_vec()),
    ] {
        let bad = place.path().join(name);
        std::fs::write(&bad, content).unwrap();
        std::fs::copy(place.path().join("backup.keys"), place.path().join(format!("{name}.keys")))
            .unwrap();
        let refused = restore(&bad, &pass);
        assert!(!refused.status.success(), "{name}");
        assert!(said(&refused).contains("altered or cut off"), "{name}: {}", said(&refused));
        assert!(!restored.exists(), "{name}");
    }

    let back = restore(&file, &pass);
    assert!(back.status.success(), "{}", said(&back));
    let proven = throughline(&["ledger", "verify", "--data", text(&restored)]);
    assert!(proven.status.success(), "{}", said(&proven));
    for word in ["entries ", "root "] {
        assert_eq!(line(&said(&proven), word), line(&taken, word));
    }
    assert!(!String::from_utf8_lossy(&whole).contains("SQLite format"));
    let again = restore(&file, &pass);
    assert!(!again.status.success() && said(&again).contains("is not empty"), "{}", said(&again));

    let db = Db::sqlite(&restored.join("throughline.db")).await.unwrap();
    let mut tx = db.snapshot().await.unwrap();
    let taken: Vec<(String,)> =
        db::all!(&mut tx, "select outcome from ledger_entry where operation = 'take_backup'")
            .unwrap();
    assert_eq!(taken, [("done".to_owned(),)]);
}

#[tokio::test]
async fn d10_a_postgresql_backup_comes_back_row_for_row_with_its_ledger_proven() {
    let mut world = world(testkit::Engine::Postgres).await;
    world.someone("Wes", COUNCIL, Role::Practitioner).await;
    a_ledger(&world).await;
    let (data, place) = (world.fresh.folder.path(), tempfile::tempdir().unwrap());
    let [pass, file, restored] = ["pass", "backup", "restored"].map(|name| place.path().join(name));
    std::fs::write(&pass, "correct horse battery staple\n").unwrap();
    let with = ["--passphrase-file", text(&pass)];
    let taken = throughline(
        &[
            &[
                "backup",
                "--data",
                text(data),
                "--database-url",
                &world.fresh.address,
                "--to",
                text(&file),
            ],
            &with[..],
        ]
        .concat(),
    );
    assert!(taken.status.success(), "{}", said(&taken));
    let other = testkit::Fresh::of(testkit::Engine::Postgres).await;
    let arguments = ["restore", "--from", text(&file), "--data", text(&restored)];
    let wanting = throughline(&[&arguments[..], &with].concat());
    assert!(
        !wanting.status.success() && said(&wanting).contains("of PostgreSQL"),
        "{}",
        said(&wanting)
    );
    assert!(!restored.exists());
    let to = ["--database-url", other.address.as_str()];
    let back = throughline(&[&arguments[..], &to, &with].concat());
    assert!(back.status.success(), "{}", said(&back));
    assert_eq!(line(&said(&back), "root "), line(&said(&taken), "root "));
    let verify = ["ledger", "verify", "--data", text(&restored)];
    let proven = throughline(&[&verify[..], &to].concat());
    assert!(proven.status.success(), "{}", said(&proven));
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    world.fresh.db.rows_to(&mut ours).await.unwrap();
    other.db.rows_to(&mut theirs).await.unwrap();
    let sorted = |rows: Vec<u8>| {
        let mut lines: Vec<String> =
            String::from_utf8(rows).unwrap().lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(ours), sorted(theirs));
    std::fs::remove_dir_all(&restored).unwrap();
    let again = throughline(&[&arguments[..], &to, &with].concat());
    assert!(!again.status.success() && said(&again).contains("is not empty"), "{}", said(&again));
    assert!(!restored.exists());
}

#[tokio::test]
async fn the_command_finds_damage_and_the_export_is_accepted_by_the_outside_verifier() {
    let world = world(testkit::Engine::Sqlite).await;
    a_ledger(&world).await;
    let data = world.fresh.folder.path();
    let (place, export) = (tempfile::tempdir().unwrap(), "export");
    let folder = place.path().join(export);
    let exported = throughline(&["ledger", "export", "--data", text(data), "--to", text(&folder)]);
    assert!(exported.status.success(), "{}", said(&exported));
    let key = std::fs::read_to_string(folder.join("key.txt")).unwrap();
    let (origin, vkey) = key.trim().split_once('\n').unwrap();
    let verifier = concat!(env!("CARGO_MANIFEST_DIR"), "/../ledger/verify_ledger.py");
    let outside = Command::new("python3")
        .args([
            verifier,
            text(&folder.join("entries.jsonl")),
            text(&folder.join("checkpoints.jsonl")),
            origin,
            vkey,
        ])
        .output()
        .unwrap();
    assert!(outside.status.success(), "{}", said(&outside));
    let entries = std::fs::read_to_string(folder.join("entries.jsonl")).unwrap();
    assert!(entries.contains("export_ledger") && entries.contains("\"detail\":null"));

    break_in(&world.fresh.db).await;
    execute(&world.fresh.db, "update ledger_entry set clauses = 'none' where seq = 7").await;
    let found = throughline(&["ledger", "verify", "--data", text(data)]);
    assert_eq!(found.status.code(), Some(1));
    assert!(
        said(&found).contains("entry 7: its columns or its leaf were altered"),
        "{}",
        said(&found)
    );
}

#[tokio::test]
async fn entries_after_the_last_checkpoint_are_counted_as_not_yet_vouched_for() {
    let world = world(testkit::Engine::Sqlite).await;
    a_ledger(&world).await;
    let tx = world.fresh.db.begin().await.unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up"); 4]).await.unwrap();
    let sound = throughline(&["ledger", "verify", "--data", text(world.fresh.folder.path())]);
    assert!(sound.status.success());
    assert!(
        said(&sound).contains("the newest 4 entries are not yet under a signed checkpoint"),
        "{}",
        said(&sound)
    );
}

#[tokio::test]
async fn b5_the_service_does_not_listen_where_others_could_read_along() {
    let world = world(testkit::Engine::Sqlite).await;
    let data = text(world.fresh.folder.path()).to_owned();
    for arguments in [
        &["--listen", "0.0.0.0:0"][..],
        &["--listen", "[::]:0", "--behind-tls-proxy"],
        &["--listen", "0.0.0.0:0", "--origin", "https://throughline.example"],
        &["--listen", "127.0.0.1:0", "--origin", "http://throughline.example"],
    ] {
        let refused = throughline(&[&["serve", "--data", &data], arguments].concat());
        assert_eq!(refused.status.code(), Some(1), "{arguments:?}");
        assert!(said(&refused).contains("https://"), "{}", said(&refused));
    }
}

#[tokio::test]
async fn b5_there_is_no_account_and_no_default_key_in_a_new_installation() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut keys = BTreeSet::new();
    for folder in [&one, &other] {
        let missing = throughline(&["serve", "--data", text(folder.path())]);
        assert!(!missing.status.success() && said(&missing).contains("throughline init"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        let db = Db::sqlite(&folder.path().join("throughline.db")).await.unwrap();
        db.migrate().await.unwrap();
        let store =
            Keys::open(Db::sqlite(&folder.path().join("keys.db")).await.unwrap()).await.unwrap();
        for name in ["form tokens", "ledger checkpoints", "ledger origin", "blind index"] {
            keys.insert(store.named(name).await.unwrap());
        }
        let empty = throughline(&["serve", "--data", text(folder.path())]);
        assert!(
            !empty.status.success() && said(&empty).contains("throughline init"),
            "{}",
            said(&empty)
        );
        let mut tx = db.snapshot().await.unwrap();
        let accounts: Vec<(i64,)> = db::all!(&mut tx, "select count(*) from practitioner").unwrap();
        assert_eq!(accounts, [(0,)]);
        let agreement = std::sync::Arc::new(Agreement::first().unwrap());
        Door::new(db, Env::real(), store, agreement).checkpoint().await.unwrap();
    }
    assert_eq!(keys.len(), 8);
}

#[tokio::test]
async fn the_service_answers_on_this_machine_signs_and_stops_when_asked() {
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    let world = world(testkit::Engine::Sqlite).await;
    let data = text(world.fresh.folder.path()).to_owned();
    let set_up = "insert into partnership (id, name, set_up_at) values (1, 'Northmere', '2026-01-01T00:00:00.000000Z')";
    execute(&world.fresh.db, set_up).await;
    let mut service = Command::new(env!("CARGO_BIN_EXE_throughline"))
        .args(["serve", "--data", &data, "--listen", "127.0.0.1:0"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(service.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let address = first.trim().strip_prefix("listening on http://").unwrap();
    assert!(address.starts_with("127.0.0.1:"));
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    write!(stream, "GET /agreement HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")
        .unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    assert!(reply.starts_with("HTTP/1.1 303"), "{reply}");
    assert!(reply.contains("/sign-in?next="), "{reply}");
    let asked = Command::new("kill").args(["-TERM", &service.id().to_string()]).status().unwrap();
    assert!(asked.success());
    assert!(service.wait().unwrap().success());
    let proven = said(&throughline(&["ledger", "verify", "--data", &data]));
    assert!(proven.contains("every entry is under a signed checkpoint"), "{proven}");
}

#[test]
fn docs_generated_is_current() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/generated");
    for (name, text) in throughline::generated::files().unwrap() {
        let found = std::fs::read_to_string(Path::new(folder).join(name)).unwrap_or_default();
        assert!(found == text, "docs/generated/{name} is out of date: run `make docs`");
    }
}
