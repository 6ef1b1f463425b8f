//! What a release shipped is never edited, and each step is one transaction (docs/adr/0016).

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};
use tidy::top;
use toml::{Table, Value};

use crate::assert_none;

/// What cannot be taken back, or not inside of a transaction.
const OUTSIDE: [&str; 5] = ["concurrently", "vacuum", "commit", "rollback", "pragma"];

/// The files under `migrations/`, with their texts.
fn steps() -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(top().join("migrations")).unwrap().map(|entry| entry.unwrap());
    let named = entries.map(|it| (it.file_name().into_string().unwrap(), it.path()));
    let steps = named.filter(|(name, _)| name.ends_with(".sql"));
    steps.map(|(name, path)| (name, std::fs::read_to_string(path).unwrap())).collect()
}

fn hash(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Each file that a release shipped and that is not as it was then; and, where this version was released, each that is new.
fn changed(released: &Table, version: &str, steps: &BTreeMap<String, String>) -> Vec<String> {
    let none = Vec::new();
    let releases = released.get("release").and_then(Value::as_array).unwrap_or(&none);
    let mut broken = Vec::new();
    for release in releases {
        let of = release["version"].as_str().unwrap();
        let files = release["files"].as_table().unwrap();
        for (name, shipped) in files {
            let now = steps.get(name).map(|text| hash(text));
            if now.as_deref() != shipped.as_str() {
                broken.push(format!(
                    "migrations/{name} is not what {of} shipped: put the change into a new file"
                ));
            }
        }
        let shipped: BTreeSet<&String> = files.keys().collect();
        let new = steps.keys().filter(|name| of == version && !shipped.contains(name));
        broken.extend(
            new.map(|name| format!("migrations/{name} is newer than {of}: raise the version")),
        );
    }
    broken
}

/// The words of a step that leave its transaction.
fn outside(text: &str) -> Vec<&'static str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("--"));
    let code = code.collect::<Vec<_>>().join("\n").to_lowercase();
    let words: BTreeSet<&str> = code.split(|it: char| !it.is_alphanumeric() && it != '_').collect();
    OUTSIDE.into_iter().filter(|word| words.contains(word)).collect()
}

#[test]
fn what_a_release_shipped_is_never_edited() {
    let read =
        |path: &str| std::fs::read_to_string(top().join(path)).unwrap().parse::<Table>().unwrap();
    let version =
        read("Cargo.toml")["workspace"]["package"]["version"].as_str().unwrap().to_owned();
    let broken = changed(&read("migrations/released.toml"), &version, &steps());
    assert_none("a migration that shipped is frozen", &broken);
}

#[test]
fn a_step_can_be_taken_whole_or_not_at_all() {
    let broken: Vec<String> = steps()
        .iter()
        .flat_map(|(name, text)| {
            outside(text).into_iter().map(move |word| format!("migrations/{name}: {word}"))
        })
        .collect();
    assert_none("a step is one transaction", &broken);
}

#[test]
fn every_step_is_taken_and_in_the_order_of_its_number() {
    let text = std::fs::read_to_string(top().join("crates/db/src/migrate.rs")).unwrap();
    let taken = text.split("migrations/").skip(1).filter_map(|it| it.split('"').next());
    let taken: Vec<&str> = taken.filter(|it| it.ends_with(".sql")).collect();
    assert_eq!(taken, steps().keys().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn the_gate_of_migrations_finds_what_it_looks_for() {
    let steps = |text: &str| BTreeMap::from([("0001_a.sql".to_owned(), text.to_owned())]);
    let released = format!(
        "[[release]]\nversion = \"0.1.0\"\nfiles = {{ \"0001_a.sql\" = \"{}\" }}",
        hash("create table a (b text)")
    );
    let released: Table = released.parse().unwrap();
    let found =
        |version: &str, steps: &BTreeMap<String, String>| changed(&released, version, steps).len();
    let mut now = steps("create table a (b text)");
    assert_eq!(found("0.1.0", &now), 0);
    assert_eq!(found("0.1.0", &steps("create table a (b text, c text)")), 1, "changed");
    assert_eq!(found("0.2.0", &BTreeMap::new()), 1, "gone");
    now.insert("0002_b.sql".to_owned(), String::new());
    assert_eq!((found("0.1.0", &now), found("0.2.0", &now)), (1, 0), "new");
    assert_eq!(outside("-- vacuum\ncreate table commit_note (a text)"), Vec::<&str>::new());
    assert_eq!(outside("create index CONCURRENTLY a on b (c)"), ["concurrently"]);
}
