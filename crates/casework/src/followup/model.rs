//! Who is asked what became of the people of a returned request or a closed case, and what counts as an answer. No I/O.

use charter::{Charter, codes::Codes};
use jiff::civil::Date;
use kernel::FieldErrors;
use schemars::JsonSchema;
use serde::Serialize;

/// The longest words beside an answer.
pub(super) const LONGEST: usize = 500;

/// After what somebody is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum After {
    /// A request was returned.
    Returned,
    /// A case was closed.
    Closed,
}

impl After {
    /// The name that a row holds.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Returned => "returned",
            Self::Closed => "closed",
        }
    }

    /// What may have become of them; nothing where nobody is asked.
    pub(crate) fn answers(self, charter: &Charter) -> &Codes {
        match self {
            Self::Returned => &charter.followup_answers,
            Self::Closed => &charter.closed_followup_answers,
        }
    }

    /// The question that is asked today: after how many months, the latest of those that have come.
    pub(crate) fn asked(self, charter: &Charter, (since, today): (Date, Date)) -> Option<u32> {
        let asks = !self.answers(charter).is_empty();
        charter.followup_on(since, today).filter(|_| asks)
    }
}

/// The question that waits for an answer: after how many months. One that nobody answered before the next came is
/// not asked any more: nobody is asked twice on one day.
pub(crate) fn to_answer(
    charter: &Charter,
    after: After,
    days: (Date, Date),
    answered: Option<i64>,
) -> Option<u32> {
    let months = after.asked(charter, days)?;
    let is_answered = answered.is_some_and(|it| it >= i64::from(months));
    (!is_answered).then_some(months)
}

/// Checks an answer and the words beside it.
///
/// # Errors
///
/// Every problem at once.
pub(super) fn checked<'a>(
    (answer, words): (&'a str, &'a str),
    (after, known): (After, &Codes),
) -> Result<(&'a str, &'a str), FieldErrors> {
    let (mut errors, words) = (FieldErrors::default(), words.trim());
    if !known.contains(answer) {
        let told = match after {
            After::Returned => "Select what became of them",
            After::Closed => "Select how things are now",
        };
        errors.add("answer", told);
    }
    if words.chars().count() > LONGEST {
        errors.add("words", "What you add must be 500 characters or fewer");
    }
    errors.into_result()?;
    Ok((answer, words))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::charters::charter_of;

    #[track_caller]
    fn check(today: Date, answered: Option<i64>, asked: Option<u32>) {
        let charter = charter_of("maag").unwrap();
        for after in [After::Returned, After::Closed] {
            let days = (date(2026, 11, 30), today);
            assert_eq!(to_answer(charter, after, days, answered), asked, "{after:?} {today}");
        }
    }

    #[test]
    fn a_returned_request_or_a_closed_case_comes_back_after_three_six_and_twelve_months_until_it_is_answered()
     {
        check(date(2027, 2, 27), None, None);
        check(date(2027, 2, 28), None, Some(3));
        check(date(2027, 2, 28), Some(3), None);
        check(date(2027, 5, 29), Some(3), None);
        check(date(2027, 5, 30), Some(3), Some(6));
        check(date(2027, 5, 30), None, Some(6));
        check(date(2027, 11, 30), Some(6), Some(12));
        check(date(2029, 11, 30), Some(12), None);
    }

    #[test]
    fn a_charter_without_answers_asks_nobody() {
        let mut charter = charter_of("maag").unwrap().clone();
        charter.followup_answers = Codes::default();
        let days = (date(2026, 1, 1), date(2027, 1, 1));
        assert_eq!(to_answer(&charter, After::Returned, days, None), None);
        assert_eq!(to_answer(&charter, After::Closed, days, None), Some(12));
        charter.closed_followup_answers = Codes::default();
        assert_eq!(to_answer(&charter, After::Closed, days, None), None);
    }

    #[test]
    fn an_answer_is_one_of_the_charters_and_its_words_are_few() {
        let known = &charter_of("maag").unwrap().followup_answers;
        assert_eq!(
            checked(("got_worse", " Police twice "), (After::Returned, known)),
            Ok(("got_worse", "Police twice"))
        );
        let wrong = checked(("castle", &"x".repeat(501)), (After::Returned, known)).unwrap_err();
        assert!(wrong.of("answer").is_some() && wrong.of("words").is_some());
    }
}
