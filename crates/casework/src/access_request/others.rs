//! Whether what somebody wrote may tell of somebody else: it names them, or says where somebody lives or how to ring them.
//! No I/O.

use std::collections::BTreeSet;

use people::register::{name_keys::words, numbers};

/// What stands in the name of a street, or of a place where people are safe.
const WHERE: [&str; 22] = [
    "address", "avenue", "close", "court", "crescent", "drive", "flat", "gardens", "grove",
    "hostel", "house", "lane", "mews", "place", "postcode", "refuge", "road", "shelter", "square",
    "street", "terrace", "way",
];

/// The words by which others are known.
#[derive(Debug, Default)]
pub(super) struct Others(BTreeSet<String>);

impl Others {
    /// The names of others, without what is the person's own: whoever shares a family name is told by their first.
    pub(super) fn of<'a>(
        own: impl IntoIterator<Item = &'a str>,
        others: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let own: BTreeSet<String> = own.into_iter().flat_map(words).collect();
        let others = others.into_iter().flat_map(words);
        Self(others.filter(|word| word.chars().count() > 1 && !own.contains(word)).collect())
    }

    /// Why somebody reads a text before it goes out; empty where nothing was found.
    pub(super) fn asks(&self, text: &str) -> &'static str {
        let written = words(text);
        // Ada's is written adas here.
        let names = |word: &String| {
            self.0.contains(word) || word.strip_suffix('s').is_some_and(|it| self.0.contains(it))
        };
        if written.iter().any(names) {
            return "It names somebody else";
        }
        if says_where(text, &written) {
            return "It may say where somebody lives, or a telephone number";
        }
        ""
    }
}

/// A number and, near it, what a street is called by; a postcode; or as many digits as a telephone number has.
fn says_where(text: &str, written: &[String]) -> bool {
    let places = written.windows(5).any(is_place) || written.len() < 5 && is_place(written);
    let mut digits = 0_usize;
    let mut most = 0_usize;
    for letter in text.chars() {
        match letter {
            '0'..='9' => digits = digits.saturating_add(1),
            ' ' | '-' | '(' | ')' | '+' | '.' => {}
            _ => digits = 0,
        }
        most = most.max(digits);
    }
    let is_postcode = |code: &str| numbers::postcode(code).is_ok_and(|it| !it.is_empty());
    let pairs = written.windows(2).any(|pair| is_postcode(&pair.join(" ")));
    // From ten digits on it may ring somewhere; a day is eight.
    places || pairs || most >= 10 || written.iter().any(|word| word.len() > 4 && is_postcode(word))
}

fn is_place(near: &[String]) -> bool {
    let has_number = near.iter().any(|word| word.starts_with(|it: char| it.is_ascii_digit()));
    let is_safe_place = near
        .iter()
        .any(|word| matches!(word.as_str(), "refuge" | "hostel" | "shelter" | "postcode"));
    is_safe_place || has_number && near.iter().any(|word| WHERE.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        let others = Others::of(["Tobi", "Okafor"], ["Ada Okafor", "José O’Neil"]);
        assert_eq!(!others.asks(text).is_empty(), expected, "{text}: {}", others.asks(text));
    }

    #[test]
    fn a_text_that_names_somebody_of_the_family_is_read_first() {
        check("Tobi Okafor sleeps better", false);
        check("Rang ADA at nine", true);
        check("Ada's sister came", true);
        check("jose was there", true);
        check("Mr O'Neill and O'Neil", true);
        check("Canada is far", false);
    }

    #[test]
    fn a_text_that_may_say_where_somebody_lives_is_read_first() {
        check("She moved to 14 Elm Road", true);
        check("at the refuge", true);
        check("CM1 1AA", true);
        check("ring 07700 900123", true);
        check("Met on 3 May 2026, at 9.30", false);
        check("Up in time for school", false);
        check("Close to his brother", false);
    }
}
