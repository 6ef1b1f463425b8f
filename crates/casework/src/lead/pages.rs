//! What the forms about the lead professional look like.

use govuk::{Choice, Radios, Select};
use kernel::FieldErrors;
use maud::{Markup, html};

use super::web::{AnswerLead, LeadAsked, ProposeLead};

/// The state of a case's lead in words.
pub(crate) fn status_words(status: &str) -> &'static str {
    match status {
        "proposed" => "Asked, not yet answered",
        "accepted" => "Accepted",
        "declined" => "Declined: nobody leads yet",
        "withdrawn" => "Request taken back",
        "ended" => "Handed over",
        _ => "To be appointed",
    }
}

pub(super) fn propose(typed: &ProposeLead, asked: &LeadAsked, errors: &FieldErrors) -> Markup {
    let choices = asked.choices.iter().cloned();
    html! {
        p.govuk-body {
            "The lead professional is the family's one point of contact and holds the plan together. "
            "They answer to their own organisation, and not for what other practitioners do. "
            "Ask the family first whom they want."
        }
        (Select::new("membership", "Who should be the lead professional?")
            .item("", "Select a practitioner").items(choices)
            .value(&typed.membership).error(errors.of("membership")))
        input type="hidden" name="version" value=(typed.version);
    }
}

pub(super) fn answer(
    typed: &AnswerLead,
    reasons: &[(String, String)],
    errors: &FieldErrors,
) -> Markup {
    let why = Select::new("reason", "Why do you decline?")
        .item("", "Select a reason")
        .items(reasons.iter().cloned())
        .value(&typed.reason)
        .error(errors.of("reason"));
    let choices = [
        Choice::new("accept", "I accept")
            .hint("You become the family's one point of contact and can read the whole record."),
        Choice::new("decline", "I decline").conditional(html! { (why) }),
    ];
    html! {
        p.govuk-body {
            a.govuk-link href={ "/cases/" (typed.case) "/summary" } { "Read the summary of the case" }
        }
        (Radios::new("answer", "Do you accept to be the lead professional?", choices)
            .value(&typed.answer).error(errors.of("answer")))
    }
}

/// The state of one request in words.
pub(crate) fn request_words(status: &str) -> &'static str {
    match status {
        "proposed" => "Not answered yet",
        "accepted" => "Accepted",
        "declined" => "Declined",
        "withdrawn" => "Taken back",
        _ => "Handed over",
    }
}
