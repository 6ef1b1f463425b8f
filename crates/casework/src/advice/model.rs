//! What a question for advice and its answer say. No I/O.

use charter::Charter;
use jiff::civil::Date;
use kernel::{FieldErrors, working_days_after};

/// The longest text of a question or an answer.
const LONGEST: usize = 2_000;

/// What somebody answers to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The words are the advice.
    AdviceGiven,
    /// The forum can help: a request should be made.
    PleaseRefer,
    /// One organisation can meet it, which is named.
    OneOrganisation,
}

impl Kind {
    /// Every kind of answer.
    pub const ALL: [Self; 3] = [Self::AdviceGiven, Self::PleaseRefer, Self::OneOrganisation];

    /// The name that a row holds.
    pub fn name(self) -> &'static str {
        match self {
            Self::AdviceGiven => "advice_given",
            Self::PleaseRefer => "please_refer",
            Self::OneOrganisation => "one_organisation",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// What people see.
    pub fn words(self) -> &'static str {
        match self {
            Self::AdviceGiven => "Advice given",
            Self::PleaseRefer => "Please make a request",
            Self::OneOrganisation => "One organisation can meet it",
        }
    }
}

/// A question as typed.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// What is going on.
    pub situation: &'a str,
    /// What has been tried.
    pub tried: &'a str,
    /// What is asked.
    pub question: &'a str,
}

/// Checks a question.
///
/// # Errors
///
/// Every problem at once.
pub fn asked(typed: Question<'_>) -> Result<Question<'_>, FieldErrors> {
    let mut errors = FieldErrors::default();
    let situation = text(
        &mut errors,
        ("situation", typed.situation),
        ("Enter what is going on", "What is going on"),
    );
    let tried = text(
        &mut errors,
        ("tried", typed.tried),
        ("Enter what has been tried", "What has been tried"),
    );
    let question =
        text(&mut errors, ("question", typed.question), ("Enter what you ask", "What you ask"));
    errors.into_result()?;
    Ok(Question { situation, tried, question })
}

/// Checks an answer: its kind, its words, and, where one organisation can meet it, which.
///
/// # Errors
///
/// Every problem at once.
pub(crate) fn answered<'a>(
    (kind, organisation, words): (&str, &str, &'a str),
    is_organisation: impl Fn(&str) -> bool,
) -> Result<(Kind, &'a str), FieldErrors> {
    let mut errors = FieldErrors::default();
    let known = Kind::from_name(kind);
    if known.is_none() {
        errors.add("kind", "Select what you answer");
    }
    let chosen = !organisation.is_empty();
    if known == Some(Kind::OneOrganisation) && !chosen {
        errors.add("organisation", "Select which organisation can meet it");
    } else if chosen && !is_organisation(organisation) {
        errors.add("organisation", "Select an organisation of the list");
    }
    let words = text(&mut errors, ("words", words), ("Enter your answer", "Your answer"));
    errors.clone().into_result()?;
    known.map(|kind| (kind, words)).ok_or(errors)
}

fn text<'a>(
    errors: &mut FieldErrors,
    (field, typed): (&str, &'a str),
    (missing, name): (&str, &str),
) -> &'a str {
    let words = errors.required(field, typed, missing);
    if words.chars().count() > LONGEST {
        errors.add(field, format!("{name} must be 2,000 characters or fewer"));
    }
    words
}

/// The day by which a question is answered; none where the charter gives no advice.
pub(crate) fn due(charter: &Charter, asked_on: Date) -> Option<Date> {
    charter.advice_working_days.map(|days| working_days_after(asked_on, days))
}

/// What was written, as what is needed of a request: one text.
pub(crate) fn as_needs(situation: &str, tried: &str) -> String {
    format!("{situation}\n\nWhat has been tried: {tried}")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::charters::charter_of;

    #[track_caller]
    fn check<T>(result: Result<T, FieldErrors>, wrong: &[&str]) {
        let fields: Vec<String> = match result {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        };
        assert_eq!(fields, wrong);
    }

    #[test]
    fn a_question_says_what_goes_on_what_was_tried_and_what_is_asked() {
        let good = Question { situation: "He is late", tried: "A chat", question: "Who helps?" };
        check(asked(good), &[]);
        let long = "x".repeat(2_001);
        check(
            asked(Question { situation: " ", tried: &long, question: "" }),
            &["situation", "tried", "question"],
        );
    }

    #[test]
    fn an_answer_has_a_kind_and_words_and_names_the_one_organisation() {
        let known = |it: &str| it == "school";
        check(answered(("advice_given", "", "Ask the school nurse"), known), &[]);
        check(answered(("one_organisation", "school", "They have a club"), known), &[]);
        check(answered(("one_organisation", "", "They have a club"), known), &["organisation"]);
        check(answered(("", "castle", " "), known), &["kind", "organisation", "words"]);
    }

    #[test]
    fn a_question_is_answered_within_the_charters_working_days() {
        let charter = charter_of("maag").unwrap();
        assert_eq!(due(charter, date(2026, 11, 20)), Some(date(2026, 11, 25)));
    }
}
