//! Ranks candidates and says why each of them matches. No I/O.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::PersonId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::exact::Exact;
use crate::register::{
    full_name,
    name_keys::{searched_words, sound, words},
    with_own_name,
};

/// A person who shares a key with what is sought.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) id: PersonId,
    pub(crate) given_name: String,
    pub(crate) family_name: String,
    /// Their other names, given and family.
    pub(crate) also: BTreeSet<(String, String)>,
    pub(crate) date_of_birth: Option<Date>,
    /// What of them is exactly what was asked for.
    pub(crate) same: BTreeSet<Exact>,
}

/// Somebody who may be the one sought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Match {
    /// Their id.
    pub person: PersonId,
    /// Given and family name.
    pub name: String,
    /// Date of birth, when known.
    pub date_of_birth: Option<Date>,
    /// Why they match, in a few words.
    pub why: String,
}

/// Who is sought.
#[derive(Clone, Debug)]
pub(crate) struct Sought {
    words: Vec<String>,
    born: Option<Date>,
}

/// How well a word fits a name: the better, the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    AlmostSpelt,
    SoundsAlike,
    BeginsTheSame,
    Same,
}

/// One word of the search beside the word of the name that it fits.
#[derive(Clone, Copy, Debug)]
struct Paired {
    fit: Fit,
    in_family_name: bool,
    position: usize,
}

impl Sought {
    pub(crate) fn new(name: &str, born: Option<Date>) -> Self {
        Self { words: searched_words(name), born }
    }

    /// Those who may be the one sought, the likeliest first; somebody who was found in two ways
    /// comes once.
    pub(crate) fn among(&self, candidates: impl IntoIterator<Item = Candidate>) -> Vec<Match> {
        let mut people: BTreeMap<PersonId, Candidate> = BTreeMap::new();
        for candidate in candidates {
            let (same, also) = (candidate.same.clone(), candidate.also.clone());
            let known = people.entry(candidate.id).or_insert(candidate);
            known.same.extend(same);
            known.also.extend(also);
        }
        let mut scored: Vec<(i32, Match)> =
            people.into_values().filter_map(|it| self.matched(it)).collect();
        scored.sort_by(|(one, a), (other, b)| {
            other.cmp(one).then_with(|| a.name.cmp(&b.name)).then_with(|| a.person.cmp(&b.person))
        });
        scored.into_iter().map(|(_, found)| found).collect()
    }

    /// Whether one of them may be the one sought, as a search would show them, and has no other date
    /// of birth.
    pub(crate) fn meets(&self, candidates: impl IntoIterator<Item = Candidate>) -> bool {
        let mut of_age = candidates.into_iter().filter(|it| self.birth(it.date_of_birth).0 >= 0);
        of_age.any(|it| self.matched(it).is_some())
    }

    fn matched(&self, candidate: Candidate) -> Option<(i32, Match)> {
        let (paired, also) = self.best_name(&candidate);
        let same_day = self.born.is_some() && self.born == candidate.date_of_birth;
        if candidate.same.is_empty() && !is_enough(self.words.len(), paired.len(), same_day) {
            return None;
        }
        let (for_birth, about_birth) = self.birth(candidate.date_of_birth);
        let names = weight(&paired);
        let exact: i32 = candidate.same.iter().map(|it| it.weight()).sum();
        let about_name = match (also, self.about_name(&paired)) {
            (Some((given, family)), about) if !about.is_empty() => {
                format!("also known as {}: {about}", full_name(&given, &family))
            }
            (_, about) => about.to_owned(),
        };
        let same = candidate.same.iter().map(|it| it.words());
        let why: Vec<&str> =
            same.chain([about_birth, about_name.as_str()]).filter(|it| !it.is_empty()).collect();
        let found = Match {
            person: candidate.id,
            name: full_name(&candidate.given_name, &candidate.family_name),
            date_of_birth: candidate.date_of_birth,
            why: why.join("; "),
        };
        Some((exact + names + for_birth, found))
    }

    /// The name of a person that fits best: their own, unless another fits better.
    fn best_name(&self, candidate: &Candidate) -> (Vec<Paired>, Option<(String, String)>) {
        let own = (candidate.given_name.as_str(), candidate.family_name.as_str());
        let mut best = (self.paired(own), None);
        for (given, family) in &candidate.also {
            let paired = self.paired(with_own_name((given.as_str(), family.as_str()), own));
            if (paired.len(), weight(&paired)) > (best.0.len(), weight(&best.0)) {
                best = (paired, Some((given.clone(), family.clone())));
            }
        }
        best
    }

    /// Each word of the search beside the best word of the name that is still free.
    fn paired(&self, (given, family): (&str, &str)) -> Vec<Paired> {
        let given = words(given).into_iter().map(|word| (word, false));
        let family = words(family).into_iter().map(|word| (word, true));
        let mut free: Vec<(String, bool)> = given.chain(family).collect();
        let mut paired = Vec::new();
        for (position, sought) in self.words.iter().enumerate() {
            let expects_family = position > 0;
            let best = free
                .iter()
                .enumerate()
                .filter_map(|(at, (word, is_family))| {
                    let fit = fit(sought, word)?;
                    Some(((fit, *is_family == expects_family), at, *is_family))
                })
                .max_by_key(|(rank, _, _)| *rank);
            if let Some(((fit, _), at, in_family_name)) = best {
                free.remove(at);
                paired.push(Paired { fit, in_family_name, position });
            }
        }
        paired
    }

    fn birth(&self, known: Option<Date>) -> (i32, &'static str) {
        let (Some(sought), Some(known)) = (self.born, known) else { return (0, "") };
        if sought == known {
            (6, "same date of birth")
        } else if sought.year() == known.year()
            && (sought.day(), sought.month()) == (known.month(), known.day())
        {
            (3, "day and month of birth the other way round")
        } else {
            (-3, "another date of birth")
        }
    }

    fn about_name(&self, paired: &[Paired]) -> &'static str {
        let Some(worst) = paired.iter().map(|it| it.fit).min() else { return "" };
        let is_swapped = match paired {
            [first, .., last] => {
                first.position == 0 && first.in_family_name && !last.in_family_name
            }
            _ => false,
        };
        match (worst, is_swapped, paired.len() == self.words.len()) {
            (Fit::Same, true, _) => "given and family name the other way round",
            (Fit::Same, false, true) => "same name",
            (Fit::Same, false, false) => "part of the name is the same",
            (Fit::BeginsTheSame, false, _) => "name begins the same",
            (Fit::SoundsAlike, false, _) => "name sounds alike",
            (Fit::AlmostSpelt, false, _) => "name is spelt almost the same",
            (_, true, _) => "name sounds alike, given and family name the other way round",
        }
    }
}

/// How much the words of a name say together.
fn weight(paired: &[Paired]) -> i32 {
    paired.iter().map(|it| 2 + it.fit as i32).sum()
}

/// Whether so many words of a name out of those sought, and perhaps the day of birth, make somebody
/// worth showing.
pub(crate) fn is_enough(sought: usize, found: usize, same_day: bool) -> bool {
    match (sought, found) {
        (0, _) => same_day,
        (sought, found) => found == sought || found >= 2 || (found == 1 && same_day),
    }
}

fn fit(sought: &str, word: &str) -> Option<Fit> {
    if sought == word {
        Some(Fit::Same)
    } else if sought.chars().count() >= 3 && word.starts_with(sought) {
        Some(Fit::BeginsTheSame)
    } else if sound(sought).is_some_and(|it| sound(word).as_ref() == Some(&it)) {
        Some(Fit::SoundsAlike)
    } else if is_almost(sought, word) {
        Some(Fit::AlmostSpelt)
    } else {
        None
    }
}

/// One slip in a word of four letters or more, two in a word of eight.
fn is_almost(one: &str, other: &str) -> bool {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    let slips = match one.len().min(other.len()) {
        0..4 => return false,
        4..8 => 1,
        _ => 2,
    };
    one.len().abs_diff(other.len()) <= slips && distance(&one, &other) <= slips
}

/// How many letters must be put in, left out, changed, or swapped with their neighbour.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, letter) in one.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, with) in other.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX / 2);
            let changed = at(&row, j) + usize::from(letter != with);
            let mut best = changed.min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let is_swap =
                i > 0 && j > 0 && one.get(i - 1) == Some(with) && other.get(j - 1) == Some(letter);
            if is_swap {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn plain(n: u128, given: &str, family: &str) -> Candidate {
        Candidate {
            id: PersonId(uuid::Uuid::from_u128(n)),
            given_name: given.into(),
            family_name: family.into(),
            also: BTreeSet::new(),
            date_of_birth: None,
            same: BTreeSet::new(),
        }
    }

    #[track_caller]
    fn check(name: &str, born: Option<Date>, given: &str, family: &str, why: Option<&str>) {
        let candidate = Candidate {
            id: PersonId::default(),
            given_name: given.into(),
            family_name: family.into(),
            also: BTreeSet::new(),
            date_of_birth: Some(date(2012, 3, 4)),
            same: BTreeSet::new(),
        };
        let found = Sought::new(name, born).among(vec![candidate]);
        assert_eq!(found.first().map(|it| it.why.as_str()), why, "{name}");
    }

    #[test]
    fn a_match_says_why_it_matches() {
        let born = Some(date(2012, 3, 4));
        check("Zara Quill", born, "Zara", "Quill", Some("same date of birth; same name"));
        check("Sarah Quil", None, "Zara", "Quill", Some("name sounds alike"));
        check("Zar Qui", None, "Zara", "Quill", Some("name begins the same"));
        check("Jon Smyth", born, "John", "Smith", Some("same date of birth; name sounds alike"));
        check(
            "Quill Zara",
            None,
            "Zara",
            "Quill",
            Some("given and family name the other way round"),
        );
        check(
            "Smyth Jon",
            None,
            "John",
            "Smith",
            Some("name sounds alike, given and family name the other way round"),
        );
        check("Nichola Smith", None, "Nicola", "Smith", Some("name is spelt almost the same"));
        check("Ana Maria Cruz", None, "Ana", "Cruz", Some("part of the name is the same"));
        check("", born, "Zara", "Quill", Some("same date of birth"));
        check(
            "Zara Quill",
            Some(date(2012, 4, 3)),
            "Zara",
            "Quill",
            Some("day and month of birth the other way round; same name"),
        );
    }

    #[test]
    fn sharing_one_of_two_names_is_not_enough_without_the_date_of_birth() {
        check("John Jones", None, "John", "Smith", None);
        check("John Jones", Some(date(2012, 3, 5)), "John", "Smith", None);
        check(
            "John Jones",
            Some(date(2012, 3, 4)),
            "John",
            "Smith",
            Some("same date of birth; part of the name is the same"),
        );
        check("Ada Byron", Some(date(2012, 3, 4)), "John", "Smith", None);
    }

    #[test]
    fn the_likeliest_comes_first() {
        let person = |n: u128, given: &str, born| Candidate {
            id: PersonId(uuid::Uuid::from_u128(n)),
            given_name: given.into(),
            family_name: "Smith".into(),
            also: BTreeSet::new(),
            date_of_birth: born,
            same: BTreeSet::new(),
        };
        let born = date(2012, 3, 4);
        let all = vec![
            person(1, "John", Some(date(1990, 1, 1))),
            person(2, "Jon", Some(born)),
            person(3, "John", Some(born)),
        ];
        let found = Sought::new("John Smith", Some(born)).among(all);
        let order: Vec<u128> = found.iter().map(|it| it.person.0.as_u128()).collect();
        assert_eq!(order, [3, 2, 1]);
    }

    #[test]
    fn an_exact_value_is_enough_and_whoever_is_found_in_two_ways_comes_once() {
        let zara = |same: &[Exact]| Candidate {
            id: PersonId(uuid::Uuid::from_u128(1)),
            given_name: "Zara".into(),
            family_name: "Quill".into(),
            also: BTreeSet::new(),
            date_of_birth: None,
            same: same.iter().copied().collect(),
        };
        let why = |name: &str, candidates: Vec<Candidate>| {
            let found = Sought::new(name, None).among(candidates);
            found.into_iter().map(|it| it.why).collect::<Vec<_>>()
        };
        assert_eq!(why("", vec![zara(&[Exact::Phone])]), ["same telephone number"]);
        assert_eq!(why("Ada Byron", vec![zara(&[Exact::NhsNumber])]), ["same NHS number"]);
        let twice = vec![zara(&[]), zara(&[Exact::Postcode])];
        assert_eq!(why("Zara Quill", twice), ["same postcode; same name"]);
        assert!(why("", vec![zara(&[])]).is_empty());
    }

    #[test]
    fn somebody_is_found_by_another_name_and_the_match_says_which() {
        let zara = || Candidate {
            also: [("Zahra".into(), String::new()), (String::new(), "Marlow".into())].into(),
            ..plain(1, "Zara", "Quill")
        };
        let why = |name: &str| {
            let found = Sought::new(name, None).among(vec![zara(), plain(1, "Zara", "Quill")]);
            found.into_iter().map(|it| it.why).collect::<Vec<_>>()
        };
        assert_eq!(why("Zara Quill"), ["same name"]);
        assert_eq!(why("Zara Marlow"), ["also known as Marlow: same name"]);
        assert_eq!(why("Marlowe"), ["also known as Marlow: name sounds alike"]);
        assert_eq!(why("Zahra Quill"), ["also known as Zahra: same name"]);
        assert!(why("Ada Marlow").is_empty());
    }

    #[test]
    fn slips_of_the_pen_are_counted() {
        for (one, other, slips) in [
            ("quill", "qiull", 1),
            ("quill", "quil", 1),
            ("quill", "quilt", 1),
            ("abc", "xyz", 3),
            ("", "ab", 2),
        ] {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            assert_eq!(distance(&letters(one), &letters(other)), slips, "{one} {other}");
        }
        assert!(!is_almost("ada", "ida"));
    }
}
