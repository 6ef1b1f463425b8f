//! What questions for advice look like.

use govuk::{Button, Choice, InsetText, Radios, Select, SummaryList, Textarea};
use kernel::FieldErrors;
use maud::{Markup, html};
use ui::Frame;

use super::{
    answer::{AnswerAdvice, AnswerAsked},
    ask::{AdviceAsked, AskForAdvice},
    list::{Advice, AdviceLine},
    model::Kind,
};
use crate::referral::pages::words;

pub(super) fn question(
    typed: &AskForAdvice,
    asked: &AdviceAsked,
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    html! {
        (InsetText::new(
            "Do not name anybody: no names, addresses or dates of birth. If you have to say who it is, make a request instead."
        ))
        p.govuk-body {
            "Only the coordinator and the chair of " (asked.forum_name) " read this, and you. They answer by "
            (frame.date(asked.due_on)) "."
        }
        (Textarea::new("situation", "What is going on?").rows(5)
            .hint("Begin with what goes well")
            .value(&typed.situation).error(errors.of("situation")))
        (Textarea::new("tried", "What has been tried?").rows(3)
            .value(&typed.tried).error(errors.of("tried")))
        (Textarea::new("question", "What do you ask?").rows(3)
            .value(&typed.question).error(errors.of("question")))
    }
}

pub(super) fn answer(
    typed: &AnswerAdvice,
    asked: &AnswerAsked,
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    let which = Select::new("organisation", "Which organisation?")
        .item("", "Select an organisation")
        .items(asked.organisations.iter().cloned())
        .value(&typed.organisation)
        .error(errors.of("organisation"));
    let choice = |kind: Kind| Choice::new(kind.name(), kind.words());
    let choices = [
        choice(Kind::AdviceGiven),
        choice(Kind::PleaseRefer).hint("They go on to a request, and do not type this again"),
        choice(Kind::OneOrganisation).conditional(html! { (which) }),
    ];
    html! {
        (asked_list(&asked.line, frame))
        (Radios::new("kind", "What do you answer?", choices)
            .value(&typed.kind).error(errors.of("kind")))
        (Textarea::new("words", "Your answer").rows(5)
            .hint("Say what to do next. Do not name anybody of a family")
            .value(&typed.words).error(errors.of("words")))
    }
}

fn asked_list(it: &AdviceLine, frame: &Frame) -> SummaryList {
    let list = SummaryList::new()
        .row("What is going on", words::lines(&it.situation))
        .row("What has been tried", words::lines(&it.tried))
        .row("What is asked", words::lines(&it.question))
        .row("Asked by", format!("{}, {}", it.asked_by, frame.date(it.asked_on)));
    match it.due_on {
        Some(due) => list.row("Answer by", words::due(due, frame.today, &frame.date(due))),
        None => list,
    }
}

pub(super) fn list(answer: &Advice, frame: &Frame) -> Markup {
    html! {
        p.govuk-body {
            "When you are not sure whether to make a request, ask. A question names nobody and is not a request."
        }
        div.govuk-button-group {
            @for (at, (forum, name)) in answer.forums.iter().enumerate() {
                @let button = Button::link(format!("Ask {name} for advice"), format!("/forums/{forum}/advice/new"));
                @if at == 0 && answer.to_answer.is_empty() { (button) } @else { (button.secondary()) }
            }
        }
        @if !answer.to_answer.is_empty() {
            h2.govuk-heading-m { "Asked of your forum" }
            @for it in &answer.to_answer { (of_forum(it, frame)) }
        }
        h2.govuk-heading-m { "Your questions" }
        @if answer.own.is_empty() { p.govuk-body { "You have asked nothing yet." } }
        @for it in &answer.own { (own(it, frame)) }
    }
}

fn of_forum(it: &AdviceLine, frame: &Frame) -> Markup {
    html! {
        h3.govuk-heading-s { (it.forum_name) ", asked on " (frame.date(it.asked_on)) }
        (asked_list(it, frame))
        @if it.kind.is_empty() {
            p.govuk-body {
                a.govuk-link href={ "/forums/" (it.forum) "/advice/" (it.advice) } {
                    "Answer" span.govuk-visually-hidden { " the question of " (it.asked_by) ", " (frame.date(it.asked_on)) }
                }
            }
        } @else { (answered(it, frame)) }
    }
}

fn own(it: &AdviceLine, frame: &Frame) -> Markup {
    html! {
        h3.govuk-heading-s { (it.forum_name) ", asked on " (frame.date(it.asked_on)) }
        (asked_list(it, frame))
        @if it.kind.is_empty() {
            p.govuk-body { "Nobody has answered yet." }
        } @else { (answered(it, frame)) }
        @if let Some(referral) = it.referral {
            p.govuk-body { a.govuk-link href={ "/referrals/" (referral) } { "See the request that you made of it" } }
        } @else if !it.kind.is_empty() {
            p.govuk-body {
                (Button::link("Ask for support", "/people").secondary())
            }
            p.govuk-hint { "Look for the person first. The form then offers what you wrote here." }
        }
    }
}

fn answered(it: &AdviceLine, frame: &Frame) -> Markup {
    let kind = Kind::from_name(&it.kind).map_or(it.kind.as_str(), |kind| kind.words());
    let on = it.answered_on.map(|day| frame.date(day)).unwrap_or_default();
    html! {
        (InsetText::new(html! {
            p.govuk-body {
                strong {
                    (kind)
                    @if !it.organisation.is_empty() { ": " (it.organisation) }
                }
            }
            p.govuk-body { (words::lines(&it.words)) }
            p.govuk-body { (it.answered_by) ", " (on) }
        }))
    }
}
