//! What we build upon, and under which terms.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use spdx::{Expression, ParseMode};
use tidy::{File, Source, files, top};

use crate::assert_none;
use crate::edges::{members, metadata};

/// Licences that go with ours.
const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages that must not come in, not even through others, and why.
const BANNED: &[(&str, &str)] = &[
    ("openssl-sys", "one pure-Rust way to TLS; no system library to find when building"),
    ("native-tls", "the same"),
    ("rusqlite", "links a second SQLite, which cannot share a binary with the first"),
];

/// Named in Cargo.toml for a version or a feature alone, so not in the code: crate and package.
const NOT_IN_CODE: &[(&str, &str)] = &[];

/// The lints of the workspace that may not be weakened.
const LINTS: &[(&str, &str, &str)] = &[
    ("rust", "unsafe_code", "forbid"),
    ("clippy", "all", "deny"),
    ("clippy", "allow_attributes", "deny"),
    ("clippy", "expect_used", "deny"),
    ("clippy", "indexing_slicing", "deny"),
    ("clippy", "panic", "deny"),
    ("clippy", "string_slice", "deny"),
    ("clippy", "unreachable", "deny"),
    ("clippy", "unwrap_used", "deny"),
];

fn root_manifest() -> toml::Table {
    fs::read_to_string(top().join("Cargo.toml")).unwrap().parse().unwrap()
}

/// Whether terms can be met with the licences on the list alone.
fn agrees(terms: &str) -> bool {
    Expression::parse_mode(terms, ParseMode::LAX).is_ok_and(|expression| {
        expression.evaluate(|one| one.license.id().is_some_and(|id| LICENCES.contains(&id.name)))
    })
}

fn packages(metadata: &Value) -> &[Value] {
    metadata["packages"].as_array().unwrap()
}

#[test]
fn b1_no_unsafe_code_and_no_reachable_panic() {
    let manifest = root_manifest();
    let mut broken: Vec<_> = LINTS
        .iter()
        .filter(|(tool, lint, level)| {
            let found = &manifest["workspace"]["lints"][tool];
            let found = found.get(lint).map(|found| found.get("level").unwrap_or(found));
            found.and_then(toml::Value::as_str) != Some(level)
        })
        .map(|(tool, lint, level)| format!("{tool}::{lint} is not at {level}"))
        .collect();
    for (name, package) in members(&metadata()) {
        let manifest = fs::read_to_string(package["manifest_path"].as_str().unwrap()).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        let shares = manifest.get("lints").and_then(|lints| lints.get("workspace"));
        if shares != Some(&toml::Value::Boolean(true)) {
            broken.push(format!("{name} does not take the workspace's lints"));
        }
    }
    assert_none("the lints that keep B1 stand in the root and hold in every crate", &broken);
}

#[test]
fn b2_partial_licences_bans_and_sources_without_an_advisory_database() {
    let metadata = metadata();
    let mut broken = Vec::new();
    for package in packages(&metadata) {
        let name = package["name"].as_str().unwrap();
        let terms = package["license"].as_str().unwrap_or("no licence given");
        if !agrees(terms) {
            broken.push(format!("{name}: {terms}"));
        }
        if package["source"].as_str().is_some_and(|source| !source.starts_with("registry+")) {
            broken.push(format!("{name} comes from somewhere other than the registry"));
        }
        if let Some((_, why)) = BANNED.iter().find(|(banned, _)| *banned == name) {
            broken.push(format!("{name}: {why}"));
        }
    }
    assert!(packages(&metadata).len() > 50, "the packages were not found");
    assert_none("every package's licence, source and name is on the list", &broken);
}

#[test]
fn licences_are_judged_as_their_terms_say() {
    assert!(agrees("MIT OR GPL-3.0-only"));
    assert!(agrees("MIT/Apache-2.0"));
    assert!(agrees("(MIT OR Apache-2.0) AND Unicode-3.0"));
    assert!(agrees("Apache-2.0 WITH LLVM-exception"));
    assert!(!agrees("MIT AND GPL-3.0-only"));
    assert!(!agrees("no licence given"));
}

#[test]
fn the_lock_file_names_one_source() {
    let lock = fs::read_to_string(top().join("Cargo.lock")).unwrap();
    let sources: BTreeSet<_> = lock.lines().filter(|line| line.starts_with("source = ")).collect();
    assert_eq!(sources.len(), 1, "{sources:?}");
}

fn npm_locks() -> Vec<File> {
    let locks: Vec<_> = files()
        .unwrap()
        .into_iter()
        .filter(|file| file.path.ends_with("package-lock.json"))
        .collect();
    assert!(!locks.is_empty(), "no npm lock file was found");
    locks
}

#[test]
fn npm_lock_files_hold_hashes_and_no_addresses() {
    let mut broken = Vec::new();
    for lock in npm_locks() {
        let parsed: Value = serde_json::from_str(&lock.text).unwrap();
        for (name, package) in parsed["packages"].as_object().unwrap() {
            let ours = name.is_empty();
            if package.get("resolved").is_some() || (!ours && package.get("integrity").is_none()) {
                broken.push(format!("{}: {name}", lock.path));
            }
        }
    }
    assert_none("run npm with omit-lockfile-registry-resolved=true in its .npmrc", &broken);
}

#[test]
fn npm_packages_have_licences_on_the_list() {
    let mut broken = Vec::new();
    for lock in npm_locks() {
        let parsed: Value = serde_json::from_str(&lock.text).unwrap();
        for (name, package) in
            parsed["packages"].as_object().unwrap().iter().filter(|(name, _)| !name.is_empty())
        {
            let terms = package["license"].as_str().unwrap_or("no licence given");
            if !agrees(terms) {
                broken.push(format!("{}: {name}: {terms}", lock.path));
            }
        }
    }
    assert_none("every npm package's licence is on the list", &broken);
}

/// The lines of `[workspace.dependencies]`, each with the line above it.
fn listed(manifest: &str) -> Vec<(&str, &str)> {
    let lines: Vec<_> = manifest
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .take_while(|line| !line.starts_with("[workspace.lints"))
        .collect();
    lines
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
        .filter(|(_, line)| line.contains(" = "))
        .collect()
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let manifest = fs::read_to_string(top().join("Cargo.toml")).unwrap();
    let broken: Vec<_> = listed(&manifest)
        .into_iter()
        .filter(|(above, line)| !above.starts_with("# ") && !line.contains("path = \"crates/"))
        .map(|(_, line)| line.to_owned())
        .collect();
    assert_none("each dependency has a line above it that says what it is for", &broken);
}

#[test]
fn every_listed_dependency_is_used_by_a_crate() {
    let metadata = metadata();
    let asked: BTreeSet<_> = members(&metadata)
        .values()
        .flat_map(|package| package["dependencies"].as_array().unwrap())
        .map(|dependency| dependency["name"].as_str().unwrap())
        .collect();
    let manifest = fs::read_to_string(top().join("Cargo.toml")).unwrap();
    let broken: Vec<_> = listed(&manifest)
        .into_iter()
        .filter_map(|(_, line)| line.split_once(" = "))
        .filter(|(name, _)| !asked.contains(name))
        .map(|(name, _)| name.to_owned())
        .collect();
    assert_none("these are in [workspace.dependencies] and in no crate", &broken);
}

#[test]
fn every_crate_names_in_its_code_what_it_depends_on() {
    let files = files().unwrap();
    let metadata = metadata();
    let mut broken = Vec::new();
    for (name, package) in members(&metadata) {
        let code: String = files
            .iter()
            .filter(|file| {
                file.is_any(&["rs"]) && file.path.starts_with(&format!("crates/{name}/"))
            })
            .map(|file| Source::read(&file.text).code)
            .collect();
        let words: BTreeSet<_> = code.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        for dependency in package["dependencies"].as_array().unwrap() {
            let asked = dependency["rename"].as_str().or(dependency["name"].as_str()).unwrap();
            if !words.contains(asked.replace('-', "_").as_str())
                && !NOT_IN_CODE.contains(&(name, asked))
            {
                broken.push(format!("{name} does not use {asked}"));
            }
        }
    }
    assert_none("a dependency that no code names can go", &broken);
}
