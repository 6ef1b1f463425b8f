//! What a case is: its status, its stage, and who is in it. No I/O.

use jiff::civil::Date;
use kernel::{CaseId, ForumId, PersonId, PractitionerId, ReferralId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether a case is being worked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Support is being coordinated.
    Open,
    /// Closed with a reason and an outcome; it may be opened again.
    Closed,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 2] = [Self::Open, Self::Closed];

    /// The status that a row holds.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The name that a row holds.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// Whether plans, offers and reviews may still be recorded.
    pub fn is_open(self) -> bool {
        self == Self::Open
    }

    /// An open case can be worked with.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn work(self) -> Result<(), &'static str> {
        match self {
            Self::Open => Ok(()),
            Self::Closed => Err("This case is closed. Reopen it first, or make a new referral."),
        }
    }

    /// Open to closed.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn close(self) -> Result<Self, &'static str> {
        match self {
            Self::Open => Ok(Self::Closed),
            Self::Closed => Err("This case is already closed. Its page says when and why."),
        }
    }

    /// Closed to open.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn reopen(self) -> Result<Self, &'static str> {
        match self {
            Self::Closed => Ok(Self::Open),
            Self::Open => Err("This case is open already. You can record on it now."),
        }
    }
}

/// What every step of a case needs to know of it.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) id: CaseId,
    pub(crate) referral: ReferralId,
    pub(crate) forum: ForumId,
    pub(crate) person: PersonId,
    /// The edition of the charter that it was decided under: code and version.
    pub(crate) charter: String,
    pub(crate) status: Status,
    pub(crate) level: i64,
    pub(crate) lead: Option<PractitionerId>,
    pub(crate) lead_status: String,
    pub(crate) version: i64,
}

/// What the stage of a case follows from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Whether it is closed.
    pub closed: bool,
    /// Whether it has been reviewed.
    pub reviewed: bool,
    /// Whether the lead professional has returned the plan.
    pub plan_returned: bool,
    /// Whether the team around the family has met.
    pub team_met: bool,
    /// Whether a service was agreed or an action recorded, and a lead professional has accepted.
    pub allocated: bool,
    /// Whether it is on the agenda of a meeting.
    pub listed: bool,
}

/// The stage, as a code of the charter's stages.
pub fn stage(progress: Progress) -> &'static str {
    match progress {
        Progress { closed: true, .. } => "closed",
        Progress { reviewed: true, .. } => "reviewed",
        Progress { plan_returned: true, .. } => "plan_returned",
        Progress { team_met: true, .. } => "team_met",
        Progress { allocated: true, .. } => "allocated",
        Progress { listed: true, .. } => "listed",
        _ => "decided",
    }
}

/// The age in whole years on a day.
pub fn age(born: Date, on: Date) -> i16 {
    let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
    on.year() - born.year() - i16::from(!had_birthday)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_case_is_closed_once_and_reopened_once_and_worked_with_while_open() {
        assert_eq!(Status::Open.close(), Ok(Status::Closed));
        assert_eq!(Status::Closed.reopen(), Ok(Status::Open));
        assert!(Status::Closed.close().is_err() && Status::Open.reopen().is_err());
        assert!(Status::Open.work().is_ok() && Status::Closed.work().is_err());
        for status in [Status::Open, Status::Closed] {
            assert_eq!(Status::from_name(status.name()), Some(status));
        }
    }

    #[track_caller]
    fn check(progress: Progress, expected: &str) {
        assert_eq!(stage(progress), expected);
    }

    #[test]
    fn the_stage_is_the_furthest_step_that_a_case_has_reached() {
        let none = Progress::default();
        check(none, "decided");
        check(Progress { listed: true, ..none }, "listed");
        check(Progress { listed: true, allocated: true, ..none }, "allocated");
        check(Progress { allocated: true, reviewed: true, ..none }, "reviewed");
        check(Progress { closed: true, reviewed: true, ..none }, "closed");
    }

    #[test]
    fn age_changes_on_the_birthday() {
        assert_eq!(age(date(2010, 11, 23), date(2026, 11, 22)), 15);
        assert_eq!(age(date(2010, 11, 22), date(2026, 11, 22)), 16);
    }
}
