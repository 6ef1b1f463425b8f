//! Days of which only the year is known, or the year and the month. No I/O.

use jiff::civil::Date;
use kernel::date_boxes;

/// A day as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Approximate {
    first: Date,
    known: Known,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    Year,
    Month,
    Day,
}

impl Approximate {
    /// What was typed into day, month and year, of which only the year must be there; or text such as `2012`,
    /// `2012-05`, `2012-05-03`.
    ///
    /// # Errors
    ///
    /// What is wrong, to follow the field's name.
    pub fn parse(typed: &str) -> Result<Option<Self>, &'static str> {
        const REAL: &str = "must be a real date, like 27 3 2026, or a year alone";
        let [day, month, year] = date_boxes(typed.trim());
        if [&day, &month, &year].iter().all(|it| it.is_empty()) {
            return Ok(None);
        }
        if year.len() != 4 {
            return Err("must include a year of 4 digits, like 2026");
        }
        let year: i16 = year.parse().map_err(|_| REAL)?;
        if year < 1850 {
            return Err("must be after 1850");
        }
        let known = match (day.is_empty(), month.is_empty()) {
            (true, true) => Known::Year,
            (true, false) => Known::Month,
            (false, true) => return Err("must include the month if it includes the day"),
            (false, false) => Known::Day,
        };
        let or_first = |part: &str| if part.is_empty() { Ok(1) } else { part.parse() };
        let (Ok(month), Ok(day)) = (or_first(&month), or_first(&day)) else { return Err(REAL) };
        let first = Date::new(year, month, day).map_err(|_| REAL)?;
        Ok(Some(Self { first, known }))
    }

    /// The same, of a day that has been or may have been.
    ///
    /// # Errors
    ///
    /// What is wrong, to follow the field's name.
    pub fn past(typed: &str, today: Date) -> Result<Option<Self>, &'static str> {
        match Self::parse(typed)? {
            Some(it) if it.first > today => Err("must be today or in the past"),
            it => Ok(it),
        }
    }

    /// As stored: `2012`, `2012-05` or `2012-05-03`.
    pub fn text(self) -> String {
        let format = match self.known {
            Known::Year => "%Y",
            Known::Month => "%Y-%m",
            Known::Day => "%Y-%m-%d",
        };
        self.first.strftime(format).to_string()
    }

    /// As people read it: 2012, May 2012 or 3 May 2012.
    pub fn words(self) -> String {
        let format = match self.known {
            Known::Year => "%Y",
            Known::Month => "%B %Y",
            Known::Day => "%-d %B %Y",
        };
        self.first.strftime(format).to_string()
    }

    /// The same after "on" or "in".
    pub fn when(self) -> String {
        let before = if self.known == Known::Day { "on" } else { "in" };
        format!("{before} {}", self.words())
    }

    /// The day itself, when it is known.
    pub fn day(self) -> Option<Date> {
        (self.known == Known::Day).then_some(self.first)
    }

    /// Whether it cannot have been on the other or after it.
    pub fn is_before(self, other: Self) -> bool {
        self.last() < other.first
    }

    /// The last day that it may have been.
    pub(crate) fn last(self) -> Date {
        match self.known {
            Known::Year => self.first.last_of_year(),
            Known::Month => self.first.last_of_month(),
            Known::Day => self.first,
        }
    }
}

/// What a stored text says; nothing when it is empty.
pub fn words_of(stored: &str) -> String {
    Approximate::parse(stored).ok().flatten().map(Approximate::words).unwrap_or_default()
}

/// The same after "on" or "in"; nothing when it is empty.
pub fn when_of(stored: &str) -> String {
    Approximate::parse(stored).ok().flatten().map(Approximate::when).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn check(typed: &str, text: &str, words: &str) {
        let known = Approximate::parse(typed).map(|it| it.map(|it| (it.text(), it.words())));
        assert_eq!(known, Ok(Some((text.to_owned(), words.to_owned()))));
        assert_eq!(Approximate::parse(text), Approximate::parse(typed), "as stored, so typed");
    }

    #[test]
    fn a_year_a_month_or_a_day_is_kept_as_far_as_it_is_known() {
        check("//1984", "1984", "1984");
        check("/5/1984", "1984-05", "May 1984");
        check("3/5/1984", "1984-05-03", "3 May 1984");
        assert_eq!(Approximate::parse(" "), Ok(None));
        assert_eq!(Approximate::parse("//"), Ok(None));
        for wrong in ["3//1984", "//84", "/13/1984", "31/2/1984", "x", "//1849", "about 1984"] {
            assert!(Approximate::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_may_have_been_is_no_mistake() {
        let today = date(2026, 11, 22);
        assert!(Approximate::past("2026", today).is_ok());
        assert!(
            Approximate::past("2026-12", today).is_err()
                && Approximate::past("2027", today).is_err()
        );
        let at = |typed| Approximate::parse(typed).ok().flatten();
        let before = |one, other| at(one).zip(at(other)).map(|(one, other)| one.is_before(other));
        assert_eq!(before("2012", "2012-05"), Some(false));
        assert_eq!(before("2012-04", "2012-05"), Some(true));
        assert_eq!(before("2012-05-03", "2012-05"), Some(false));
        assert_eq!(words_of("1984-05"), "May 1984");
        assert_eq!(words_of(""), "");
        assert_eq!(
            (when_of("1984"), when_of("1984-05-03")),
            ("in 1984".into(), "on 3 May 1984".into())
        );
    }
}
