//! The words of the ledger for people, and the text behind each clause.

use agreement::{Agreement, Principal};
use jiff::Timestamp;
use kernel::PractitionerId;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

/// How many entries a page shows.
pub(super) const PAGE: i64 = 50;

/// One clause of the agreement, as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClauseText {
    /// Its stable name.
    pub id: String,
    /// What it says.
    pub sentence: String,
    /// Whether it keeps people out rather than letting them in.
    pub forbids: bool,
    /// The rule itself, in Cedar.
    pub cedar: String,
}

/// One line of the ledger. It says who did what, and nothing of what they saw.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Line {
    /// Its position.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who, by name.
    pub who: String,
    /// The practitioner, when it was one.
    pub practitioner: Option<PractitionerId>,
    /// For which organisation; empty when for none.
    pub organisation: String,
    /// The operation.
    pub operation: String,
    /// Change, read, list, refusal …
    pub kind: String,
    /// The kind of record.
    pub subject_kind: String,
    /// The record.
    pub subject: Option<Uuid>,
    /// What came of it.
    pub outcome: String,
    /// The clauses of the agreement that decided.
    pub clauses: Vec<String>,
}

/// One time that somebody looked at a record, changed it or was kept out.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Look {
    /// Its position in the ledger.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who, by name.
    pub who: String,
    /// For which organisation; empty when for none.
    pub organisation: String,
    /// What they did, in words.
    pub what: String,
    /// Whether they were kept out.
    pub refused: bool,
    /// The clauses that decided: name and sentence.
    pub clauses: Vec<(String, String)>,
}

/// The agreement's clauses, each with the text of its rule.
pub fn texts_of_clauses(agreement: &Agreement) -> Vec<ClauseText> {
    let rules = rules(agreement.text());
    let text_of = |id: &str| {
        let name = format!("@id(\"{id}\")");
        rules.iter().find(|rule| rule.contains(&name)).cloned().unwrap_or_default()
    };
    let clauses = agreement.clauses();
    clauses
        .map(|clause| ClauseText {
            id: clause.id.clone(),
            sentence: clause.sentence.clone(),
            forbids: clause.forbids,
            cedar: text_of(&clause.id),
        })
        .collect()
}

/// The text of each rule: what stands between comments, up to a line that ends with a semicolon.
fn rules(text: &str) -> Vec<String> {
    let (mut rules, mut rule) = (Vec::new(), String::new());
    for line in text.lines() {
        let outside = rule.is_empty();
        if outside && (line.trim().is_empty() || line.trim_start().starts_with("//")) {
            continue;
        }
        rule.push_str(line);
        rule.push('\n');
        if line.trim_end().ends_with(';') {
            rules.push(std::mem::take(&mut rule));
        }
    }
    rules
}

/// Who stands behind an entry: a practitioner's name, the console, or nobody known.
pub(super) fn name_of(actor: Option<Uuid>, name: Option<String>) -> String {
    match (actor, name) {
        (_, Some(name)) => name,
        (Some(id), None) if id == Principal::CONSOLE.0 => "The console".into(),
        (Some(_), None) => "An account that is not known here".into(),
        (None, None) => "Nobody signed in".into(),
    }
}

/// The names of clauses, as an entry keeps them.
pub(super) fn split_clauses(clauses: &str) -> Vec<String> {
    clauses.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

/// What came of it, when that is not simply that it was done.
pub(super) fn outcome_in_words(outcome: &str) -> &str {
    match outcome {
        "done" => "Done",
        "shown" => "Shown",
        "refused" => "Refused",
        "list_differs" => "Not shown: the list and the agreement differ",
        "not_there" => "Refused as if not there",
        "stopped" => "Stopped by an error",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clause_of_the_agreement_comes_with_its_own_rule() {
        let agreement = Agreement::first().unwrap();
        let clauses = texts_of_clauses(&agreement);
        assert!(clauses.len() > 20);
        for clause in clauses {
            assert!(clause.cedar.contains(&format!("@id(\"{}\")", clause.id)), "{}", clause.id);
            assert_eq!(clause.cedar.matches("@id(").count(), 1, "{}", clause.cedar);
            let effect = if clause.forbids { "forbid (" } else { "permit (" };
            assert!(clause.cedar.contains(effect), "{}", clause.cedar);
            assert!(clause.cedar.trim_end().ends_with(';'), "{}", clause.cedar);
        }
    }
}
