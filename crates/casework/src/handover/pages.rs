//! What the list of lead professionals and handing over look like.

use govuk::{Checkboxes, Choice, InsetText, Row, Select, Table};
use kernel::FieldErrors;
use maud::{Markup, html};
use ui::Frame;

use super::{
    leads::{LeadLine, Leads},
    web::{HandOver, HandoverAsked, HeldCase},
};

pub(super) fn leads(answer: &Leads, frame: &Frame) -> Markup {
    let rows = answer.leads.iter().map(|it| {
        let there = there(it, frame);
        let there = html! { @if it.has_left || it.absence.is_some() { strong { (there) } } @else { (there) } };
        let hand_over = html! {
            a.govuk-link href={ "/leads/" (it.practitioner) "/handover" } {
                "Hand over" span.govuk-visually-hidden { " the cases of " (it.name) }
            }
        };
        Row::new()
            .cell(it.name.as_str())
            .cell(it.organisation.as_deref().unwrap_or("Not recorded"))
            .cell(it.leads.to_string())
            .cell(it.asked.to_string())
            .cell(there)
            .cell(hand_over)
    });
    html! {
        @match answer.without {
            0 => {}
            1 => p.govuk-body {
                a.govuk-link href="/cases?whose=nobody" { "1 case" } " has no lead professional."
            },
            more => p.govuk-body {
                a.govuk-link href="/cases?whose=nobody" { (more) " cases" } " have no lead professional."
            },
        }
        @if answer.leads.is_empty() {
            (InsetText::new("Nobody leads an open case of a forum that you coordinate or chair."))
        } @else {
            (Table::new("Lead professionals")
                .columns(["Name", "Organisation", "Leads", "Is asked to lead", "Here?", "Cases"])
                .rows(rows).named_rows().cards().hidden_caption())
        }
    }
}

fn there(lead: &LeadLine, frame: &Frame) -> String {
    let words = lead.absence.and_then(|it| it.words(frame.today));
    match words {
        _ if lead.has_left => "Has left".to_owned(),
        Some(words) => crate::charters::heading(&words),
        None => "Yes".to_owned(),
    }
}

pub(super) fn handover(
    typed: &HandOver,
    asked: &HandoverAsked,
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    let cases = asked
        .cases
        .iter()
        .map(|it| Choice::new(it.case.to_string(), &it.name).hint(about(it, frame)));
    if asked.cases.is_empty() {
        return html! {
            (InsetText::new("They lead no open case for which you appoint the lead professional."))
            (their_actions(typed))
        };
    }
    html! {
        (their_actions(typed))
        p.govuk-body {
            (asked.name) " goes on leading each case until whoever is asked accepts. To give cases to different "
            "people, hand over some, and come back for the rest."
        }
        (Checkboxes::new("cases", "Which cases are handed over?", cases)
            .values(typed.cases.iter().map(String::as_str)).error(errors.of("cases")))
        (Select::new("membership", "Who should lead them?")
            .hint("Ask the families first whom they want")
            .item("", "Select a practitioner").items(asked.choices.iter().cloned())
            .value(&typed.membership).error(errors.of("membership")))
    }
}

/// What they are named for is handed over on a page of its own: an action stays with its organisation.
fn their_actions(typed: &HandOver) -> Markup {
    html! {
        p.govuk-body {
            "Are they named for actions? "
            a.govuk-link href={ "/actions/" (typed.practitioner) "/handover" } { "Hand over their actions" }
        }
    }
}

fn about(case: &HeldCase, frame: &Frame) -> String {
    let state = match case.lead_status.as_str() {
        "proposed" => "Asked to lead, not yet answered",
        "ended" => "Nobody leads now",
        _ => "Leads",
    };
    let review = case.next_review_on.map(|day| format!(", next review {}", frame.date(day)));
    format!("{}. {state}{}", case.forum, review.unwrap_or_default())
}
