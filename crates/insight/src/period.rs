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

/// Reads what was typed; nothing typed is the year given, as at today.
pub(crate) fn read(
    [from, to, as_at]: [&str; 3],
    today: Date,
    (first, last): (Date, Date),
    errors: &mut FieldErrors,
) -> Period {
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

/// The day as at which the figures of a financial year are released, once and for good.
fn released_as_at((_, last): (Date, Date)) -> Date {
    date(last.year(), 10, 31)
}

/// The last financial year whose figures have been released.
pub(crate) fn last_released(today: Date) -> (Date, Date) {
    let (first, _) = financial_year(today);
    let year = financial_year(first.saturating_sub(1.day()));
    if released_as_at(year) < today { year } else { financial_year(year.0.saturating_sub(1.day())) }
}

impl Period {
    /// The period as figures under disclosure control are released: a whole financial year, as at
    /// one day. Any two of them are about different people, so there is nothing to subtract (ADR 5).
    pub(crate) fn released(self, today: Date, errors: &mut FieldErrors) -> Self {
        let year = financial_year(self.from);
        let as_at = released_as_at(year);
        if (self.from, self.to) != year {
            errors.add("from", "Choose a whole financial year, from 1 April to 31 March");
        } else if as_at >= today {
            let words = |date: Date| date.strftime("%-d %B %Y").to_string();
            let (out, last) = (words(as_at.saturating_add(1.day())), last_released(today));
            errors.add(
                "from",
                format!(
                    "The figures of this year come out on {out}. The last that are out are those \
                     from {} to {}",
                    words(last.0),
                    words(last.1)
                ),
            );
        }
        Self { as_at, ..self }
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
        read([from, to, as_at], TODAY, financial_year(TODAY), &mut errors);
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
    fn under_disclosure_control_a_year_is_released_once_as_at_the_october_after_it() {
        let released = |typed: [&str; 3], today: Date| {
            let mut errors = FieldErrors::default();
            let period = read(typed, today, last_released(today), &mut errors);
            let period = period.released(today, &mut errors);
            (period.as_at, errors.of("from").unwrap_or_default().to_owned())
        };
        let out = (date(2012, 10, 31), String::new());
        for as_at in ["", "2012-04-30", "2026-11-22"] {
            assert_eq!(released(["2011-04-01", "2012-03-31", as_at], TODAY), out, "{as_at}");
        }
        for [from, to] in [
            ["2011-04-01", "2012-03-30"],
            ["2011-04-02", "2012-03-31"],
            ["2011-04-01", "2011-06-30"],
            ["2010-04-01", "2012-03-31"],
        ] {
            let (_, why) = released([from, to, ""], TODAY);
            assert!(why.starts_with("Choose a whole financial year"), "{from} {to}");
        }
        let (_, why) = released(["2026-04-01", "2027-03-31", ""], TODAY);
        assert!(why.contains("1 November 2027") && why.contains("31 March 2026"), "{why}");
    }

    #[test]
    fn a_year_is_out_the_day_after_it_is_counted() {
        assert_eq!(last_released(date(2026, 10, 31)).0, date(2024, 4, 1));
        assert_eq!(last_released(date(2026, 11, 1)).0, date(2025, 4, 1));
        assert_eq!(last_released(date(2027, 3, 31)).0, date(2025, 4, 1));
    }

    #[test]
    fn the_financial_year_begins_in_april() {
        assert_eq!(financial_year(date(2012, 3, 31)), (date(2011, 4, 1), date(2012, 3, 31)));
        assert_eq!(financial_year(date(2012, 4, 1)), (date(2012, 4, 1), date(2013, 3, 31)));
    }
}
