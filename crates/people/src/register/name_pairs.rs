//! Keys made from two words of a name together. No I/O.
//!
//! A common given name and a common family name are each borne by thousands, the two together by
//! few: so a search for two words is answered without reading everybody who has one of them. Each
//! sort of key forgives something else, and all forgive the order of the words.

use std::collections::BTreeSet;

use super::name_keys::sound;

/// Of a longer name so many words are paired: the first ones and the last.
const PAIRED_WORDS: usize = 5;
/// How many keys one pair of words has.
pub const PAIR_KEYS: usize = 7;
const BEGINNING: usize = 3;
const EDGE: usize = 2;

/// What of a word goes into the keys of its pairs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The word.
    pub word: String,
    /// How it sounds; the word itself where its letters have no sound of ours.
    pub sound: String,
    /// Its first three letters.
    pub beginning: String,
    /// Its first two letters, which a slip further on leaves.
    pub first: String,
    /// Its last two letters, which a slip before them leaves.
    pub last: String,
}

impl Part {
    /// The parts of a word in small letters.
    pub fn of(word: &str) -> Self {
        let letters: Vec<char> = word.chars().collect();
        let start = |count: usize| letters.iter().take(count).collect::<String>();
        let end = letters.get(letters.len().saturating_sub(EDGE)..).unwrap_or_default();
        Self {
            word: word.to_owned(),
            sound: sound(word).unwrap_or_else(|| word.to_owned()),
            beginning: start(BEGINNING),
            first: start(EDGE),
            last: end.iter().collect(),
        }
    }
}

/// The keys of two words, whichever comes first; those that say most sort first.
pub fn keys_of_pair(one: &Part, other: &Part) -> [String; PAIR_KEYS] {
    let both = |sort: char, one: &str, other: &str| {
        let (first, second) = if one <= other { (one, other) } else { (other, one) };
        format!("{sort}:{first}+{second}")
    };
    [
        both('1', &one.word, &other.word),
        both('2', &one.sound, &other.sound),
        both('3', &one.beginning, &other.beginning),
        format!("4:{}+{}", one.sound, other.first),
        format!("4:{}+{}", other.sound, one.first),
        format!("5:{}+{}", one.sound, other.last),
        format!("5:{}+{}", other.sound, one.last),
    ]
}

/// The keys of every two words of a name.
pub(super) fn keys_of_pairs(words: &[String]) -> BTreeSet<String> {
    let long = words.len() > PAIRED_WORDS;
    let first = words.iter().take(if long { PAIRED_WORDS - 1 } else { PAIRED_WORDS });
    let paired = first.chain(words.last().filter(|_| long));
    let mut parts: Vec<Part> = paired.map(|word| Part::of(word)).collect();
    let mut keys = BTreeSet::new();
    while let Some(one) = parts.pop() {
        keys.extend(parts.iter().flat_map(|other| keys_of_pair(other, &one)));
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(name: &str) -> BTreeSet<String> {
        keys_of_pairs(&super::super::name_keys::words(name))
    }

    #[track_caller]
    fn meet(sought: &str, name: &str, expected: bool) {
        assert_eq!(!keys(sought).is_disjoint(&keys(name)), expected, "{sought} and {name}");
    }

    #[test]
    fn two_words_meet_a_name_in_any_order_spelt_as_heard_begun_or_with_a_slip() {
        meet("Zara Quill", "Zara Quill", true);
        meet("Quill Zara", "Zara Quill", true);
        meet("Sarah Quil", "Zara Quill", true);
        meet("Zar Qui", "Zara Quill", true);
        meet("Kwil Zara", "Zara Quill", true);
        meet("Jon Smi", "John Smith", true);
        meet("Jom Smith", "John Smith", true);
        meet("Vohn Smith", "John Smith", true);
        meet("Vohm Smith", "John Smith", false);
        meet("Cathering Smyth", "Catherine Smith", true);
        meet("Ana Cruz", "Ana Maria de la Peña Cruz", true);
        meet("玲 王", "王 玲", true);
    }

    #[test]
    fn sharing_one_word_alone_is_no_meeting() {
        meet("John Jones", "John Smith", false);
        meet("Ada Smith", "John Smith", false);
        assert!(keys("Zara").is_empty());
    }
}
