//! The rules of a request to see what is held. No I/O.

use jiff::{ToSpan as _, civil::Date};
use kernel::{FieldErrors, past_date};
use schemars::JsonSchema;
use serde::Serialize;

use super::list::Part;

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

/// Why a thing was left out, in words.
#[must_use]
pub fn reason_words(code: &str) -> &str {
    REASONS.iter().find(|(it, _, _)| *it == code).map_or(code, |(_, words, _)| words)
}

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

/// A fact of a thing that is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fact {
    /// What it is.
    pub label: &'static str,
    /// What it says.
    pub says: String,
}

/// A thing that is held about the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Thing {
    /// By which a decision names it: of what it says, and where it stands.
    pub mark: String,
    /// The part of the answer that it belongs to.
    #[schemars(with = "String")]
    #[serde(serialize_with = "part_words")]
    pub part: Part,
    /// What it is called.
    pub title: &'static str,
    /// What it says.
    pub facts: Vec<Fact>,
    /// Why somebody decides whether it goes out; empty where it goes out by itself.
    pub asks: &'static str,
    /// What was decided: empty where it is given, else a code; nothing while nobody has.
    pub withheld: Option<String>,
}

fn part_words<S: serde::Serializer>(part: &Part, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(part.words())
}

impl Thing {
    /// Whether somebody has to decide yet.
    #[must_use]
    pub fn waits(&self) -> bool {
        !self.asks.is_empty() && self.withheld.is_none()
    }

    /// Whether it goes into the answer.
    #[must_use]
    pub fn is_given(&self) -> bool {
        match &self.withheld {
            Some(code) => code.is_empty(),
            None => self.asks.is_empty(),
        }
    }
}

/// How many things stand on one page.
pub(super) const PAGE: usize = 50;

/// The things of a page, counted from 1: first those that wait, then in the order of the answer. Nothing where there is no
/// such page.
pub(super) fn page(mut things: Vec<Thing>, number: i64) -> Option<(Vec<Thing>, usize)> {
    things.sort_by_key(|it| !it.waits());
    let pages = things.len().div_ceil(PAGE).max(1);
    let at = usize::try_from(number).ok()?.checked_sub(1).filter(|at| *at < pages)?;
    Some((things.into_iter().skip(at.saturating_mul(PAGE)).take(PAGE).collect(), pages))
}

/// What was decided: the mark of each thing, and why it is left out, which is empty where it is given.
///
/// # Errors
///
/// When nothing was chosen, or something that is not there.
pub(super) fn decided(
    typed: &[String],
    things: &[Thing],
) -> Result<Vec<(String, String)>, FieldErrors> {
    let mut found = Vec::new();
    for said in typed.iter().map(|it| it.trim()).filter(|it| !it.is_empty()) {
        let (mark, code) = said.split_once('=').unwrap_or((said, ""));
        let is_known = code == GIVE || REASONS.iter().any(|(it, _, _)| *it == code);
        if !is_known {
            return Err(FieldErrors::one("decisions", "Select whether it goes into the answer"));
        }
        if !things.iter().any(|it| it.mark == mark) {
            let told = "Something here was changed by somebody else. Read it again and choose";
            return Err(FieldErrors::one("decisions", told));
        }
        let withheld = if code == GIVE { "" } else { code };
        found.push((mark.to_owned(), withheld.to_owned()));
    }
    if found.is_empty() {
        return Err(FieldErrors::one(
            "decisions",
            "Select for at least one thing whether it goes into the answer",
        ));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn thing(mark: &str, asks: &'static str, withheld: Option<&str>) -> Thing {
        let withheld = withheld.map(str::to_owned);
        Thing {
            mark: mark.into(),
            part: Part::Who,
            title: "A thing",
            facts: Vec::new(),
            asks,
            withheld,
        }
    }

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
    fn what_may_tell_of_somebody_else_goes_out_only_once_somebody_has_said_so() {
        assert!(thing("a", "", None).is_given());
        assert!(!thing("a", "why", None).is_given() && thing("a", "why", None).waits());
        assert!(thing("a", "why", Some("")).is_given());
        assert!(!thing("a", "", Some("harm")).is_given());
    }

    #[test]
    fn a_decision_names_what_was_read_and_a_reason_that_there_is() {
        let things = [thing("a", "why", None)];
        let say = |typed: &str| decided(&[typed.to_owned()], &things);
        assert_eq!(say("a=give").unwrap(), [("a".to_owned(), String::new())]);
        assert_eq!(say("a=harm").unwrap(), [("a".to_owned(), "harm".to_owned())]);
        for wrong in ["b=give", "a=whim", "a", ""] {
            assert!(say(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_page_begins_with_what_waits_and_one_that_is_not_there_is_none() {
        let mut all: Vec<Thing> = (0..60).map(|n| thing(&n.to_string(), "", None)).collect();
        all.push(thing("last", "why", None));
        let (first, pages) = page(all.clone(), 1).unwrap();
        assert_eq!((first[0].mark.as_str(), first.len(), pages), ("last", PAGE, 2));
        assert_eq!(page(all.clone(), 2).unwrap().0.len(), 11);
        assert!(page(all.clone(), 3).is_none() && page(all, 0).is_none());
        assert!(page(Vec::new(), 1).is_some());
    }

    #[test]
    fn a_request_that_is_over_stays_so() {
        assert_eq!(Status::Open.end(true), Ok(Status::Answered));
        assert_eq!(Status::Open.end(false), Ok(Status::Ended));
        assert!(Status::Answered.end(false).is_err() && Status::Ended.end(true).is_err());
    }
}
