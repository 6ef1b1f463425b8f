//! What the forms about goals look like, and the words for how one stands.

use charter::Charter;
use govuk::{Choice, Input, Radios, Select, Textarea};
use kernel::FieldErrors;
use maud::{Markup, html};

use super::{
    model::{OPEN, Outcome, Typed},
    web::{AmendGoal, GoalLine},
};

pub(super) fn fields(typed: &Typed, needs: &[(String, String)], errors: &FieldErrors) -> Markup {
    html! {
        (Textarea::new("words", "What should be different?").rows(3)
            .hint("In the family’s words if you can, such as: we all sleep through the night. They may read it")
            .value(&typed.words).error(errors.of("words")))
        (Select::new("need", "Which need is it about? (optional)")
            .item("", "None").items(needs.iter().cloned())
            .value(&typed.need).error(errors.of("need")))
        (Input::new("importance", "How important is it to the family? (optional)")
            .hint("From 0, not at all, to 10, nothing matters more").digits().width(3)
            .value(&typed.importance).error(errors.of("importance")))
        (Input::new("confidence", "How sure are they that it will come about? (optional)")
            .hint("From 0, not at all, to 10, quite sure").digits().width(3)
            .value(&typed.confidence).error(errors.of("confidence")))
    }
}

pub(super) fn amend(typed: &AmendGoal, needs: &[(String, String)], errors: &FieldErrors) -> Markup {
    let still = Choice::new(OPEN, "It is still being worked on");
    let outcomes = Outcome::ALL.map(|outcome| Choice::new(outcome.name(), outcome.words()));
    html! {
        input type="hidden" name="version" value=(typed.version);
        (Radios::new("outcome", "How did it go?", std::iter::once(still).chain(outcomes))
            .value(&typed.outcome).error(errors.of("outcome")))
        (Textarea::new("outcome_words", "What came of it?").rows(3)
            .hint("The family may read this, on the plan to share")
            .value(&typed.outcome_words).error(errors.of("outcome_words")))
        (fields(&typed.typed, needs, errors))
    }
}

/// What there is to say of a goal besides its words: its need, the family's scores, how it went.
pub(crate) fn about(goal: &GoalLine, charter: Option<&Charter>) -> String {
    let mut parts = Vec::new();
    if let Some(outcome) = goal.outcome {
        parts.push(match goal.outcome_words.as_str() {
            "" => outcome.words().to_owned(),
            words => format!("{}: {}", outcome.words(), words.trim_end_matches('.')),
        });
    }
    if !goal.need.is_empty() {
        let need = charter.map_or(goal.need.as_str(), |charter| charter.needs.name(&goal.need));
        parts.push(format!("About: {}", need.to_lowercase()));
    }
    parts.extend(goal.importance.map(|score| format!("Importance to the family {score} of 10")));
    parts.extend(goal.confidence.map(|score| format!("Confidence {score} of 10")));
    if parts.is_empty() { String::new() } else { format!("{}.", parts.join(". ")) }
}
