//! The rules of a request to see what is held. No I/O.

use jiff::{ToSpan as _, civil::Date};
use kernel::{FieldErrors, past_date};
use schemars::JsonSchema;
use serde::Serialize;

const LONGEST: usize = 1_000;

/// The code of a person who asks for themself.
pub(super) const BY_SELF: &str = "self";

/// Who asks, by their codes.
pub const ASKERS: [(&str, &str); 3] = [
    (BY_SELF, "The person themself"),
    ("parent", "A parent, or somebody else with parental responsibility"),
    ("chosen", "Somebody whom the person has asked to do it, such as a solicitor"),
];

/// Why a thing is left out, by its code; the sentence that the answer says of it, which is empty where saying so would
/// tell what must not be told.
pub const REASONS: [(&str, &str, &str); 6] = [
    (
        "third_party",
        "It is about somebody else, or came from somebody who must not be known",
        "Some things are about other people as well, or came from them.",
    ),
    ("harm", "Reading it could do serious harm to somebody", ""),
    ("wishes", "It was said in the belief that whoever asks now would not be told", ""),
    (
        "court",
        "It was given to a court",
        "Some things were given to a court, which decides who reads them.",
    ),
    ("legal", "It is legal advice", "Some things are legal advice."),
    ("crime", "Telling it would get in the way of preventing a crime", ""),
];

/// The code of a thing that goes into the answer.
pub(super) const GIVE: &str = "give";

/// Who asks, in words.
#[must_use]
pub fn asker_words(code: &str) -> &str {
    ASKERS.iter().find(|(it, _)| *it == code).map_or(code, |(_, words)| words)
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It waits for an answer.
    Open,
    /// The answer was given.
    Answered,
    /// It ended without one.
    Ended,
}

impl Status {
    /// Every one, in order.
    pub const ALL: [Self; 3] = [Self::Open, Self::Answered, Self::Ended];

    /// As it is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Ended => "ended",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Open => "Waits for an answer",
            Self::Answered => "Answered",
            Self::Ended => "Ended without an answer",
        }
    }

    /// The state once it was answered, or ended.
    ///
    /// # Errors
    ///
    /// When it is over already: a sentence that says what to do instead.
    pub fn end(self, answered: bool) -> Result<Self, String> {
        match self {
            Self::Open if answered => Ok(Self::Answered),
            Self::Open => Ok(Self::Ended),
            Self::Answered | Self::Ended => Err(OVER.to_owned()),
        }
    }
}

/// What is said of a request that is over.
pub(super) const OVER: &str = "This request is over. Record a new one if they ask again.";

/// Whether the answer is late.
pub(crate) fn is_late(status: Status, due_on: Date, today: Date) -> bool {
    status == Status::Open && due_on < today
}

/// More time is taken once, and whoever asked hears of it within the first month.
///
/// # Errors
///
/// When there is no more time: a sentence that says what to do instead.
pub(super) fn may_extend(
    (status, is_extended): (Status, bool),
    due_on: Date,
    today: Date,
) -> Result<(), String> {
    let why = match () {
        () if status != Status::Open => OVER,
        () if is_extended => "It was given more time already. It cannot be given more.",
        () if is_late(status, due_on, today) => {
            "It is late. More time has to be said within the first month: answer it now."
        }
        () => return Ok(()),
    };
    Err(why.to_owned())
}

/// One month later: the same day of the next month, or its last.
fn months_after(day: Date, months: i64) -> Date {
    day.saturating_add(months.months())
}

/// A request as it is recorded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct New {
    pub(super) asked_by: String,
    pub(super) identity: String,
    pub(super) received_on: Date,
    pub(super) due_on: Date,
}

/// Checks a request.
///
/// # Errors
///
/// Every problem at once.
pub(super) fn checked(
    (asked_by, identity, received_on): (&str, &str, &str),
    today: Date,
) -> Result<New, FieldErrors> {
    let mut errors = FieldErrors::default();
    if !ASKERS.iter().any(|(code, _)| *code == asked_by) {
        errors.add("asked_by", "Select who asks");
    }
    let identity = said(
        &mut errors,
        ("identity", identity),
        "Enter how you know who asks",
        "How you know who asks",
    );
    let received = past_date(received_on, today)
        .map_err(|why| format!("The day on which it was received {why}"));
    let received =
        received.and_then(|day| day.ok_or("Enter the day on which it was received".to_owned()));
    let received_on = errors.take("received_on", received);
    errors.into_result()?;
    let received_on = received_on.unwrap_or(today);
    let due_on = months_after(received_on, 1);
    Ok(New { asked_by: asked_by.to_owned(), identity, received_on, due_on })
}

/// What was typed, if it is neither nothing nor too much.
fn said(
    errors: &mut FieldErrors,
    (field, typed): (&str, &str),
    missing: &str,
    name: &str,
) -> String {
    let words = errors.required(field, typed, missing);
    if words.chars().count() > LONGEST {
        errors.add(field, format!("{name} must be 1,000 characters or fewer"));
    }
    words.to_owned()
}

/// Why an answer takes longer, and the day by which it is due then: two months more, said within the first.
///
/// # Errors
///
/// When nothing is said, or too much.
pub(super) fn extended(reason: &str, received_on: Date) -> Result<(String, Date), FieldErrors> {
    let mut errors = FieldErrors::default();
    let reason =
        said(&mut errors, ("reason", reason), "Enter why it takes longer", "Why it takes longer");
    errors.into_result().map(|()| (reason, months_after(received_on, 3)))
}

/// How a request ends: whether it was answered, and if not, why.
///
/// # Errors
///
/// When nothing is chosen, or nothing said.
pub(super) fn ending(outcome: &str, words: &str) -> Result<(bool, String), FieldErrors> {
    let mut errors = FieldErrors::default();
    let answered = match outcome {
        "answered" => Some(true),
        "ended" => Some(false),
        _ => {
            errors.add("outcome", "Select how it ended");
            None
        }
    };
    let why = ("words", words);
    let words = match answered {
        Some(false) => said(&mut errors, why, "Enter why it ends without an answer", "Why it ends"),
        _ => String::new(),
    };
    errors.into_result().map(|()| (answered == Some(true), words))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_answer_is_due_one_calendar_month_after_the_request_and_three_when_it_was_extended() {
        for (received, due, later) in [
            ((2026, 11, 20), (2026, 12, 20), (2027, 2, 20)),
            ((2026, 1, 31), (2026, 2, 28), (2026, 4, 30)),
            ((2024, 1, 31), (2024, 2, 29), (2024, 4, 30)),
        ] {
            let day = |(y, m, d): (i16, i8, i8)| date(y, m, d);
            let typed = day(received).to_string();
            let new = checked(("self", "Known to me", &typed), date(2026, 11, 30)).unwrap();
            assert_eq!(new.due_on, day(due));
            assert_eq!(extended("Much to read", day(received)).unwrap().1, day(later));
        }
    }

    #[test]
    fn every_problem_of_a_request_is_told_at_once() {
        let wrong = checked(("king", " ", "2027-01-01"), date(2026, 11, 30)).unwrap_err();
        assert_eq!(
            wrong.iter().map(|(field, _)| field).collect::<Vec<_>>(),
            ["asked_by", "identity", "received_on"]
        );
    }

    #[test]
    fn more_time_is_taken_once_and_within_the_first_month() {
        let (due, before, after) = (date(2026, 12, 20), date(2026, 12, 20), date(2026, 12, 21));
        assert!(may_extend((Status::Open, false), due, before).is_ok());
        assert!(may_extend((Status::Open, true), due, before).unwrap_err().contains("already"));
        assert!(may_extend((Status::Open, false), due, after).unwrap_err().contains("late"));
        assert_eq!(may_extend((Status::Ended, false), due, after), Err(OVER.to_owned()));
        assert!(is_late(Status::Open, due, after) && !is_late(Status::Open, due, before));
        assert!(!is_late(Status::Answered, due, after));
    }

    #[test]
    fn a_request_that_is_over_stays_so() {
        assert_eq!(Status::Open.end(true), Ok(Status::Answered));
        assert_eq!(Status::Open.end(false), Ok(Status::Ended));
        assert!(Status::Answered.end(false).is_err() && Status::Ended.end(true).is_err());
    }
}
