//! What the forms about services look like, and the words for their states.

use govuk::{Checkboxes, Choice, InsetText, Radios, Select};
use kernel::FieldErrors;
use maud::{Markup, html};
use ui::Frame;

use super::web::{AnswerOffer, OfferAsked, OfferServices, OpenService, ServicesAsked};

/// The state of an allocation in words.
pub(crate) fn status_words(status: &str) -> &'static str {
    match status {
        "offered" => "Asked, not yet answered",
        "accepted" => "Accepted",
        "declined" => "Declined",
        _ => "Ended",
    }
}

fn places(left: i64) -> String {
    match left {
        0 => "No place left".to_owned(),
        1 => "1 place left".to_owned(),
        more => format!("{more} places left"),
    }
}

/// What helps to choose: how much is left, for whom it is, where.
fn hint(service: &OpenService) -> String {
    let mut hint = format!("{}.", places(service.left));
    if !service.criteria.is_empty() {
        let criteria = service.criteria.trim_end_matches('.');
        hint.push_str(&format!(" For: {criteria}."));
    }
    if !service.places.is_empty() {
        hint.push_str(&format!(" In {} only.", service.places.join(", ")));
    }
    hint
}

pub(super) fn offer(
    typed: &OfferServices,
    asked: &ServicesAsked,
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    let choices =
        asked.services.iter().map(|it| Choice::new(it.id.to_string(), &it.name).hint(hint(it)));
    let meetings = asked.meetings.iter().map(|(id, day)| (id.clone(), frame.date(*day)));
    html! {
        @if asked.services.is_empty() {
            (InsetText::new("No service can be offered now: all are full, not yet open, or already asked for."))
        }
        (Checkboxes::new("services", "Which services does this family need?", choices)
            .hint("Only services that are open and have places are listed")
            .values(typed.services.iter().map(String::as_str)).error(errors.of("services")))
        @if !asked.meetings.is_empty() {
            (Select::new("meeting", "Which meeting agreed it? (optional)")
                .item("", "None").items(meetings)
                .value(&typed.meeting).error(errors.of("meeting")))
        }
    }
}

pub(super) fn answer(typed: &AnswerOffer, asked: &OfferAsked, errors: &FieldErrors) -> Markup {
    let why = Select::new("reason", "Why do you decline?")
        .item("", "Select a reason")
        .items(asked.reasons.iter().cloned())
        .value(&typed.reason)
        .error(errors.of("reason"));
    let choices = [
        Choice::new("accept", "We accept"),
        Choice::new("decline", "We decline").conditional(html! { (why) }),
    ];
    html! {
        (InsetText::new(format!("{}. {}.", asked.service, places(asked.left))))
        p.govuk-body {
            a.govuk-link href={ "/cases/" (typed.case) "/summary" } { "Read the summary of the case" }
        }
        (Radios::new("answer", "Will you provide this service to the family?", choices)
            .value(&typed.answer).error(errors.of("answer")))
    }
}
