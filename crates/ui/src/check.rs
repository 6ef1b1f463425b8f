//! "Check your answers": what will be sent, each answer with the way back to its question.

use govuk::{Button, Content, SummaryRow};
use maud::{Markup, html};
use serde_json::{Map, Value};

use crate::Frame;

/// The form that carries the answers: the buttons beside them belong to it.
const CARRIER: &str = "answers";

/// An answer as it will be sent, with a button that leads back to its question, where all answers are kept.
pub fn answer(question: &str, value: impl Into<Content>, field: &str) -> SummaryRow {
    let words = html! { "Change" span.govuk-visually-hidden { " " (in_a_sentence(question)) } };
    let button = Button::new(words).as_link().sends("_step", "change");
    let button = button.attr("form", CARRIER).attr("formaction", format!("#{field}"));
    SummaryRow::new(question, value).button(button)
}

/// "Level of need" as part of a sentence; "NHS number" stays as it is.
fn in_a_sentence(question: &str) -> String {
    let mut letters = question.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => question.to_owned(),
    }
}

pub(crate) fn check_page(
    frame: &Frame,
    button: &'static str,
    summary: &Markup,
    fields: &Map<String, Value>,
) -> Markup {
    html! {
        (summary)
        form id=(CARRIER) method="post" action=(frame.path) data-once="" novalidate {
            (frame.hidden())
            @for (name, value) in fields { (carried(name, value)) }
            div.govuk-button-group {
                (Button::new(button).sends("_step", "send"))
                (Button::new("Change answers").secondary().sends("_step", "change"))
            }
        }
    }
}

fn carried(name: &str, value: &Value) -> Markup {
    match value {
        Value::Array(values) => html! { @for value in values { (carried(name, value)) } },
        Value::String(text) => html! { input type="hidden" name=(name) value=(text); },
        _ => html! {},
    }
}
