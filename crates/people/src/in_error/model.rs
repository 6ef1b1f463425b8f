//! Who takes back that something was entered in error on a person's record. No I/O.

use kernel::{FieldErrors, PractitionerId};
use schemars::JsonSchema;
use serde::Serialize;

/// The longest reason.
const LONGEST: usize = 1_000;

/// What was said to be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MarkedSort {
    /// What staff must know before they make contact.
    Alert,
    /// What one person is to another.
    Relationship,
}

impl MarkedSort {
    /// Its stable name, as the ledger has it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Alert => "alert",
            Self::Relationship => "relationship",
        }
    }

    /// What it is, as a page says it.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Alert => "An alert",
            Self::Relationship => "A relationship",
        }
    }
}

/// Takes it back: of an alert whoever said it, for it may be about somebody of whom others must not know, the coordinator of
/// another forum among them; of a relationship whoever may change the record, which the permit says.
///
/// # Errors
///
/// Whom to ask.
pub(super) fn may_take_back(
    sort: MarkedSort,
    said_by: PractitionerId,
    me: PractitionerId,
) -> Result<(), &'static str> {
    if sort == MarkedSort::Relationship || said_by == me {
        return Ok(());
    }
    Err(
        "Only whoever said that it was entered in error takes it back. Add the alert again if you know that it is right.",
    )
}

/// Checks why it was no error.
///
/// # Errors
///
/// When nothing is said, or too much.
pub fn why_it_is_right(typed: &str) -> Result<&str, FieldErrors> {
    let mut errors = FieldErrors::default();
    let reason = errors.required("reason", typed, "Enter why it is right after all");
    if reason.chars().count() > LONGEST {
        errors.add("reason", "Why it is right after all must be 1,000 characters or fewer");
    }
    errors.into_result().map(|()| reason)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const ANN: PractitionerId = PractitionerId(Uuid::from_u128(1));
    const BEN: PractitionerId = PractitionerId(Uuid::from_u128(2));

    #[test]
    fn a_warning_comes_back_by_whoever_took_it_from_sight_alone() {
        assert!(may_take_back(MarkedSort::Alert, ANN, ANN).is_ok());
        assert!(may_take_back(MarkedSort::Alert, ANN, BEN).is_err());
    }

    #[test]
    fn a_relationship_comes_back_by_whoever_may_change_the_record() {
        assert!(may_take_back(MarkedSort::Relationship, ANN, BEN).is_ok());
    }

    #[test]
    fn it_is_taken_back_with_a_reason() {
        assert_eq!(why_it_is_right(" I pressed the wrong one "), Ok("I pressed the wrong one"));
        assert!(why_it_is_right(" ").is_err() && why_it_is_right(&"x".repeat(1_001)).is_err());
    }
}
