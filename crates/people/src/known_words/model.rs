//! Where a text holds a word by which somebody could be told. No I/O.

use std::{collections::BTreeSet, ops::Range};

use jiff::civil::Date;

use super::{
    dates::date_at,
    words::{Word, folded, joined, words},
};
use crate::register::numbers;

/// What a word tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The name of the person whom the case is about.
    OwnName,
    /// A name of somebody else.
    Name,
    /// A date.
    Date,
    /// A postcode.
    Postcode,
    /// A part of an address.
    Address,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A number or a reference.
    Number,
    /// A school.
    School,
    /// It is written like a name, of somebody or of a place.
    Capital,
    /// What was left out of a draft.
    Gap,
}

impl What {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::OwnName | Self::Name => "a name",
            Self::Date => "a date",
            Self::Postcode => "a postcode",
            Self::Address => "a part of an address",
            Self::Phone => "a telephone number",
            Self::Email => "an e-mail address",
            Self::Number => "a number",
            Self::School => "a school",
            Self::Capital => "looks like a name or a place",
            Self::Gap => "something was left out here",
        }
    }
}

/// A word of a text, and what it tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Where it stands.
    pub at: Range<usize>,
    /// What it tells.
    pub what: What,
}

/// What stands in a draft where a word was left out.
pub const GAP: &str = "[left out]";

/// Names that are other words, too: they count where they are written as names.
const ALSO_WORDS: &[&str] = &[
    "angel", "autumn", "best", "bill", "bird", "black", "brook", "brown", "carol", "church",
    "close", "cook", "cross", "daisy", "dawn", "daily", "early", "faith", "field", "fields",
    "forest", "frank", "grace", "grant", "gray", "green", "harmony", "hill", "hills", "holly",
    "home", "honey", "hope", "house", "iris", "ivy", "jewel", "jack", "joy", "king", "lane",
    "lily", "little", "long", "love", "mark", "mason", "melody", "mercy", "noble", "olive", "page",
    "park", "parks", "patience", "poppy", "price", "prince", "pearl", "rich", "river", "rob",
    "robin", "rose", "ruby", "rusty", "sandy", "savage", "sharp", "short", "sky", "small", "smart",
    "stone", "strong", "summer", "sunny", "swift", "turner", "violet", "walker", "ward", "water",
    "waters", "well", "wells", "white", "will", "wise", "wood", "woods", "young",
];

/// Short words within names that tell nothing.
const PARTICLES: &[&str] = &[
    "al", "and", "bin", "da", "de", "del", "den", "der", "di", "dos", "du", "el", "ibn", "la",
    "le", "mac", "of", "st", "the", "van", "von",
];

/// Words of addresses that tell nothing alone, with how they are shortened.
const OF_ADDRESSES: &[(&str, &str)] = &[
    ("street", "st"),
    ("road", "rd"),
    ("avenue", "ave"),
    ("lane", "ln"),
    ("drive", "dr"),
    ("close", "cl"),
    ("court", "ct"),
    ("crescent", "cres"),
    ("square", "sq"),
    ("place", "pl"),
    ("gardens", "gdns"),
    ("grove", "gr"),
    ("terrace", "ter"),
    ("flat", "flt"),
    ("apartment", "apt"),
    ("house", "hse"),
    ("room", "rm"),
    ("floor", "fl"),
    ("block", "blk"),
    ("the", ""),
];

/// Words of the names of schools that tell nothing alone.
const OF_SCHOOLS: &[&str] = &[
    "academy",
    "and",
    "church",
    "college",
    "community",
    "first",
    "girls",
    "boys",
    "grammar",
    "high",
    "infant",
    "infants",
    "junior",
    "juniors",
    "middle",
    "nursery",
    "of",
    "primary",
    "school",
    "secondary",
    "sixth",
    "form",
    "the",
];

/// The longest number is written in so many parts.
const MOST_PARTS: usize = 7;
/// A shorter number could be any.
const SHORTEST_NUMBER: usize = 4;

/// The words of some people, as they are compared.
#[derive(Clone, Debug, Default)]
pub struct KnownWords {
    names: Vec<(String, What)>,
    born: BTreeSet<Date>,
    /// Words one after another.
    phrases: Vec<(Vec<String>, What)>,
    /// What is one number, however it is parted.
    numbers: Vec<(String, What)>,
}

/// The words of a name: "O’Brien-Lee" is `obrien` and `lee`.
fn name_words(name: &str) -> Vec<String> {
    words(name).into_iter().map(|word| word.whole).collect()
}

/// A word of an address as it is written in full.
fn in_full(word: &str) -> &str {
    OF_ADDRESSES.iter().find(|(_, short)| *short == word).map_or(word, |(full, _)| full)
}

impl KnownWords {
    /// A name, or a part of one.
    pub fn name(&mut self, name: &str, is_own: bool) {
        let what = if is_own { What::OwnName } else { What::Name };
        let words = name_words(name).into_iter();
        let telling =
            words.filter(|it| it.chars().count() > 1 && !PARTICLES.contains(&it.as_str()));
        self.names.extend(telling.map(|word| (word, what)));
    }

    /// A date of birth.
    pub fn born(&mut self, date: Date) {
        self.born.insert(date);
    }

    /// An address in one or several lines: each part of it that tells something.
    pub fn address(&mut self, address: &str) {
        for part in address.split(['\n', ',', ';']) {
            let all = name_words(part);
            let all: Vec<String> = all.iter().map(|word| in_full(word).to_owned()).collect();
            // The number of a house says nothing without its street, and is often left out.
            let first = all.iter().position(|word| !word.chars().any(|c| c.is_ascii_digit()));
            let some: Vec<String> =
                first.map(|at| all.into_iter().skip(at).collect()).unwrap_or_default();
            let tells = |word: &String| OF_ADDRESSES.iter().all(|(full, _)| full != word);
            if some.iter().any(tells) {
                self.phrases.push((some, What::Address));
            }
        }
    }

    /// A postcode.
    pub fn postcode(&mut self, postcode: &str) {
        self.numbered(postcode, What::Postcode);
    }

    /// A telephone number, as it is rung from here and from abroad.
    pub fn phone(&mut self, phone: &str) {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        let inland = digits.strip_prefix("0044").or_else(|| digits.strip_prefix("44"));
        let inland = inland.unwrap_or(&digits).trim_start_matches('0').to_owned();
        for begin in ["", "0", "44", "440", "0044", "00440"] {
            self.numbered(&format!("{begin}{inland}"), What::Phone);
        }
    }

    /// A number or a reference.
    pub fn number(&mut self, number: &str) {
        self.numbered(number, What::Number);
    }

    fn numbered(&mut self, number: &str, what: What) {
        let number = folded(number);
        if number.chars().count() >= SHORTEST_NUMBER {
            self.numbers.push((number, what));
        }
    }

    /// The e-mail addresses within words.
    pub fn emails_in(&mut self, text: &str) {
        let found = text.split_whitespace().filter(|it| it.contains('@'));
        let found: Vec<Vec<String>> = found.map(name_words).collect();
        self.phrases.extend(found.into_iter().map(|words| (words, What::Email)));
    }

    /// The telephone numbers within words.
    pub fn phones_in(&mut self, text: &str) {
        let found =
            text.split(|c: char| !(c.is_ascii_digit() || matches!(c, ' ' | '+' | '(' | ')' | '-')));
        let found: Vec<String> = found.map(str::to_owned).collect();
        for it in
            found.into_iter().filter(|it| it.chars().filter(char::is_ascii_digit).count() >= 9)
        {
            self.phone(&it);
        }
    }

    /// The name of a school: whole, and without what every school is called.
    pub fn school(&mut self, name: &str) {
        let all = name_words(name);
        let own: Vec<String> =
            all.iter().filter(|it| !OF_SCHOOLS.contains(&it.as_str())).cloned().collect();
        for phrase in [all, own] {
            if phrase.iter().any(|word| word.chars().count() > 3) {
                self.phrases.push((phrase, What::School));
            }
        }
    }

    /// Whether a word is a name of one of them.
    pub fn is_name(&self, word: &str) -> bool {
        let typed = words(word);
        typed.iter().any(|typed| self.names.iter().any(|(known, _)| typed.is(known)))
    }

    /// Where a text holds one of these words, in its order: whole words, whatever their case and accents, and their
    /// possessives.
    pub fn hits(&self, text: &str) -> Vec<Hit> {
        let all = words(text);
        let mut found = Vec::new();
        for at in 0..all.len() {
            let rest = all.get(at..).unwrap_or_default();
            found.extend(self.name_at(rest));
            found.extend(self.phrase_at(rest));
            found.extend(self.number_at(text, rest));
            if let Some((length, day, month, year)) = date_at(rest) {
                let is_birthday = |it: &Date| {
                    (it.day(), it.month()) == (day, month)
                        && year.is_none_or(|year| year == it.year() || year == it.year() % 100)
                };
                if self.born.iter().any(is_birthday) {
                    found.extend(hit(rest, length, What::Date));
                }
            }
        }
        apart(found)
    }

    fn name_at(&self, rest: &[Word]) -> Option<Hit> {
        let word = rest.first()?;
        let is = |known: &str| {
            let is_also_a_word = known.chars().count() < 4 || ALSO_WORDS.contains(&known);
            word.is(known) && (word.is_capital || !is_also_a_word)
        };
        let (_, what) = self.names.iter().filter(|(known, _)| is(known)).min_by_key(|it| it.1)?;
        hit(rest, 1, *what)
    }

    fn phrase_at(&self, rest: &[Word]) -> Option<Hit> {
        let is = |word: &Word, known: &String| word.is(known) || in_full(&word.whole) == known;
        let here = |phrase: &Vec<String>| {
            let some = rest.get(..phrase.len());
            !phrase.is_empty()
                && some.is_some_and(|some| {
                    some.iter().zip(phrase).all(|(word, known)| is(word, known))
                })
        };
        let found = self.phrases.iter().filter(|(phrase, _)| here(phrase));
        let (phrase, what) = found.max_by_key(|(phrase, _)| phrase.len())?;
        hit(rest, phrase.len(), *what)
    }

    fn number_at(&self, text: &str, rest: &[Word]) -> Option<Hit> {
        (1..=rest.len().min(MOST_PARTS)).rev().find_map(|length| {
            let typed = joined(text, rest.get(..length)?)?;
            let (_, what) = self.numbers.iter().find(|(known, _)| *known == typed)?;
            hit(rest, length, *what)
        })
    }
}

fn hit(rest: &[Word], length: usize, what: What) -> Option<Hit> {
    let (first, last) = (rest.first()?, rest.get(length.checked_sub(1)?)?);
    Some(Hit { at: first.at.start..last.at.end, what })
}

/// Hits of which none lies in another: the longest where two meet.
fn apart(mut found: Vec<Hit>) -> Vec<Hit> {
    found.sort_by_key(|it| (it.at.start, std::cmp::Reverse(it.at.end), it.what));
    let mut kept: Vec<Hit> = Vec::new();
    for it in found {
        match kept.last() {
            Some(last) if it.at.start < last.at.end => {}
            _ => kept.push(it),
        }
    }
    kept
}

/// What looks like a word by which somebody could be told, whoever it is: a name or a place (a word with a capital that does
/// not begin a sentence), a postcode, a long number, a day, an e-mail address, what was left out of a draft. It asks nothing
/// about anybody, so what it finds tells nothing.
pub fn shapes(text: &str, allowed: &BTreeSet<String>) -> Vec<Hit> {
    let all = words(text);
    let mut found: Vec<Hit> = text
        .match_indices(GAP)
        .map(|(at, gap)| Hit { at: at..at + gap.len(), what: What::Gap })
        .collect();
    found.extend(emails(text));
    for at in 0..all.len() {
        let rest = all.get(at..).unwrap_or_default();
        if let Some((length, ..)) = date_at(rest) {
            found.extend(hit(rest, length, What::Date));
        }
        for length in 1..=rest.len().min(MOST_PARTS) {
            let typed = rest.get(..length).and_then(|it| joined(text, it)).unwrap_or_default();
            if length < 3 && typed.len() >= 5 && numbers::postcode(&typed).is_ok() {
                found.extend(hit(rest, length, What::Postcode));
            }
            if typed.len() >= 6 && typed.chars().all(|c| c.is_ascii_digit()) {
                found.extend(hit(rest, length, What::Number));
            }
        }
        let Some(word) = rest.first() else { continue };
        let is_allowed = |form: &String| {
            allowed.contains(form) || form.strip_suffix('s').is_some_and(|it| allowed.contains(it))
        };
        let known = is_allowed(&word.whole) || word.parts.first().is_some_and(is_allowed);
        if word.is_capital && !word.begins && !known {
            found.extend(hit(rest, 1, What::Capital));
        }
    }
    apart(found)
}

fn emails(text: &str) -> Vec<Hit> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('@') {
        let (before, after) = text.split_at(at);
        let from = before.trim_end_matches(|it: char| !it.is_whitespace()).len();
        let to = after.find(char::is_whitespace).map_or(text.len(), |it| at + it);
        if to > from + 1 {
            found.push(Hit { at: from..to, what: What::Email });
        }
    }
    found
}

/// The words of names that are no secret, as [`shapes`] asks for them.
pub fn plain_words<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    names.into_iter().flat_map(name_words).collect()
}

/// A text with another name for the person whom it is about, and without what would tell anybody.
pub fn left_out(text: &str, hits: &[Hit], another_name: &str) -> String {
    let (mut whole, mut from) = (String::new(), 0);
    let mut last = None;
    for it in hits {
        let between = text.get(from..it.at.start).unwrap_or_default();
        let instead = if it.what == What::OwnName { another_name } else { GAP };
        // First and last name are one, and so are the two of a double name.
        if !(last == Some(instead) && between.trim_matches([' ', '-', '\u{a0}']).is_empty()) {
            whole.push_str(between);
            whole.push_str(instead);
        }
        let written = text.get(it.at.clone()).unwrap_or_default();
        if written.ends_with("'s") || written.ends_with("’s") {
            whole.push_str("’s");
        }
        (from, last) = (it.at.end, Some(instead));
    }
    whole.push_str(text.get(from..).unwrap_or_default());
    whole
}

/// The most words that one message tells.
const MOST_TOLD: usize = 12;

/// What has to be taken out of a text: each word as it was typed, and what it tells. Nothing when there is nothing.
pub fn told(text: &str, hits: &[Hit]) -> Option<String> {
    let mut said: Vec<String> = Vec::new();
    for it in hits {
        let typed = text.get(it.at.clone()).unwrap_or_default();
        let one = format!("“{typed}” ({})", it.what.words());
        if !said.contains(&one) {
            said.push(one);
        }
    }
    let more = said.len().saturating_sub(MOST_TOLD);
    said.truncate(MOST_TOLD);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let all = said.join(", ");
    (!said.is_empty()).then(|| format!("Take out what could tell who it is: {all}{more}"))
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
