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

/// So many records are decided again in every answer: this takes less than half a millisecond.
const FEW: usize = 10;

/// Of longer answers, so many in 256 are decided again, whole: 5%. Fifty decisions take two
/// milliseconds, as much as the whole page may; and a filter that is wrong is wrong for everybody
/// who stands like its reader, so that it is met within a few pages.
const OF_256: u8 = 13;

/// Whether an answer with so many records is decided again; `dice` is any byte.
fn is_decided_again(records: usize, dice: u8) -> bool {
    records > 0 && (records <= FEW || dice < OF_256)
}

/// The listed records that the agreement does not show to this person.
pub(crate) async fn differing(
    tx: &mut Tx,
    agreement: &Agreement,
    principal: &Principal,
    listed: &Listed,
) -> Result<BTreeSet<Uuid>, DbError> {
    let mut dice = [0];
    getrandom::fill(&mut dice)?;
    let [dice] = dice;
    if !is_decided_again(listed.values().map(BTreeSet::len).sum(), dice) {
        return Ok(BTreeSet::new());
    }
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
    use super::is_decided_again;

    #[test]
    fn short_answers_are_always_decided_again_and_long_ones_one_in_twenty() {
        assert!(!is_decided_again(0, 0));
        assert!((0..=255).all(|dice| is_decided_again(1, dice) && is_decided_again(10, dice)));
        let long = (0..=255).filter(|dice| is_decided_again(50, *dice)).count();
        assert_eq!(long, 13, "5% of 256");
    }
}
