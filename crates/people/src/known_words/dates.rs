//! Dates as people write them. No I/O.

use super::words::Word;

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

/// The number of a month by its name, whole or shortened.
fn month_named(word: &str) -> Option<i8> {
    let at =
        MONTHS.iter().position(|name| *name == word || (word.len() >= 3 && name.starts_with(word)));
    at.and_then(|at| i8::try_from(at + 1).ok())
}

fn day_of(word: &str) -> Option<i8> {
    let digits =
        ["st", "nd", "rd", "th"].iter().find_map(|it| word.strip_suffix(it)).unwrap_or(word);
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

fn year_of(word: &str) -> Option<i16> {
    (matches!(word.len(), 2 | 4)).then(|| word.parse().ok()).flatten()
}

/// A date that begins with the first of these words: of how many words, its day, month and year.
pub(super) fn date_at(rest: &[Word]) -> Option<(usize, i8, i8, Option<i16>)> {
    let word = |at: usize| rest.get(at).map_or("", |it| it.whole.as_str());
    // "3rd of May": the day, and one word more.
    let after = usize::from(word(1) == "of");
    if let (Some(day), Some(month)) = (day_of(word(0)), month_named(word(1 + after))) {
        let year = year_of(word(2 + after));
        return Some((2 + after + usize::from(year.is_some()), day, month, year));
    }
    if let (Some(month), Some(day)) = (month_named(word(0)), day_of(word(1))) {
        let year = year_of(word(2));
        return Some((2 + usize::from(year.is_some()), day, month, year));
    }
    let number = |at: usize| word(at).parse::<i16>().ok();
    let (one, two, three) = (number(0)?, number(1)?, number(2)?);
    let as_date = |day: i16, month: i16, year: i16| {
        let (day, month) = (i8::try_from(day).ok()?, i8::try_from(month).ok()?);
        let is_date = (1..=31).contains(&day) && (1..=12).contains(&month);
        is_date.then_some((3, day, month, Some(year)))
    };
    if one > 1800 {
        as_date(three, two, one)
    } else {
        year_of(word(2)).and_then(|_| as_date(one, two, three))
    }
}
