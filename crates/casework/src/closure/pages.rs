//! What the forms for closing and reopening look like.

use agreement::Action;
use govuk::{Button, Checkboxes, Choice, Radios, Select, Textarea};
use kernel::{FieldErrors, GoalId};
use maud::{Markup, html};

use super::web::{CloseCase, ClosureAsked, ReopenCase};
use crate::{
    case::web::CaseRecord, charters::charter_of, goal::model::Outcome, level::pages::select,
};

pub(super) fn close(typed: &CloseCase, asked: &ClosureAsked, errors: &FieldErrors) -> Markup {
    let reasons = asked.reasons.iter().map(|(code, name, words)| {
        let choice = Choice::new(code, name);
        if words.is_empty() { choice } else { choice.hint(words) }
    });
    let outcomes = asked.outcomes.iter().cloned().map(Choice::from);
    html! {
        @if !asked.open_actions.is_empty() {
            (open_actions(typed, asked, errors))
        }
        @if !asked.open_goals.is_empty() { (open_goals(typed, asked, errors)) }
        (Radios::new("reason", "Why is the case closed?", reasons)
            .value(&typed.reason).error(errors.of("reason")))
        (Radios::new("outcome", "What came of it for the family?", outcomes)
            .value(&typed.outcome).error(errors.of("outcome")))
        (Textarea::new("summary", "How did it end?").rows(5)
            .hint("The referrer and the staff involved read this")
            .value(&typed.summary).error(errors.of("summary")))
        @if let Ok(charter) = charter_of(&asked.charter) {
            (select(charter, &typed.level, errors))
        }
        input type="hidden" name="version" value=(typed.version);
        p.govuk-body {
            "After closing, only staff involved, the chair and the coordinator see the record."
        }
    }
}

/// How each goal went: a list of choices for each, for a question with as many answers as there are goals.
fn open_goals(typed: &CloseCase, asked: &ClosureAsked, errors: &FieldErrors) -> Markup {
    let is_said = |goal: GoalId| typed.goals.iter().any(|it| it.starts_with(&format!("{goal}=")));
    // What is wrong leads to the first that is missing.
    let first = asked.open_goals.iter().position(|(goal, _)| !is_said(*goal)).unwrap_or_default();
    let select = |at: usize, goal: GoalId, words: &str| {
        let answer = |outcome: Outcome| format!("{goal}={}", outcome.name());
        let items = Outcome::ALL.map(|outcome| (answer(outcome), outcome.words().to_owned()));
        let chosen = items.iter().find(|(value, _)| typed.goals.contains(value));
        let chosen = chosen.map(|(value, _)| value.clone()).unwrap_or_default();
        let id = if at == first { "goals".to_owned() } else { format!("goals-{}", at + 1) };
        let missing = errors.of("goals").filter(|_| chosen.is_empty());
        Select::new("goals", format!("How did this goal go: {words}"))
            .id(id)
            .item("", "Select how it went")
            .items(items)
            .value(chosen)
            .error(missing)
    };
    html! {
        h2.govuk-heading-m { "Goals" }
        @for (at, (goal, words)) in asked.open_goals.iter().enumerate() { (select(at, *goal, words)) }
    }
}

fn open_actions(typed: &CloseCase, asked: &ClosureAsked, errors: &FieldErrors) -> Markup {
    let why = Textarea::new("give_up_reason", "Why are they given up?")
        .rows(2)
        .value(&typed.give_up_reason)
        .error(errors.of("give_up_reason"));
    let tick = Choice::new("yes", "Give up the open actions").conditional(html! { (why) });
    let ticked: Vec<&str> = if typed.give_up == "yes" { vec!["yes"] } else { Vec::new() };
    html! {
        h2.govuk-heading-m { "Actions that are still open" }
        ul.govuk-list.govuk-list--bullet {
            @for action in &asked.open_actions { li { (action) } }
        }
        (Checkboxes::new("give_up", "Report back on them first, or give them up", [tick])
            .values(ticked).error(errors.of("give_up")))
    }
}

pub(super) fn reopen(typed: &ReopenCase, errors: &FieldErrors) -> Markup {
    html! {
        (Textarea::new("reason", "Why is the case opened again?").rows(3)
            .hint("Do not name anybody: the chronology shows this sentence")
            .value(&typed.reason).error(errors.of("reason")))
    }
}

/// What whoever keeps the plan does with a closed case: words, and the part of the case.
const AFTER_CLOSING: [(&str, &str); 3] = [
    ("Open the case again", "reopening"),
    ("How are things now?", "followups"),
    ("Case study", "case-study"),
];

/// What the reader may do once a case is closed.
pub(crate) fn after_closing(case: &CaseRecord, path: &str) -> Markup {
    html! {
        div.govuk-button-group {
            @if case.may(Action::ReportBack) {
                (Button::link("An old need is back", format!("{path}/relapses/new")).secondary())
            }
            @if case.may(Action::CloseCase) {
                @for (words, part) in AFTER_CLOSING {
                    (Button::link(words, format!("{path}/{part}")).secondary())
                }
            }
        }
    }
}
