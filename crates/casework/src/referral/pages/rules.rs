//! The eligibility rules one by one: what each says, the facts it used, whether it is met.

use charter::Charter;
use govuk::{Cell, InsetText, Row, Table, Tag, TagColour};
use maud::{Markup, html};

use crate::referral::model::{RuleShown, Suggested};

pub(crate) fn table(rules: &[RuleShown]) -> Markup {
    let rows = rules.iter().map(|rule| {
        let (words, colour) = match rule.result.as_str() {
            "met" => ("Met", TagColour::Green),
            "not_met" => ("Not met", TagColour::Red),
            _ => ("You judge", TagColour::Yellow),
        };
        let facts = html! {
            @for (at, (name, value)) in rule.facts.iter().enumerate() {
                @if at > 0 { br; }
                (name) ": " strong { (value) }
            }
        };
        Row::new()
            .cell(rule.sentence.as_str())
            .cell(Cell::new(facts))
            .cell(Cell::new(html! { (Tag::new(words).colour(colour)) }))
    });
    html! {
        (Table::new("Rules").columns(["Rule", "Facts it used", "Result"]).rows(rows).cards()
            .hidden_caption())
    }
}

/// What the rules suggest; a person decides.
pub(crate) fn suggestion(suggested: &Suggested, charter: &Charter) -> Markup {
    let reasons: Vec<&str> =
        suggested.reasons.iter().map(|code| charter.return_reasons.name(code)).collect();
    let words = match suggested.what.as_str() {
        "accept" => "The rules suggest accepting it: every rule is met.".to_owned(),
        "return" => format!("The rules suggest returning it: {}.", reasons.join("; ")),
        _ => "The rules leave it to you: no rule is broken, but some cannot tell.".to_owned(),
    };
    html! { (InsetText::new(words)) }
}
