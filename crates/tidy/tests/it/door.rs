//! Nobody gets at data but through the door: a feature has no way to a database of its own, and a
//! transaction only inside an operation or a reading, which has a permit.

use tidy::{Source, files};

use crate::assert_none;

/// Storage itself, and what sets up, measures or damages data for tests.
const STORAGE_AND_TESTS: &[&str] = &["bench", "db", "powercut", "testkit", "tidy", "worlds"];

/// The binary opens the database that it is told to, and hands it to the door.
const OPENS: &str = "throughline";

/// Set-up code that begins a transaction of its own, and what for.
const SET_UP: &[(&str, &str)] = &[
    // The partnership's name, which stands on every page, before there is a door.
    ("crates/throughline/src/commands/serve.rs", ".snapshot()"),
];

/// What leads to a transaction.
const BEGINS: [&str; 2] = [".begin()", ".snapshot()"];

/// A database that does not wait for the disk, and the only file that opens one: that of the demonstration.
const THROWAWAY: (&str, &str) = ("Db::throwaway", "crates/throughline/src/commands/demo.rs");

/// What of the engine's library a feature may name: how a row becomes a struct.
const ROWS: [&str; 1] = ["sqlx::FromRow"];

/// Each way to data that a source of a crate has beside the door.
fn ways_in(name: &str, path: &str, source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for (at, line) in source.code.lines().enumerate() {
        let place = format!("{path}:{}", at + 1);
        let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
        if name != OPENS && words.any(|word| word == "Db") {
            found.push(format!("{place}: Db"));
        }
        for begins in BEGINS.iter().filter(|begins| line.contains(**begins)) {
            if !SET_UP.contains(&(path, *begins)) {
                found.push(format!("{place}: {begins}"));
            }
        }
        if line.contains(THROWAWAY.0) && path != THROWAWAY.1 {
            found.push(format!("{place}: {}", THROWAWAY.0));
        }
        let engine = line.matches("sqlx::").count();
        let rows: usize = ROWS.iter().map(|word| line.matches(word).count()).sum();
        if engine > rows {
            found.push(format!("{place}: sqlx"));
        }
    }
    found
}

#[test]
fn nobody_gets_at_data_but_through_the_door() {
    let (mut broken, mut seen) = (Vec::new(), 0);
    for file in files().unwrap().iter().filter(|file| file.is_any(&["rs"])) {
        let Some((name, place)) =
            file.path.strip_prefix("crates/").and_then(|path| path.split_once('/'))
        else {
            continue;
        };
        // kernel lets its ids be bound to SQL, for db alone, behind a feature.
        let outside = STORAGE_AND_TESTS.contains(&name) || name == "kernel";
        if outside || !place.starts_with("src/") {
            continue;
        }
        let service = file.text.split("#[cfg(test)]").next().unwrap_or_default();
        broken.extend(ways_in(name, &file.path, &Source::read(service)));
        seen += 1;
    }
    assert!(seen > 100, "{seen} files were read");
    assert_none(
        "ask the door: Operation::run and Reading::read have what a permit allows",
        &broken,
    );
}

#[test]
fn the_gate_of_the_door_finds_what_it_looks_for() {
    let found = |name, text: &str| ways_in(name, "crates/people/src/a.rs", &Source::read(text));
    assert_eq!(found("people", "fn a(db: &Db) {}").len(), 1);
    assert_eq!(found("people", "let tx = door.snapshot().await?;").len(), 1);
    assert_eq!(found("people", "sqlx::SqlitePool::connect(path)").len(), 1);
    assert_eq!(found("throughline", "let db = Db::open(url); db.begin()").len(), 1);
    assert_eq!(found("throughline", "let db = Db::throwaway(path).await?;").len(), 1);
    assert!(found("people", "#[derive(sqlx::FromRow)] // Db\nstruct A;").is_empty());
}
