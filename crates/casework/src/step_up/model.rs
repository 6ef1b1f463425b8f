//! What stepping up needs, when it is answered, and when a step-down is complete. No I/O.

use charter::Charter;
use jiff::civil::Date;
use kernel::{FieldErrors, past_date};

use crate::level::model::relied_on;

/// The answer to the transition question of a request that steps down to the forum.
pub const STEP_DOWN: &str = "step_down";

const LONGEST: usize = 2_000;
const LONGEST_NAME: usize = 200;

/// The state of one step-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Asked, not answered: the forum holds the case.
    Waiting,
    /// The service takes it on.
    Accepted,
    /// It does not, with a reason: the forum goes on holding the case.
    Declined,
}

impl Status {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Accepted, Self::Declined];

    /// The state that a row holds.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The name that a row holds.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
        }
    }

    /// The service takes it on.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn accept(self) -> Result<Self, &'static str> {
        self.answered().map(|()| Self::Accepted)
    }

    /// The service does not.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn decline(self) -> Result<Self, &'static str> {
        self.answered().map(|()| Self::Declined)
    }

    /// Stepping up again, after this one.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn again(self) -> Result<(), &'static str> {
        match self {
            Self::Waiting => Err("They have not answered yet. Record what they say first."),
            Self::Accepted | Self::Declined => Ok(()),
        }
    }

    fn answered(self) -> Result<(), &'static str> {
        match self {
            Self::Waiting => Ok(()),
            Self::Accepted | Self::Declined => {
                Err("Their answer has been recorded already. Step up again if you have to.")
            }
        }
    }
}

/// A step-up as typed.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'a> {
    /// Why.
    pub reason: &'a str,
    /// The level of need as it is judged now.
    pub level: &'a str,
    /// The indicators relied on.
    pub indicators: &'a [String],
    /// Who was rung.
    pub rung: &'a str,
    /// When.
    pub rung_on: &'a str,
}

/// A checked step-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepUp {
    /// Why.
    pub reason: String,
    /// The level of need as it is judged now.
    pub level: i64,
    /// The indicators relied on: codes of the charter.
    pub indicators: Vec<String>,
    /// Who was rung.
    pub rung: String,
    /// When.
    pub rung_on: Date,
}

/// Checks a step-up.
///
/// # Errors
///
/// Every problem at once.
pub fn checked(typed: Typed<'_>, charter: &Charter, today: Date) -> Result<StepUp, FieldErrors> {
    let mut errors = FieldErrors::default();
    let reason = text(&mut errors, ("reason", typed.reason, LONGEST), "Enter why it is stepped up");
    let level = typed.level.trim().parse::<u32>().ok().filter(|it| charter.level(*it).is_some());
    if level.is_none() {
        errors.add("level", "Select the level of need as you judge it now");
    }
    let indicators = relied_on(&mut errors, typed.indicators, charter);
    let rung = text(&mut errors, ("rung", typed.rung, LONGEST_NAME), "Enter who was rung");
    let rung_on = day(&mut errors, ("rung_on", typed.rung_on), "on which they were rung", today);
    errors.clone().into_result()?;
    match (level, rung_on) {
        (Some(level), Some(rung_on)) => {
            Ok(StepUp { reason, level: i64::from(level), indicators, rung, rung_on })
        }
        _ => Err(errors),
    }
}

/// Checks an answer of the service: one that declines has a reason, and none comes before they were rung.
///
/// # Errors
///
/// Every problem at once.
pub fn answered(
    (answer, answered_on, words): (&str, &str, &str),
    rung_on: Date,
    today: Date,
) -> Result<(Status, Date, String), FieldErrors> {
    let mut errors = FieldErrors::default();
    let status = match answer {
        "accept" => Some(Status::Accepted),
        "decline" => Some(Status::Declined),
        _ => {
            errors.add("answer", "Select what they answered");
            None
        }
    };
    let on = day(&mut errors, ("answered_on", answered_on), "on which they answered", today);
    if on.is_some_and(|on| on < rung_on) {
        errors.add("answered_on", "They cannot have answered before they were rung");
    }
    if words.trim().is_empty() && status == Some(Status::Declined) {
        errors.add("words", "Enter why they decline");
    } else if words.chars().count() > LONGEST {
        errors.add("words", "What they said must be 2,000 characters or fewer");
    }
    errors.clone().into_result()?;
    match (status, on) {
        (Some(status), Some(on)) => Ok((status, on, words.trim().to_owned())),
        _ => Err(errors),
    }
}

fn text(
    errors: &mut FieldErrors,
    (field, typed, longest): (&str, &str, usize),
    missing: &str,
) -> String {
    let text = errors.required(field, typed, missing).to_owned();
    if text.chars().count() > longest {
        errors.add(field, format!("This must be {longest} characters or fewer"));
    }
    text
}

fn day(
    errors: &mut FieldErrors,
    (field, typed): (&str, &str),
    which: &str,
    today: Date,
) -> Option<Date> {
    let day = past_date(typed, today).map_err(|why| format!("The day {which} {why}"));
    let day = errors.take(field, day).flatten();
    if day.is_none() && errors.of(field).is_none() {
        errors.add(field, format!("Enter the day {which}"));
    }
    day
}

/// How long something has waited.
pub(crate) fn waited(since: Date, today: Date) -> String {
    match since.until(today).map_or(0, |span| span.get_days()) {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

/// What a step-down to the forum still lacks; nothing for another case.
pub(crate) fn step_down_lacks(
    transition: &str,
    is_led: bool,
    has_review: bool,
) -> Option<&'static str> {
    match (transition == STEP_DOWN, is_led, has_review) {
        (false, _, _) | (true, true, true) => None,
        (true, false, true) => Some("somebody has to accept to lead"),
        (true, true, false) => Some("the day of the first review has to be set"),
        (true, false, false) => {
            Some("somebody has to accept to lead, and the day of the first review has to be set")
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::charters::charter_of;

    const TODAY: Date = date(2026, 11, 22);

    #[test]
    fn a_step_up_is_answered_once_and_made_again_only_when_it_was() {
        assert_eq!(Status::Waiting.accept(), Ok(Status::Accepted));
        assert_eq!(Status::Waiting.decline(), Ok(Status::Declined));
        for status in [Status::Accepted, Status::Declined] {
            assert!(
                status.accept().is_err() && status.decline().is_err() && status.again().is_ok()
            );
        }
        assert!(Status::Waiting.again().is_err());
        for status in Status::ALL {
            assert_eq!(Status::from_name(status.name()), Some(status));
        }
    }

    #[track_caller]
    fn check(typed: [&str; 4], wrong: &[&str]) {
        let [reason, level, rung, rung_on] = typed;
        let typed = Typed { reason, level, indicators: &[], rung, rung_on };
        let found: Vec<String> = match checked(typed, charter_of("maag").unwrap(), TODAY) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        };
        assert_eq!(found, wrong);
    }

    #[test]
    fn a_step_up_says_why_at_which_level_who_was_rung_and_when() {
        check(["Worse", "4", "The duty social worker", "2026-11-22"], &[]);
        check(["", "", "", ""], &["reason", "level", "rung", "rung_on"]);
        check(["Worse", "9", "The duty social worker", "2026-11-23"], &["level", "rung_on"]);
    }

    #[track_caller]
    fn check_answer(typed: (&str, &str, &str), wrong: &[&str]) {
        let found: Vec<String> = match answered(typed, date(2026, 11, 20), TODAY) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        };
        assert_eq!(found, wrong);
    }

    #[test]
    fn whoever_declines_says_why_and_nobody_answers_before_they_were_rung() {
        check_answer(("accept", "2026-11-20", ""), &[]);
        check_answer(("decline", "2026-11-21", "Below their threshold"), &[]);
        check_answer(("decline", "2026-11-21", " "), &["words"]);
        check_answer(("accept", "2026-11-19", ""), &["answered_on"]);
        check_answer(("", "", ""), &["answer", "answered_on"]);
    }

    #[test]
    fn a_step_down_is_complete_once_somebody_leads_and_a_review_is_set() {
        assert_eq!(step_down_lacks(STEP_DOWN, true, true), None);
        assert!(step_down_lacks(STEP_DOWN, true, false).is_some());
        assert!(step_down_lacks(STEP_DOWN, false, true).is_some());
        assert!(step_down_lacks(STEP_DOWN, false, false).is_some());
        assert_eq!(step_down_lacks("none", false, false), None);
    }

    #[test]
    fn what_waits_says_for_how_many_days() {
        assert_eq!(waited(date(2026, 11, 22), TODAY), "0 days");
        assert_eq!(waited(date(2026, 11, 21), TODAY), "1 day");
        assert_eq!(waited(date(2026, 10, 22), TODAY), "31 days");
    }
}
