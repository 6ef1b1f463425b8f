//! What an absence is. No I/O.

use jiff::{ToSpan as _, civil::Date};
use kernel::{FieldErrors, parse_date};
use schemars::JsonSchema;
use serde::Serialize;

/// So many days before somebody goes those who hand over their work are told.
const AHEAD: i32 = 14;

/// How long an absence can be foreseen, in years.
const LONGEST: i16 = 2;

/// When somebody is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Absence {
    /// The first day.
    pub from: Date,
    /// The last day; nothing for whoever leaves.
    pub until: Option<Date>,
}

impl Absence {
    /// In a few words, such as "away until 3 January 2027"; nothing once it is over.
    pub fn words(self, today: Date) -> Option<String> {
        let day = |day: Date| day.strftime("%-d %B %Y").to_string();
        match (self.from > today, self.until) {
            (_, Some(until)) if until < today => None,
            (true, Some(until)) => Some(format!("away from {} to {}", day(self.from), day(until))),
            (false, Some(until)) => Some(format!("away until {}", day(until))),
            (true, None) => Some(format!("leaves on {}", day(self.from))),
            (false, None) => Some("has left".to_owned()),
        }
    }

    /// The last of the first days about which those who hand over work are told today.
    pub fn told_until(today: Date) -> Date {
        today.saturating_add(AHEAD.days())
    }
}

/// An absence as typed.
pub(super) struct Typed<'a> {
    /// here, away or leaving.
    pub(super) away: &'a str,
    pub(super) from: &'a str,
    pub(super) until: &'a str,
}

/// Checks what was said: nothing for somebody who is there.
///
/// # Errors
///
/// Every problem at once.
pub(super) fn checked(typed: &Typed<'_>, today: Date) -> Result<Option<Absence>, FieldErrors> {
    let mut errors = FieldErrors::default();
    match typed.away {
        "here" => return Ok(None),
        "away" | "leaving" => {}
        _ => errors.add("away", "Select whether you are away or leave"),
    }
    let from = day(&mut errors, "from", "The first day", typed.from);
    if from.is_none() && errors.of("from").is_none() {
        errors.add("from", "Enter the first day on which you are not there");
    }
    let until = day(&mut errors, "until", "The last day", typed.until);
    if typed.away == "away" {
        match (from, until) {
            (_, None) if errors.of("until").is_none() => {
                errors.add("until", "Enter the last day on which you are away");
            }
            (Some(from), Some(until)) if until < from => {
                errors.add("until", "The last day must be the first day or after it");
            }
            (_, Some(until)) if until < today => {
                errors.add("until", "The last day must be today or in the future");
            }
            _ => {}
        }
    }
    let latest = today.saturating_add(LONGEST.years());
    for (field, day) in [("from", from), ("until", until)] {
        if day.is_some_and(|day| day > latest) {
            errors.add(field, "This must be within two years from now");
        }
    }
    errors.clone().into_result()?;
    let until = until.filter(|_| typed.away == "away");
    from.map(|from| Some(Absence { from, until })).ok_or(errors)
}

fn day(errors: &mut FieldErrors, field: &str, name: &str, text: &str) -> Option<Date> {
    let parsed = parse_date(text).map_err(|why| format!("{name} {why}"));
    errors.take(field, parsed).flatten()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    #[track_caller]
    fn check(away: &str, from: &str, until: &str, expected: Result<Option<&str>, &[&str]>) {
        let said = checked(&Typed { away, from, until }, TODAY);
        let words = said.as_ref().map(|it| it.and_then(|it| it.words(TODAY)));
        let words = words.map_err(|it| it.iter().map(|(field, _)| field).collect::<Vec<_>>());
        let expected = expected.map(|it| it.map(str::to_owned)).map_err(<[&str]>::to_vec);
        assert_eq!(words, expected);
    }

    #[test]
    fn somebody_is_here_away_for_a_time_or_leaves() {
        check("here", "", "", Ok(None));
        check("away", "2026-11-20", "2026-12-04", Ok(Some("away until 4 December 2026")));
        let ahead = "away from 1 December 2026 to 4 December 2026";
        check("away", "2026-12-01", "2026-12-04", Ok(Some(ahead)));
        check("leaving", "2026-12-01", "2026-12-04", Ok(Some("leaves on 1 December 2026")));
        check("leaving", "2026-11-01", "", Ok(Some("has left")));
    }

    #[test]
    fn whoever_is_away_says_from_when_until_when_and_not_for_ever() {
        check("", "", "", Err(&["away", "from"]));
        check("away", "", "", Err(&["from", "until"]));
        check("away", "2026-12-04", "2026-12-01", Err(&["until"]));
        check("away", "2026-11-01", "2026-11-21", Err(&["until"]));
        check("away", "31/2/2026", "2026-12-01", Err(&["from"]));
        check("leaving", "2029-01-01", "", Err(&["from"]));
    }

    #[test]
    fn an_absence_that_is_over_says_nothing() {
        let over = Absence { from: date(2026, 11, 1), until: Some(date(2026, 11, 21)) };
        assert_eq!(over.words(TODAY), None);
        assert_eq!(Absence::told_until(TODAY), date(2026, 12, 6));
    }
}
