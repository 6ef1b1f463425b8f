//! What the form for a review looks like.

use govuk::{Choice, DateInput, Radios, Textarea};
use kernel::{FieldErrors, date_boxes};
use maud::{Markup, html};

use super::web::{RecordReview, ReviewAsked};
use crate::{charters::charter_of, level::pages::change};

/// The decision of a review in words.
pub(crate) fn decision_words(decision: &str) -> &'static str {
    match decision {
        "close" => "The case can be closed",
        "step_up" => "Stepped up to children's social care",
        _ => "The plan goes on",
    }
}

pub(super) fn review(typed: &RecordReview, asked: &ReviewAsked, errors: &FieldErrors) -> Markup {
    let said = (typed.level.as_str(), typed.level_reason.as_str(), typed.indicators.as_slice());
    let [day, month, year] = date_boxes(&typed.next_review_on);
    let choices = [
        Choice::new("continue", decision_words("continue")),
        Choice::new("close", decision_words("close"))
            .hint("You are taken to the form that closes it"),
        Choice::new("step_up", "Step up to children's social care")
            .hint("The case stays open here until it is closed"),
    ];
    html! {
        (Textarea::new("progress", "What has changed since the last review?").rows(6)
            .hint("Begin with what goes well, and with what the family says")
            .value(&typed.progress).error(errors.of("progress")))
        @if let Ok(charter) = charter_of(&asked.charter) { (change(charter, said, errors)) }
        (Radios::new("decision", "What follows?", choices)
            .value(&typed.decision).error(errors.of("decision")))
        (DateInput::new("next_review_on", "When will the plan be reviewed again?")
            .hint("Needed when the plan goes on")
            .values(day, month, year).error(errors.of("next_review_on")))
        input type="hidden" name="version" value=(typed.version);
    }
}
