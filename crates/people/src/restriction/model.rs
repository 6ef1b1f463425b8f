//! Whose it is to lift what keeps people out. No I/O.

use std::collections::BTreeSet;

use agreement::Relation;
use kernel::{ForumId, PractitionerId};
use uuid::Uuid;

/// Lifts a bar or a limit only for the coordinator of a forum in which it was made, or of one that
/// has a case of the person open. What was made nowhere that is known, and is worked with nowhere,
/// any forum that holds the person may lift, for otherwise nobody could.
///
/// # Errors
///
/// Whom to ask.
pub(super) fn may_lift(
    coordinates: &BTreeSet<ForumId>,
    made_in: &[ForumId],
    worked_with_in: &[ForumId],
) -> Result<(), &'static str> {
    let mut forums = made_in.iter().chain(worked_with_in).peekable();
    if forums.peek().is_none() || forums.any(|forum| coordinates.contains(forum)) {
        return Ok(());
    }
    Err(
        "This was decided in another forum. Ask its coordinator, or the coordinator of a forum that \
         has a case of this person open.",
    )
}

/// Which of the forums that somebody coordinates speaks in what they do to a person whom these
/// forums hold.
pub(super) fn speaks_for(coordinates: &BTreeSet<ForumId>, holding: &[ForumId]) -> Option<ForumId> {
    holding.iter().copied().find(|forum| coordinates.contains(forum))
}

/// Who may still see a request or a case that was about somebody by mistake, once that person's record is limited: of those
/// who have a part in it, or are named on it already, whoever is named on that record too; and whoever works on it, with
/// `true` in `working`. Nobody is added.
pub(super) fn still_named(
    ties: &[(Relation, Uuid)],
    limits: &[(Relation, Uuid)],
    working: &[(PractitionerId, bool)],
) -> Vec<PractitionerId> {
    let of = |rows: &[(Relation, Uuid)], wanted: &[Relation]| -> BTreeSet<PractitionerId> {
        let found = rows.iter().filter(|(relation, _)| wanted.contains(relation));
        found.map(|(_, target)| PractitionerId(*target)).collect()
    };
    let is_limited = ties.iter().any(|(relation, _)| *relation == Relation::Restricted);
    let now = if is_limited {
        of(ties, &[Relation::Named])
    } else {
        let parts = of(ties, &[Relation::Referrer, Relation::Lead, Relation::Involved]);
        parts.into_iter().chain(working.iter().map(|(who, _)| *who)).collect()
    };
    let named = of(limits, &[Relation::Named]);
    let at_work = |who: &PractitionerId| working.contains(&(*who, true));
    now.into_iter().filter(|who| named.contains(who) || at_work(who)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANN: PractitionerId = PractitionerId(Uuid::from_u128(1));
    const BEN: PractitionerId = PractitionerId(Uuid::from_u128(2));
    const CYD: PractitionerId = PractitionerId(Uuid::from_u128(3));

    #[track_caller]
    fn check(ties: &[(Relation, Uuid)], named: &[PractitionerId], still: &[PractitionerId]) {
        let limits: Vec<_> = named.iter().map(|who| (Relation::Named, who.0)).collect();
        assert_eq!(still_named(ties, &limits, &[(CYD, true), (BEN, false)]), still, "{ties:?}");
    }

    #[test]
    fn a_limit_on_the_other_record_leaves_what_was_written_to_those_named_and_to_those_at_work() {
        check(&[(Relation::Involved, ANN.0)], &[], &[CYD]);
        check(&[(Relation::Involved, ANN.0)], &[ANN, BEN], &[ANN, BEN, CYD]);
        check(&[(Relation::Forum, ANN.0)], &[ANN], &[CYD]);
        let limited = [(Relation::Restricted, Uuid::nil()), (Relation::Named, ANN.0)];
        check(&limited, &[ANN, BEN], &[ANN]);
        check(&limited, &[BEN], &[]);
    }
}
