//! What a closure needs. No I/O.

use kernel::{FieldErrors, GoalId};

use crate::goal::model::{Outcome, outcomes};

/// The longest words about a closure.
const LONGEST: usize = 4_000;

/// A closure as typed.
pub struct Typed<'a> {
    /// A code of the charter's reasons.
    pub reason: &'a str,
    /// A code of the charter's outcomes.
    pub outcome: &'a str,
    /// How it ended, in words.
    pub summary: &'a str,
    /// How each open goal went, such as `ID=met`.
    pub goals: &'a [String],
    /// `yes` when what is still open is given up.
    pub give_up: &'a str,
    /// Why it is given up.
    pub give_up_reason: &'a str,
}

/// A checked closure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// A code of the charter's reasons.
    pub reason: String,
    /// A code of the charter's outcomes.
    pub outcome: String,
    /// How it ended, in words.
    pub summary: String,
    /// How each goal that was still open went.
    pub goals: Vec<(GoalId, Outcome)>,
    /// Why open actions are given up, when there are any.
    pub give_up: Option<String>,
}

/// Checks a closure: each goal has an outcome; actions that are still open are reported on first, or given up with a reason.
///
/// # Errors
///
/// Every problem at once.
pub fn checked(
    typed: &Typed<'_>,
    open_actions: usize,
    open_goals: &[GoalId],
    is_reason: impl Fn(&str) -> bool,
    is_outcome: impl Fn(&str) -> bool,
) -> Result<Closure, FieldErrors> {
    let mut errors = FieldErrors::default();
    let why = typed.give_up_reason.trim();
    if open_actions > 0 && typed.give_up != "yes" {
        let actions = if open_actions == 1 { "1 action is" } else { "Actions are" };
        let told =
            format!("{actions} still open: report back first, or tick that you give them up");
        errors.add("give_up", told);
    } else if open_actions > 0 && why.is_empty() {
        errors.add("give_up_reason", "Enter why the open actions are given up");
    }
    if why.chars().count() > LONGEST {
        errors.add("give_up_reason", "Why they are given up must be 4,000 characters or fewer");
    }
    let goals = outcomes(typed.goals, open_goals).unwrap_or_else(|wrong| {
        wrong.iter().for_each(|(field, told)| errors.add(field, told));
        Vec::new()
    });
    if !is_reason(typed.reason) {
        errors.add("reason", "Select why the case is closed");
    }
    if !is_outcome(typed.outcome) {
        errors.add("outcome", "Select what came of it");
    }
    let summary = errors.required("summary", typed.summary, "Enter how the case ended").to_owned();
    if summary.chars().count() > LONGEST {
        errors.add("summary", "How the case ended must be 4,000 characters or fewer");
    }
    errors.into_result()?;
    Ok(Closure {
        reason: typed.reason.to_owned(),
        outcome: typed.outcome.to_owned(),
        summary,
        goals,
        give_up: (open_actions > 0).then(|| why.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: [&str; 5], open_actions: usize, wrong: &[&str]) {
        let [reason, outcome, summary, give_up, give_up_reason] = typed;
        let typed = Typed { reason, outcome, summary, goals: &[], give_up, give_up_reason };
        let is_reason = |it: &str| it == "needs_met";
        let checked = checked(&typed, open_actions, &[], is_reason, |it| it == "achieved");
        let fields: Vec<String> = match checked {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        };
        assert_eq!(fields, wrong);
    }

    #[test]
    fn a_case_is_closed_with_reason_outcome_and_words_and_no_action_left_open() {
        check(["needs_met", "achieved", "Well", "", ""], 0, &[]);
        check(["needs_met", "achieved", "Well", "", ""], 1, &["give_up"]);
        check(["needs_met", "achieved", "Well", "yes", ""], 2, &["give_up_reason"]);
        check(["needs_met", "achieved", "Well", "yes", "Moved"], 2, &[]);
        check(["x", "x", " ", "", ""], 1, &["give_up", "reason", "outcome", "summary"]);
    }

    #[test]
    fn a_case_is_not_closed_before_each_of_its_goals_has_an_outcome() {
        let goal = GoalId::default();
        let closing = |goals: &[String]| {
            let typed = Typed {
                reason: "r",
                outcome: "o",
                summary: "Well",
                goals,
                give_up: "",
                give_up_reason: "",
            };
            checked(&typed, 0, &[goal], |_| true, |_| true)
        };
        assert!(closing(&[]).is_err_and(|errors| errors.of("goals").is_some()));
        let closed = closing(&[format!("{goal}=part_met")]);
        assert_eq!(closed.map(|it| it.goals), Ok(vec![(goal, Outcome::PartMet)]));
    }
}
