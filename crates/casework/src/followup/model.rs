//! Who is asked what became of a returned request, and what counts as an answer. No I/O.

use charter::{Charter, codes::Codes};
use jiff::civil::Date;
use kernel::FieldErrors;

/// The longest words beside an answer.
pub(super) const LONGEST: usize = 500;

/// The question that waits for an answer: after how many months. One that nobody answered before the next came is
/// not asked any more: nobody is asked twice on one day.
pub(crate) fn to_answer(
    charter: &Charter,
    (returned_on, today): (Date, Date),
    answered: Option<i64>,
) -> Option<u32> {
    let months = charter.followup_on(returned_on, today)?;
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
    known: &Codes,
) -> Result<(&'a str, &'a str), FieldErrors> {
    let (mut errors, words) = (FieldErrors::default(), words.trim());
    if !known.contains(answer) {
        errors.add("answer", "Select what became of them");
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
        assert_eq!(to_answer(charter, (date(2026, 11, 30), today), answered), asked, "{today}");
    }

    #[test]
    fn a_returned_request_comes_back_after_three_six_and_twelve_months_until_it_is_answered() {
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
        assert_eq!(to_answer(&charter, (date(2026, 1, 1), date(2027, 1, 1)), None), None);
    }

    #[test]
    fn an_answer_is_one_of_the_charters_and_its_words_are_few() {
        let known = &charter_of("maag").unwrap().followup_answers;
        assert_eq!(
            checked(("got_worse", " Police twice "), known),
            Ok(("got_worse", "Police twice"))
        );
        let wrong = checked(("castle", &"x".repeat(501)), known).unwrap_err();
        assert!(wrong.of("answer").is_some() && wrong.of("words").is_some());
    }
}
