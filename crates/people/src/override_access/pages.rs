//! What giving oneself access, and looking at it afterwards, look like.

use govuk::{Choice, InsetText, Radios, Row, SummaryList, Table, Textarea, WarningText};
use kernel::FieldErrors;
use maud::{Markup, html};
use ui::Frame;

use super::{
    model::{FINDINGS, finding_words},
    review::{OverrideLine, ReviewOverride},
    take::{OverrideAccess, OverrideAsked},
};

pub(super) fn take(typed: &OverrideAccess, asked: &OverrideAsked, errors: &FieldErrors) -> Markup {
    let path = format!("/account/confirm?next=/people/{}/override", typed.person);
    html! {
        (WarningText::new(
            "Use this only when somebody may come to harm if you wait. If a life is in danger now, ring 999 first."))
        p.govuk-body {
            "For one hour you read the record and where they live. The coordinator is told now, with your name and "
            "your reason, and looks at it afterwards. Each page that you open is recorded."
        }
        @if !asked.is_confirmed {
            (InsetText::new(html! {
                p.govuk-body {
                    "It is a while since you signed in. Before you say why, "
                    a.govuk-link href=(path) { "confirm with your password that it is you" } "."
                }
            }))
        }
        (Textarea::new("reason", "Why can it not wait?").rows(3)
            .hint("What has happened, and what you need to know")
            .value(&typed.reason).error(errors.of("reason")))
    }
}

pub(super) fn list(lines: &[OverrideLine], frame: &Frame) -> Markup {
    let rows = lines.iter().map(|it| {
        let name = html! { a.govuk-link href={ "/people/" (it.person) } { (it.name) } };
        let when = format!("{} to {}", frame.instant(it.at), frame.instant(it.until));
        Row::new()
            .cell(name)
            .cell(format!("{}, {}", it.by, it.organisation))
            .cell(when)
            .cell(it.reason.as_str())
            .cell(found(it))
    });
    html! {
        p.govuk-body {
            "Somebody who knew only the summary gave themself access for an hour, because it could not wait. "
            "Look at each, and speak with them if it was not right."
        }
        @if lines.is_empty() {
            (InsetText::new("Nobody has done so for a record of a forum that you coordinate."))
        } @else {
            (Table::new("Records read at once").columns(["Person", "Who read it", "When", "Why", "Found"])
                .rows(rows).named_rows().cards().hidden_caption())
        }
    }
}

fn found(line: &OverrideLine) -> Markup {
    let by = line.reviewed_by.as_deref().unwrap_or_default();
    html! {
        @if line.finding.is_empty() {
            a.govuk-link href={ "/people/" (line.person) "/overrides/" (line.id) } {
                "Look at it" span.govuk-visually-hidden { ": " (line.by) " read the record of " (line.name) }
            }
        } @else {
            (finding_words(&line.finding)) " (" (by) ")"
            @if !line.finding_words.is_empty() { div.govuk-hint { (line.finding_words) } }
        }
    }
}

pub(super) fn review(
    typed: &ReviewOverride,
    asked: &OverrideLine,
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    let facts = SummaryList::new()
        .row("Who read it", format!("{}, {}", asked.by, asked.organisation))
        .row("From", frame.instant(asked.at))
        .row("Until", frame.instant(asked.until))
        .row("Why it could not wait", asked.reason.as_str());
    let choices = FINDINGS.iter().map(|(code, words)| Choice::new(*code, *words));
    html! {
        (facts)
        p.govuk-body {
            "Which pages they opened is under "
            a.govuk-link href={ "/people/" (asked.person) "/readers" } { "who has looked at this record" }
            ". What you save ends their access, if it has not ended yet."
        }
        (Radios::new("finding", "Was it right?", choices)
            .value(&typed.finding).error(errors.of("finding")))
        (Textarea::new("words", "What did you find?").rows(3)
            .hint("Needed when it was not right")
            .value(&typed.words).error(errors.of("words")))
    }
}
