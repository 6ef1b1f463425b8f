//! What gaps look like.

use govuk::{Choice, InsetText, Radios, Row, Select, Table, Textarea, WarningText};
use kernel::FieldErrors;
use maud::{Markup, html};
use ui::Frame;

use super::{
    model::{REASONS, outcome_words, reason_words},
    web::{GapAsked, GapLine, Gaps, RaiseGap},
};
use crate::charters::charter_of;

pub(super) fn fields(typed: &RaiseGap, asked: &GapAsked, errors: &FieldErrors) -> Markup {
    let reasons = REASONS.iter().map(|(code, words)| Choice::new(*code, *words));
    html! {
        p.govuk-body {
            "If a family needs what nobody can give, say so here. " (asked.forum_name)
            " sees what is missing and how often. If nothing was missing, "
            a.govuk-link href="/cases" { "go on to your cases" } "."
        }
        (WarningText::new("Name nobody, and write nothing by which a family could be found."))
        (Select::new("need", "What did they need help with?").item("", "Select a need")
            .items(asked.needs.iter().cloned()).value(&typed.need).error(errors.of("need")))
        (Radios::new("reason", "Why did they go without?", reasons)
            .value(&typed.reason).error(errors.of("reason")))
        (Select::new("place", "Where? (optional)").item("", "Anywhere")
            .items(asked.places.iter().cloned()).value(&typed.place).error(errors.of("place")))
        (Textarea::new("words", "What was missing?").rows(3)
            .hint("Such as: debt advice in the evening, for parents who work")
            .value(&typed.words).error(errors.of("words")))
    }
}

pub(super) fn gaps(answer: &Gaps, frame: &Frame) -> Markup {
    let counts =
        answer.counts.iter().map(|(need, count)| Row::new().cell(need.as_str()).number(count));
    let rows = answer.gaps.iter().map(|it| {
        let need = charter_of(&it.charter)
            .map_or(it.need.as_str(), |charter| charter.needs.name(&it.need));
        Row::new()
            .cell(need)
            .cell(it.words.as_str())
            .cell(reason_words(&it.reason))
            .cell(it.place.as_deref().unwrap_or("Anywhere"))
            .cell(frame.date(it.on))
            .cell(it.forum_name.as_str())
            .cell(came_of_it(it, frame))
    });
    html! {
        p.govuk-body { "What families needed and nobody could give, since " (frame.date(answer.since)) "." }
        @if answer.gaps.is_empty() {
            (InsetText::new("No gap has been recorded."))
        } @else {
            (Table::new("By need").columns(["Need", "Gaps"]).rows(counts).named_rows().compact()
                .caption_classes("govuk-table__caption--m"))
            (Table::new("The gaps, the latest first")
                .columns(["Need", "What was missing", "Why", "Where", "Recorded", "Forum", "What came of it"])
                .rows(rows).named_rows().compact().cards().caption_classes("govuk-table__caption--m"))
        }
        @for (forum, name) in &answer.forums {
            p.govuk-body { a.govuk-link href={ "/forums/" (forum) "/gaps/new" } { "Record a gap for " (name) } }
        }
    }
}

/// What came of it, or where to say so.
fn came_of_it(it: &GapLine, frame: &Frame) -> Markup {
    html! {
        @if let Some(on) = it.closed_on {
            (outcome_words(&it.outcome)) ": " (it.came_of_it) " (" (frame.date(on)) ")"
        } @else {
            a.govuk-link href={ "/forums/" (it.forum) "/gaps/" (it.gap) "/closure" } {
                "Say what came of it" span.govuk-visually-hidden { ": " (it.words) }
            }
        }
    }
}
