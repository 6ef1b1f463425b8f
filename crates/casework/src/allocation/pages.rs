//! What the forms about services look like, and the words for their states.

use govuk::{Checkboxes, Choice, DateInput, InsetText, Radios, Row, Select, Table, Tag, TagColour};
use kernel::{FieldErrors, date_boxes};
use maud::{Markup, html};
use ui::Frame;

use super::{
    list::{OfferLine, Offers},
    support::{self, RecordSupport, SupportAsked},
    web::{AllocationLine, AnswerOffer, OfferAsked, OfferServices, OpenService, ServicesAsked},
};

/// The state of an allocation in words.
pub(crate) fn status_words(status: &str) -> &'static str {
    match status {
        "offered" => "Asked, not yet answered",
        "waiting" => "Waiting for a place",
        "accepted" => "Accepted",
        "declined" => "Declined",
        _ => "Ended",
    }
}

fn places(left: i64) -> String {
    match left {
        0 => "No place left: the family would wait".to_owned(),
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
            (InsetText::new("No service can be offered now: none is open, or all are asked for already."))
        }
        (Checkboxes::new("services", "Which services does this family need?", choices)
            .hint("Only services that are open are listed")
            .values(typed.services.iter().map(String::as_str)).error(errors.of("services")))
        @if !asked.meetings.is_empty() {
            (Select::new("meeting", "Which meeting agreed it? (optional)")
                .item("", "None").items(meetings)
                .value(&typed.meeting).error(errors.of("meeting")))
        }
        p.govuk-body {
            "Nothing fits? " a.govuk-link href={ "/forums/" (asked.forum) "/gaps/new" } { "Record the gap" }
            ", so that it can be filled."
        }
    }
}

pub(super) fn answer(typed: &AnswerOffer, asked: &OfferAsked, errors: &FieldErrors) -> Markup {
    let why = Select::new("reason", "Why do you decline?")
        .item("", "Select a reason")
        .items(asked.reasons.iter().cloned())
        .value(&typed.reason)
        .error(errors.of("reason"));
    let [day, month, year] = date_boxes(&typed.until);
    let until = DateInput::new("until", "Until about when?")
        .values(day, month, year)
        .error(errors.of("until"));
    let choices = [
        Choice::new("accept", "We accept"),
        Choice::new("wait", "Yes, but they have to wait").conditional(html! { (until) }),
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

/// What a service given to a family has come to, in words: since when, until about when, or why it ended.
pub(crate) fn days_words(it: &AllocationLine, frame: &Frame) -> String {
    let day = |day| frame.date(day);
    match it.status.as_str() {
        "offered" => it.answer_by.map(|by| format!(", to be answered by {}", day(by))),
        "waiting" => it.waiting_until.map(|until| format!(", until about {}", day(until))),
        "accepted" => it.started_on.map(|on| format!(", started on {}", day(on))),
        "ended" => it.ended_on.map(|on| {
            let why = support::reason_words(&it.end_reason);
            format!(" on {}{}", day(on), why.map(|why| format!(": {why}")).unwrap_or_default())
        }),
        _ => None,
    }
    .unwrap_or_default()
}

pub(super) fn support(
    typed: &RecordSupport,
    asked: &SupportAsked,
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    let [day, month, year] = date_boxes(&typed.on);
    let why = Select::new("reason", "Why did it end?")
        .item("", "Select a reason")
        .items(support::REASONS)
        .value(&typed.reason)
        .error(errors.of("reason"));
    let choices = [
        Choice::new("started", "It has started"),
        Choice::new("ended", "It has ended")
            .hint("Its place is free for another family then")
            .conditional(html! { (why) }),
    ];
    html! {
        (InsetText::new(html! {
            (asked.service) ". "
            @match asked.started_on {
                Some(day) => { "It started on " (frame.date(day)) "." },
                None => "It has not started yet.",
            }
        }))
        (Radios::new("step", "What has happened?", choices).value(&typed.step).error(errors.of("step")))
        (DateInput::new("on", "On which day?").values(day, month, year).error(errors.of("on")))
    }
}

/// What waits for an answer, then who waits for a place of each service.
pub(super) fn offers(answer: &Offers, frame: &Frame) -> Markup {
    let name = |it: &OfferLine| {
        html! { a.govuk-link href={ "/cases/" (it.case) "/summary" } { (it.name) } }
    };
    let unanswered = answer.unanswered.iter().map(|it| {
        let by = it.answer_by.map(|day| frame.date(day)).unwrap_or_default();
        let is_late = it.answer_by.is_some_and(|day| day < frame.today);
        Row::new()
            .cell(name(it))
            .cell(it.service.as_str())
            .cell(html! { (by) @if is_late { " " (Tag::new("Late").colour(TagColour::Red)) } })
            .cell(it.forum.as_str())
    });
    html! {
        @if answer.unanswered.is_empty() && answer.waiting.is_empty() {
            (InsetText::new("Every provider has answered, and nobody waits for a place."))
        }
        @if !answer.unanswered.is_empty() {
            (Table::new("Not answered yet").columns(["Name", "Service", "Answer by", "Forum"])
                .rows(unanswered).named_rows().cards().caption_classes("govuk-table__caption--m"))
        }
        @for list in answer.waiting.chunk_by(|one, next| one.service_id == next.service_id) {
            @let rows = list.iter().map(|it| {
                let since = it.waiting_since.map(|at| frame.instant(at)).unwrap_or_default();
                let until = it.waiting_until.map(|day| frame.date(day)).unwrap_or_default();
                Row::new().cell(name(it)).number(it.turn).cell(format!("{since} ({})", days(it.days)))
                    .cell(until).cell(it.forum.as_str())
            });
            @if let Some(first) = list.first() {
                (Table::new(format!("Waiting for {}", first.service))
                    .columns(["Name", "Turn", "Since", "Until about", "Forum"])
                    .rows(rows).named_rows().cards().caption_classes("govuk-table__caption--m"))
            }
        }
    }
}

fn days(days: i32) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}
