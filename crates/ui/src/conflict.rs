//! What a thing says now, when someone else changed it while its form was being filled in: it is shown
//! beside what was typed, and answers that were left alone become theirs, so that nobody's work is undone
//! by somebody who never looked at it.

use std::collections::BTreeSet;

use govuk::SummaryList;
use maud::{Markup, html};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::{Form, Frame};

/// A mark for each answer of a form as it was opened: what still has its mark was left alone.
pub(crate) fn marks<F: Form>(form: &F) -> String {
    let mut marks = Vec::new();
    if let Ok(Value::Object(fields)) = serde_json::to_value(form)
        && fields.contains_key("version")
    {
        each("", &Value::Object(fields), &mut marks);
    }
    marks.join(" ")
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
    let hash = Sha256::digest(answer.to_string());
    let short: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("{path}={short}")
}

/// The form with what the thing says now, wherever an answer still has the mark that it was opened with.
pub(crate) fn merged<F: Form>(mine: F, marks: &str, now: &F) -> F {
    let left_alone: BTreeSet<&str> = marks.split(' ').collect();
    let (Ok(mut answers), Ok(now)) = (serde_json::to_value(&mine), serde_json::to_value(now))
    else {
        return mine;
    };
    take_over("", &mut answers, &now, &left_alone);
    serde_json::from_value(answers).unwrap_or(mine)
}

fn take_over(path: &str, mine: &mut Value, now: &Value, left_alone: &BTreeSet<&str>) {
    match (mine, now) {
        (Value::Object(mine), Value::Object(now)) => take_over_parts(path, mine, now, left_alone),
        (mine, now) if left_alone.contains(mark(path, mine).as_str()) => *mine = now.clone(),
        _ => {}
    }
}

fn take_over_parts(
    path: &str,
    mine: &mut Map<String, Value>,
    now: &Map<String, Value>,
    left_alone: &BTreeSet<&str>,
) {
    for (name, theirs) in now {
        let path = format!("{path}/{name}");
        match mine.get_mut(name) {
            Some(answer) => take_over(&path, answer, theirs, left_alone),
            // Neither then nor since was it answered here: their answer is new.
            None if !left_alone.iter().any(|mark| mark.starts_with(&format!("{path}="))) => {
                mine.insert(name.clone(), theirs.clone());
            }
            None => {}
        }
    }
}

/// What the thing says now, beside what was typed.
pub(crate) fn both(theirs: &Value, frame: &Frame) -> Markup {
    let Value::Object(fields) = theirs else { return html! {} };
    let shown = fields.iter().filter(|(name, _)| *name != "version");
    let list = shown.fold(SummaryList::new(), |list, (name, value)| {
        list.row(in_words(name), value_in_words(value, frame))
    });
    html! {
        h2.govuk-heading-m #now tabindex="-1" { "What it says now" }
        (list)
        h2.govuk-heading-m { "What you typed" }
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
