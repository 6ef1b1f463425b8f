//! What a closure needs. No I/O.

use charter::Charter;
use kernel::{FieldErrors, GoalId};

use crate::{
    goal::model::{Outcome, outcomes},
    level::model::level,
};

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
    /// The level of need now: a level of the charter; as it was when empty.
    pub level: &'a str,
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
    /// The level of need now.
    pub level: i64,
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
    (now, charter): (i64, &Charter),
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
    if !charter.closure_reasons.contains(typed.reason) {
        errors.add("reason", "Select why the case is closed");
    }
    if !charter.outcomes.contains(typed.outcome) {
        errors.add("outcome", "Select what came of it");
    }
    let summary = errors.required("summary", typed.summary, "Enter how the case ended").to_owned();
    if summary.chars().count() > LONGEST {
        errors.add("summary", "How the case ended must be 4,000 characters or fewer");
    }
    let level = level(&mut errors, typed.level, now, charter);
    errors.into_result()?;
    Ok(Closure {
        reason: typed.reason.to_owned(),
        outcome: typed.outcome.to_owned(),
        summary,
        level,
        goals,
        give_up: (open_actions > 0).then(|| why.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charters::charter_of;

    #[track_caller]
    fn check(typed: [&str; 5], open_actions: usize, wrong: &[&str]) {
        let [reason, outcome, summary, give_up, give_up_reason] = typed;
        let level = if reason == "x" { "9" } else { "2" };
        let typed = Typed { reason, outcome, summary, level, goals: &[], give_up, give_up_reason };
        let checked = checked(&typed, open_actions, &[], (3, charter_of("maag").unwrap()));
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
        check(["x", "x", " ", "", ""], 1, &["give_up", "reason", "outcome", "summary", "level"]);
    }

    #[test]
    fn a_case_is_not_closed_before_each_of_its_goals_has_an_outcome() {
        let goal = GoalId::default();
        let closing = |goals: &[String]| {
            let typed = Typed {
                reason: "needs_met",
                outcome: "achieved",
                summary: "Well",
                level: "",
                goals,
                give_up: "",
                give_up_reason: "",
            };
            checked(&typed, 0, &[goal], (3, charter_of("maag").unwrap()))
        };
        assert!(closing(&[]).is_err_and(|errors| errors.of("goals").is_some()));
        let closed = closing(&[format!("{goal}=part_met")]);
        let closed = closed.unwrap();
        assert_eq!(closed.goals, [(goal, Outcome::PartMet)]);
        assert_eq!(closed.level, 3, "it is as it was where nobody says another");
    }
}
