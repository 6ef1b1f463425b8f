//! Whose it is to lift what keeps people out. No I/O.

use std::collections::BTreeSet;

use kernel::ForumId;

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
