//! Keys made from names, so that search forgives spelling, accents and order: the word itself, how
//! it begins, how it sounds; and those of two words together, which `name_pairs` makes. No I/O.
//!
//! A key begins with a sign of its sort, and a search reads them in the order of these signs, the
//! ones that say most first: `0` date of birth and how a word sounds, `1` to `5` two words, `6` a word,
//! `7` how it begins, `8` how it sounds, `9` date of birth alone.

use std::collections::BTreeSet;

use jiff::civil::Date;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::name_pairs::{PAIR_KEYS, Part, keys_of_pair, keys_of_pairs};

/// A beginning is kept from so many letters …
const SHORTEST_BEGINNING: usize = 3;
/// … up to so many: what is typed beyond is compared afterwards.
const LONGEST_BEGINNING: usize = 6;
/// Nobody's name has more words than this in their keys.
const MOST_WORDS: usize = 8;
/// The most words of a search that are looked up.
const SEARCHED_WORDS: usize = 3;
/// How many keys a search has at most: those of three pairs of words, of each of three words with the
/// date of birth, and of the date alone.
pub const SEARCH_KEYS: usize = 3 * PAIR_KEYS + SEARCHED_WORDS + 1;

/// The words of a name, in small letters without accents, apostrophes and hyphens.
pub fn words(name: &str) -> Vec<String> {
    let folded: String = name
        .nfd()
        .filter(|c| !is_combining_mark(*c) && !matches!(c, '\'' | '’' | '‘' | '`' | '.'))
        .flat_map(char::to_lowercase)
        .flat_map(plain)
        .collect();
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Letters that have no accent to take off.
pub(crate) fn plain(letter: char) -> Vec<char> {
    match letter {
        'ß' => vec!['s', 's'],
        'æ' => vec!['a', 'e'],
        'œ' => vec!['o', 'e'],
        'ø' => vec!['o'],
        'ł' => vec!['l'],
        'đ' | 'ð' => vec!['d'],
        'þ' => vec!['t', 'h'],
        'ı' => vec!['i'],
        other => vec![other],
    }
}

/// Every key under which a person is found.
pub fn keys_of(
    given_name: &str,
    family_name: &str,
    date_of_birth: Option<Date>,
) -> BTreeSet<String> {
    let mut all = words(given_name);
    all.extend(words(family_name));
    let mut keys = keys_of_pairs(&all);
    for word in all.iter().take(MOST_WORDS) {
        let letters: Vec<char> = word.chars().collect();
        for length in SHORTEST_BEGINNING..=LONGEST_BEGINNING.min(letters.len()) {
            let beginning: String = letters.iter().take(length).collect();
            keys.insert(format!("7:{beginning}"));
        }
        if let Some(sound) = sound(word) {
            keys.insert(format!("8:{sound}"));
        }
        keys.insert(format!("6:{word}"));
    }
    if let Some(born) = date_of_birth {
        keys.extend(all.iter().take(MOST_WORDS).map(|word| key_of_birth_and_word(born, word)));
        keys.insert(key_of_birth(born));
    }
    keys
}

/// The keys to look up for what was typed: of a word alone, or of every two words. Always as many, so
/// that the statement is always the same.
pub fn keys_to_find(name: &str, date_of_birth: Option<Date>) -> [String; SEARCH_KEYS] {
    let words = searched_words(name);
    let names = match words.as_slice() {
        [only] => keys_of_word(only),
        several => {
            several.iter().enumerate().flat_map(|it| with_those_after(several, it)).collect()
        }
    };
    let with_birth = words.iter().filter_map(|it| Some(key_of_birth_and_word(date_of_birth?, it)));
    let mut keys = names.into_iter().chain(with_birth).chain(date_of_birth.map(key_of_birth));
    // No name has the empty key.
    [(); SEARCH_KEYS].map(|()| keys.next().unwrap_or_default())
}

/// The keys of a word with each of the words after it.
fn with_those_after(words: &[String], (at, word): (usize, &String)) -> Vec<String> {
    let one = Part::of(word);
    let others = words.get(at + 1..).unwrap_or_default().iter();
    others.flat_map(|other| keys_of_pair(&one, &Part::of(other))).collect()
}

/// The keys under which one word of a search is looked up.
pub fn keys_of_word(word: &str) -> Vec<String> {
    let mut keys = vec![format!("6:{word}")];
    let letters = word.chars().count().min(LONGEST_BEGINNING);
    if letters >= SHORTEST_BEGINNING {
        let beginning: String = word.chars().take(letters).collect();
        keys.push(format!("7:{beginning}"));
    }
    keys.extend(sound(word).map(|sound| format!("8:{sound}")));
    keys
}

/// The key under which a date of birth is looked up.
pub fn key_of_birth(born: Date) -> String {
    format!("9:{born}")
}

/// The key of a date of birth with one word of the name: some dates stand for many whose date is not
/// known, and none of them may crowd out the one who is sought.
fn key_of_birth_and_word(born: Date, word: &str) -> String {
    format!("0:{born}+{}", Part::of(word).sound)
}

/// The words of a search that count: the first two and the last.
pub fn searched_words(name: &str) -> Vec<String> {
    let mut all = words(name);
    if all.len() > SEARCHED_WORDS
        && let Some(last) = all.pop()
    {
        all.truncate(SEARCHED_WORDS - 1);
        all.push(last);
    }
    all
}

/// How a word sounds in English, roughly: consonants that sound alike are one, vowels count only at
/// the start. `None` for a word without letters.
pub fn sound(word: &str) -> Option<String> {
    const LONGEST: usize = 6;
    let letters: Vec<char> = word.chars().filter(char::is_ascii_lowercase).collect();
    let mut rest = beginning(&letters);
    let mut sounds = String::new();
    let mut last = ' ';
    let mut is_first = true;
    while !rest.is_empty() && sounds.len() < LONGEST {
        let (said, used) = first_sound(rest, is_first);
        for letter in said.chars().filter(|_| said != VOWEL || is_first) {
            if letter != last {
                sounds.push(letter);
            }
        }
        last = said.chars().last().unwrap_or(' ');
        rest = rest.get(used..).unwrap_or_default();
        is_first = false;
    }
    (!sounds.is_empty()).then_some(sounds)
}

/// What stands for every vowel.
const VOWEL: &str = "a";

/// Without letters at the start that are not spoken: Knight, Wright, Gnaeus, Psyche.
fn beginning(letters: &[char]) -> &[char] {
    match letters {
        ['k' | 'g' | 'p', 'n', ..] | ['w', 'r', ..] | ['p', 's', ..] => {
            letters.get(1..).unwrap_or_default()
        }
        _ => letters,
    }
}

/// The sound at the start of what is left, and how many letters it takes.
fn first_sound(rest: &[char], is_first: bool) -> (&'static str, usize) {
    match rest {
        ['m', 'p', 's', ..] => ("m", 2),
        ['p', 'h', ..] => ("f", 2),
        ['t', 'c', 'h', ..] => ("x", 3),
        ['s', 'c', 'h', ..] => ("x", 3),
        ['c' | 's', 'h', ..] => ("x", 2),
        ['t', 'h', ..] => ("t", 2),
        ['g', 'h', ..] if is_first => ("k", 2),
        ['g', 'h', ..] => ("", 2),
        ['d', 'g', 'e' | 'i' | 'y', ..] => ("j", 2),
        ['c', 'k' | 'q', ..] | ['g', 'g', ..] => ("k", 2),
        ['c', 'e' | 'i' | 'y', ..] => ("s", 1),
        ['g', 'e' | 'i' | 'y', ..] if is_first => ("j", 1),
        ['a' | 'e' | 'i' | 'o' | 'u', ..] => (VOWEL, 1),
        ['y', ..] if is_first => ("y", 1),
        ['y', ..] => (VOWEL, 1),
        ['h', ..] if is_first => ("h", 1),
        ['w', ..] if is_first => ("w", 1),
        ['h' | 'w', ..] => ("", 1),
        ['x', ..] if is_first => ("s", 1),
        ['x', ..] => ("ks", 1),
        ['c' | 'g' | 'k' | 'q', ..] => ("k", 1),
        ['s' | 'z', ..] => ("s", 1),
        ['d' | 't', ..] => ("t", 1),
        ['f' | 'v', ..] => ("f", 1),
        ['b', ..] => ("b", 1),
        ['j', ..] => ("j", 1),
        ['l', ..] => ("l", 1),
        ['m', ..] => ("m", 1),
        ['n', ..] => ("n", 1),
        ['p', ..] => ("p", 1),
        ['r', ..] => ("r", 1),
        _ => ("", 1),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn alike(one: &str, other: &str) {
        assert_eq!(sound(one), sound(other), "{one} and {other}");
    }

    #[test]
    fn names_that_sound_alike_meet() {
        for (one, other) in [
            ("smith", "smyth"),
            ("catherine", "kathryn"),
            ("stephen", "steven"),
            ("jon", "john"),
            ("philip", "filip"),
            ("mohammed", "muhammad"),
            ("mohamed", "mohammad"),
            ("reid", "reed"),
            ("thompson", "thomson"),
            ("geoffrey", "jeffrey"),
            ("mcdonald", "macdonald"),
            ("oneil", "oneill"),
            ("shaun", "shawn"),
            ("wright", "right"),
            ("knight", "night"),
            ("sophie", "sofi"),
            ("zara", "zarah"),
            ("michael", "micheal"),
            ("clark", "clarke"),
            ("isobel", "isabelle"),
            ("dixon", "dickson"),
            ("lee", "leigh"),
        ] {
            alike(one, other);
        }
    }

    #[test]
    fn names_that_sound_different_do_not_meet() {
        for (one, other) in
            [("smith", "jones"), ("zara", "sian"), ("ada", "bea"), ("hall", "hill x"), ("li", "ng")]
        {
            assert_ne!(sound(one), sound(other), "{one} and {other}");
        }
        assert_eq!(sound("42"), None);
        assert_eq!(sound(""), None);
    }

    #[test]
    fn accents_apostrophes_and_hyphens_are_forgiven() {
        assert_eq!(words("Zoë  O’Brien-Smith"), ["zoe", "obrien", "smith"]);
        assert_eq!(words("Łukasz Strauß"), ["lukasz", "strauss"]);
        assert_eq!(words("De'Andre St. John"), ["deandre", "st", "john"]);
        assert_eq!(words(" ' - "), [""; 0]);
    }

    #[test]
    fn whoever_is_searched_by_their_own_name_shares_every_key() {
        let born = Some(date(2012, 3, 4));
        for (given, family) in
            [("Zoë Ann", "O'Brien-Smith"), ("Jo", "Ng"), ("Þóra", "Æsir"), ("玲", "王")]
        {
            let kept = keys_of(given, family, born);
            for key in keys_to_find(&format!("{family} {given}"), born) {
                assert!(key.is_empty() || kept.contains(&key), "{key} is not among {kept:?}");
            }
            assert!(!kept.contains(""));
        }
    }

    #[test]
    fn a_long_search_keeps_its_first_two_words_and_its_last() {
        assert_eq!(searched_words("Ana Maria de la Cruz"), ["ana", "maria", "cruz"]);
        assert_eq!(keys_to_find("", None), <[String; SEARCH_KEYS]>::default());
    }
}
