//! When things happened: the data say how many days ago, and nothing happens at a weekend.

use jiff::{
    ToSpan as _,
    civil::{Date, Weekday},
};

/// The day so many days before today (after it, below zero); a weekend's is the Friday before, or the
/// Monday after of one to come.
pub(in crate::demo) fn day(today: Date, ago: i64) -> Date {
    let day = today.saturating_sub(ago.days());
    let back = match day.weekday() {
        _ if ago == 0 => 0,
        Weekday::Saturday if ago > 0 => 1,
        Weekday::Sunday if ago > 0 => 2,
        Weekday::Saturday => -2,
        Weekday::Sunday => -1,
        _ => 0,
    };
    day.saturating_sub(i64::from(back).days())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn nothing_happens_at_a_weekend_and_later_things_are_never_earlier() {
        for first in 0..7 {
            let today = date(2026, 11, 23).saturating_add(i64::from(first).days());
            let days: Vec<Date> = (-30..120).rev().map(|ago| day(today, ago)).collect();
            assert!(days.is_sorted(), "{today}");
            let weekend = |it: &Date| matches!(it.weekday(), Weekday::Saturday | Weekday::Sunday);
            assert!(days.into_iter().filter(|it| *it != today).all(|it| !weekend(&it)), "{today}");
            assert_eq!(day(today, 0), today);
        }
    }
}
