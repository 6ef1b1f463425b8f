//! The states of an allocation, and which services may be offered. No I/O.

use jiff::civil::Date;
use kernel::{FieldErrors, OrganisationId, ServiceId};
use uuid::Uuid;

/// The state of one service offered to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Asked for, not answered.
    Offered,
    /// The provider gives it.
    Accepted,
    /// The provider does not, with a reason.
    Declined,
    /// Over, or taken back when the case was closed.
    Ended,
}

impl Status {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Offered, Self::Accepted, Self::Declined, Self::Ended];

    /// The state that a row holds.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The name that a row holds.
    pub fn name(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Ended => "ended",
        }
    }

    /// Whether the service is asked for or given, so that it need not be offered again.
    pub fn is_current(self) -> bool {
        matches!(self, Self::Offered | Self::Accepted)
    }

    /// The provider says yes.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn accept(self) -> Result<Self, &'static str> {
        self.answered().map(|()| Self::Accepted)
    }

    /// The provider says no.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn decline(self) -> Result<Self, &'static str> {
        self.answered().map(|()| Self::Declined)
    }

    /// The case is closed: what is current ends, in one statement for the whole case.
    pub fn end(self) -> Option<Self> {
        self.is_current().then_some(Self::Ended)
    }

    fn answered(self) -> Result<(), &'static str> {
        match self {
            Self::Offered => Ok(()),
            Self::Accepted => {
                Err("This service has been accepted already. Tell the coordinator if that changed.")
            }
            Self::Declined => Err(
                "This service has been declined already. Ask the coordinator to offer it again.",
            ),
            Self::Ended => Err("This service is no longer asked for."),
        }
    }
}

/// A service and how much of it is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The service.
    pub id: ServiceId,
    /// The organisation that provides it.
    pub organisation: OrganisationId,
    /// Its name and its provider's.
    pub name: String,
    /// For whom it is, in its provider's words; may be empty.
    pub criteria: String,
    /// Where it is offered: the names of places; everywhere when there is none.
    pub places: Vec<String>,
    /// How many families it can work with.
    pub capacity: i64,
    /// How many it has accepted.
    pub accepted: i64,
    /// From when it can be offered; at once when not set.
    pub goes_live_on: Option<Date>,
    /// Whether it, or its provider, has been withdrawn; whoever was asked before can still answer.
    pub is_withdrawn: bool,
    /// Whether it is asked for, or given, in this case already.
    pub is_current_here: bool,
}

impl Service {
    /// How many more families it can take.
    pub fn left(&self) -> i64 {
        (self.capacity - self.accepted).max(0)
    }

    /// Whether it can be offered to this case today.
    pub fn can_be_offered(&self, today: Date, barred: &[Uuid]) -> bool {
        let is_live = self.goes_live_on.is_none_or(|day| day <= today);
        is_live
            && !self.is_withdrawn
            && self.left() > 0
            && !self.is_current_here
            && !barred.contains(&self.organisation.0)
    }
}

/// Checks which services were chosen, among those that can be offered.
///
/// # Errors
///
/// When none was, or one that cannot be.
pub fn chosen<'a>(typed: &[String], open: &'a [Service]) -> Result<Vec<&'a Service>, FieldErrors> {
    let mut chosen: Vec<&Service> = Vec::new();
    for text in typed {
        match open.iter().find(|service| service.id.to_string() == text.trim()) {
            Some(service) if !chosen.contains(&service) => chosen.push(service),
            Some(_) => {}
            None => {
                let told =
                    "Select services of the list: one that you chose is full or not yet open";
                return Err(FieldErrors::one("services", told));
            }
        }
    }
    if chosen.is_empty() {
        return Err(FieldErrors::one("services", "Select at least one service"));
    }
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn check(from: Status, accepted: Option<Status>, declined: Option<Status>) {
        assert_eq!((from.accept().ok(), from.decline().ok()), (accepted, declined));
    }

    #[test]
    fn an_offer_is_answered_once() {
        check(Status::Offered, Some(Status::Accepted), Some(Status::Declined));
        check(Status::Accepted, None, None);
        check(Status::Declined, None, None);
        check(Status::Ended, None, None);
        assert!(Status::Accepted.is_current() && !Status::Declined.is_current());
        assert_eq!(Status::from_name("ended"), Some(Status::Ended));
        assert_eq!((Status::Offered.end(), Status::Declined.end()), (Some(Status::Ended), None));
    }

    fn service() -> Service {
        Service {
            id: ServiceId(Uuid::from_u128(1)),
            organisation: OrganisationId(Uuid::from_u128(2)),
            name: "Parenting course".into(),
            criteria: String::new(),
            places: Vec::new(),
            capacity: 2,
            accepted: 1,
            goes_live_on: Some(date(2026, 11, 22)),
            is_withdrawn: false,
            is_current_here: false,
        }
    }

    #[track_caller]
    fn check_open(service: &Service, today: Date, expected: bool) {
        assert_eq!(service.can_be_offered(today, &[Uuid::from_u128(9)]), expected);
    }

    #[test]
    fn only_a_live_service_with_room_that_may_know_the_case_is_offered_and_only_once() {
        let today = date(2026, 11, 22);
        check_open(&service(), today, true);
        check_open(&service(), date(2026, 11, 21), false);
        check_open(&Service { accepted: 2, ..service() }, today, false);
        check_open(&Service { accepted: 3, ..service() }, today, false);
        check_open(&Service { is_withdrawn: true, ..service() }, today, false);
        check_open(&Service { is_current_here: true, ..service() }, today, false);
        let barred = OrganisationId(Uuid::from_u128(9));
        check_open(&Service { organisation: barred, ..service() }, today, false);
        check_open(&Service { goes_live_on: None, ..service() }, today, true);
    }

    #[test]
    fn services_are_chosen_from_those_that_can_be_offered() {
        let open = [service()];
        let id = service().id.to_string();
        assert_eq!(chosen(&[id.clone(), id], &open).map(|it| it.len()), Ok(1));
        assert!(chosen(&[], &open).is_err());
        assert!(chosen(&["x".into()], &open).is_err());
    }
}
