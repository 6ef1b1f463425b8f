//! Words that have no place in the tree.

use tidy::{File, Source, files};

use crate::assert_none;

/// Words that stand for work put off, written apart so that this file does not hold them.
const PUT_OFF: [&str; 4] =
    [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("HA", "CK")];
const STUBS: [&str; 2] = [concat!("to", "do!("), concat!("unimple", "mented!(")];
const SILENCED: [&str; 2] = [concat!("#[al", "low("), concat!("#![al", "low(")];
const SKIPPED: [&str; 5] = [
    concat!("#[ig", "nore"),
    concat!("test.", "skip("),
    concat!("test.", "only("),
    concat!("test.", "to", "do("),
    concat!("skip", ": true"),
];
const SLEEPS: [&str; 4] = [
    concat!("thread::", "sleep"),
    concat!("time::", "sleep"),
    concat!("waitFor", "Timeout("),
    concat!("timers/", "promises"),
];
const PLACES: [&str; 3] = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];
const NEIGHBOUR: &str = concat!("../sha", "red");

/// Each line of a text that holds one of the words, as `path:line: word`.
fn lines_with(path: &str, text: &str, words: &[&str]) -> Vec<String> {
    let found = |(at, line): (usize, &str)| {
        words
            .iter()
            .filter(|word| line.contains(*word))
            .map(|word| format!("{path}:{}: {word}", at + 1))
            .collect::<Vec<_>>()
    };
    text.lines().enumerate().flat_map(found).collect()
}

/// Whether a line holds a word that does not go on before or behind.
fn holds_word(line: &str, word: &str) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word).any(|(at, _)| {
        let (before, from) = line.split_at(at);
        !joins(before.chars().next_back()) && !joins(from.chars().nth(word.chars().count()))
    })
}

/// A path that begins here: not the middle of an address or of a longer path.
fn holds_place(line: &str) -> bool {
    PLACES.iter().any(|place| {
        line.match_indices(place).any(|(at, _)| {
            let before = line.split_at(at).0.chars().next_back();
            !before.is_some_and(|c| c.is_alphanumeric() || "_-.}*".contains(c))
        })
    })
}

fn code(file: &File) -> String {
    if file.is_any(&["rs"]) { Source::read(&file.text).code } else { file.text.clone() }
}

/// The part of a file that is only built for tests, with the lines before it left empty.
fn test_code(file: &File) -> String {
    let code = code(file);
    if file.path.contains("/tests/")
        || file.path.starts_with("e2e/")
        || file.path.contains("/testkit/")
    {
        return code;
    }
    let (before, tests) = code.split_once("#[cfg(test)]").unwrap_or((&code, ""));
    "\n".repeat(before.matches('\n').count()) + tests
}

fn sources() -> Vec<File> {
    let all = files().unwrap().into_iter();
    let is_shell = |file: &File| file.text.starts_with("#!/bin/sh");
    all.filter(|file| {
        is_shell(file) || file.is_any(&["rs", "mjs", "js", "sql", "scss", "css", "py"])
    })
    .collect()
}

#[test]
fn nothing_is_put_off() {
    let broken: Vec<_> = sources()
        .iter()
        .flat_map(|file| {
            let named = file
                .text
                .lines()
                .enumerate()
                .filter(|(_, line)| PUT_OFF.iter().any(|word| holds_word(line, word)));
            let named =
                named.map(|(at, line)| format!("{}:{}: {}", file.path, at + 1, line.trim()));
            named.chain(lines_with(&file.path, &code(file), &STUBS)).collect::<Vec<_>>()
        })
        .collect();
    assert_none("work is finished or left to an issue, not put off in the code", &broken);
}

#[test]
fn no_lint_is_silenced_without_a_reason() {
    let found = |file: &File| lines_with(&file.path, &code(file), &SILENCED);
    let broken: Vec<_> = sources().iter().flat_map(found).collect();
    assert_none("expect a lint with a reason; never allow it", &broken);
}

#[test]
fn every_test_runs() {
    let found = |file: &File| lines_with(&file.path, &code(file), &SKIPPED);
    let broken: Vec<_> = sources().iter().flat_map(found).collect();
    assert_none("a test that does not run is no test", &broken);
}

#[test]
fn tests_wait_for_conditions_and_never_sleep() {
    let found = |file: &File| lines_with(&file.path, &test_code(file), &SLEEPS);
    let broken: Vec<_> = sources().iter().flat_map(found).collect();
    assert_none("wait for what the test needs, not for time to pass", &broken);
}

#[test]
fn nothing_in_the_tree_knows_the_machine_it_was_written_on() {
    let broken: Vec<_> = files()
        .unwrap()
        .iter()
        .flat_map(|file| {
            let lines = file.text.lines().enumerate();
            let known = lines.filter(|(_, line)| holds_place(line) || line.contains(NEIGHBOUR));
            known.map(|(at, _)| format!("{}:{}", file.path, at + 1)).collect::<Vec<_>>()
        })
        .collect();
    assert_none("no path of one machine, and nothing beside the tree", &broken);
}

#[test]
fn the_word_gates_find_what_they_look_for() {
    assert!(holds_word(concat!("// TO", "DO later"), PUT_OFF[0]));
    assert!(!holds_word("MASTODON", PUT_OFF[0]));
    assert!(holds_place(concat!("cd /wo", "rk/x")));
    assert!(!holds_place(concat!("case", "/wo", "rk/x")));
    assert_eq!(lines_with("a.rs", "x\ny SLEEP", &["SLEEP"]), ["a.rs:2: SLEEP"]);
    let file = File {
        path: "crates/a/src/b.rs".into(),
        text: concat!(
            "fn a() { thread::",
            "sleep(x) }\n#[cfg(test)]\nmod tests { thread::",
            "sleep }"
        )
        .into(),
    };
    assert_eq!(lines_with(&file.path, &test_code(&file), &SLEEPS).len(), 1);
}
