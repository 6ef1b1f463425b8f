//! What is recorded by hand, and what is significant by itself. No I/O.

use jiff::civil::Date;
use kernel::{FieldErrors, past_date};

const LONGEST: usize = 1_000;
const LONGEST_REASON: usize = 500;

/// The operation that records by hand.
pub(super) const BY_HAND: &str = "record_event";

/// The steps that change where a case stands: significant without anybody saying so.
const SIGNIFICANT: &[&str] = &[
    "close_case",
    "reopen_case",
    "record_step_up",
    "answer_step_up",
    "correct_case_person",
    "record_relapse",
];

/// Whether the line of an operation is significant by itself.
pub(super) fn is_significant(operation: &str) -> bool {
    SIGNIFICANT.contains(&operation)
}

/// What happened, as checked.
pub(super) struct Happened {
    pub(super) on: Date,
    pub(super) said: String,
    pub(super) significant: bool,
}

/// Checks what happened.
///
/// # Errors
///
/// Every problem at once.
pub(super) fn happened(
    (on, said, significant): (&str, &str, &str),
    today: Date,
) -> Result<Happened, FieldErrors> {
    let mut errors = FieldErrors::default();
    let day = past_date(on, today).map_err(|why| format!("The day on which it happened {why}"));
    let day = errors.take("on", day).flatten();
    if day.is_none() && errors.of("on").is_none() {
        errors.add("on", "Enter the day on which it happened");
    }
    let said = errors.required("said", said, "Enter what happened").to_owned();
    if said.chars().count() > LONGEST {
        errors.add("said", "What happened must be 1,000 characters or fewer");
    }
    let significant = yes_or_no(&mut errors, significant);
    errors.clone().into_result()?;
    day.map(|on| Happened { on, said, significant }).ok_or(errors)
}

fn yes_or_no(errors: &mut FieldErrors, typed: &str) -> bool {
    if !matches!(typed, "yes" | "no") {
        errors.add("significant", "Select whether it is significant");
    }
    typed == "yes"
}

/// Checks a change: a line that was entered in error says why, and only what was recorded by hand can have been.
///
/// # Errors
///
/// Every problem at once.
pub(super) fn changed(
    (significant, in_error, typed): (&str, &str, &str),
    by_hand: bool,
) -> Result<(bool, String), FieldErrors> {
    let mut errors = FieldErrors::default();
    let significant = yes_or_no(&mut errors, significant);
    let why = match (in_error, by_hand) {
        ("", _) => String::new(),
        ("yes", true) => {
            errors.required("error_reason", typed, "Enter what is wrong with it").to_owned()
        }
        ("yes", false) => {
            errors.add("in_error", "A step of the case cannot be taken out: record what is right");
            String::new()
        }
        _ => {
            errors.add("in_error", "Tick it, or leave it empty");
            String::new()
        }
    };
    if typed.chars().count() > LONGEST_REASON {
        errors.add("error_reason", "What is wrong with it must be 500 characters or fewer");
    }
    errors.into_result()?;
    Ok((significant && why.is_empty(), why))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn check<T>(result: Result<T, FieldErrors>, wrong: &[&str]) {
        let fields: Vec<String> = match result {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        };
        assert_eq!(fields, wrong);
    }

    #[test]
    fn what_happened_needs_a_day_in_the_past_words_and_whether_it_matters() {
        let today = date(2026, 11, 22);
        check(happened(("2026-11-22", "Moved to her aunt", "yes"), today), &[]);
        check(happened(("2026-11-23", "Moved", "no"), today), &["on"]);
        check(happened(("", " ", "perhaps"), today), &["on", "said", "significant"]);
    }

    #[test]
    fn what_was_entered_in_error_says_why_and_matters_no_more() {
        assert_eq!(changed(("yes", "", ""), true).unwrap(), (true, String::new()));
        let (significant, why) = changed(("yes", "yes", "Another family"), true).unwrap();
        assert_eq!((significant, why.as_str()), (false, "Another family"));
        check(changed(("yes", "yes", " "), true), &["error_reason"]);
        check(changed(("no", "yes", "Another family"), false), &["in_error"]);
        check(changed(("", "maybe", ""), true), &["significant", "in_error"]);
    }
}
