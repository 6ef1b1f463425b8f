//! Who may answer a proposed decision, and what becomes of it. No I/O.

use kernel::{FieldErrors, PractitionerId};

const LONGEST: usize = 2_000;

/// Where a proposed decision stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nobody has answered it.
    Waiting,
    /// A second person agrees: it counts.
    Confirmed,
    /// A second person does not agree, or whoever proposed it has taken it back.
    Declined,
}

impl Status {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Confirmed, Self::Declined];

    /// The state that a row holds.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The name that a row holds.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Confirmed => "confirmed",
            Self::Declined => "declined",
        }
    }

    /// It counts.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn confirm(self) -> Result<Self, &'static str> {
        self.waits().map(|()| Self::Confirmed)
    }

    /// It does not, and goes back.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn decline(self) -> Result<Self, &'static str> {
        self.waits().map(|()| Self::Declined)
    }

    fn waits(self) -> Result<(), &'static str> {
        match self {
            Self::Waiting => Ok(()),
            Self::Confirmed | Self::Declined => Err(NONE_WAITS),
        }
    }
}

/// What whoever may not know of a proposal is told as well.
pub(crate) const NONE_WAITS: &str = "No decision waits for you to confirm it.";

/// What is said to whoever answers a decision that is not the one that waits.
pub(crate) const ANOTHER_SINCE: &str = "This is not the decision that waits now. Open the request, read what is proposed, then answer.";

/// What somebody may answer to a proposed decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// A second person: confirm it, or give it back.
    Second,
    /// Whoever proposed it: only take it back.
    Proposer,
    /// Whoever made the request, who is not told of it.
    Referrer,
}

impl Part {
    /// The part of somebody who may decide. One who proposed what is decided on their own request takes it back.
    pub(crate) fn of(
        who: PractitionerId,
        proposed_by: PractitionerId,
        referrer: Option<PractitionerId>,
    ) -> Self {
        if who == proposed_by {
            Self::Proposer
        } else if referrer == Some(who) {
            Self::Referrer
        } else {
            Self::Second
        }
    }

    /// Whether this part confirms, when it looks at the request as it was when it was proposed.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub(crate) fn confirms(self, is_unchanged: bool) -> Result<(), &'static str> {
        match (self, is_unchanged) {
            (Self::Second, true) => Ok(()),
            (Self::Second, false) => Err(
                "The request was changed after this decision was proposed. Say no, so that it is decided again with what is new.",
            ),
            (Self::Proposer, _) => {
                Err("You proposed this decision. Somebody else who may decide confirms it.")
            }
            (Self::Referrer, _) => Err(NONE_WAITS),
        }
    }
}

/// Checks an answer: whoever says no says why.
///
/// # Errors
///
/// Every problem at once.
pub(crate) fn answered(answer: &str, reason: &str) -> Result<(Status, String), FieldErrors> {
    let mut errors = FieldErrors::default();
    let status = match answer {
        "confirm" => Some(Status::Confirmed),
        "decline" => Some(Status::Declined),
        _ => {
            errors.add("answer", "Select whether you confirm it");
            None
        }
    };
    let reason = reason.trim();
    if reason.is_empty() && status == Some(Status::Declined) {
        errors.add("reason", "Enter why you say no, so that it can be decided again");
    } else if reason.chars().count() > LONGEST {
        errors.add("reason", "Why you say no must be 2,000 characters or fewer");
    }
    errors.clone().into_result()?;
    let kept = if status == Some(Status::Declined) { reason } else { "" };
    status.map(|status| (status, kept.to_owned())).ok_or(errors)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_proposed_decision_is_answered_once() {
        assert_eq!(Status::Waiting.confirm(), Ok(Status::Confirmed));
        assert_eq!(Status::Waiting.decline(), Ok(Status::Declined));
        for status in [Status::Confirmed, Status::Declined] {
            assert!(status.confirm().is_err() && status.decline().is_err());
        }
        for status in Status::ALL {
            assert_eq!(Status::from_name(status.name()), Some(status));
        }
    }

    #[test]
    fn nobody_confirms_their_own_decision_or_one_on_their_own_request() {
        let [ann, ben, cat] = [1, 2, 3].map(|it| PractitionerId(Uuid::from_u128(it)));
        assert_eq!(Part::of(ben, ann, Some(cat)), Part::Second);
        assert_eq!(Part::of(ann, ann, Some(cat)), Part::Proposer);
        assert_eq!(Part::of(cat, ann, Some(cat)), Part::Referrer);
        assert_eq!(Part::of(ann, ann, Some(ann)), Part::Proposer);
        assert_eq!(Part::of(ben, ann, None), Part::Second);
        assert!(Part::Second.confirms(true).is_ok() && Part::Second.confirms(false).is_err());
        assert!(Part::Proposer.confirms(true).is_err());
        assert_eq!(Part::Referrer.confirms(true), Err(NONE_WAITS), "they learn of no proposal");
    }

    #[track_caller]
    fn check(answer: &str, reason: &str, wrong: &[&str]) {
        let found: Vec<String> = match answered(answer, reason) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        };
        assert_eq!(found, wrong);
    }

    #[test]
    fn whoever_says_no_says_why() {
        check("confirm", "", &[]);
        check("decline", "Housing has not been asked", &[]);
        check("decline", " ", &["reason"]);
        check("", &"x".repeat(2_001), &["answer", "reason"]);
    }
}
