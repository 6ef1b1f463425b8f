//! Working days in England: neither a weekend nor a bank holiday (guide A2).

use jiff::{
    ToSpan as _,
    civil::{Date, Weekday, date},
};

/// Days that proclamation added or moved, and the days they replaced.
/// Source: gov.uk/bank-holidays, England and Wales.
const PROCLAIMED: &[(Date, Option<Date>)] = &[
    (date(2011, 4, 29), None),
    (date(2012, 6, 4), Some(date(2012, 5, 28))),
    (date(2012, 6, 5), None),
    (date(2020, 5, 8), Some(date(2020, 5, 4))),
    (date(2022, 6, 2), Some(date(2022, 5, 30))),
    (date(2022, 6, 3), None),
    (date(2022, 9, 19), None),
    (date(2023, 5, 8), None),
];

/// England's bank holidays in a year, in order, with substitute days.
pub fn bank_holidays(year: i16) -> Vec<Date> {
    let easter = easter_sunday(year);
    let mut days = vec![
        substitute(date(year, 1, 1)),
        easter.saturating_sub(2.days()),
        easter.saturating_add(1.day()),
        first_monday(year, 5),
        last_monday(year, 5),
        last_monday(year, 8),
    ];
    days.extend(christmas(year));
    for (added, replaced) in PROCLAIMED.iter().filter(|(added, _)| added.year() == year) {
        days.retain(|day| Some(*day) != *replaced);
        days.push(*added);
    }
    days.sort_unstable();
    days
}

/// Whether offices are open in England.
pub fn is_working_day(day: Date) -> bool {
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    !weekend && !bank_holidays(day.year()).contains(&day)
}

/// The day that is `count` working days after `from`; the day itself does not count.
pub fn working_days_after(from: Date, count: u32) -> Date {
    let mut day = from;
    for _ in 0..count {
        day = day.saturating_add(1.day());
        while !is_working_day(day) && day < Date::MAX {
            day = day.saturating_add(1.day());
        }
    }
    day
}

/// New Year's Day at a weekend moves to the Monday.
fn substitute(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => day.saturating_add(2.days()),
        Weekday::Sunday => day.saturating_add(1.day()),
        _ => day,
    }
}

/// Christmas Day and Boxing Day, each moved off the weekend without meeting the other.
fn christmas(year: i16) -> [Date; 2] {
    match date(year, 12, 25).weekday() {
        Weekday::Friday => [date(year, 12, 25), date(year, 12, 28)],
        Weekday::Saturday => [date(year, 12, 27), date(year, 12, 28)],
        Weekday::Sunday => [date(year, 12, 26), date(year, 12, 27)],
        _ => [date(year, 12, 25), date(year, 12, 26)],
    }
}

fn first_monday(year: i16, month: i8) -> Date {
    let first = date(year, month, 1);
    let ahead = (8 - i32::from(first.weekday().to_monday_one_offset())) % 7;
    first.saturating_add(ahead.days())
}

fn last_monday(year: i16, month: i8) -> Date {
    let last = date(year, month, 1).last_of_month();
    last.saturating_sub(i32::from(last.weekday().to_monday_zero_offset()).days())
}

/// Easter by the anonymous Gregorian computus.
fn easter_sunday(year: i16) -> Date {
    let year32 = i32::from(year);
    let (golden, century, in_century) = (year32 % 19, year32 / 100, year32 % 100);
    let lunar = (century - century / 4 - (8 * century + 13) / 25 + 19 * golden + 15) % 30;
    let moon = lunar - (lunar / 28) * (1 - (29 / (lunar + 1)) * ((21 - golden) / 11));
    let weekday = (century * 100 + in_century + year32 / 4 + moon + 2 - century + century / 4) % 7;
    let offset = moon - weekday;
    let march = date(year, 3, 28);
    march.saturating_add(offset.days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bank_holidays_are_those_that_were_published() {
        let published = [
            date(2026, 1, 1),
            date(2026, 4, 3),
            date(2026, 4, 6),
            date(2026, 5, 4),
            date(2026, 5, 25),
            date(2026, 8, 31),
            date(2026, 12, 25),
            date(2026, 12, 28),
        ];
        assert_eq!(bank_holidays(2026), published);
        assert_eq!(bank_holidays(2022).len(), 10);
        assert!(bank_holidays(2011).contains(&date(2011, 4, 25)));
        assert!(bank_holidays(2020).contains(&date(2020, 5, 8)));
        assert!(!bank_holidays(2020).contains(&date(2020, 5, 4)));
        assert!(bank_holidays(2021).contains(&date(2021, 12, 27)));
    }

    #[test]
    fn a_clock_in_working_days_skips_weekends_and_bank_holidays() {
        assert_eq!(working_days_after(date(2026, 12, 24), 1), date(2026, 12, 29));
        assert_eq!(working_days_after(date(2026, 11, 20), 5), date(2026, 11, 27));
        assert_eq!(working_days_after(date(2026, 11, 20), 0), date(2026, 11, 20));
    }
}
