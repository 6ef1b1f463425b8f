//! What a thing says now, when someone else changed it while its form was being filled in.

use govuk::SummaryList;
use maud::{Markup, html};
use serde_json::Value;

use crate::Frame;

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
