//! What the form and the page of needs that are back look like.

use govuk::{Button, Choice, DateInput, InsetText, Radios, Row, Table, Textarea};
use kernel::{CaseId, FieldErrors, date_boxes};
use maud::{Markup, html};
use ui::Frame;

use super::{
    model::{SIGNS, sign_words},
    web::{RecordRelapse, RelapseAsked, RelapseLine, Relapses},
};
use crate::{
    contingency::model::Contingency,
    in_error::{self, pages::struck},
    referral::pages::words::lines,
};

/// What the plan says to do, above all else: whoever reads this may be in a hurry.
fn what_to_do(it: &Contingency) -> Markup {
    html! {
        @if it.what_to_do.is_empty() && it.whom_to_call.is_empty() {
            p.govuk-body { "The plan does not say what is done if things get worse." }
        } @else {
            (InsetText::new(html! {
                h2.govuk-heading-m { "What the plan says to do" }
                @if !it.what_to_do.is_empty() { p.govuk-body { (lines(&it.what_to_do)) } }
                @if !it.whom_to_call.is_empty() {
                    p.govuk-body { strong { "Call: " } (lines(&it.whom_to_call)) }
                }
            }))
        }
    }
}

pub(super) fn fields(typed: &RecordRelapse, asked: &RelapseAsked, errors: &FieldErrors) -> Markup {
    let [day, month, year] = date_boxes(&typed.on);
    let goals = asked.goals.iter().map(|goal| {
        let choice = Choice::new(goal.goal.to_string(), format!("Goal: {}", goal.words));
        match goal.outcome {
            None => choice,
            Some(outcome) => choice.hint(outcome.words()),
        }
    });
    let said = |code: &str| match code {
        "early_sign" => asked.contingency.early_signs.clone(),
        "trigger" => asked.contingency.triggers.clone(),
        _ => String::new(),
    };
    // What the plan does not name cannot be back.
    let named = SIGNS.iter().filter(|(code, _)| *code == "other" || !said(code).is_empty());
    let signs = named.map(|(code, words)| {
        let (choice, said) = (Choice::new(*code, *words), said(code));
        if said.is_empty() { choice } else { choice.hint(said) }
    });
    html! {
        (what_to_do(&asked.contingency))
        (Radios::new("against", "What is back?", goals.chain(signs))
            .hint("In an open case, choosing a goal that was finished means that it is worked on again")
            .value(&typed.against).error(errors.of("against")))
        (Textarea::new("seen", "What was seen?").rows(2)
            .hint("In a sentence. Everybody who reads the record reads this: name nobody who must not be named")
            .value(&typed.seen).error(errors.of("seen")))
        (Textarea::new("done", "What was done about it? (optional)").rows(2)
            .value(&typed.done).error(errors.of("done")))
        (DateInput::new("on", "On which day was it seen?").hint("For example, 27 3 2026")
            .values(day, month, year).error(errors.of("on")))
    }
}

fn about(it: &RelapseLine) -> Markup {
    html! {
        @if let Some(goal) = &it.goal { "Goal: " (goal) } @else { (sign_words(&it.sign)) }
        @if let Some(was) = it.was {
            div.govuk-hint {
                "It had been: " (was.words().to_lowercase())
                @if !it.was_words.is_empty() { ". " (it.was_words) }
            }
        }
    }
}

pub(super) fn relapses(case: CaseId, answer: &Relapses, frame: &Frame) -> Markup {
    let path = format!("/cases/{case}");
    let rows = answer.relapses.iter().map(|it| {
        Row::new()
            .cell(frame.date(it.on))
            .cell(struck(&it.seen, &it.error_reason))
            .cell(about(it))
            .cell(it.done.as_str())
            .cell(it.by.as_str())
    });
    html! {
        (what_to_do(&answer.contingency))
        @if answer.reopens {
            p.govuk-body { "This case is closed. If somebody has to work on it, open it again." }
            (Button::link("Open the case again", format!("{path}/reopening")))
        }
        @if answer.relapses.is_empty() {
            p.govuk-body { "Nothing is recorded." }
        } @else {
            (Table::new("What was seen, the latest first")
                .columns(["Seen on", "What was seen", "What it is about", "What was done", "Recorded by"])
                .rows(rows).cards().caption_classes("govuk-table__caption--m"))
            (in_error::pages::link(case))
        }
        @if answer.records {
            p { (Button::link("Record that an old need is back", format!("{path}/relapses/new")).secondary()) }
        }
    }
}
