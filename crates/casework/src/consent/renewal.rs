//! When a family is asked again whether they agree: when somebody else leads, and after as many months as the
//! charter says. No I/O.

use jiff::{Timestamp, ToSpan as _, civil::Date};
use schemars::JsonSchema;
use serde::Serialize;

/// What was said last about one purpose, as far as asking again follows from it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said<'a> {
    /// given, refused or withdrawn.
    pub(crate) decision: &'a str,
    /// The day on which they said it.
    pub(crate) on: Date,
    /// When that was recorded.
    pub(crate) recorded_at: Timestamp,
}

/// Why they are asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Somebody else leads since they agreed.
    LeadChanged,
    /// It is as long ago as the charter allows.
    LongAgo,
}

impl Why {
    /// Said of a purpose, after a colon.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::LeadChanged => "the lead professional has changed since they agreed",
            Self::LongAgo => "they agreed a long time ago",
        }
    }
}

/// Whether they are asked again. Whoever refused or withdrew is not.
pub(crate) fn due(
    said: Said<'_>,
    lead_changed_at: Option<Timestamp>,
    (months, today): (Option<u32>, Date),
) -> Option<Why> {
    if said.decision != "given" {
        return None;
    }
    if lead_changed_at.is_some_and(|at| at > said.recorded_at) {
        return Some(Why::LeadChanged);
    }
    let ends = said.on.saturating_add(i64::from(months?).months());
    (ends <= today).then_some(Why::LongAgo)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn check(decision: &str, changed: Option<i64>, months: Option<u32>, expected: Option<Why>) {
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        let said = Said { decision, on: date(2025, 11, 22), recorded_at: at(100) };
        assert_eq!(due(said, changed.map(at), (months, date(2026, 11, 22))), expected);
    }

    #[test]
    fn consent_is_asked_for_again_when_somebody_else_leads_or_after_as_many_months_as_the_charter_says()
     {
        check("given", None, None, None);
        check("given", None, Some(12), Some(Why::LongAgo));
        check("given", None, Some(13), None);
        check("given", Some(101), None, Some(Why::LeadChanged));
        check("given", Some(99), None, None);
        check("refused", Some(101), Some(12), None);
        check("withdrawn", Some(101), Some(12), None);
    }
}
