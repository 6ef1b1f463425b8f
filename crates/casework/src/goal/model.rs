//! What a goal must say, and how it may go. No I/O.

use kernel::{FieldErrors, GoalId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const LONGEST: usize = 1_000;

/// What a form says of a goal that is still worked on.
pub const OPEN: &str = "open";

/// How a goal went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was reached.
    Met,
    /// Something of it was.
    PartMet,
    /// It was not.
    NotMet,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Met, Self::PartMet, Self::NotMet];

    /// The outcome that a form or a row holds.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }

    /// The name that a row holds.
    pub fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::PartMet => "part_met",
            Self::NotMet => "not_met",
        }
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Met => "Met",
            Self::PartMet => "Partly met",
            Self::NotMet => "Not met",
        }
    }
}

/// What a form about a goal says, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Typed {
    /// What should be different.
    pub words: String,
    /// The need that it answers: a code of the charter; may be empty.
    pub need: String,
    /// How important it is to the family, from 0 to 10; may be empty.
    pub importance: String,
    /// How sure the family is that it will come about, from 0 to 10; may be empty.
    pub confidence: String,
}

/// A checked goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// What should be different.
    pub words: String,
    /// The need that it answers; may be empty.
    pub need: String,
    /// How important it is to the family.
    pub importance: Option<i64>,
    /// How sure the family is that it will come about.
    pub confidence: Option<i64>,
}

impl Typed {
    /// Checks a goal against the needs of the charter.
    ///
    /// # Errors
    ///
    /// Every problem at once.
    pub fn checked(&self, is_need: impl Fn(&str) -> bool) -> Result<Goal, FieldErrors> {
        let mut errors = FieldErrors::default();
        let words = errors.required("words", &self.words, "Enter what should be different");
        let words = words.to_owned();
        if words.chars().count() > LONGEST {
            errors.add("words", "What should be different must be 1,000 characters or fewer");
        }
        if !self.need.is_empty() && !is_need(&self.need) {
            errors.add("need", "Select a need of the list, or none");
        }
        let importance = errors.take("importance", score(&self.importance, "How important it is"));
        let confidence = errors.take("confidence", score(&self.confidence, "How sure they are"));
        errors.into_result()?;
        let (importance, confidence) = (importance.flatten(), confidence.flatten());
        Ok(Goal { words, need: self.need.clone(), importance, confidence })
    }
}

/// A score from 0 to 10, if one was given.
fn score(typed: &str, of: &str) -> Result<Option<i64>, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let score = typed.parse().ok().filter(|score| (0..=10).contains(score));
    score.map(Some).ok_or_else(|| format!("{of} must be a whole number from 0 to 10"))
}

/// Checks how a goal went, if that is said; what came of it belongs to a goal that has gone somehow.
///
/// # Errors
///
/// Every problem at once.
pub fn outcome(name: &str, words: &str) -> Result<Option<(Outcome, String)>, FieldErrors> {
    let mut errors = FieldErrors::default();
    let outcome = Outcome::from_name(name);
    let is_open = matches!(name, "" | OPEN);
    if outcome.is_none() && !is_open {
        errors.add("outcome", "Select how it went");
    }
    let words = words.trim().to_owned();
    if words.chars().count() > LONGEST {
        errors.add("outcome_words", "What came of it must be 1,000 characters or fewer");
    }
    if is_open && !words.is_empty() {
        let told = "Select how it went, or leave what came of it empty while it is worked on";
        errors.add("outcome", told);
    }
    errors.into_result()?;
    Ok(outcome.map(|outcome| (outcome, words)))
}

/// How each open goal went, from answers such as `ID=met`, when a case is closed.
///
/// # Errors
///
/// When one is missing, or answers something else.
pub fn outcomes(typed: &[String], open: &[GoalId]) -> Result<Vec<(GoalId, Outcome)>, FieldErrors> {
    let read = |answer: &String| {
        let (id, outcome) = answer.split_once('=')?;
        let id = open.iter().find(|open| open.to_string() == id.trim())?;
        Some((*id, Outcome::from_name(outcome.trim())?))
    };
    let answers: Vec<(GoalId, Outcome)> = typed.iter().filter_map(read).collect();
    let said = open.iter().map(|id| answers.iter().find(|(of, _)| of == id).copied());
    said.collect::<Option<_>>()
        .ok_or_else(|| FieldErrors::one("goals", "Select how each goal went"))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[track_caller]
    fn check(words: &str, need: &str, importance: &str, confidence: &str, wrong: &[&str]) {
        let [words, need, importance, confidence] =
            [words, need, importance, confidence].map(str::to_owned);
        let typed = Typed { words, need, importance, confidence };
        let checked = typed.checked(|need| need == "housing");
        let errors = checked.err().unwrap_or_default();
        assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), wrong);
    }

    #[test]
    fn a_goal_says_what_should_be_different_and_may_say_how_much_it_matters() {
        check("A bed of her own", "housing", "10", "0", &[]);
        check("A bed of her own", "", "", "", &[]);
        check(" ", "castle", "11", "-1", &["words", "need", "importance", "confidence"]);
        check(&"x".repeat(1001), "", "2.5", "", &["words", "importance"]);
    }

    #[test]
    fn what_came_of_a_goal_is_not_lost_because_nobody_said_how_it_went() {
        assert_eq!((outcome("", ""), outcome(OPEN, " ")), (Ok(None), Ok(None)));
        assert_eq!(outcome("met", " Yes "), Ok(Some((Outcome::Met, "Yes".into()))));
        assert_eq!(outcome("not_met", ""), Ok(Some((Outcome::NotMet, String::new()))));
        assert!(outcome(OPEN, "She moved").is_err_and(|it| it.of("outcome").is_some()));
        assert!(outcome("nearly", "").is_err_and(|it| it.of("outcome").is_some()));
    }

    #[test]
    fn a_case_is_closed_when_each_of_its_open_goals_has_an_outcome() {
        let [one, two] = [1, 2].map(|n| GoalId(Uuid::from_u128(n)));
        let said = [format!("{one}=met"), format!("{two}=not_met"), "x".to_owned()];
        assert_eq!(
            outcomes(&said, &[one, two]),
            Ok(vec![(one, Outcome::Met), (two, Outcome::NotMet)])
        );
        assert!(outcomes(&said[..1], &[one, two]).is_err());
        assert!(outcomes(&[format!("{one}=")], &[one]).is_err());
        assert_eq!(outcomes(&[], &[]), Ok(vec![]));
    }
}
