//! Text as people type it into forms, and as the JSON API takes it: the same structs read both.

use jiff::civil::{Date, Time};
use serde::{Deserialize as _, Deserializer};

/// Reads a list that a form sends as one value when only one box was ticked.
///
/// # Errors
///
/// When it is neither text nor a list of texts.
pub fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(untagged, expecting = "must be text, or a list of texts")]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(text) if text.is_empty() => Vec::new(),
        OneOrMany::One(text) => vec![text],
        OneOrMany::Many(texts) => texts,
    })
}

/// Reads a whole number that a form sends as text.
///
/// # Errors
///
/// When it is neither a whole number nor text that says one.
pub fn whole_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(untagged, expecting = "must be a whole number, such as 3")]
    enum Number {
        Number(i64),
        Text(String),
    }
    match Number::deserialize(deserializer)? {
        Number::Number(number) => Ok(number),
        Number::Text(text) if text.trim().is_empty() => Ok(0),
        Number::Text(text) => text
            .trim()
            .parse()
            .map_err(|_| serde::de::Error::custom("must be a whole number, such as 3")),
    }
}

/// The day, month and year boxes of a date as typed: `2026-12-04`, or `31/2/2026` when the boxes
/// did not make a date.
pub fn date_boxes(text: &str) -> [String; 3] {
    let parts = |separator| {
        let mut parts = text.splitn(3, separator).map(|part: &str| part.trim().to_owned());
        [(); 3].map(|()| parts.next().unwrap_or_default())
    };
    if text.contains('/') {
        return parts('/');
    }
    let [year, month, day] = parts('-');
    let plain = |part: String| part.trim_start_matches('0').to_owned();
    [plain(day), plain(month), year]
}

/// A date, if anything was typed.
///
/// # Errors
///
/// A message that says what a date must look like, to follow the field's name.
pub fn parse_date(text: &str) -> Result<Option<Date>, &'static str> {
    const REAL: &str = "must be a real date, like 27 3 2026";
    let text = text.trim();
    if text.is_empty() || text == "//" {
        return Ok(None);
    }
    let [day, month, year] = date_boxes(text);
    if year.len() != 4 {
        return Err("must include a year of 4 digits, like 2026");
    }
    let (Ok(day), Ok(month), Ok(year)) = (day.parse(), month.parse(), year.parse::<i16>()) else {
        return Err(REAL);
    };
    if year < 1850 {
        return Err("must be after 1850");
    }
    Date::new(year, month, day).map(Some).map_err(|_| REAL)
}

/// A time of the day, if anything was typed.
///
/// # Errors
///
/// A message that says what a time must look like, to follow the field's name.
pub fn parse_time(text: &str) -> Result<Option<Time>, &'static str> {
    const REAL: &str = "must be a time of the day, like 9:30 or 14:00";
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let (hour, minute) = text.split_once([':', '.']).ok_or(REAL)?;
    let (Ok(hour), Ok(minute)) = (hour.trim().parse(), minute.trim().parse()) else {
        return Err(REAL);
    };
    Time::new(hour, minute, 0, 0).map(Some).map_err(|_| REAL)
}

/// A date that has been, if anything was typed.
///
/// # Errors
///
/// A message that says what is wrong, to follow the field's name.
pub fn past_date(text: &str, today: Date) -> Result<Option<Date>, &'static str> {
    match parse_date(text)? {
        Some(date) if date > today => Err("must be today or in the past"),
        date => Ok(date),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn a_time_is_read_as_people_write_it_and_everything_else_is_explained() {
        assert_eq!(parse_time(" 9:30 "), Ok(Some(time(9, 30, 0, 0))));
        assert_eq!(parse_time("14.05"), Ok(Some(time(14, 5, 0, 0))));
        assert_eq!(parse_time(" "), Ok(None));
        for wrong in ["9", "24:00", "9:60", "half past nine", ":"] {
            assert!(parse_time(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_date_is_read_from_boxes_and_from_iso_text_and_everything_else_is_explained() {
        assert_eq!(parse_date("2026-12-04"), Ok(Some(date(2026, 12, 4))));
        assert_eq!(parse_date("4/12/2026"), Ok(Some(date(2026, 12, 4))));
        assert_eq!(parse_date(" "), Ok(None));
        for wrong in
            ["31/2/2026", "2026-02-29", "x", "4/12/26", "0/0/0000", "9999-99-99", "4//2026"]
        {
            assert!(parse_date(wrong).is_err(), "{wrong}");
        }
        assert!(past_date("2026-12-04", date(2026, 12, 3)).is_err());
    }

    #[test]
    fn what_was_typed_into_the_boxes_comes_back_into_the_boxes() {
        assert_eq!(date_boxes("31/2/2026"), ["31", "2", "2026"]);
        assert_eq!(date_boxes("2026-02-03"), ["3", "2", "2026"]);
        assert_eq!(date_boxes(""), ["", "", ""]);
    }
}
