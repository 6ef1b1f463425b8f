//! What the page of what was entered in error looks like, and how a line of that kind stands elsewhere.

use govuk::{Row, Table};
use kernel::CaseId;
use maud::{Markup, html};
use ui::Frame;

use super::{
    model::Sort,
    see::{ErrorLine, Errors},
};
use crate::consent::pages::{decision_words, purpose_words};

/// What a line says.
pub(super) fn line_words(sort: Sort, words: &str, code: &str) -> String {
    match sort {
        Sort::Consent => format!("{}. {}.", purpose_words(words), decision_words(code)),
        _ => words.to_owned(),
    }
}

/// A line of a list elsewhere: struck through, with what is wrong, when it was entered in error.
pub(crate) fn struck(words: &str, error_reason: &str) -> Markup {
    html! {
        @if error_reason.is_empty() {
            (words)
        } @else {
            s { (words) }
            div.govuk-hint { "Entered in error: " (error_reason) }
        }
    }
}

/// Where it is said of a case what was entered in error.
pub(crate) fn link(case: CaseId) -> Markup {
    html! {
        p.govuk-body {
            a.govuk-link href={ "/cases/" (case) "/errors" } { "Something was entered in error" }
        }
    }
}

pub(super) fn errors(case: CaseId, answer: &Errors, frame: &Frame) -> Markup {
    let path = format!("/cases/{case}");
    let marked = answer.errors.iter().map(|it| {
        let said = line_words(it.sort, &it.words, &it.code);
        Row::new()
            .cell(it.sort.words())
            .cell(said.as_str())
            .cell(it.reason.as_str())
            .cell(format!("{}, {}", it.by, frame.instant(it.at)))
            .cell(taken_back(it, &said, &path, frame))
    });
    let others = answer.entries.iter().map(|it| {
        let said = line_words(it.sort, &it.words, &it.code);
        let mark = html! {
            a.govuk-link href={ (path) "/entries/" (it.entry) "/error" } {
                "Entered in error?" span.govuk-visually-hidden { " " (frame.date(it.on)) ", " (said) }
            }
        };
        Row::new().cell(it.sort.words()).cell(frame.date(it.on)).cell(said.as_str()).cell(mark)
    });
    html! {
        @if answer.errors.is_empty() {
            p.govuk-body { "Nothing was marked as entered in error." }
        } @else {
            (Table::new("What was entered in error, the latest first")
                .columns(["What", "What it says", "What is wrong", "Said by", "Taken back"])
                .rows(marked).cards().caption_classes("govuk-table__caption--m"))
        }
        @if !answer.entries.is_empty() {
            (Table::new("Is something else wrong?").columns(["What", "Date", "What it says", "If it is wrong"])
                .rows(others).cards().caption_classes("govuk-table__caption--m"))
        }
        p.govuk-body {
            "Papers and lines of the chronology are marked where they stand: "
            a.govuk-link href={ (path) "/papers" } { "papers" } ", "
            a.govuk-link href={ (path) "/chronology" } { "chronology" } "."
        }
    }
}

fn taken_back(it: &ErrorLine, said: &str, path: &str, frame: &Frame) -> Markup {
    html! {
        @if let Some(back) = &it.taken_back {
            (back.reason) " (" (back.by) ", " (frame.instant(back.at)) ")"
        } @else if it.may_take_back {
            a.govuk-link href={ (path) "/errors/" (it.error) "/taking-back" } {
                "Take it back" span.govuk-visually-hidden { ": " (said) }
            }
        } @else {
            "No"
        }
    }
}
