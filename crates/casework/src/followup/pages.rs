//! What the question, the answers and their counts look like.

use charter::Charter;
use govuk::{Button, Choice, Details, Input, InsetText, Radios, Row, SummaryList, Table, Textarea};
use kernel::{FieldErrors, ReferralId};
use maud::{Markup, html};
use ui::Frame;

use super::{
    answer::{AnswerFollowup, AnswerLine},
    counts::{CountLine, Counts},
    list::FollowupLine,
};
use crate::{charters::charter_of, referral::show::Shown};

/// The form as it comes back when something was wrong with an answer.
pub(super) fn fields(typed: &AnswerFollowup, asked: &Shown, errors: &FieldErrors) -> Markup {
    let Ok(charter) = charter_of(&asked.referral.charter) else { return html! {} };
    let choices = charter.followup_answers.iter().map(|it| Choice::new(&it.code, &it.name));
    html! {
        (Radios::new("answer", "What became of them?", choices)
            .value(&typed.answer).error(errors.of("answer")))
        (Textarea::new("words", "Anything to add? (optional)").rows(2)
            .value(&typed.words).error(errors.of("words")))
    }
}

/// What one is asked: a card for each family, and a press for each answer.
pub(super) fn list(lines: &[FollowupLine], frame: &Frame) -> Markup {
    html! {
        @if lines.is_empty() {
            (InsetText::new("Nothing is asked of you today. A request that was returned comes back here some months later."))
        } @else {
            p.govuk-body {
                "These requests were returned. Press what you know; it takes one press each. "
                "Your answers show whether returning them was right."
            }
        }
        @for line in lines { (card(line, frame)) }
    }
}

fn card(line: &FollowupLine, frame: &Frame) -> Markup {
    let Ok(charter) = charter_of(&line.charter) else { return html! {} };
    html! {
        h2.govuk-heading-m { (line.person_name) }
        p.govuk-body {
            a.govuk-link href={ "/referrals/" (line.referral) } { (line.reference) }
            " to " (line.forum_name) ", returned on " (frame.date(line.returned_on)) ": "
            (charter.return_reasons.name(&line.return_reason)) ". "
            @if line.of_colleague { "A colleague who has left made it. " }
            strong { "What became of them after " (line.months) " months?" }
        }
        (presses(line.referral, &line.person_name, charter, frame))
    }
}

/// A press for each answer, and room for a word more.
fn presses(referral: ReferralId, who: &str, charter: &Charter, frame: &Frame) -> Markup {
    let words = Input::new("words", "Anything to add? (optional)").id(format!("words-{referral}"));
    html! {
        form method="post" action={ "/referrals/" (referral) "/followups" } data-once="" novalidate {
            (frame.hidden())
            (Details::new("Add a word before you press", html! { (words) }))
            div.govuk-button-group {
                @for it in &charter.followup_answers {
                    (Button::new(html! {
                        (it.name) span.govuk-visually-hidden { " (" (who) ")" }
                    }).secondary().sends("answer", &it.code))
                }
            }
        }
    }
}

/// What became of the people of one returned request, for whoever reads it; and the presses, for whoever is asked.
pub(crate) fn became(it: &Shown, charter: &Charter, frame: &Frame) -> Markup {
    let (referral, answers) = (&it.referral, &it.followups);
    let list = answers.iter().fold(SummaryList::new(), |list, line| {
        list.row(format!("After {} months", line.months), answer(line, charter, frame))
    });
    html! {
        @if !answers.is_empty() || it.followup_asked.is_some() {
            h2.govuk-heading-m { "What became of them" }
        }
        @if !answers.is_empty() { (list) }
        @if it.followup_asked.is_some() {
            @if it.followup_answered {
                (Details::new("Change the answer",
                    presses(referral.id, &referral.person_name, charter, frame)))
            } @else {
                (presses(referral.id, &referral.person_name, charter, frame))
            }
        }
    }
}

fn answer(line: &AnswerLine, charter: &Charter, frame: &Frame) -> Markup {
    html! {
        (charter.followup_answers.name(&line.answer))
        @if !line.words.is_empty() { ": " (line.words) }
        div.govuk-hint { (line.by) ", " (frame.date(line.on)) }
    }
}

/// Counts by reason, then what became of them.
pub(super) fn counts(answer: &Counts, frame: &Frame) -> Markup {
    let returned = answer
        .returned
        .iter()
        .map(|(reason, count)| Row::new().cell(reason.as_str()).cell(count.to_string()));
    html! {
        p.govuk-body {
            "Requests that your forums returned since " (frame.date(answer.since))
            ", counted exactly: do not pass these numbers on. Each referrer is asked again after some months."
        }
        @if answer.returned.is_empty() {
            (InsetText::new("None was returned."))
        } @else {
            (Table::new("Returned, by reason").columns(["Reason", "Returned"]).rows(returned)
                .named_rows().caption_classes("govuk-table__caption--m"))
            @if answer.lines.is_empty() {
                p.govuk-body { "None was returned so long ago that its referrer has been asked." }
            } @else {
                (became_of(&answer.lines))
            }
        }
    }
}

fn became_of(lines: &[CountLine]) -> Table {
    let rows = lines.iter().map(|line| {
        let known = line.answers.iter().filter(|(_, count)| *count > 0);
        let said = html! {
            @for (name, count) in known { (name) ": " (count) br; }
            @if line.unanswered > 0 { "Not answered: " (line.unanswered) }
        };
        Row::new()
            .cell(line.reason.as_str())
            .cell(format!("{} months", line.months))
            .cell(line.asked.to_string())
            .cell(said)
    });
    Table::new("What became of them")
        .columns(["Reason for return", "After", "Asked about", "Answers"])
        .rows(rows)
        .named_rows()
        .cards()
        .caption_classes("govuk-table__caption--m")
}
