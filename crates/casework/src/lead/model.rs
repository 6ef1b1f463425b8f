//! The states of a request to be lead professional, and of a case's lead. No I/O.

use jiff::civil::Date;
use kernel::{FieldErrors, OrganisationId, PractitionerId};
use uuid::Uuid;

use crate::absence::model::Absence;

/// A case whose lead professional has accepted.
pub const ACCEPTED: &str = "accepted";

/// The state of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// Asked, not answered.
    Proposed,
    /// Is the lead professional.
    Accepted,
    /// Said no, with a reason.
    Declined,
    /// Taken back before it was answered.
    Withdrawn,
    /// Was the lead professional.
    Ended,
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Accept,
    /// No, with a code of the charter's reasons.
    Decline(String),
}

impl Request {
    /// Every state.
    pub const ALL: [Self; 5] =
        [Self::Proposed, Self::Accepted, Self::Declined, Self::Withdrawn, Self::Ended];

    /// The state that a row holds.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// The name that a row holds.
    pub fn name(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Accepted => ACCEPTED,
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Ended => "ended",
        }
    }

    /// What a proposed person becomes by answering.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn answer(self, answer: &Answer) -> Result<Self, &'static str> {
        match (self, answer) {
            (Self::Proposed, Answer::Accept) => Ok(Self::Accepted),
            (Self::Proposed, Answer::Decline(_)) => Ok(Self::Declined),
            (Self::Accepted, _) => {
                Err("You have already accepted. Ask the coordinator if somebody else should lead.")
            }
            (Self::Declined, _) => {
                Err("You have already declined. Ask the coordinator to propose you again.")
            }
            (Self::Withdrawn | Self::Ended, _) => {
                Err("You are no longer asked to be lead professional of this case.")
            }
        }
    }

    /// Taking a proposal back.
    ///
    /// # Errors
    ///
    /// When it was answered.
    pub fn withdraw(self) -> Result<Self, &'static str> {
        match self {
            Self::Proposed => Ok(Self::Withdrawn),
            _ => Err("This request has been answered already."),
        }
    }

    /// Another person takes over.
    ///
    /// # Errors
    ///
    /// When this one does not lead.
    pub fn end(self) -> Result<Self, &'static str> {
        match self {
            Self::Accepted => Ok(Self::Ended),
            _ => Err("Only the current lead professional can be replaced."),
        }
    }
}

/// Somebody who may be asked: the membership says for which organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The membership.
    pub membership: Uuid,
    /// Who.
    pub practitioner: PractitionerId,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// Their name.
    pub name: String,
    /// The organisation's name.
    pub organisation_name: String,
    /// Whether they belong to the case's forum.
    pub of_forum: bool,
    /// When they are away.
    pub absence: Option<Absence>,
}

impl Candidate {
    /// Who they are, for a list to choose from.
    pub fn words(&self, today: Date) -> String {
        let of_forum = if self.of_forum { " (member of this forum)" } else { "" };
        let away = self.absence.and_then(|it| it.words(today));
        let away = away.map(|away| format!(": {away}")).unwrap_or_default();
        format!("{}, {}{of_forum}{away}", self.name, self.organisation_name)
    }
}

/// Each person once for each organisation, the forum's own first. Whoever has a role in an organisation that is kept
/// out would never see the case, for whichever of their organisations they led.
pub fn candidates(mut all: Vec<Candidate>, barred: &[Uuid]) -> Vec<Candidate> {
    let of_barred = all.iter().filter(|it| barred.contains(&it.organisation.0));
    let kept_out: Vec<PractitionerId> = of_barred.map(|it| it.practitioner).collect();
    all.retain(|it| !barred.contains(&it.practitioner.0) && !kept_out.contains(&it.practitioner));
    all.sort_by(|a, b| {
        let key = |it: &Candidate| (!it.of_forum, it.name.clone(), it.organisation_name.clone());
        key(a).cmp(&key(b))
    });
    let mut seen = Vec::new();
    all.retain(|it| {
        let who = (it.practitioner, it.organisation);
        let is_new = !seen.contains(&who);
        seen.push(who);
        is_new
    });
    all
}

/// Checks who was chosen.
///
/// # Errors
///
/// When it is nobody who can be asked; the same whether they exist or not.
pub fn chosen(membership: &str, all: &[Candidate]) -> Result<Candidate, FieldErrors> {
    let found = all.iter().find(|it| it.membership.to_string() == membership.trim());
    found
        .cloned()
        .ok_or_else(|| FieldErrors::one("membership", "Select who should be the lead professional"))
}

/// Whether somebody may propose themself: whoever leads reads where the family lives, and nobody opens
/// that to themself.
///
/// # Errors
///
/// Whom to ask, when they do not read it already.
pub fn to_oneself(reads_address: bool) -> Result<(), FieldErrors> {
    if reads_address {
        return Ok(());
    }
    let why = "You would open the family's address to yourself. Ask the coordinator to propose you";
    Err(FieldErrors::one("membership", why))
}

/// Checks an answer: a refusal needs a reason of the charter.
///
/// # Errors
///
/// Every problem at once.
pub fn answered(
    answer: &str,
    reason: &str,
    is_reason: impl Fn(&str) -> bool,
) -> Result<Answer, FieldErrors> {
    match answer {
        "accept" => Ok(Answer::Accept),
        "decline" if is_reason(reason) => Ok(Answer::Decline(reason.to_owned())),
        "decline" => Err(FieldErrors::one("reason", "Select why you decline")),
        _ => Err(FieldErrors::one("answer", "Select whether you accept or decline")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(from: Request, answer: &Answer, expected: Option<Request>) {
        assert_eq!(from.answer(answer).ok(), expected);
    }

    #[test]
    fn a_request_is_answered_once_and_only_while_it_stands() {
        let no = Answer::Decline("no_capacity".into());
        check(Request::Proposed, &Answer::Accept, Some(Request::Accepted));
        check(Request::Proposed, &no, Some(Request::Declined));
        check(Request::Accepted, &no, None);
        check(Request::Declined, &Answer::Accept, None);
        check(Request::Withdrawn, &Answer::Accept, None);
        check(Request::Ended, &Answer::Accept, None);
        assert_eq!(Request::Proposed.withdraw(), Ok(Request::Withdrawn));
        assert_eq!(Request::Accepted.end(), Ok(Request::Ended));
        assert!(Request::Accepted.withdraw().is_err() && Request::Proposed.end().is_err());
    }

    #[test]
    fn declining_needs_a_reason_that_the_charter_knows() {
        let known = |reason: &str| reason == "no_capacity";
        assert!(answered("decline", "no_capacity", known).is_ok());
        assert!(answered("decline", "weather", known).is_err());
        assert!(answered("", "", known).is_err());
        assert_eq!(answered("accept", "", known), Ok(Answer::Accept));
    }

    #[test]
    fn whoever_reads_no_address_does_not_propose_themself() {
        assert!(to_oneself(true).is_ok());
        assert!(to_oneself(false).unwrap_err().of("membership").is_some());
    }

    #[test]
    fn barred_people_are_not_candidates_and_nobody_is_listed_twice_for_one_organisation() {
        let candidate = |n: u128, of_forum| Candidate {
            membership: Uuid::from_u128(n),
            practitioner: PractitionerId(Uuid::from_u128(n % 10)),
            organisation: OrganisationId(Uuid::from_u128(7)),
            name: format!("{}", n % 10),
            organisation_name: "Police".into(),
            of_forum,
            absence: None,
        };
        let all = vec![
            candidate(1, false),
            candidate(2, false),
            candidate(12, true),
            candidate(3, false),
        ];
        let left = candidates(all, &[Uuid::from_u128(3)]);
        let memberships: Vec<u128> = left.iter().map(|it| it.membership.as_u128()).collect();
        assert_eq!(memberships, [12, 1]);
        let housing = OrganisationId(Uuid::from_u128(8));
        let elsewhere = Candidate { organisation: housing, ..candidate(21, true) };
        let left =
            candidates(vec![candidate(1, false), elsewhere, candidate(2, false)], &[housing.0]);
        let memberships: Vec<u128> = left.iter().map(|it| it.membership.as_u128()).collect();
        assert_eq!(memberships, [2], "1 has a role in an organisation that is kept out");
    }
}
