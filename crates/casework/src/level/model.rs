//! What a judgement of the level of need says. No I/O.

use charter::Charter;
use kernel::{FieldErrors, PractitionerId};
use schemars::JsonSchema;
use serde::Serialize;

const LONGEST: usize = 2_000;

/// When a level is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// A request is decided.
    Decision,
    /// The plan is reviewed.
    Review,
    /// The case is stepped up to the statutory service.
    StepUp,
    /// The case is closed.
    Closure,
}

impl Occasion {
    /// Every occasion.
    pub const ALL: [Self; 4] = [Self::Decision, Self::Review, Self::StepUp, Self::Closure];

    /// The name that a row holds.
    pub fn name(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Review => "review",
            Self::StepUp => "step_up",
            Self::Closure => "closure",
        }
    }

    /// The occasion that a row holds.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// Within a sentence.
    pub(super) fn at(self) -> &'static str {
        match self {
            Self::Decision => "when the request was decided",
            Self::Review => "at the review",
            Self::StepUp => "with the step-up",
            Self::Closure => "when the case was closed",
        }
    }

    /// At the start of a table's cell.
    pub fn words(self) -> &'static str {
        match self {
            Self::Decision => "Decision on the request",
            Self::Review => "Review",
            Self::StepUp => "Step-up",
            Self::Closure => "Closure",
        }
    }
}

/// A judgement, checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Judged {
    /// The level; nothing when it is not known.
    pub(crate) level: Option<i64>,
    /// Why it has changed.
    pub(crate) reason: String,
    /// Codes of the charter's indicators, in its order.
    pub(crate) indicators: Vec<String>,
}

/// A level that may have changed, as typed beside other things.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'a> {
    /// A level of the charter; empty when it is as it was.
    pub level: &'a str,
    /// Why it has changed.
    pub reason: &'a str,
    /// Codes of the charter's indicators.
    pub indicators: &'a [String],
}

/// Checks a level that may have changed. Nothing where it is as it was and nothing was said of it.
pub(crate) fn checked(
    errors: &mut FieldErrors,
    typed: Typed<'_>,
    now: i64,
    charter: &Charter,
) -> Option<Judged> {
    let level = level(errors, typed.level, now, charter);
    let reason = typed.reason.trim();
    if reason.is_empty() && level != now {
        errors.add("level_reason", "Enter why the level of need has changed");
    } else if reason.chars().count() > LONGEST {
        errors.add("level_reason", "Why it has changed must be 2,000 characters or fewer");
    }
    let indicators = relied_on(errors, typed.indicators, charter);
    let is_said = level != now || !reason.is_empty() || !indicators.is_empty();
    is_said.then(|| Judged { level: Some(level), reason: reason.to_owned(), indicators })
}

/// The level as typed, or the one that it was.
pub(crate) fn level(errors: &mut FieldErrors, typed: &str, now: i64, charter: &Charter) -> i64 {
    if typed.trim().is_empty() {
        return now;
    }
    let known = typed.trim().parse::<u32>().ok().filter(|it| charter.level(*it).is_some());
    if known.is_none() {
        errors.add("level", "Select the level of need as you judge it now");
    }
    known.map_or(now, i64::from)
}

/// The indicators that were ticked, each of them one of the charter's and once, in its order.
pub(crate) fn relied_on(
    errors: &mut FieldErrors,
    ticked: &[String],
    charter: &Charter,
) -> Vec<String> {
    if ticked.iter().any(|code| charter.need_indicator(code).is_none()) {
        errors.add("indicators", "Tick only what is in the list");
    }
    let known = charter.need_indicators.iter().filter(|it| ticked.contains(&it.code));
    known.map(|it| it.code.clone()).collect()
}

/// An indicator that somebody relied on, in the words of the charter of then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Indicator {
    /// Its code.
    pub code: String,
    /// The level at which it is seen; nothing when the charter no longer has it.
    pub level: Option<u32>,
    /// What it says; its code when the charter no longer has it.
    pub words: String,
}

/// Codes in the words of a charter, in its order; those that it does not have come last.
pub(crate) fn in_words(codes: &[String], charter: &Charter) -> Vec<Indicator> {
    let known = charter.need_indicators.iter().filter(|it| codes.contains(&it.code));
    let known = known.map(|it| Indicator {
        code: it.code.clone(),
        level: Some(it.level),
        words: it.name.clone(),
    });
    let dropped = codes.iter().filter(|code| charter.need_indicator(code).is_none());
    let dropped =
        dropped.map(|code| Indicator { code: code.clone(), level: None, words: code.clone() });
    known.chain(dropped).collect()
}

/// "3, Intensive"
pub(crate) fn words(level: i64, charter: &Charter) -> String {
    let known = u32::try_from(level).ok().and_then(|it| charter.level(it));
    known.map_or_else(|| level.to_string(), |it| format!("{level}, {}", it.name))
}

/// Whether somebody answers a level that was proposed: a second person, who confirms it while the level is as it was; and
/// whoever proposed it only takes it back.
pub(super) fn may_answer(
    (me, proposed_by): (PractitionerId, PractitionerId),
    confirms: bool,
    is_unchanged: bool,
) -> Result<(), &'static str> {
    match (confirms, me == proposed_by) {
        (true, true) => Err(
            "You proposed this level. Somebody else who keeps the plan confirms it: the lead professional, the chair or the coordinator.",
        ),
        (true, false) if !is_unchanged => {
            Err("The level has changed since. Say no, and judge it again at a review.")
        }
        _ => Ok(()),
    }
}

/// The chronology's line of a level.
pub(crate) fn told(
    occasion: Occasion,
    before: Option<i64>,
    level: i64,
    charter: &Charter,
) -> String {
    let when = occasion.at();
    let level = words(level, charter);
    match before {
        Some(before) => format!("Level of need {when}: from {before} to {level}."),
        None => format!("Level of need {when}: {level}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charters::charter_of;

    #[track_caller]
    fn check(level: &str, reason: &str, ticked: &[&str], wrong: &[&str]) -> Option<Judged> {
        let ticked: Vec<String> = ticked.iter().map(|it| (*it).to_owned()).collect();
        let typed = Typed { level, reason, indicators: &ticked };
        let mut errors = FieldErrors::default();
        let judged = checked(&mut errors, typed, 3, charter_of("maag").unwrap());
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, wrong);
        judged
    }

    #[test]
    fn a_level_that_changes_says_why_and_one_that_stays_need_not() {
        assert_eq!(check("3", "", &[], &[]), None);
        assert_eq!(check("", "", &[], &[]), None);
        check("2", " ", &[], &["level_reason"]);
        let judged = check("2", "They manage with a mentor", &[], &[]).unwrap();
        assert_eq!((judged.level, judged.reason.as_str()), (Some(2), "They manage with a mentor"));
        check("9", "", &["castle"], &["level", "indicators"]);
        check("4", &"x".repeat(2_001), &[], &["level_reason"]);
    }

    #[test]
    fn what_is_ticked_makes_no_level_and_is_kept_in_the_charters_order() {
        let ticked = ["violence_at_home", "misses_school", "violence_at_home"];
        let judged = check("3", "", &ticked, &[]).unwrap();
        assert_eq!(judged.level, Some(3), "what is seen at level 4 does not make it one");
        assert_eq!(judged.indicators, ["misses_school", "violence_at_home"]);
    }

    #[test]
    fn nobody_confirms_a_level_that_they_proposed_or_that_another_came_before() {
        let [ann, ben] = [1, 2].map(|it| PractitionerId(uuid::Uuid::from_u128(it)));
        assert!(may_answer((ben, ann), true, true).is_ok());
        assert!(may_answer((ann, ann), true, true).is_err());
        assert!(may_answer((ben, ann), true, false).is_err());
        assert!(
            may_answer((ann, ann), false, false).is_ok()
                && may_answer((ben, ann), false, false).is_ok()
        );
    }

    #[test]
    fn a_code_that_the_charter_dropped_still_reads() {
        let codes = ["dropped_long_ago".to_owned(), "misses_school".to_owned()];
        let said = in_words(&codes, charter_of("maag").unwrap());
        let said: Vec<_> = said.iter().map(|it| (it.level, it.words.as_str())).collect();
        let expected =
            [(Some(2), "Misses school or nursery more and more"), (None, "dropped_long_ago")];
        assert_eq!(said, expected);
    }

    #[test]
    fn the_chronology_tells_from_which_level_to_which() {
        let charter = charter_of("maag").unwrap();
        assert_eq!(
            told(Occasion::Review, Some(3), 2, charter),
            "Level of need at the review: from 3 to 2, Additional."
        );
        assert_eq!(
            told(Occasion::Decision, None, 3, charter),
            "Level of need when the request was decided: 3, Intensive."
        );
    }
}
