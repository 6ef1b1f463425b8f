//! The commands on a real installation: a backup taken during work comes back with its ledger
//! proven (D10), and a new installation is closed (B5).

use std::{
    collections::BTreeSet,
    path::Path,
    process::{Command, Output},
};

use agreement::{Agreement, Role};
use db::{Db, Door, Keys, NewEntry};
use kernel::Env;
use testkit::COUNCIL;

use crate::{
    ledger_rows::{a_ledger, break_in, execute},
    world,
};

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

/// Another passphrase, an altered and a cut file: refused, and nothing is left.
fn refuses_what_is_not_sound(
    place: &Path,
    whole: &[u8],
    (file, pass): (&Path, &Path),
    restored: &Path,
    restore: &dyn Fn(&Path, &Path) -> Output,
) {
    let other = place.join("other");
    std::fs::write(&other, "incorrect horse battery\n").unwrap();
    let refused = restore(file, &other);
    assert!(
        !refused.status.success() && said(&refused).contains("passphrase is wrong"),
        "{}",
        said(&refused)
    );
    for (name, content) in [
        ("altered", {
            let mut it = whole.to_vec();
            let middle = it.len() / 2;
            it[middle] ^= 1;
            it
        }),
        ("cut", whole[..whole.len() - 70_000].to_vec()),
    ] {
        let bad = place.join(name);
        std::fs::write(&bad, content).unwrap();
        std::fs::copy(place.join("backup.keys"), place.join(format!("{name}.keys"))).unwrap();
        let refused = restore(&bad, pass);
        assert!(!refused.status.success(), "{name}");
        assert!(said(&refused).contains("altered or cut off"), "{name}: {}", said(&refused));
        assert!(!restored.exists(), "{name}");
    }
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

    let whole = std::fs::read(&file).unwrap();
    refuses_what_is_not_sound(place.path(), &whole, (&file, &pass), &restored, &restore);

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
