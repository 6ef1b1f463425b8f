//! When somebody may override, for how long, and what is found afterwards. No I/O.

use jiff::{SignedDuration, Timestamp};
use kernel::{FieldErrors, PractitionerId};

/// How long an override opens a record: sixty minutes.
pub const LASTS: SignedDuration = SignedDuration::from_mins(60);

/// How long ago somebody must at most have shown with their password that it is them: ten minutes.
pub const CONFIRMED_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// The shortest reason: shorter ones say nothing.
const SHORTEST: usize = 10;
const LONGEST: usize = 500;

/// What is found afterwards: codes and words.
pub const FINDINGS: &[(&str, &str)] =
    &[("right", "It could not wait"), ("wrong", "It was not right to read the record")];

/// A finding in words.
pub fn finding_words(code: &str) -> &'static str {
    FINDINGS.iter().find(|(known, _)| *known == code).map_or("Not looked at yet", |(_, it)| it)
}

/// Whether whoever sits there has shown recently enough that it is them.
#[must_use]
pub fn is_confirmed(last: Option<Timestamp>, now: Timestamp) -> bool {
    last.is_some_and(|last| now.duration_since(last) <= CONFIRMED_WITHIN)
}

/// Checks a reason.
///
/// # Errors
///
/// What is wrong with it.
pub fn reason(typed: &str) -> Result<String, FieldErrors> {
    let reason = typed.trim();
    let told = match reason.chars().count() {
        0 => "Enter why it cannot wait",
        length if length < SHORTEST => {
            "Say more about why it cannot wait: it must be 10 characters or more"
        }
        length if length > LONGEST => "Why it cannot wait must be 500 characters or fewer",
        _ => return Ok(reason.to_owned()),
    };
    Err(FieldErrors::one("reason", told))
}

/// Checks what somebody found: what was not right needs words, and nobody looks at their own.
///
/// # Errors
///
/// Every problem at once.
pub fn finding(
    (code, words): (&str, &str),
    (taken_by, reader): (PractitionerId, PractitionerId),
) -> Result<(String, String), FieldErrors> {
    let mut errors = FieldErrors::default();
    let words = words.trim();
    if !FINDINGS.iter().any(|(known, _)| *known == code) {
        errors.add("finding", "Select whether it was right to read the record");
    } else if taken_by == reader {
        errors.add("finding", "Ask another coordinator: nobody looks at what they did themself");
    }
    if code == "wrong" && words.is_empty() {
        errors.add("words", "Enter what was not right, and what you do about it");
    }
    if words.chars().count() > LONGEST {
        errors.add("words", "What you found must be 500 characters or fewer");
    }
    errors.into_result()?;
    Ok((code.to_owned(), words.to_owned()))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_reason_says_something() {
        assert!(reason("He rang from the bridge").is_ok());
        for typed in ["", "   ", "urgent", "  urgent   ", &"x".repeat(501)] {
            assert!(reason(typed).unwrap_err().of("reason").is_some(), "{typed}");
        }
    }

    #[test]
    fn a_session_that_somebody_left_open_is_not_enough() {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let ago = |minutes| now.checked_sub(SignedDuration::from_mins(minutes)).unwrap();
        assert!(is_confirmed(Some(ago(10)), now));
        assert!(!is_confirmed(Some(ago(11)), now));
        assert!(!is_confirmed(None, now));
    }

    #[track_caller]
    fn check(code: &str, words: &str, reader: u128, wrong: &[&str]) {
        let ids = [1, reader].map(|n| PractitionerId(Uuid::from_u128(n)));
        let found = finding((code, words), ids.into());
        let fields: Vec<String> = match found {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        };
        assert_eq!(fields, wrong);
    }

    #[test]
    fn somebody_else_looks_at_it_and_says_what_was_not_right() {
        check("right", "", 2, &[]);
        check("wrong", "Spoke with her manager", 2, &[]);
        check("wrong", " ", 2, &["words"]);
        check("", "", 2, &["finding"]);
        check("right", "", 1, &["finding"]);
    }
}
