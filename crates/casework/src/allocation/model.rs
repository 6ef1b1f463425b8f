//! The states of an allocation, and which services may be offered. No I/O.

use jiff::civil::Date;
use kernel::{FieldErrors, OrganisationId, ServiceId, parse_date};
use uuid::Uuid;

/// The state of one service offered to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Asked for, not answered.
    Offered,
    /// The provider will give it once a place is free.
    Waiting,
    /// The provider gives it.
    Accepted,
    /// The provider does not, with a reason.
    Declined,
    /// Over, or taken back when the case was closed.
    Ended,
}

impl Status {
    /// Every state.
    pub const ALL: [Self; 5] =
        [Self::Offered, Self::Waiting, Self::Accepted, Self::Declined, Self::Ended];

    /// The state that a row holds.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The name that a row holds.
    pub fn name(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Ended => "ended",
        }
    }

    /// Whether the service is asked for or given, so that it need not be offered again.
    pub fn is_current(self) -> bool {
        matches!(self, Self::Offered | Self::Waiting | Self::Accepted)
    }

    /// The provider says yes.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn accept(self) -> Result<Self, &'static str> {
        self.answered().map(|()| Self::Accepted)
    }

    /// The provider says yes, and that the family has to wait.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn wait(self) -> Result<Self, &'static str> {
        self.answered().map(|()| Self::Waiting)
    }

    /// The provider says no.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn decline(self) -> Result<Self, &'static str> {
        self.answered().map(|()| Self::Declined)
    }

    /// What the provider gives is over.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn finish(self) -> Result<Self, &'static str> {
        match self {
            Self::Accepted => Ok(Self::Ended),
            Self::Offered | Self::Waiting => {
                Err("This service is not given yet. Answer first whether it can be.")
            }
            Self::Declined | Self::Ended => Err("This service is not given any more."),
        }
    }

    /// The case is closed: what is current ends, in one statement for the whole case.
    pub fn end(self) -> Option<Self> {
        self.is_current().then_some(Self::Ended)
    }

    fn answered(self) -> Result<(), &'static str> {
        match self {
            Self::Offered | Self::Waiting => Ok(()),
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

/// What a provider answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Accept,
    /// Yes, and the family has to wait until about a day.
    Wait(Date),
    /// No, with a code of the charter's reasons.
    Decline(String),
}

/// Checks an answer: a refusal needs a reason of the charter, and whoever has the family wait says until when.
///
/// # Errors
///
/// Every problem at once.
pub fn answered(
    (answer, reason, until): (&str, &str, &str),
    is_reason: impl Fn(&str) -> bool,
    today: Date,
) -> Result<Answer, FieldErrors> {
    match answer {
        "accept" => Ok(Answer::Accept),
        "decline" if is_reason(reason) => Ok(Answer::Decline(reason.to_owned())),
        "decline" => Err(FieldErrors::one("reason", "Select why you decline")),
        "wait" => match parse_date(until) {
            Ok(Some(day)) if day > latest_wait(today) => {
                Err(FieldErrors::one("until", "The day must be within 26 weeks: ask again then"))
            }
            Ok(Some(day)) if day > today => Ok(Answer::Wait(day)),
            Ok(Some(_)) => Err(FieldErrors::one("until", "The day must be after today")),
            Ok(None) => Err(FieldErrors::one("until", "Enter until about when they wait")),
            Err(why) => Err(FieldErrors::one("until", format!("The day {why}"))),
        },
        _ => Err(FieldErrors::one("answer", "Select whether you accept or decline")),
    }
}

/// Whoever has a family wait knows of it so long: not for ever.
fn latest_wait(today: Date) -> Date {
    today.saturating_add(jiff::Span::new().weeks(26))
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

    /// Whether it can be offered to this case today: one that is full has a waiting list, one for nobody has not.
    pub fn can_be_offered(&self, today: Date, barred: &[Uuid]) -> bool {
        let is_live = self.goes_live_on.is_none_or(|day| day <= today);
        is_live
            && !self.is_withdrawn
            && self.capacity > 0
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
                let told = "Select services of the list: one that you chose is for nobody now or not yet open";
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
        check(Status::Waiting, Some(Status::Accepted), Some(Status::Declined));
        check(Status::Accepted, None, None);
        check(Status::Declined, None, None);
        check(Status::Ended, None, None);
        assert!(Status::Accepted.is_current() && !Status::Declined.is_current());
        assert_eq!(Status::from_name("ended"), Some(Status::Ended));
        assert_eq!((Status::Offered.end(), Status::Declined.end()), (Some(Status::Ended), None));
    }

    #[test]
    fn whoever_has_a_family_wait_says_until_about_when() {
        let known = |reason: &str| reason == "no_capacity";
        let on = |answer, until| answered((answer, "", until), known, date(2026, 11, 22));
        assert_eq!(on("wait", "2027-01-11"), Ok(Answer::Wait(date(2027, 1, 11))));
        for wrong in ["", "2026-11-22", "x"] {
            assert!(on("wait", wrong).unwrap_err().of("until").is_some(), "{wrong}");
        }
        assert!(on("decline", "").unwrap_err().of("reason").is_some());
        assert!(on("", "").unwrap_err().of("answer").is_some());
        assert_eq!(Status::Offered.wait(), Ok(Status::Waiting));
        assert_eq!(Status::Accepted.finish(), Ok(Status::Ended));
        assert!(Status::Waiting.finish().is_err() && Status::Accepted.wait().is_err());
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
    fn only_a_live_service_that_works_with_families_and_may_know_the_case_is_offered_and_only_once()
    {
        let today = date(2026, 11, 22);
        check_open(&service(), today, true);
        check_open(&service(), date(2026, 11, 21), false);
        check_open(&Service { accepted: 2, ..service() }, today, true);
        check_open(&Service { capacity: 0, ..service() }, today, false);
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
