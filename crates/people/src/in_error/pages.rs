//! What the page of what was entered in error on a person's record looks like.

use govuk::{InsetText, Row, Table, Textarea};
use kernel::{FieldErrors, PersonId};
use maud::{Markup, html};
use ui::Frame;

use super::see::MarkLine;

/// Where it is said of a person what was entered in error.
pub(crate) fn link(person: PersonId) -> Markup {
    html! {
        p.govuk-body {
            a.govuk-link href={ "/people/" (person) "/errors" } { "What was entered in error" }
        }
    }
}

pub(super) fn marks(person: PersonId, lines: &[MarkLine], frame: &Frame) -> Markup {
    let path = format!("/people/{person}");
    let rows = lines.iter().map(|it| {
        Row::new()
            .cell(it.sort.words())
            .cell(it.words.as_str())
            .cell(it.reason.as_str())
            .cell(format!("{}, {}", it.by, frame.instant(it.at)))
            .cell(taken_back(it, &path, frame))
    });
    html! {
        @if lines.is_empty() {
            p.govuk-body { "Nothing was marked as entered in error." }
        } @else {
            (Table::new("What was entered in error, the latest first")
                .columns(["What", "What it says", "What is wrong", "Said by", "Taken back"])
                .rows(rows).cards().caption_classes("govuk-table__caption--m"))
        }
        p.govuk-body {
            "Alerts are marked where they are reviewed, relationships where they are ended: "
            a.govuk-link href=(path) { "the record" } ", "
            a.govuk-link href={ (path) "/family" } { "family and relationships" }
            ". A name or a number that was taken off by mistake is added again."
        }
    }
}

fn taken_back(it: &MarkLine, path: &str, frame: &Frame) -> Markup {
    html! {
        @if let Some(back) = &it.taken_back {
            (back.reason) " (" (back.by) ", " (frame.instant(back.at)) ")"
        } @else if it.may_take_back {
            a.govuk-link href={ (path) "/errors/" (it.mark) "/taking-back" } {
                "Take it back" span.govuk-visually-hidden { ": " (it.words) ", " (frame.instant(it.at)) }
            }
        } @else {
            "No"
        }
    }
}

pub(super) fn taking_back(line: &MarkLine, reason: &str, errors: &FieldErrors) -> Markup {
    html! {
        (InsetText::new(html! {
            p.govuk-body { (line.words) }
            p.govuk-body { "Entered in error: " (line.reason) " (" (line.by) ")" }
        }))
        p.govuk-body { "It stands again as it did. That it was said to be an error stays to be read." }
        (Textarea::new("reason", "Why is it right after all?").rows(2)
            .hint("Everybody who reads the record reads this: name nobody who must not be named")
            .value(reason).error(errors.of("reason")))
    }
}
