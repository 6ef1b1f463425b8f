//! A text as words: each as it is compared, without case, accents and apostrophes, and where it stands. No I/O.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use crate::register::name_keys::plain;

/// Characters that nobody sees, and by which a word could hide.
const UNSEEN: [char; 9] = [
    '\u{ad}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{2060}', '\u{2066}',
    '\u{feff}',
];

/// One word of a text.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// Where it stands.
    pub(super) at: Range<usize>,
    /// The word whole: "mary’s" is `marys`, "O’Brien" is `obrien`.
    pub(super) whole: String,
    /// Its parts between apostrophes, if there are several: `mary` and `s`.
    pub(super) parts: Vec<String>,
    /// Whether it begins with a capital.
    pub(super) is_capital: bool,
    /// Whether a sentence, a line or a bracket begins with it.
    pub(super) begins: bool,
}

impl Word {
    /// Whether it is this word, or its possessive.
    pub(super) fn is(&self, known: &str) -> bool {
        let is = |form: &str| form == known || form.strip_suffix('s') == Some(known);
        is(&self.whole) || self.parts.iter().any(|part| is(part))
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '\u{2bc}')
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || is_apostrophe(c) || UNSEEN.contains(&c)
}

/// A word in small letters, without accents and apostrophes.
pub(super) fn folded(word: &str) -> String {
    let seen = word.nfkd().filter(|c| !is_combining_mark(*c) && c.is_alphanumeric());
    seen.flat_map(char::to_lowercase).flat_map(plain).collect()
}

/// The words of a text, in its order.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let (mut rest, mut offset, mut begins) = (text, 0, true);
    while let Some(start) = rest.find(is_of_word) {
        let (between, from) = rest.split_at(start);
        begins = begins || between.contains(['.', '!', '?', ':', '\n', '(', '“', '"', '•']);
        let length = from.find(|c| !is_of_word(c)).unwrap_or(from.len());
        let (word, after) = from.split_at(length);
        let whole = folded(word);
        if !whole.is_empty() {
            let trimmed = word.trim_matches(is_apostrophe);
            let parts: Vec<String> = trimmed.split(is_apostrophe).map(folded).collect();
            found.push(Word {
                at: offset + start..offset + start + length,
                whole,
                parts: if parts.len() > 1 { parts } else { Vec::new() },
                is_capital: trimmed.chars().next().is_some_and(char::is_uppercase),
                begins,
            });
            begins = false;
        }
        offset += start + length;
        rest = after;
    }
    found
}

/// Words one after another as one, if nothing but what stands inside a number stands between them.
pub(super) fn joined(text: &str, some: &[Word]) -> Option<String> {
    let pairs = some.windows(2);
    for pair in pairs {
        let [one, next] = pair else { continue };
        let between = text.get(one.at.end..next.at.start)?;
        if between
            .chars()
            .any(|c| !matches!(c, ' ' | '\u{a0}' | '-' | '–' | '(' | ')' | '/' | '.' | '+'))
        {
            return None;
        }
    }
    Some(some.iter().map(|word| word.whole.as_str()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_compared_without_case_accents_apostrophes_and_what_nobody_sees() {
        let text = "MARY’s Zoë, o'brien; Ma\u{200b}ry (Łukasz)";
        let found = words(text);
        let whole: Vec<&str> = found.iter().map(|word| word.whole.as_str()).collect();
        assert_eq!(whole, ["marys", "zoe", "obrien", "mary", "lukasz"]);
        assert!(found[0].is("mary") && found[3].is("mary") && !found[1].is("mary"));
        let begin: Vec<bool> = found.iter().map(|word| word.begins).collect();
        assert_eq!(begin, [true, false, false, false, true], "{text}");
    }
}
