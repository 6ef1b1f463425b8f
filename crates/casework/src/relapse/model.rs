//! What is recorded of a need that is back. No I/O.

use jiff::civil::Date;
use kernel::{FieldErrors, GoalId, past_date};

/// The longest words of each answer.
const LONGEST: usize = 1_000;

/// Against what of the plan it is recorded, besides a goal.
pub(super) const SIGNS: [(&str, &str); 3] = [
    ("early_sign", "An early sign that the plan names"),
    ("trigger", "Something that sets it off, as the plan says"),
    ("other", "Something else"),
];

/// A sign in words; nothing where it is about a goal.
pub(crate) fn sign_words(code: &str) -> &'static str {
    SIGNS.iter().find(|(known, _)| *known == code).map_or("", |(_, words)| words)
}

/// Against what of the plan something was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Against {
    /// What a goal is about.
    Goal(GoalId),
    /// A code of [`SIGNS`].
    Sign(&'static str),
}

/// What was seen, as typed.
pub(super) struct Typed<'a> {
    pub(super) on: &'a str,
    pub(super) against: &'a str,
    pub(super) seen: &'a str,
    pub(super) done: &'a str,
}

/// What was seen, as checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relapse {
    pub(super) on: Date,
    pub(super) against: Against,
    pub(super) seen: String,
    pub(super) done: String,
}

impl Typed<'_> {
    /// Checks what was seen, against the goals of the case.
    ///
    /// # Errors
    ///
    /// Every problem at once.
    pub(super) fn checked(&self, goals: &[GoalId], today: Date) -> Result<Relapse, FieldErrors> {
        let mut errors = FieldErrors::default();
        let day =
            past_date(self.on, today).map_err(|why| format!("The day on which it was seen {why}"));
        let on = errors.take("on", day).flatten();
        if on.is_none() && errors.of("on").is_none() {
            errors.add("on", "Enter the day on which it was seen");
        }
        let goal = goals.iter().find(|id| id.to_string() == self.against);
        let sign = SIGNS.iter().find(|(code, _)| *code == self.against);
        let against =
            goal.map(|id| Against::Goal(*id)).or(sign.map(|(code, _)| Against::Sign(code)));
        let against = errors.take("against", against.ok_or("Select what is back"));
        let seen = errors.required("seen", self.seen, "Enter what was seen").to_owned();
        let done = self.done.trim().to_owned();
        if seen.chars().count() > LONGEST {
            errors.add("seen", "What was seen must be 1,000 characters or fewer");
        }
        if done.chars().count() > LONGEST {
            errors.add("done", "What was done must be 1,000 characters or fewer");
        }
        errors.clone().into_result()?;
        let (Some(on), Some(against)) = (on, against) else { return Err(errors) };
        Ok(Relapse { on, against, seen, done })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    #[track_caller]
    fn check(typed: [&str; 4], wrong: &[&str]) -> Option<Relapse> {
        let [on, against, seen, done] = typed;
        let checked = Typed { on, against, seen, done }.checked(&[GoalId::default()], TODAY);
        let fields: Vec<String> = match &checked {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        };
        assert_eq!(fields, wrong);
        checked.ok()
    }

    #[test]
    fn a_need_that_is_back_has_a_day_what_was_seen_and_what_of_the_plan_it_is_about() {
        let goal = GoalId::default().to_string();
        let it = check(["2026-11-22", &goal, "Late three times", ""], &[]);
        assert_eq!(it.map(|it| it.against), Some(Against::Goal(GoalId::default())));
        let it = check(["2026-11-20", "early_sign", "No answer", " Rang "], &[]);
        assert_eq!(
            it.map(|it| (it.against, it.done)),
            Some((Against::Sign("early_sign"), "Rang".into()))
        );
        check(
            ["2026-11-23", "castle", " ", &"x".repeat(1_001)],
            &["on", "against", "seen", "done"],
        );
        check(["", "other", &"x".repeat(1_001), ""], &["on", "seen"]);
    }
}
