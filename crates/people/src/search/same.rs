//! Who of many is known already: the rows of a sheet, looked up together. Nobody counts but those whom the
//! asker may know of, and the answer is the same whether or not there is anybody else (ADR 4).

use std::collections::BTreeSet;

use agreement::{Action, Agreement, Kind, Principal};
use db::{DbError, Keys, Sought, Tx};
use jiff::civil::Date;
use kernel::PersonId;

use super::{
    model::Candidate,
    store::{self, KEYS_AT_ONCE},
    web::traces_of_adding,
};
use crate::{
    register::{NewPerson, name_keys, with_own_name},
    sought::with_place,
};

/// Somebody as a row names them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// Given names.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// When they were born, if known.
    pub born: Option<Date>,
    /// Ten digits, or empty.
    pub nhs_number: String,
}

/// For each of them the people who are the same: of the same name and date of birth, among those the asker
/// may know of; or with the same NHS number, among those whose record the asker may read.
///
/// # Errors
///
/// When the database fails.
pub async fn known_already(
    tx: &mut Tx,
    (agreement, asker): (&Agreement, &Principal),
    who: &[Who],
) -> Result<Vec<BTreeSet<PersonId>>, DbError> {
    let known = agreement.list_filter(asker, Action::SeeSummary, Kind::Person);
    let records = agreement.list_filter(asker, Action::SeeRecord, Kind::Person);
    let births: BTreeSet<String> =
        who.iter().filter_map(|it| it.born).map(name_keys::key_of_birth).collect();
    let mut candidates = Vec::new();
    for keys in at_once(births) {
        candidates.extend(store::born(tx, &known, keys).await?);
    }
    let numbers = who.iter().map(|it| it.nhs_number.clone()).filter(|it| !it.is_empty());
    let mut numbered = Vec::new();
    for keys in at_once(numbers.collect()) {
        numbered.extend(store::numbered_among(tx, &records, keys).await?);
    }
    let same = |it: &Who| {
        let by_name = candidates.iter().filter(|found| is_same(it, found)).map(|found| found.id);
        let by_number = numbered.iter().filter(|(_, number)| *number == it.nhs_number);
        by_name.chain(by_number.map(|(id, _)| *id)).collect()
    };
    Ok(who.iter().map(same).collect())
}

/// What looking for them leaves for the staff named on a record that the asker may not know of: each of
/// them is a search of its own.
pub fn traces(keys: &Keys, who: &[Who]) -> Vec<Sought> {
    let of_one = |(at, it): (usize, &Who)| {
        let person = NewPerson {
            given_name: it.given_name.clone(),
            family_name: it.family_name.clone(),
            date_of_birth: it.born,
            nhs_number: it.nhs_number.clone(),
            ..NewPerson::default()
        };
        let traces = traces_of_adding(keys, &person).into_iter();
        traces.map(move |sought| Sought { part: with_place(at, &sought.part), ..sought })
    };
    who.iter().enumerate().flat_map(of_one).collect()
}

/// Keys in the numbers that a statement takes.
fn at_once(keys: BTreeSet<String>) -> Vec<[String; KEYS_AT_ONCE]> {
    let keys: Vec<String> = keys.into_iter().collect();
    let some = |some: &[String]| {
        let mut some = some.iter().cloned();
        [(); KEYS_AT_ONCE].map(|()| some.next().unwrap_or_default())
    };
    keys.chunks(KEYS_AT_ONCE).map(some).collect()
}

/// By their own name or another, and the same day.
pub(crate) fn is_same(who: &Who, found: &Candidate) -> bool {
    let words = |given: &str, family: &str| (name_keys::words(given), name_keys::words(family));
    let own = words(&who.given_name, &who.family_name);
    let name = (found.given_name.as_str(), found.family_name.as_str());
    let others = found
        .also
        .iter()
        .map(|(given, family)| with_own_name((given.as_str(), family.as_str()), name));
    found.date_of_birth == who.born
        && others.chain([name]).any(|(given, family)| words(given, family) == own)
}
