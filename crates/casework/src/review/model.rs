//! What a review decides. No I/O.

use charter::Charter;
use jiff::civil::Date;
use kernel::{FieldErrors, parse_date};

use crate::level::model::{self as level, Judged};

/// What a review decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The plan goes on.
    Continue,
    /// The case can be closed.
    Close,
    /// The family is referred to social care.
    StepUp,
}

impl Decision {
    /// The decision that a form or a row holds.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "continue" => Some(Self::Continue),
            "close" => Some(Self::Close),
            "step_up" => Some(Self::StepUp),
            _ => None,
        }
    }

    /// The name that a row holds.
    pub fn name(self) -> &'static str {
        match self {
            Self::Continue => "continue",
            Self::Close => "close",
            Self::StepUp => "step_up",
        }
    }
}

/// A checked review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// What has changed.
    pub progress: String,
    /// What follows.
    pub decision: Decision,
    /// When it is reviewed again.
    pub next_review_on: Option<Date>,
    /// The level of need, where somebody said something of it.
    pub(crate) judged: Option<Judged>,
}

/// A review as typed.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'a> {
    /// What has changed.
    pub progress: &'a str,
    /// continue, close or step_up.
    pub decision: &'a str,
    /// When it is reviewed again.
    pub next_review_on: &'a str,
    /// The level of need.
    pub level: level::Typed<'a>,
}

/// Checks a review: a plan that goes on is reviewed again, on a day to come, and a level that has changed says why.
///
/// # Errors
///
/// Every problem at once.
pub fn checked(
    typed: Typed<'_>,
    (now, charter): (i64, &Charter),
    today: Date,
) -> Result<Review, FieldErrors> {
    let mut errors = FieldErrors::default();
    let Typed { progress, decision, next_review_on, level } = typed;
    let progress =
        errors.required("progress", progress, "Enter what has changed since the last review");
    let progress = progress.to_owned();
    if progress.chars().count() > 4_000 {
        errors.add("progress", "What has changed must be 4,000 characters or fewer");
    }
    let judged = level::checked(&mut errors, level, now, charter);
    let known = Decision::from_name(decision);
    if known.is_none() {
        errors.add("decision", "Choose what follows");
    }
    let parsed = parse_date(next_review_on).map_err(|why| format!("The next review {why}"));
    let next = errors.take("next_review_on", parsed);
    match next {
        Some(Some(day)) if day <= today => {
            errors.add("next_review_on", "The next review must be after today");
        }
        Some(None) if known == Some(Decision::Continue) => {
            errors.add("next_review_on", "Enter when the plan will be reviewed again");
        }
        _ => {}
    }
    errors.clone().into_result()?;
    let next_review_on = next.flatten().filter(|_| known != Some(Decision::Close));
    known.map(|decision| Review { progress, decision, next_review_on, judged }).ok_or(errors)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::charters::charter_of;

    #[track_caller]
    fn check(progress: &str, decision: &str, next_review_on: &str, wrong: &[&str]) {
        let level = level::Typed { level: "3", reason: "", indicators: &[] };
        let typed = Typed { progress, decision, next_review_on, level };
        let now = (3, charter_of("maag").unwrap());
        let fields: Vec<String> = match checked(typed, now, date(2026, 11, 22)) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        };
        assert_eq!(fields, wrong);
    }

    #[test]
    fn a_plan_that_goes_on_is_reviewed_again_on_a_day_to_come() {
        check("Better", "continue", "2027-01-04", &[]);
        check("Better", "continue", "", &["next_review_on"]);
        check("Better", "continue", "2026-11-22", &["next_review_on"]);
        check("Better", "close", "", &[]);
        check("Worse", "step_up", "", &[]);
        check("", "later", "1/2", &["progress", "decision", "next_review_on"]);
    }
}
