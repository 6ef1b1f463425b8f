//! What an alert must say, and for how long it may go unchecked. No I/O.

use jiff::{ToSpan as _, civil::Date};
use kernel::{FieldErrors, parse_date};

const LONGEST: usize = 1_000;

/// The kinds: code and words. They are for whoever makes contact, so each says what to do.
pub const KINDS: [(&str, &str); 8] = [
    ("visit_in_pairs", "Visit in pairs"),
    ("not_alone", "Do not see them alone in a room"),
    ("no_unannounced_visit", "No unannounced visit"),
    ("dog", "Dog at the address"),
    ("no_message", "Do not leave messages"),
    ("check_who_answers", "Check who answers before you speak"),
    ("infection", "Risk of infection: ask before you visit"),
    ("other", "Something else to know first"),
];

/// The words for a kind.
pub fn kind_words(code: &str) -> &str {
    KINDS.iter().find(|(known, _)| *known == code).map_or(code, |(_, words)| words)
}

/// What a form about an alert says, as typed.
pub(super) struct Typed<'a> {
    pub(super) kind: &'a str,
    pub(super) words: &'a str,
    pub(super) review_on: &'a str,
}

/// A checked alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Checked {
    pub(super) kind: String,
    pub(super) words: String,
    pub(super) review_on: Date,
}

impl Typed<'_> {
    /// Checks an alert.
    ///
    /// # Errors
    ///
    /// Every problem at once.
    pub(super) fn checked(&self, today: Date) -> Result<Checked, FieldErrors> {
        let mut errors = FieldErrors::default();
        let kind = KINDS.iter().find(|(code, _)| *code == self.kind);
        let kind = errors.take("kind", kind.ok_or("Select what staff must know"));
        let words = errors.required("words", self.words, "Enter why, and what to do about it");
        if words.chars().count() > LONGEST {
            errors.add("words", "Why, and what to do about it, must be 1,000 characters or fewer");
        }
        let words = words.to_owned();
        let review_on = errors.take("review_on", review_date(self.review_on, today));
        errors.clone().into_result()?;
        let (Some((kind, _)), Some(review_on)) = (kind, review_on) else { return Err(errors) };
        Ok(Checked { kind: (*kind).to_owned(), words, review_on })
    }
}

/// The day on which something is looked at again: after today, and no more than a year ahead.
pub(crate) fn review_date(typed: &str, today: Date) -> Result<Date, String> {
    let typed = parse_date(typed).map_err(|why| format!("The review date {why}"))?;
    let day = typed.ok_or("Enter the day on which it is looked at again")?;
    let latest = today.saturating_add(1.year());
    if day <= today {
        return Err("The review date must be in the future".into());
    }
    if day > latest {
        let latest = latest.strftime("%-d %B %Y");
        return Err(format!(
            "The review date must be {latest} or before: a year ahead at the most"
        ));
    }
    Ok(day)
}

/// Why an alert ends.
///
/// # Errors
///
/// When nothing is said, or too much.
pub(super) fn end_reason(typed: &str) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::default();
    let reason = errors.required("end_reason", typed, "Enter why the alert ends");
    if reason.chars().count() > LONGEST {
        errors.add("end_reason", "Why the alert ends must be 1,000 characters or fewer");
    }
    let reason = reason.to_owned();
    errors.into_result().map(|()| reason)
}

/// What is wrong with an alert that was entered in error.
///
/// # Errors
///
/// When nothing is said, or too much.
pub(super) fn error_reason(typed: &str) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::default();
    let reason = errors.required("error_reason", typed, "Enter what is wrong with it");
    if reason.chars().count() > LONGEST {
        errors.add("error_reason", "What is wrong with it must be 1,000 characters or fewer");
    }
    let reason = reason.to_owned();
    errors.into_result().map(|()| reason)
}

/// What comes of looking at an alert again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It holds on, perhaps in other words.
    Keep(Checked),
    /// It ends, for a reason.
    End(String),
    /// It should never have stood on this record, for a reason.
    Error(String),
}

/// Checks what came of looking at an alert again. Before that is said, only what was typed is looked at.
///
/// # Errors
///
/// Every problem at once.
pub(super) fn outcome(
    outcome: &str,
    typed: &Typed<'_>,
    (reason, error): (&str, &str),
    today: Date,
) -> Result<Outcome, FieldErrors> {
    let (kept, ended, mistaken) = (typed.checked(today), end_reason(reason), error_reason(error));
    match outcome {
        "keep" => return kept.map(Outcome::Keep),
        "end" => return ended.map(Outcome::End),
        "in_error" => return mistaken.map(Outcome::Error),
        _ => {}
    }
    let mut errors = FieldErrors::one("outcome", "Select whether the alert still holds");
    let given = [
        ("kind", typed.kind),
        ("words", typed.words),
        ("review_on", typed.review_on),
        ("end_reason", reason),
        ("error_reason", error),
    ];
    let wrong = [kept.err(), ended.err(), mistaken.err()];
    for (field, text) in given {
        let why = wrong.iter().flatten().find_map(|it| it.of(field));
        if let Some(why) = why.filter(|_| !text.trim().is_empty()) {
            errors.add(field, why);
        }
    }
    Err(errors)
}

/// Whether an alert should have been looked at by now.
pub fn is_overdue(review_on: Date, today: Date) -> bool {
    review_on < today
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    #[track_caller]
    fn check(kind: &str, words: &str, review_on: &str, wrong: &[&str]) {
        let checked = Typed { kind, words, review_on }.checked(TODAY);
        let errors = checked.err().unwrap_or_default();
        assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), wrong, "{review_on}");
    }

    #[test]
    fn an_alert_says_what_and_why_and_is_looked_at_again_within_a_year() {
        check("dog", "Ring first; it is shut away then", "2026-11-23", &[]);
        check("dog", "Large", "2027-11-22", &[]);
        check("dog", "Large", "2027-11-23", &["review_on"]);
        check("dog", "Large", "2026-11-22", &["review_on"]);
        check("dog", "Large", "31/2/2027", &["review_on"]);
        check("cat", " ", "", &["kind", "words", "review_on"]);
        check("other", &"x".repeat(1001), "2027-01-01", &["words"]);
    }

    #[test]
    fn an_alert_ends_with_a_reason() {
        assert_eq!(end_reason(" The dog died ").as_deref(), Ok("The dog died"));
        assert!(end_reason(" ").is_err() && end_reason(&"x".repeat(1001)).is_err());
    }

    #[test]
    fn an_alert_is_kept_or_ended_and_each_asks_for_its_own() {
        let typed = |words| Typed { kind: "dog", words, review_on: "" };
        let wrong = |said, words, reason| {
            let errors =
                outcome(said, &typed(words), (reason, reason), TODAY).err().unwrap_or_default();
            errors.iter().map(|(field, _)| field.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(wrong("keep", "Large", ""), ["review_on"]);
        assert_eq!(wrong("end", "", ""), ["end_reason"]);
        assert_eq!(wrong("in_error", "", ""), ["error_reason"]);
        assert_eq!(
            outcome("end", &typed(""), ("It died", ""), TODAY),
            Ok(Outcome::End("It died".into()))
        );
        let long = "x".repeat(1001);
        assert_eq!(wrong("", "", ""), ["outcome"]);
        assert_eq!(wrong("", &long, &long), ["outcome", "words", "end_reason", "error_reason"]);
    }

    #[test]
    fn an_alert_is_overdue_on_the_day_after_its_review_date() {
        assert!(!is_overdue(TODAY, TODAY));
        assert!(is_overdue(date(2026, 11, 21), TODAY));
    }

    #[test]
    fn every_kind_has_words_of_its_own() {
        for (code, words) in KINDS {
            assert_eq!(kind_words(code), words);
            assert_ne!(code, words);
        }
    }
}
