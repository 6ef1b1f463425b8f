//! Instants as text: ISO 8601 in UTC with exactly six fraction digits, one spelling per microsecond.
//!
//! Done by hand so that the whole range of an `i64` has a text and nothing can fail: a clock that
//! has gone wild must still leave an entry.

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// Shows microseconds since 1970 as `2026-11-22T14:54:59.000001Z`.
///
/// Years outside 0000 to 9999 take a sign and six digits, as ISO 8601 extends them.
pub fn format_at(micros: i64) -> String {
    let (year, month, day) = civil_from_days(micros.div_euclid(MICROS_PER_DAY));
    let rest = micros.rem_euclid(MICROS_PER_DAY);
    let (second, fraction) = (rest / 1_000_000, rest % 1_000_000);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let tail = format!("-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:06}Z");
    if (0..=9999).contains(&year) {
        format!("{year:04}{tail}")
    } else {
        format!("{year:+07}{tail}")
    }
}

/// Reads what [`format_at`] writes, and only that spelling: two texts never mean one instant.
pub fn parse_at(text: &str) -> Option<i64> {
    let body = text.strip_suffix('Z')?;
    let (date, clock) = body.split_once('T')?;
    let (rest, day) = date.rsplit_once('-')?;
    let (year, month) = rest.rsplit_once('-')?;
    let (clock, fraction) = clock.split_once('.')?;
    let mut clock = clock.split(':');
    let mut part = || clock.next()?.parse::<i64>().ok();
    let (hour, minute, second) = (part()?, part()?, part()?);
    let days = days_from_civil(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    let seconds = hour.checked_mul(3600)?.checked_add(minute.checked_mul(60)?)?;
    let micros = seconds.checked_add(second)?.checked_mul(1_000_000)?;
    let micros = micros.checked_add(fraction.parse().ok()?)?;
    // In 128 bits, because the first day of an i64 begins before its first microsecond.
    let at = i128::from(days) * i128::from(MICROS_PER_DAY) + i128::from(micros);
    let at = i64::try_from(at).ok()?;
    (format_at(at) == text).then_some(at)
}

/// The Gregorian date so many days after 1970-01-01, counted in years that begin in March, so that
/// the leap day is the last of its year.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468; // from 0000-03-01
    let era = days.div_euclid(146_097); // 400 years
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(-999_999..=999_999).contains(&year)
        || !(1..=12).contains(&month)
        || !(1..=31).contains(&day)
    {
        return None;
    }
    let year = year - i64::from(month <= 2);
    let march_month = (month + 9) % 12;
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * march_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(year.div_euclid(400) * 146_097 + day_of_era - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_instant_is_shown_with_exactly_six_fraction_digits() {
        let check = |micros, text: &str| {
            assert_eq!(format_at(micros), text);
            assert_eq!(parse_at(text), Some(micros));
        };
        check(0, "1970-01-01T00:00:00.000000Z");
        check(1, "1970-01-01T00:00:00.000001Z");
        check(-1, "1969-12-31T23:59:59.999999Z");
        check(951_782_400_000_000, "2000-02-29T00:00:00.000000Z");
        check(1_795_359_299_120_000, "2026-11-22T14:54:59.120000Z");
        check(-62_167_219_200_000_000, "0000-01-01T00:00:00.000000Z");
        check(253_402_300_800_000_000, "+010000-01-01T00:00:00.000000Z");
    }

    #[test]
    fn any_other_spelling_of_an_instant_is_refused() {
        for text in [
            "2026-11-22T14:54:59.12Z",
            "2026-11-22T14:54:59.120000+00:00",
            "2026-11-22 14:54:59.120000Z",
            "2026-02-30T00:00:00.000000Z",
            "2026-11-22T24:00:00.000000Z",
            "2026-11-22T14:54:60.000000Z",
            "+2026-11-22T14:54:59.120000Z",
            "",
        ] {
            assert_eq!(parse_at(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_microsecond_has_one_text(micros: i64) {
            prop_assert_eq!(parse_at(&format_at(micros)), Some(micros));
        }

        #[test]
        fn no_text_makes_the_reader_of_instants_fail(text in ".*", near in "[-+0-9]{1,8}-[0-9]{1,3}-[0-9]{1,20}T[0-9]{1,20}:[0-9]{2}:[0-9]{2}\\.[0-9]{1,20}Z") {
            let _ = parse_at(&text);
            let _ = parse_at(&near);
        }
    }
}
