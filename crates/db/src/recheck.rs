//! What a list shows is decided once more, record by record, by the agreement itself.
//!
//! A list's filter and a decision come from the same text, and tests hold them equal over a million
//! pairs. Should they ever differ all the same, the answer does not leave.

use std::collections::{BTreeMap, BTreeSet};

use agreement::{Action, Agreement, Kind, Principal};
use uuid::Uuid;

use crate::{DbError, Tx, scope};

/// The records that an answer lists, by the kind and the action of the filter that found them.
pub(crate) type Listed = BTreeMap<(Kind, Action), BTreeSet<Uuid>>;

/// A list of so many records is always decided again: this takes less than half a millisecond.
const FEW: usize = 10;

/// Of other answers, so many in 256 are decided again, whole: 5%. Fifty decisions take two
/// milliseconds, as much as the whole page may, and the page of one record, which had a decision of
/// its own, has no statement to spare; and a filter that is wrong is wrong for everybody who stands
/// like its reader, so that it is met within a few pages.
const OF_256: u8 = 13;

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
    use super::falls_due;

    #[test]
    fn short_lists_are_always_decided_again_and_other_answers_one_in_twenty() {
        assert!(!falls_due(0, false, 0) && !falls_due(0, true, 0));
        assert!((0..=255).all(|dice| falls_due(1, false, dice) && falls_due(10, false, dice)));
        for (records, is_of_one_record) in [(50, false), (1, true), (50, true)] {
            let due = (0..=255).filter(|dice| falls_due(records, is_of_one_record, *dice)).count();
            assert_eq!(due, 13, "5% of 256");
        }
    }
}
