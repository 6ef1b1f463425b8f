//! Some of what a list shows is decided once more, record by record, by the agreement itself.
//!
//! A list's filter and a decision come from the same text, and tests hold them equal over a million
//! pairs. Should they ever differ all the same, the answer does not leave.

use std::collections::{BTreeMap, BTreeSet};

use agreement::{Action, Agreement, Kind, Principal};
use uuid::Uuid;

use crate::{DbError, Tx, scope};

/// The records that an answer lists, by the kind and the action of the filter that found them.
pub(crate) type Listed = BTreeMap<(Kind, Action), BTreeSet<Uuid>>;

/// A list of so many records is always decided again, and of a longer one no more than so many: this
/// takes less than half a millisecond.
const FEW: usize = 10;

/// So many in 256 of the answers with a longer list, or about one record, are decided again: a quarter.
/// Of fifty records each has its turn on one page in twenty. Fifty decisions take as much as the whole
/// page may, and the page of one record, which had a decision of its own, has no statement to spare; and
/// a filter that is wrong is wrong for everybody who stands like its reader, and for many a record.
const OF_256: u8 = 64;

/// Whether this answer is decided again.
pub(crate) fn is_due(listed: &Listed, is_of_one_record: bool) -> Result<bool, DbError> {
    let mut dice = [0];
    getrandom::fill(&mut dice)?;
    let [dice] = dice;
    let records = listed.values().map(BTreeSet::len).sum();
    Ok(falls_due(records, is_of_one_record, dice))
}

/// The same, by any byte.
fn falls_due(records: usize, is_of_one_record: bool, dice: u8) -> bool {
    records > 0 && ((records <= FEW && !is_of_one_record) || dice < OF_256)
}

/// Those of the listed records that are decided again: all, or ten that follow each other from any place.
pub(crate) fn chosen(listed: &Listed) -> Result<Listed, DbError> {
    let mut dice = [0; 8];
    getrandom::fill(&mut dice)?;
    Ok(from_place(listed, u64::from_le_bytes(dice)))
}

fn from_place(listed: &Listed, dice: u64) -> Listed {
    let all = || listed.iter().flat_map(|(of, records)| records.iter().map(move |it| (*of, *it)));
    let count = all().count();
    let start = usize::try_from(dice % (count.max(1) as u64)).unwrap_or_default();
    let mut chosen = Listed::new();
    for (of, record) in all().chain(all()).skip(start).take(FEW.min(count)) {
        chosen.entry(of).or_default().insert(record);
    }
    chosen
}

/// The listed records that the agreement does not show to this person.
pub(crate) async fn differing(
    tx: &mut Tx,
    agreement: &Agreement,
    principal: &Principal,
    listed: &Listed,
) -> Result<BTreeSet<Uuid>, DbError> {
    let kinds: BTreeSet<Kind> = listed.keys().map(|(kind, _)| *kind).collect();
    let records: BTreeSet<Uuid> = listed.values().flatten().copied().collect();
    let facts = scope::facts_of_many(tx, &kinds, &records).await?;
    let is_shown = |kind: Kind, action: Action, record: Uuid| {
        // A record without rows is one that does not exist.
        facts.get(&(kind, record)).is_some_and(|it| agreement.decide(principal, action, it).allowed)
    };
    let differing = listed.iter().flat_map(|((kind, action), records)| {
        records.iter().filter(move |record| !is_shown(*kind, *action, **record))
    });
    Ok(differing.copied().collect())
}

#[cfg(test)]
mod tests {
    use agreement::{Action, Kind};
    use uuid::Uuid;

    use super::{Listed, falls_due, from_place};

    #[test]
    fn a_long_list_is_decided_again_at_any_ten_of_its_places_and_a_short_one_whole() {
        let of = (Kind::Case, Action::SeeSummary);
        let list = |length: u128| Listed::from([(of, (0..length).map(Uuid::from_u128).collect())]);
        let mut met = std::collections::BTreeSet::new();
        for dice in 0..50 {
            let chosen = from_place(&list(50), dice);
            assert_eq!(chosen[&of].len(), 10);
            met.extend(chosen[&of].iter().copied());
        }
        assert_eq!(met.len(), 50, "each place has its turn");
        assert_eq!(from_place(&list(7), 3), list(7));
        assert_eq!(from_place(&list(0), 3), Listed::new());
    }

    #[test]
    fn short_lists_are_always_decided_again_and_other_answers_one_in_four() {
        assert!(!falls_due(0, false, 0) && !falls_due(0, true, 0));
        assert!((0..=255).all(|dice| falls_due(1, false, dice) && falls_due(10, false, dice)));
        for (records, is_of_one_record) in [(50, false), (1, true), (50, true)] {
            let due = (0..=255).filter(|dice| falls_due(records, is_of_one_record, *dice)).count();
            assert_eq!(due, 64, "a quarter of 256");
        }
    }
}
