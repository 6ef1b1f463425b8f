//! Which lines can have been entered in error, and who says so. No I/O.

use kernel::{FieldErrors, PractitionerId};
use schemars::JsonSchema;
use serde::Serialize;

/// The longest reason.
const LONGEST: usize = 1_000;

/// What a line of a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// What a family agreed to, refused or withdrew.
    Consent,
    /// What was learned after a request was sent.
    Note,
    /// A paper: it is marked where the papers are.
    Paper,
    /// An old need that was back.
    Relapse,
    /// What was shared with somebody, or kept back.
    Shared,
    /// Somebody of the team around the family.
    Team,
}

const SORTS: [(Sort, &str, &str); 6] = [
    (Sort::Consent, "consent", "What was said about consent"),
    (Sort::Note, "note", "What was learned since the request"),
    (Sort::Paper, "paper", "A paper"),
    (Sort::Relapse, "relapse", "An old need that was back"),
    (Sort::Shared, "shared", "What was shared or kept back"),
    (Sort::Team, "team", "Somebody of the team around the family"),
];

impl Sort {
    /// Its stored name.
    #[must_use]
    pub fn name(self) -> &'static str {
        SORTS.iter().find(|(sort, ..)| *sort == self).map_or("", |(_, name, _)| name)
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        SORTS.iter().find(|(_, known, _)| *known == name).map(|(sort, ..)| *sort)
    }

    /// What it is, as a page says it.
    #[must_use]
    pub fn words(self) -> &'static str {
        SORTS.iter().find(|(sort, ..)| *sort == self).map_or("", |(.., words)| words)
    }

    /// Whether it is marked among the lines of a case: a paper, of which nothing is given out then, is marked where it is.
    pub(super) fn is_marked_here(self) -> bool {
        self != Self::Paper
    }
}

/// Says that a line was entered in error: whoever recorded it, or keeps the plan.
///
/// # Errors
///
/// Whom to ask.
pub(super) fn may_mark(
    recorded_by: Option<PractitionerId>,
    me: PractitionerId,
    keeps_plan: bool,
) -> Result<(), &'static str> {
    if keeps_plan || recorded_by == Some(me) {
        return Ok(());
    }
    Err("Ask whoever recorded it, or the lead professional, to say that it was entered in error.")
}

/// Takes it back: whoever said it, or the coordinator.
///
/// # Errors
///
/// Whom to ask.
pub(super) fn may_take_back(
    said_by: PractitionerId,
    me: PractitionerId,
    coordinates: bool,
) -> Result<(), &'static str> {
    if coordinates || said_by == me {
        return Ok(());
    }
    Err("Ask whoever said that it was entered in error, or the coordinator, to take it back.")
}

/// Checks what is wrong with a line.
///
/// # Errors
///
/// When nothing is said, or too much.
pub(super) fn what_is_wrong(typed: &str) -> Result<&str, FieldErrors> {
    let mut errors = FieldErrors::default();
    let said = errors.required("error_reason", typed, "Enter what is wrong with it");
    if said.chars().count() > LONGEST {
        errors.add("error_reason", "What is wrong with it must be 1,000 characters or fewer");
    }
    errors.into_result().map(|()| said)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const ANN: PractitionerId = PractitionerId(Uuid::from_u128(1));
    const BEN: PractitionerId = PractitionerId(Uuid::from_u128(2));

    #[test]
    fn whoever_recorded_a_line_or_keeps_the_plan_says_that_it_is_wrong() {
        assert!(may_mark(Some(ANN), ANN, false).is_ok() && may_mark(None, BEN, true).is_ok());
        assert!(may_mark(Some(ANN), BEN, false).is_err() && may_mark(None, BEN, false).is_err());
    }

    #[test]
    fn whoever_said_it_or_the_coordinator_takes_it_back() {
        assert!(may_take_back(ANN, ANN, false).is_ok() && may_take_back(ANN, BEN, true).is_ok());
        assert!(may_take_back(ANN, BEN, false).is_err());
    }

    #[test]
    fn it_is_said_what_is_wrong() {
        assert_eq!(what_is_wrong(" Twins "), Ok("Twins"));
        assert!(what_is_wrong(" ").is_err_and(|it| it.of("error_reason").is_some()));
        assert!(what_is_wrong(&"x".repeat(1_001)).is_err());
    }

    #[test]
    fn every_sort_of_line_has_a_name_and_words() {
        for (sort, name, words) in SORTS {
            assert_eq!(
                (Sort::from_name(name), sort.name(), sort.words()),
                (Some(sort), name, words)
            );
        }
    }
}
