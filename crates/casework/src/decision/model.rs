//! What a decision must say. No I/O.

use charter::Charter;
use kernel::FieldErrors;

use crate::{
    level::model::relied_on,
    referral::{
        model::Suggested,
        request::{LONGEST, level},
    },
};

/// A decision as typed.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'a> {
    /// `accept` or `return`.
    pub decision: &'a str,
    /// A level of the charter.
    pub level_of_need: &'a str,
    /// Codes of the charter's indicators of need.
    pub indicators: &'a [String],
    /// A code of the charter's return reasons.
    pub return_reason: &'a str,
    /// Why, in words.
    pub rationale: &'a str,
    /// Why against the rules: a code of the charter.
    pub override_reason: &'a str,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What<'a> {
    /// A case is opened at a level of need.
    Accept(i64),
    /// It goes back with a reason.
    Return(&'a str),
}

/// A decision, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision<'a> {
    /// What was decided.
    pub what: What<'a>,
    /// The indicators relied on: codes of the charter.
    pub indicators: Vec<String>,
    /// Why, in words.
    pub rationale: &'a str,
    /// Why against the rules; empty when it goes with them.
    pub override_reason: &'a str,
}

impl Decision<'_> {
    /// Whether the charter has a second person confirm it before it counts.
    pub fn needs_a_second(&self, charter: &Charter) -> bool {
        let accepts_at = match self.what {
            What::Accept(level) => Some(level),
            What::Return(_) => None,
        };
        charter.second_pair_of_eyes.looks_at(accepts_at, !self.override_reason.is_empty())
    }
}

/// The level that the decision is to count with: as typed, or as asked when nothing was typed.
pub fn level_decided(typed: &str, asked: Option<i64>) -> Option<i64> {
    typed.trim().parse().ok().or(asked)
}

/// Checks a decision against what the rules suggest for the level that was decided.
///
/// # Errors
///
/// Every problem at once, in the form's order.
pub fn checked<'a>(
    typed: Typed<'a>,
    suggested: &Suggested,
    charter: &Charter,
) -> Result<Decision<'a>, FieldErrors> {
    let mut errors = FieldErrors::default();
    let what = what(&mut errors, typed, charter);
    let indicators = relied_on(&mut errors, typed.indicators, charter);
    let rationale = errors.required("rationale", typed.rationale, "Enter why you decide this");
    if rationale.chars().count() > LONGEST as usize {
        errors.add("rationale", format!("Shorten this answer to {LONGEST} characters or fewer"));
    }
    let against = is_against(typed.decision, suggested);
    if against && !charter.override_reasons.contains(typed.override_reason) {
        errors.add(
            "override_reason",
            "The rules suggest otherwise. Select why you decide against them",
        );
    }
    errors.clone().into_result()?;
    let override_reason = if against { typed.override_reason } else { "" };
    what.map(|what| Decision { what, indicators, rationale, override_reason }).ok_or(errors)
}

fn what<'a>(errors: &mut FieldErrors, typed: Typed<'a>, charter: &Charter) -> Option<What<'a>> {
    match typed.decision {
        "accept" => {
            let level = level(errors, typed.level_of_need, charter);
            if level.is_none() && errors.of("level_of_need").is_none() {
                errors.add("level_of_need", "Select the level of need to accept it");
            }
            level.map(What::Accept)
        }
        "return" if charter.return_reasons.contains(typed.return_reason) => {
            Some(What::Return(typed.return_reason))
        }
        "return" => {
            errors.add("return_reason", "Select why you return it");
            None
        }
        _ => {
            errors.add("decision", "Select whether you accept or return it");
            None
        }
    }
}

/// Accepting what the rules would return, or returning what they would accept. What they leave to
/// a person is never against them.
fn is_against(decision: &str, suggested: &Suggested) -> bool {
    matches!((decision, suggested.what.as_str()), ("accept", "return") | ("return", "accept"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charters::charter_of;

    const GOOD: Typed<'static> = Typed {
        decision: "accept",
        level_of_need: "3",
        indicators: &[],
        return_reason: "",
        rationale: "Two organisations are needed",
        override_reason: "",
    };

    #[track_caller]
    fn check(typed: Typed<'_>, suggested: &str, expected: &[&str]) {
        let suggested = Suggested { what: suggested.into(), reasons: vec![] };
        let fields: Vec<String> = match checked(typed, &suggested, charter_of("maag").unwrap()) {
            Ok(_) => vec![],
            Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        };
        assert_eq!(fields, expected);
    }

    #[test]
    fn a_decision_with_the_rules_needs_no_reason_against_them() {
        check(GOOD, "accept", &[]);
        check(GOOD, "judgement", &[]);
        let back = Typed { decision: "return", return_reason: "below_threshold", ..GOOD };
        check(back, "return", &[]);
        check(back, "judgement", &[]);
    }

    #[test]
    fn a_decision_against_the_rules_needs_a_reason_that_is_counted() {
        check(GOOD, "return", &["override_reason"]);
        check(Typed { override_reason: "castle", ..GOOD }, "return", &["override_reason"]);
        check(Typed { override_reason: "no_other_route", ..GOOD }, "return", &[]);
        let back = Typed { decision: "return", return_reason: "below_threshold", ..GOOD };
        check(back, "accept", &["override_reason"]);
    }

    #[test]
    fn a_reason_against_rules_that_were_followed_is_not_counted() {
        let typed = Typed { override_reason: "no_other_route", ..GOOD };
        let suggested = Suggested { what: "accept".into(), reasons: vec![] };
        let decision = checked(typed, &suggested, charter_of("maag").unwrap()).unwrap();
        assert_eq!(decision.override_reason, "");
    }

    #[test]
    fn an_empty_decision_is_told_every_problem_at_once() {
        let empty = Typed { decision: "", level_of_need: "", rationale: " ", ..GOOD };
        check(empty, "accept", &["decision", "rationale"]);
        check(Typed { level_of_need: "not_known", ..GOOD }, "accept", &["level_of_need"]);
        check(
            Typed { decision: "return", rationale: "", ..GOOD },
            "return",
            &["return_reason", "rationale"],
        );
    }

    #[test]
    fn the_level_typed_counts_before_the_level_asked() {
        assert_eq!(level_decided("2", Some(4)), Some(2));
        assert_eq!(level_decided("", Some(4)), Some(4));
        assert_eq!(level_decided("not_known", None), None);
    }
}
