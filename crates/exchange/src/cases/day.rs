//! Days as people write them into spreadsheets. No I/O.

use jiff::civil::Date;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// Days since 1900, as a spreadsheet keeps them: those of 1900 to 2200 have so many digits.
const SERIAL: std::ops::RangeInclusive<usize> = 4..=6;

/// A day, if anything was typed: 2026-12-03, 3/12/2026, 3.12.2026 or 3 December 2026.
///
/// # Errors
///
/// What to do about it, to follow the name of the column.
pub(super) fn day(cell: &str) -> Result<Option<Date>, &'static str> {
    const REAL: &str = "must be a real date, like 3/12/2026";
    // A day that carries midnight along is still a day.
    let cell = cell.trim().trim_end_matches("00:00:00").trim_end_matches(['T', ' ']);
    if cell.is_empty() {
        return Ok(None);
    }
    if SERIAL.contains(&cell.len()) && cell.bytes().all(|it| it.is_ascii_digit()) {
        return Err(
            "must be a date, like 3/12/2026. This is how a spreadsheet counts days: format the \
                    column as a date, and copy it again",
        );
    }
    let parts: Vec<&str> = cell.split(['/', '-', '.', ' ']).filter(|it| !it.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else { return Err(REAL) };
    let (day, year) = if first.len() == 4 { (third, first) } else { (first, third) };
    if year.len() != 4 {
        return Err("must have a year of four digits, like 3/12/2026");
    }
    let (Some(month), Ok(day), Ok(year)) = (month(second), number(day).parse(), year.parse())
    else {
        return Err(REAL);
    };
    match Date::new(year, month, day) {
        Ok(date) if date.year() < 1850 => Err("must be after 1850"),
        Ok(date) => Ok(Some(date)),
        Err(_) => Err(REAL),
    }
}

/// "3rd" is 3.
fn number(day: &str) -> &str {
    day.trim_end_matches(|it: char| it.is_ascii_alphabetic())
}

fn month(word: &str) -> Option<i8> {
    if let Ok(number) = word.parse() {
        return Some(number);
    }
    let word = word.to_lowercase();
    let found = MONTHS.iter().position(|it| word.len() >= 3 && it.starts_with(&word))?;
    i8::try_from(found + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_people_write_it() {
        let third = jiff::civil::date(2026, 12, 3);
        for written in [
            "2026-12-03",
            "3/12/2026",
            "03.12.2026",
            "3-12-2026",
            "3 December 2026",
            "3rd dec 2026",
            "2026-12-03 00:00:00",
            "2026-12-03T00:00:00",
        ] {
            assert_eq!(day(written), Ok(Some(third)), "{written}");
        }
        assert_eq!(day("  "), Ok(None));
    }

    #[test]
    fn a_day_that_cannot_be_told_says_what_to_do() {
        for (written, told) in [
            ("46359", "format the column as a date"),
            ("31/2/2026", "real date"),
            ("12/31/2026", "real date"),
            ("3/12/26", "four digits"),
            ("soon", "real date"),
            ("1/1/1700", "after 1850"),
            ("3 M 2026", "real date"),
        ] {
            let why = day(written).unwrap_err();
            assert!(why.contains(told), "{written}: {why}");
        }
    }
}
