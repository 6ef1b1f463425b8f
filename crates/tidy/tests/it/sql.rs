//! Where SQL may stand, and what a query of case data must have in its hand.

use tidy::{File, Function, Literal, Source, files, functions};

use crate::assert_none;

/// Crates and folders that may hold SQL in any file: storage itself, and what sets up or damages
/// data for tests.
const SQL_ANYWHERE: &[&str] =
    &["crates/bench/", "crates/db/", "crates/powercut/", "crates/testkit/", "crates/tidy/"];

/// The agreement writes conditions over its scope table, and no statements.
const CONDITIONS: &[&str] = &["crates/agreement/src/sql.rs"];

/// Tables whose rows are about a person or a case. Whoever reads one has a permit for the record or
/// the filter for a list among its arguments.
const CASE_TABLES: &[&str] = &[
    "action_owner",
    "action_update",
    "access_decision",
    "access_override",
    "access_request",
    "advice",
    "agenda_item",
    "allocation",
    "assessment",
    "attendance",
    "case_form",
    "case_form_completion",
    "case_people",
    "case_record",
    "case_study",
    "chronology_event",
    "consent",
    "contingency",
    "decision_proposal",
    "entry_error",
    "household",
    "household_member",
    "item_update",
    "lead_duty",
    "lead_request",
    "level_indicator",
    "level_judgement",
    "level_proposal",
    "level_proposal_indicator",
    "meeting",
    "name_key",
    "override_forum",
    "paper",
    "paper_piece",
    "person",
    "person_alert",
    "person_bar",
    "person_communication",
    "person_communication_need",
    "person_contact",
    "person_correction",
    "person_error",
    "person_identifier",
    "person_name",
    "person_of_concern",
    "plan_action",
    "plan_goal",
    "plan_share",
    "proposal_indicator",
    "referral",
    "referral_followup",
    "referral_need",
    "referral_note",
    "referral_person",
    "relapse_event",
    "relationship",
    "review",
    "sharing_decision",
    "step_up",
    "team_attendance",
    "team_meeting",
    "team_member",
];

/// Functions that read a case table for the door itself, before it can decide: path and name.
const BEFORE_THE_DECISION: &[(&str, &str)] = &[];

/// Whether a string literal is a statement.
fn is_statement(text: &str) -> bool {
    let text = text.trim_start().to_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
    let holds = |word: &str| text.split_whitespace().any(|found| found == word);
    (begins(&["select "]) && holds("from"))
        || begins(&["insert into ", "delete from ", "create table ", "drop table ", "alter table "])
        || (begins(&["update "]) && holds("set"))
        || (begins(&["with "]) && holds("as") && holds("select"))
}

/// The tables that a statement reads from.
fn tables_read(statement: &str) -> Vec<String> {
    let words: Vec<_> = statement
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let read =
        |pair: &[String]| matches!(pair[0].as_str(), "from" | "join").then(|| pair[1].clone());
    words.windows(2).filter_map(read).collect()
}

/// Rust that is built into the service, with the tests inside it left out.
fn service_files() -> Vec<(File, Source)> {
    let built = |file: &File| {
        let ours = file.path.starts_with("crates/") && !file.path.contains("/tests/");
        ours && file.is_any(&["rs"])
            && !SQL_ANYWHERE.iter().any(|place| file.path.starts_with(place))
    };
    let read = |file: File| {
        let service = file.text.split("#[cfg(test)]").next().unwrap_or_default();
        let source = Source::read(service);
        (file, source)
    };
    files().unwrap().into_iter().filter(built).map(read).collect()
}

fn statements(source: &Source) -> impl Iterator<Item = &Literal> {
    source.literals.iter().filter(|literal| is_statement(&literal.text))
}

/// The reads of case tables in a source by functions that show nothing for it.
fn reads_without_decision(source: &Source, tables: &[&str]) -> Vec<(usize, String, String)> {
    let functions = functions(source);
    let mut found = Vec::new();
    for literal in
        statements(source).filter(|literal| !literal.text.trim_start().starts_with("insert"))
    {
        let around = functions.iter().filter(|function| function.covers(literal.line));
        let function = around.min_by_key(|function| function.lines);
        let decided = |function: &Function| {
            ["Permit", "Visible"].iter().any(|word| function.signature.contains(word))
        };
        let named = function.map_or("", |function| function.name.as_str());
        if !function.is_some_and(decided) {
            let read = tables_read(&literal.text).into_iter();
            let read = read.filter(|table| tables.contains(&table.as_str()));
            found.extend(read.map(|table| (literal.line, named.to_owned(), table)));
        }
    }
    found
}

#[test]
fn sql_stands_in_the_store_of_its_feature_and_nowhere_else() {
    let mut broken = Vec::new();
    for (file, source) in service_files() {
        let is_store = file.path.ends_with("/store.rs") || file.path.contains("/store/");
        if !is_store && !CONDITIONS.contains(&file.path.as_str()) {
            broken.extend(
                statements(&source).map(|literal| format!("{}:{}", file.path, literal.line)),
            );
        }
    }
    assert_none("SQL stands in store.rs (or the folder store), in db, or in migrations", &broken);
}

#[test]
fn nobody_reads_a_case_table_without_a_permit_or_a_filter() {
    let mut broken = Vec::new();
    for (file, source) in service_files() {
        for (line, function, table) in reads_without_decision(&source, CASE_TABLES) {
            if !BEFORE_THE_DECISION.contains(&(file.path.as_str(), function.as_str())) {
                broken.push(format!("{}:{line}: {function} reads {table}", file.path));
            }
        }
    }
    assert_none("a function that reads a case table takes a Permit or a Visible", &broken);
}

#[test]
fn the_sql_gates_find_what_they_look_for() {
    assert!(is_statement("\n  SELECT a\n FROM b"));
    assert!(is_statement("update a set b = $1"));
    assert!(!is_statement("select one of these"));
    assert!(!is_statement("update on the case"));
    assert_eq!(
        tables_read("select x from a join b on a.c = b.c where 1 in (select 1 from d)"),
        ["a", "b", "d"]
    );
    let text = "fn bare(tx: T) { all!(tx, \"select a from person\") }\n\
                fn held(tx: T, permit: &Permit<See>) { all!(tx, \"select a from person\") }\n\
                fn made(tx: T) { run!(tx, \"insert into person (a) values ($1)\") }";
    let found = reads_without_decision(&Source::read(text), &["person"]);
    assert_eq!(found, [(1, "bare".into(), "person".into())]);
}
