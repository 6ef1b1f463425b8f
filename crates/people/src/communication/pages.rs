//! What the form about communication looks like, and the part of the record.

use govuk::{Checkboxes, Choice, Input, Radios, SummaryList, Textarea};
use kernel::FieldErrors;
use maud::{Markup, html};

use super::{
    model::{INTERPRETER, NEEDS, need_words},
    web::{AmendCommunication, Communication},
};

pub(super) fn interpreter_words(code: &str) -> &str {
    INTERPRETER.iter().find(|(known, _)| *known == code).map_or("Not asked yet", |(_, words)| words)
}

pub(super) fn fields(typed: &AmendCommunication, errors: &FieldErrors) -> Markup {
    let answers = INTERPRETER.map(|(code, words)| Choice::new(code, words));
    let needs = NEEDS.map(|(code, words)| Choice::new(code, words));
    html! {
        input type="hidden" name="version" value=(typed.version);
        (Radios::new("interpreter", "Do they need an interpreter?", answers)
            .hint("For a spoken language. For British Sign Language tick it below.")
            .value(&typed.interpreter).error(errors.of("interpreter")))
        (Input::new("language", "Which language do they speak best?").width(20)
            .hint("Such as Polish. It may be empty if they need no interpreter.")
            .value(&typed.language).autocomplete("off").error(errors.of("language")))
        (Checkboxes::new("needs", "What do they need? (optional)", needs)
            .values(typed.needs.iter().map(String::as_str)).error(errors.of("needs")))
        (Textarea::new("words", "What else helps? (optional)").rows(3)
            .hint("Such as how they show yes and no, or who helps them understand")
            .value(&typed.words).error(errors.of("words")))
    }
}

/// How somebody communicates, as a part of their record; `change` leads to the form.
pub(crate) fn card(now: Option<&Communication>, change: Option<String>) -> Markup {
    let none = Communication::default();
    let now = now.unwrap_or(&none);
    let mut list = SummaryList::new()
        .row("Interpreter needed", interpreter_words(&now.interpreter))
        .row("Speaks best", if now.language.is_empty() { "Not known" } else { &now.language });
    if !now.needs.is_empty() {
        let needs = html! {
            ul.govuk-list { @for need in &now.needs { li { (need_words(need)) } } }
        };
        list = list.row("Needs", needs);
    }
    if !now.words.is_empty() {
        list = list.row("What else helps", now.words.as_str());
    }
    if let Some(href) = change {
        list = list.card("Communication").card_action("Change", href);
    } else {
        list = list.card("Communication");
    }
    html! { (list) }
}
