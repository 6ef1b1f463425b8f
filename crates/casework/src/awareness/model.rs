//! What an awareness session says. No I/O.

use jiff::civil::Date;
use kernel::{FieldErrors, past_date};

/// What was typed about a session.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'a> {
    /// When it was held.
    pub held_on: &'a str,
    /// A code of the charter's referrer groups.
    pub group: &'a str,
    /// Who held it.
    pub held_by: &'a str,
    /// What it was about.
    pub words: &'a str,
}

/// Checks a session: it has been held, for a group that the charter knows, by somebody.
///
/// # Errors
///
/// Every problem at once.
pub fn checked<'a>(
    typed: Typed<'a>,
    is_group: impl Fn(&str) -> bool,
    today: Date,
) -> Result<(Date, Typed<'a>), FieldErrors> {
    let mut errors = FieldErrors::default();
    let day =
        past_date(typed.held_on, today).map_err(|why| format!("The day of the session {why}"));
    let day = errors.take("held_on", day).flatten();
    if day.is_none() && errors.of("held_on").is_none() {
        errors.add("held_on", "Enter the day of the session");
    }
    if !is_group(typed.group) {
        errors.add("group", "Select for whom it was");
    }
    let held_by = errors.required("held_by", typed.held_by, "Enter who held it");
    if held_by.chars().count() > 200 {
        errors.add("held_by", "Who held it must be 200 characters or fewer");
    }
    let words = typed.words.trim();
    if words.chars().count() > 1_000 {
        errors.add("words", "What it was about must be 1,000 characters or fewer");
    }
    errors.clone().into_result()?;
    let day = day.ok_or(errors)?;
    Ok((day, Typed { held_by, words, ..typed }))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn check([held_on, group, held_by]: [&str; 3], wrong: &[&str]) {
        let typed = Typed { held_on, group, held_by, words: "" };
        let checked = checked(typed, |it| it == "school", date(2026, 11, 22));
        let fields: Vec<String> = match checked {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        };
        assert_eq!(fields, wrong);
    }

    #[test]
    fn a_session_has_been_held_by_somebody_for_a_group() {
        check(["2026-11-22", "school", "Cora"], &[]);
        check(["2026-11-23", "castle", " "], &["held_on", "group", "held_by"]);
        check(["", "school", "Cora"], &["held_on"]);
    }
}
