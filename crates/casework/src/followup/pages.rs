//! What the question, the answers and their counts look like.

use charter::{Charter, codes::Codes};
use govuk::{Button, Choice, Details, InsetText, Radios, Row, SummaryList, Table, Textarea};
use kernel::{CaseId, FieldErrors, ReferralId};
use maud::{Markup, html};
use ui::Frame;

use super::{
    answer::AnswerLine,
    closed::ClosedFollowups,
    counts::{CountLine, Counts},
    list::FollowupLine,
    model::After,
};
use crate::{charters::charter_of, referral::show::Shown};

/// The form as it comes back when something was wrong with an answer.
pub(super) fn fields(
    (answer, words): (&str, &str),
    (edition, after): (&str, After),
    errors: &FieldErrors,
) -> Markup {
    let Ok(charter) = charter_of(edition) else { return html! {} };
    let choices = after.answers(charter).iter().map(|it| Choice::new(&it.code, &it.name));
    html! {
        (Radios::new("answer", question(after), choices).value(answer).error(errors.of("answer")))
        (Textarea::new("words", "Anything to add? (optional)").rows(2)
            .value(words).error(errors.of("words")))
    }
}

fn question(after: After) -> &'static str {
    match after {
        After::Returned => "What became of them?",
        After::Closed => "How are things now?",
    }
}

/// What one is asked: a card for each family, and a press for each answer.
pub(super) fn list(lines: &[FollowupLine], frame: &Frame) -> Markup {
    html! {
        @if lines.is_empty() {
            (InsetText::new("Nothing is asked of you today. A request that was returned, or a case that was closed, comes back \
                here some months later."))
        } @else {
            p.govuk-body {
                "These requests were returned, or these cases closed. Press what you know; it takes one press each. "
                "Your answers show whether that was right."
            }
        }
        @for line in lines { (card(line, frame)) }
    }
}

fn card(line: &FollowupLine, frame: &Frame) -> Markup {
    let Ok(charter) = charter_of(&line.charter) else { return html! {} };
    let of =
        Pressed { path: path(line.referral, line.case), who: &line.person_name, after: line.after };
    html! {
        h2.govuk-heading-m { (line.person_name) }
        p.govuk-body {
            @match line.case {
                None => {
                    a.govuk-link href={ "/referrals/" (line.referral) } { (line.reference) }
                    " to " (line.forum_name) ", returned on " (frame.date(line.since)) ": "
                    (charter.return_reasons.name(&line.reason)) ". "
                    @if line.of_colleague { "A colleague who has left made it. " }
                }
                Some(case) => {
                    a.govuk-link href={ "/cases/" (case) } {
                        "Case" span.govuk-visually-hidden { " of " (line.person_name) }
                    }
                    " of " (line.forum_name) ", closed on " (frame.date(line.since)) ": "
                    (charter.outcomes.name(&line.reason)) ". "
                    @if line.of_colleague { "Nobody leads it any more. " }
                }
            }
            strong { (question(line.after).trim_end_matches('?')) ", after " (line.months) " months?" }
        }
        (presses(&of, charter, frame))
    }
}

/// Where an answer is sent.
fn path(referral: ReferralId, case: Option<CaseId>) -> String {
    match case {
        None => format!("/referrals/{referral}/followups"),
        Some(case) => format!("/cases/{case}/followups"),
    }
}

/// What is pressed, and of whom it is said.
struct Pressed<'a> {
    path: String,
    who: &'a str,
    after: After,
}

/// A press for each answer, and room for a word more.
fn presses(of: &Pressed<'_>, charter: &Charter, frame: &Frame) -> Markup {
    let id = of.path.split('/').nth(2).unwrap_or_default();
    // Several lines: Enter in one line would press the first answer.
    let words =
        Textarea::new("words", "Anything to add? (optional)").rows(2).id(format!("words-{id}"));
    html! {
        form method="post" action=(of.path) data-once="" novalidate {
            (frame.hidden())
            (Details::new("Add a word before you press", html! { (words) }))
            div.govuk-button-group {
                @for it in of.after.answers(charter) {
                    (Button::new(html! {
                        (it.name)
                        @if !of.who.is_empty() { span.govuk-visually-hidden { " (" (of.who) ")" } }
                    }).secondary().sends("answer", &it.code))
                }
            }
        }
    }
}

/// What was said of a family since its case was closed; and the presses, for whoever is asked.
pub(super) fn closed(case: CaseId, it: &ClosedFollowups, frame: &Frame) -> Markup {
    let Ok(charter) = charter_of(&it.charter) else { return html! {} };
    let known = After::Closed.answers(charter);
    let list = it.answers.iter().fold(SummaryList::new(), |list, line| {
        list.row(format!("After {} months", line.months), answer(line, known, frame))
    });
    let of = Pressed { path: format!("/cases/{case}/followups"), who: "", after: After::Closed };
    let is_answered =
        it.asked.is_some_and(|asked| it.answers.iter().any(|line| line.months == i64::from(asked)));
    html! {
        @match it.closed_on {
            None => p.govuk-body { "This case is open. Some months after it is closed, whoever led it is asked how things are." },
            Some(on) => p.govuk-body { "The case was closed on " (frame.date(on)) "." },
        }
        @if !it.answers.is_empty() { (list) }
        @if let Some(months) = it.asked {
            @if is_answered {
                (Details::new("Change the answer", presses(&of, charter, frame)))
            } @else {
                p.govuk-body { strong { "How are things now, after " (months) " months?" } }
                (presses(&of, charter, frame))
            }
        } @else if it.closed_on.is_some() && it.answers.is_empty() {
            p.govuk-body { "Nothing has been said since." }
        }
    }
}

/// What became of the people of one returned request, for whoever reads it; and the presses, for whoever is asked.
pub(crate) fn became(it: &Shown, charter: &Charter, frame: &Frame) -> Markup {
    let (referral, answers) = (&it.referral, &it.followups);
    let known = After::Returned.answers(charter);
    let list = answers.iter().fold(SummaryList::new(), |list, line| {
        list.row(format!("After {} months", line.months), answer(line, known, frame))
    });
    let of = Pressed {
        path: path(referral.id, None),
        who: &referral.person_name,
        after: After::Returned,
    };
    html! {
        @if !answers.is_empty() || it.followup_asked.is_some() {
            h2.govuk-heading-m { "What became of them" }
        }
        @if !answers.is_empty() { (list) }
        @if it.followup_asked.is_some() {
            @if it.followup_answered {
                (Details::new("Change the answer", presses(&of, charter, frame)))
            } @else {
                (presses(&of, charter, frame))
            }
        }
    }
}

fn answer(line: &AnswerLine, known: &Codes, frame: &Frame) -> Markup {
    html! {
        (known.name(&line.answer))
        @if !line.words.is_empty() { ": " (line.words) }
        div.govuk-hint { (line.by) ", " (frame.date(line.on)) }
    }
}

/// Counts by reason, then what became of them: returned requests, then closed cases.
pub(super) fn counts(answer: &Counts, frame: &Frame) -> Markup {
    html! {
        p.govuk-body {
            "Requests that your forums returned and cases that they closed since " (frame.date(answer.since))
            ", counted exactly: do not pass these numbers on. Whoever made the request, or led the case, is asked again after \
             some months."
        }
        @if answer.returned.is_empty() {
            (InsetText::new("No request was returned."))
        } @else {
            (how_many("Returned, by reason", ["Reason", "Returned"], &answer.returned))
            @if answer.lines.is_empty() {
                p.govuk-body { "None was returned so long ago that its referrer has been asked." }
            } @else {
                (became_of("What became of them", "Reason for return", &answer.lines))
            }
        }
        @if answer.closed.is_empty() {
            (InsetText::new("No case was closed."))
        } @else {
            (how_many("Closed, by what came of it", ["Outcome", "Closed"], &answer.closed))
            @if answer.closed_lines.is_empty() {
                p.govuk-body { "None was closed so long ago that anybody has been asked how things are." }
            } @else {
                (became_of("How things are now", "Outcome when closed", &answer.closed_lines))
            }
        }
    }
}

fn how_many(caption: &str, columns: [&str; 2], counts: &[(String, u64)]) -> Table {
    let rows =
        counts.iter().map(|(name, count)| Row::new().cell(name.as_str()).cell(count.to_string()));
    Table::new(caption)
        .columns(columns)
        .rows(rows)
        .named_rows()
        .caption_classes("govuk-table__caption--m")
}

fn became_of(caption: &str, of: &str, lines: &[CountLine]) -> Table {
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
    Table::new(caption)
        .columns([of, "After", "Asked about", "Answers"])
        .rows(rows)
        .named_rows()
        .cards()
        .caption_classes("govuk-table__caption--m")
}
