//! What a thing says now, when someone else changed it while its form was being filled in: it is shown
//! beside what was typed, and answers that were left alone become theirs, so that nobody's work is undone
//! by somebody who never looked at it.

use std::collections::BTreeSet;

use govuk::SummaryList;
use maud::{Markup, html};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::{Frame, body::LONGEST_MARKS};

/// A mark for each answer of a form as it was opened: what still has its mark was left alone.
pub(crate) fn marks(answers: Option<&Value>) -> String {
    let mut marks = Vec::new();
    if let Some(answers) = answers
        && answers.get("version").is_some()
    {
        each("", answers, &mut marks);
    }
    let marks = marks.join(" ");
    // Without marks everything counts as typed here.
    if marks.len() > LONGEST_MARKS { String::new() } else { marks }
}

fn each(path: &str, answer: &Value, marks: &mut Vec<String>) {
    match answer {
        Value::Object(parts) => {
            parts.iter().for_each(|(name, part)| each(&format!("{path}/{name}"), part, marks));
        }
        other => marks.push(mark(path, other)),
    }
}

fn mark(path: &str, answer: &Value) -> String {
    // Whatever order a list of choices is kept or sent in, it is the same answer.
    let text = match answer {
        Value::Array(parts) => {
            let mut parts: Vec<String> = parts.iter().map(Value::to_string).collect();
            parts.sort();
            parts.join(",")
        }
        other => other.to_string(),
    };
    let hash = Sha256::digest(text);
    let short: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("{path}={short}")
}

/// The answers of a form with what the thing says now, wherever one still has the mark that it was opened
/// with; and the names of the answers that this changed. Some belong `together`.
pub(crate) fn merged(
    mut mine: Value,
    marks: &str,
    now: &Value,
    together: &'static [&'static str],
) -> (Value, Vec<String>) {
    let mut opened = Opened { marks: marks.split(' ').collect(), kept: &[], taken: Vec::new() };
    // What belongs together stays together: somebody's street with another's postcode is nobody's address.
    let is_touched = |name: &&str| {
        mine.get(name).is_some_and(|answer| !opened.left_alone(&format!("/{name}"), answer))
    };
    if together.iter().any(is_touched) {
        opened.kept = together;
    }
    opened.take_over("", &mut mine, now);
    (mine, opened.taken)
}

/// What a form was opened with, and which of its answers have become somebody else's since.
struct Opened<'a> {
    marks: BTreeSet<&'a str>,
    /// Answers that stay as they are here.
    kept: &'static [&'static str],
    taken: Vec<String>,
}

impl Opened<'_> {
    fn was_answered(&self, path: &str) -> bool {
        let begins = format!("{path}=");
        self.marks.range(begins.as_str()..).next().is_some_and(|mark| mark.starts_with(&begins))
    }

    /// Whether the answer is as it was when the form was opened: the same, or not there and still empty.
    fn left_alone(&self, path: &str, answer: &Value) -> bool {
        if path.strip_prefix('/').is_some_and(|name| self.kept.contains(&name)) {
            return false;
        }
        self.marks.contains(mark(path, answer).as_str())
            || is_empty(answer) && !self.marks.is_empty() && !self.was_answered(path)
    }

    fn take_over(&mut self, path: &str, mine: &mut Value, now: &Value) {
        match (mine, now) {
            (Value::Object(mine), Value::Object(now)) => self.take_over_parts(path, mine, now),
            (mine, now) if mine != now && self.left_alone(path, mine) => {
                *mine = now.clone();
                self.taken.push(path.to_owned());
            }
            _ => {}
        }
    }

    fn take_over_parts(
        &mut self,
        path: &str,
        mine: &mut Map<String, Value>,
        now: &Map<String, Value>,
    ) {
        // What they took out goes, unless it was changed here.
        let gone = mine.iter().filter(|(name, answer)| {
            let path = format!("{path}/{name}");
            !now.contains_key(*name) && self.was_answered(&path) && self.left_alone(&path, answer)
        });
        let gone: Vec<String> = gone.map(|(name, _)| name.clone()).collect();
        for name in gone {
            mine.remove(&name);
            self.taken.push(format!("{path}/{name}"));
        }
        for (name, theirs) in now {
            let path = format!("{path}/{name}");
            match mine.get_mut(name) {
                Some(answer) => self.take_over(&path, answer, theirs),
                // Neither then nor since was it answered here: their answer is new.
                None if !self.was_answered(&path) => {
                    mine.insert(name.clone(), theirs.clone());
                    self.taken.push(path);
                }
                None => {}
            }
        }
    }
}

/// An answer that says nothing.
fn is_empty(answer: &Value) -> bool {
    match answer {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(parts) => parts.iter().all(is_empty),
        _ => false,
    }
}

/// What the thing says now, beside what was typed.
pub(crate) fn both(theirs: &Value, taken: &[String], frame: &Frame) -> Markup {
    let Value::Object(fields) = theirs else { return html! {} };
    let shown = fields.iter().filter(|(name, _)| *name != "version");
    let list = shown.fold(SummaryList::new(), |list, (name, value)| {
        list.row(in_words(name), value_in_words(value, frame))
    });
    let name = |path: &String| {
        path.rsplit('/').next().map(|name| name.replace('_', " ").replace("nhs ", "NHS "))
    };
    let names: Vec<String> = taken.iter().filter_map(name).filter(|it| it != "version").collect();
    html! {
        h2.govuk-heading-m #now tabindex="-1" { "What it says now" }
        (list)
        h2.govuk-heading-m { "Your form" }
        @if !names.is_empty() {
            p.govuk-body {
                "You had left these answers alone, so they now say what the other wrote: " (names.join(", ")) "."
            }
        }
    }
}

/// The name of a field as people read it: "Date of birth".
fn in_words(field: &str) -> String {
    let words = field.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A date as it is kept, 2026-11-27; whatever else could be read as one was typed by somebody.
fn day(text: &str) -> Option<jiff::civil::Date> {
    let day: jiff::civil::Date = text.parse().ok()?;
    (day.to_string() == text).then_some(day)
}

fn value_in_words(value: &Value, frame: &Frame) -> String {
    match value {
        Value::Null => "Nothing".to_owned(),
        Value::Bool(true) => "Yes".to_owned(),
        Value::Bool(false) => "No".to_owned(),
        Value::String(text) if text.is_empty() => "Nothing".to_owned(),
        Value::String(text) => day(text).map_or_else(|| text.clone(), |day| frame.date(day)),
        other => other.to_string(),
    }
}
