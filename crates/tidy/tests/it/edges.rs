//! Which crate may use which. The direction is the design: rules know no storage, features meet
//! through ids and views, nothing uses the binary.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;
use tidy::top;

use crate::assert_none;

/// Rules and calculations: no storage, no web.
const PURE: &[&str] = &["agreement", "charter", "disclosure", "kernel", "ledger", "linkage"];
/// What every feature stands on.
const GROUND: &[&str] =
    &["agreement", "charter", "db", "govuk", "kernel", "ledger", "linkage", "ui"];

/// For each crate, the crates of ours that it may use: whole groups first, then single ones.
const EDGES: &[(&str, &[&[&str]])] = &[
    ("kernel", &[]),
    ("agreement", &[&["kernel"]]),
    // An outsider builds the verifier from this crate alone.
    ("ledger", &[]),
    ("charter", &[&["kernel"]]),
    ("linkage", &[&["kernel"]]),
    ("assets", &[]),
    // For its tests: the official fixtures come with the packages that `assets` fetches.
    ("govuk", &[&["assets"]]),
    ("db", &[PURE]),
    ("ui", &[PURE, &["assets", "db", "govuk"]]),
    ("partnership", &[GROUND]),
    ("people", &[GROUND]),
    ("casework", &[GROUND, &["people", "partnership"]]),
    ("learning", &[GROUND]),
    ("programme", &[GROUND]),
    // Rules alone, so that they are built for speed and reports are not.
    ("disclosure", &[]),
    ("insight", &[GROUND, &["disclosure"]]),
    ("documents", &[GROUND]),
    // Files come in through the same operations as forms.
    ("exchange", &[GROUND, &["casework", "partnership", "people"]]),
];

/// These stand outside the design: the binary and what tests and measures it may use everything,
/// and nothing but tests may use them.
const OUTSIDE: &[&str] =
    &["bench", "powercut", "promises", "testkit", "throughline", "tidy", "worlds"];

/// Storage, network and runtime; a crate of rules asks for none of them.
const IO: &[&str] = &["axum", "hyper", "libsqlite3-sys", "reqwest", "sqlx", "tokio"];

/// What cargo knows of the workspace, on the platform that the service is built for.
pub(crate) fn metadata() -> Value {
    let output = Command::new(std::env::var_os("CARGO").unwrap())
        .args(["metadata", "--format-version", "1", "--locked"])
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(top())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The names of a crate's dependencies; `tests` says whether those of tests alone are meant.
fn dependencies(package: &Value, tests: bool, ours: bool) -> Vec<&str> {
    let of_kind = |dependency: &&Value| (dependency["kind"] == "dev") == tests;
    let placed = |dependency: &&Value| dependency["path"].is_string() == ours;
    let all = package["dependencies"].as_array().unwrap().iter();
    all.filter(of_kind)
        .filter(placed)
        .map(|dependency| dependency["name"].as_str().unwrap())
        .collect()
}

/// The workspace's own crates by name.
pub(crate) fn members(metadata: &Value) -> BTreeMap<&str, &Value> {
    let all = metadata["packages"].as_array().unwrap().iter();
    all.filter(|package| package["source"].is_null())
        .map(|package| (package["name"].as_str().unwrap(), package))
        .collect()
}

/// Why an edge is not in the table, if it is not.
fn complaint(from: &str, to: &str, in_tests: bool) -> Option<String> {
    if OUTSIDE.contains(&from) && (to != "throughline" || in_tests) {
        return None;
    }
    let Some((_, allowed)) = EDGES.iter().find(|(name, _)| *name == from) else {
        return Some(format!(
            "{from} has no line in the table of edges (crates/tidy/tests/it/edges.rs)"
        ));
    };
    let listed = allowed.iter().any(|group| group.contains(&to));
    let helper = in_tests && OUTSIDE.contains(&to) && to != "throughline";
    (!listed && !helper).then(|| format!("{from} uses {to}"))
}

#[test]
fn crates_use_each_other_only_along_the_edges_of_the_design() {
    let metadata = metadata();
    let mut broken = Vec::new();
    for (name, package) in members(&metadata) {
        for in_tests in [false, true] {
            let used = dependencies(package, in_tests, true).into_iter();
            broken.extend(used.filter_map(|to| complaint(name, to, in_tests)));
        }
    }
    assert_none(
        "these edges are not in the design; take another cut, or record why in docs/adr",
        &broken,
    );
}

#[test]
fn the_table_of_edges_refuses_what_the_design_refuses() {
    assert!(complaint("people", "casework", false).is_some());
    assert!(complaint("ledger", "kernel", false).is_some());
    assert!(complaint("casework", "throughline", true).is_some());
    assert!(complaint("casework", "testkit", false).is_some());
    assert!(complaint("unheard-of", "kernel", false).is_some());
    assert_eq!(complaint("casework", "testkit", true), None);
    assert_eq!(complaint("ui", "govuk", false), None);
}

#[test]
fn crates_of_rules_ask_for_no_storage_network_or_runtime() {
    let metadata = metadata();
    let mut broken = Vec::new();
    for (name, package) in members(&metadata).into_iter().filter(|(name, _)| PURE.contains(name)) {
        // kernel lets its ids be bound to SQL, for db alone, behind a feature.
        let asked = dependencies(package, false, false).into_iter();
        let io = asked.filter(|to| IO.contains(to) && (name, *to) != ("kernel", "sqlx"));
        broken.extend(io.map(|to| format!("{name} asks for {to}")));
    }
    assert_none("rules are pure", &broken);
}

#[test]
fn an_outsider_can_build_the_ledger_without_a_database_crate() {
    let metadata = metadata();
    let nodes: BTreeMap<&str, &Value> = metadata["resolve"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| (node["id"].as_str().unwrap(), node))
        .collect();
    let ids = metadata["packages"].as_array().unwrap().iter();
    let names: BTreeMap<&str, &str> = ids
        .map(|package| (package["id"].as_str().unwrap(), package["name"].as_str().unwrap()))
        .collect();
    let mut to_see = vec![members(&metadata)["ledger"]["id"].as_str().unwrap()];
    let mut seen = BTreeSet::new();
    while let Some(id) = to_see.pop() {
        if seen.insert(id) {
            let all = nodes[id]["deps"].as_array().unwrap().iter();
            let built = all.filter(|to| {
                to["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"] != "dev")
            });
            to_see.extend(built.map(|to| to["pkg"].as_str().unwrap()));
        }
    }
    let used = seen.iter().map(|id| names[id]);
    let broken: Vec<_> = used
        .filter(|name| IO.contains(name) || *name == "kernel" || *name == "db")
        .map(String::from)
        .collect();
    assert!(seen.len() > 1, "the ledger's own dependencies were not found");
    assert_none("the ledger stands alone", &broken);
}
