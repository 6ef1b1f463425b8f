//! What a gap says. It is about nobody. No I/O.

use kernel::FieldErrors;

const LONGEST: usize = 500;

/// Why a family went without: code and words.
pub const REASONS: [(&str, &str); 3] = [
    ("no_service", "There is no such service"),
    ("full", "The service was full"),
    ("not_suitable", "The service was not suitable"),
];

/// What came of a gap: code and words.
pub const OUTCOMES: [(&str, &str); 4] = [
    ("met", "There is something now"),
    ("planned", "Something is planned"),
    ("asked", "Whoever plans services has been asked"),
    ("no_change", "Nothing can be done about it for now"),
];

/// What came of it in words.
pub fn outcome_words(code: &str) -> &str {
    OUTCOMES.iter().find(|(name, _)| *name == code).map_or(code, |(_, words)| words)
}

/// Checks what came of a gap.
///
/// # Errors
///
/// Every problem at once.
pub fn closed<'a>(outcome: &str, words: &'a str) -> Result<(&'static str, &'a str), FieldErrors> {
    let mut errors = FieldErrors::default();
    let known = OUTCOMES.iter().find(|(code, _)| *code == outcome).map(|(code, _)| *code);
    if known.is_none() {
        errors.add("outcome", "Select what came of it");
    }
    let words = errors.required("came_of_it", words, "Enter what came of it");
    if words.chars().count() > LONGEST {
        errors.add("came_of_it", "What came of it must be 500 characters or fewer");
    } else if tells_of_somebody(words) {
        errors.add("came_of_it", "Leave out dates of birth, telephone numbers, NHS numbers and addresses: a gap is about nobody");
    }
    errors.clone().into_result()?;
    known.map(|code| (code, words)).ok_or(errors)
}

/// A reason in words.
pub fn reason_words(code: &str) -> &str {
    REASONS.iter().find(|(name, _)| *name == code).map_or(code, |(_, words)| words)
}

/// What was typed about a gap.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'a> {
    /// A code of the charter's needs.
    pub need: &'a str,
    /// A code of the reasons.
    pub reason: &'a str,
    /// In words.
    pub words: &'a str,
}

/// Checks a gap: a need, why, and words by which nobody could be found.
///
/// # Errors
///
/// Every problem at once.
pub fn checked<'a>(
    typed: Typed<'a>,
    is_need: impl Fn(&str) -> bool,
) -> Result<Typed<'a>, FieldErrors> {
    let mut errors = FieldErrors::default();
    if !is_need(typed.need) {
        errors.add("need", "Select what they needed help with");
    }
    if !REASONS.iter().any(|(code, _)| *code == typed.reason) {
        errors.add("reason", "Select why they went without");
    }
    let words = errors.required("words", typed.words, "Enter what was missing");
    if words.chars().count() > LONGEST {
        errors.add("words", "What was missing must be 500 characters or fewer");
    } else if tells_of_somebody(words) {
        errors.add("words", "Leave out dates of birth, telephone numbers, NHS numbers and addresses: a gap is about nobody");
    }
    errors.into_result()?;
    Ok(Typed { words, ..typed })
}

/// Whether words hold what could only be somebody's: an e-mail address, or a number with as many digits as a telephone
/// number, an NHS number or a date has.
fn tells_of_somebody(words: &str) -> bool {
    let mut digits = 0;
    for letter in words.chars() {
        match letter {
            '@' => return true,
            it if it.is_ascii_digit() => digits += 1,
            ' ' | '-' | '/' | '.' | '(' | ')' => {}
            _ => digits = 0,
        }
        if digits >= 6 {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_closed_with_what_came_of_it_and_tells_of_nobody() {
        assert_eq!(closed("met", " An evening group "), Ok(("met", "An evening group")));
        let wrong = closed("castle", "Ring 01632 960 001").unwrap_err();
        assert!(wrong.of("outcome").is_some() && wrong.of("came_of_it").is_some());
        assert!(closed("met", " ").is_err() && closed("met", &"x".repeat(501)).is_err());
    }

    #[track_caller]
    fn check(need: &str, reason: &str, words: &str, wrong: &[&str]) {
        let fields: Vec<String> = match checked(Typed { need, reason, words }, |it| it == "debt") {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        };
        assert_eq!(fields, wrong);
    }

    #[test]
    fn a_gap_is_a_need_a_reason_and_words_by_which_nobody_is_found() {
        check("debt", "full", "No debt advice in the evening for 6 weeks", &[]);
        check("castle", "weather", " ", &["need", "reason", "words"]);
        check("debt", "full", "Ring 01632 960 001", &["words"]);
        check("debt", "full", "Born 3/4/2012 and no school", &["words"]);
        check("debt", "full", "bea@example.org", &["words"]);
        check("debt", "full", &"x".repeat(501), &["words"]);
    }
}
