//! Which period a report is about, and as at which day. No I/O.

use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use kernel::{FieldErrors, parse_date};

/// From and to, both days included, and the day up to which things had happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) from: Date,
    pub(crate) to: Date,
    pub(crate) as_at: Date,
}

/// The financial year, from 1 April to 31 March, that a day lies in.
pub(crate) fn financial_year(day: Date) -> (Date, Date) {
    let begins = if day.month() >= 4 { day.year() } else { day.year().saturating_sub(1) };
    (date(begins, 4, 1), date(begins.saturating_add(1), 3, 31))
}

/// Reads what was typed; nothing typed is the financial year of today, as at today.
pub(crate) fn read(
    from: &str,
    to: &str,
    as_at: &str,
    today: Date,
    errors: &mut FieldErrors,
) -> Period {
    let (first, last) = financial_year(today);
    let mut day = |field: &str, words: &str, typed: &str, default: Date| match parse_date(typed) {
        Ok(date) => date.unwrap_or(default),
        Err(message) => {
            errors.add(field, format!("{words} {message}"));
            default
        }
    };
    let from = day("from", "The first day", from, first);
    let to = day("to", "The last day", to, last);
    let as_at = day("as_at", "The day of the figures", as_at, today);
    if errors.is_empty() && to < from {
        errors.add("to", "The last day must not be before the first day");
    }
    if errors.is_empty() && as_at > today {
        errors.add("as_at", "The day of the figures must be today or in the past");
    }
    Period { from, to, as_at }
}

impl Period {
    /// The period as somebody may have it who sees figures under disclosure control only: whole
    /// financial years, as at the end of a month. Two tables of almost the same days could be
    /// subtracted, and what is left over would be about one family.
    pub(crate) fn coarse(mut self, errors: &mut FieldErrors) -> Self {
        if (self.from, self.to) != financial_year(self.from) {
            errors.add("from", "Choose a whole financial year, from 1 April to 31 March");
        }
        if self.as_at != self.as_at.last_of_month() {
            self.as_at = self.as_at.first_of_month().saturating_sub(1.day());
        }
        self
    }

    pub(crate) fn words(self) -> String {
        let words = |date: Date| date.strftime("%-d %B %Y").to_string();
        let (from, to, as_at) = (words(self.from), words(self.to), words(self.as_at));
        format!("Requests received from {from} to {to}, and what had happened by {as_at}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    #[track_caller]
    fn check(typed: [&str; 3], expected: &[&str]) {
        let mut errors = FieldErrors::default();
        let [from, to, as_at] = typed;
        read(from, to, as_at, TODAY, &mut errors);
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, expected);
    }

    #[test]
    fn a_period_is_read_and_every_mistake_in_it_is_told() {
        check(["", "", ""], &[]);
        check(["2011-04-01", "2012-03-31", "2012-09-01"], &[]);
        check(["x", "2012-02-30", "2026-11-23"], &["from", "to"]);
        check(["2012-04-01", "2012-03-31", ""], &["to"]);
        check(["2011-04-01", "2012-03-31", "2026-11-23"], &["as_at"]);
    }

    #[test]
    fn under_disclosure_control_a_period_is_a_year_as_at_the_end_of_a_month() {
        let mut errors = FieldErrors::default();
        let year = read("2011-04-01", "2012-03-31", "", TODAY, &mut errors).coarse(&mut errors);
        assert_eq!((errors.is_empty(), year.as_at), (true, date(2026, 10, 31)));
        read("2011-04-01", "2012-03-30", "", TODAY, &mut errors).coarse(&mut errors);
        assert!(errors.of("from").is_some());
    }

    #[test]
    fn the_financial_year_begins_in_april() {
        assert_eq!(financial_year(date(2012, 3, 31)), (date(2011, 4, 1), date(2012, 3, 31)));
        assert_eq!(financial_year(date(2012, 4, 1)), (date(2012, 4, 1), date(2013, 3, 31)));
    }
}
