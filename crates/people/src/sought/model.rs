//! Which searches were for whom. No I/O.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::PersonId;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::{BORN, WORD, place_of};
use crate::search::model::is_enough;

/// Somebody who is looked after: what a search for them would look up.
#[derive(Clone, Debug, Default)]
pub(super) struct LookedAfter {
    pub(super) name: String,
    pub(super) keys: BTreeSet<Uuid>,
}

/// One key that some search looked up.
#[derive(Clone, Debug)]
pub(super) struct LookedUp {
    pub(super) key: Uuid,
    pub(super) seq: i64,
    pub(super) part: String,
    pub(super) words: i64,
    pub(super) on: Date,
    pub(super) organisation: String,
}

/// Somebody searched for a person: from where and when, not who.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct SearchNotice {
    /// The day of the search.
    pub on: Date,
    /// The organisation that the searcher acted for.
    pub organisation: String,
    /// Their name.
    pub name: String,
    /// Who was searched for.
    pub person: PersonId,
}

/// The searches that would have found a person, had the searcher been allowed to: newest first, one
/// line for a day and an organisation. `shown` are those that did find them.
pub(super) fn notices(
    people: &BTreeMap<PersonId, LookedAfter>,
    looked_up: Vec<LookedUp>,
    shown: &BTreeSet<(PersonId, i64)>,
) -> Vec<SearchNotice> {
    // The rows of a sheet are looked up in one entry, and each is a search of its own.
    let mut searches: BTreeMap<(i64, String), Vec<LookedUp>> = BTreeMap::new();
    for it in looked_up {
        let (place, part) = place_of(&it.part);
        let (at, part) = ((it.seq, place.to_owned()), part.to_owned());
        searches.entry(at).or_default().push(LookedUp { part, ..it });
    }
    let mut notices = BTreeSet::new();
    for ((seq, _), search) in searches {
        for (id, person) in people {
            if !shown.contains(&(*id, seq))
                && let Some(first) = search.first()
                && is_for(person, &search)
            {
                notices.insert(SearchNotice {
                    on: first.on,
                    organisation: first.organisation.clone(),
                    name: person.name.clone(),
                    person: *id,
                });
            }
        }
    }
    notices.into_iter().rev().collect()
}

/// By the rule by which a search shows somebody.
fn is_for(person: &LookedAfter, search: &[LookedUp]) -> bool {
    let hits = search.iter().filter(|it| person.keys.contains(&it.key));
    let parts: BTreeSet<&str> = hits.map(|it| it.part.as_str()).collect();
    let sought = search.first().map_or(0, |it| usize::try_from(it.words).unwrap_or_default());
    let found = parts.iter().filter(|part| part.starts_with(WORD)).count();
    let same_day = parts.contains(BORN);
    let has_exact = parts.len() > found + usize::from(same_day);
    has_exact || is_enough(sought, found, same_day)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn key(text: &str) -> Uuid {
        Uuid::from_u128(text.bytes().fold(0, |sum, byte| sum * 256 + u128::from(byte)))
    }

    /// Whether a search with these parts is told to the staff of Zara Quill, born on a known day.
    #[track_caller]
    fn check(words: i64, parts: &[(&str, &str)], expected: bool) {
        let keys = ["zara", "quill", "2012", "07700"].map(key).into();
        let zara = LookedAfter { name: "Zara Quill".into(), keys };
        let people = BTreeMap::from([(PersonId::default(), zara)]);
        let looked_up = |(part, of): &(&str, &str)| LookedUp {
            key: key(of),
            seq: 7,
            part: (*part).to_owned(),
            words,
            on: date(2026, 11, 22),
            organisation: "Police".into(),
        };
        let search: Vec<LookedUp> = parts.iter().map(looked_up).collect();
        let told = notices(&people, search.clone(), &BTreeSet::new());
        assert_eq!(!told.is_empty(), expected, "{parts:?}");
        let found = BTreeSet::from([(PersonId::default(), 7)]);
        assert!(notices(&people, search, &found).is_empty(), "they were shown");
    }

    #[test]
    fn what_would_have_found_somebody_is_told_and_nothing_else() {
        check(2, &[("word_0", "zara"), ("word_1", "quill")], true);
        check(2, &[("word_0", "zara"), ("word_0", "z"), ("word_1", "smith")], false);
        check(2, &[("word_0", "zara"), ("word_1", "smith"), ("born", "2012")], true);
        check(1, &[("word_0", "quill")], true);
        check(0, &[("born", "2012")], true);
        check(2, &[("word_0", "ada"), ("word_1", "smith"), ("born", "2012")], false);
        check(2, &[("word_0", "ada"), ("word_1", "smith"), ("phone", "07700")], true);
        check(0, &[("phone", "07701")], false);
    }

    #[test]
    fn each_row_of_a_sheet_is_a_search_of_its_own() {
        check(2, &[("0/word_0", "zara"), ("0/word_1", "quill"), ("1/word_0", "ada")], true);
        check(2, &[("0/word_0", "zara"), ("0/word_1", "smith"), ("1/word_1", "quill")], false);
        check(2, &[("7/word_0", "ada"), ("7/nhs_number", "07700")], true);
    }

    #[test]
    fn several_searches_of_a_day_are_one_line() {
        let zara = LookedAfter { name: "Zara Quill".into(), keys: [key("quill")].into() };
        let people = BTreeMap::from([(PersonId::default(), zara)]);
        let on = |seq: i64, day: i8| LookedUp {
            key: key("quill"),
            seq,
            part: "word_0".into(),
            words: 1,
            on: date(2026, 11, day),
            organisation: "Police".into(),
        };
        let told = notices(&people, vec![on(1, 20), on(2, 20), on(3, 21)], &BTreeSet::new());
        let days: Vec<i8> = told.iter().map(|it| it.on.day()).collect();
        assert_eq!(days, [21, 20]);
    }
}
