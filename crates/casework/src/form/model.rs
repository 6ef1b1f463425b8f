//! How far a form has come. No I/O.

use charter::{
    answers::{Answers, validate_answers},
    questionnaire::{Questionnaire, Section},
};
use schemars::JsonSchema;
use serde::Serialize;

/// Whether a form is being filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is being filled in.
    InProgress,
    /// Everything that must be answered is, and whoever filled it in said so.
    Complete,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 2] = [Self::InProgress, Self::Complete];

    /// The status that a row holds.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The name that a row holds.
    pub fn name(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Complete => "complete",
        }
    }

    /// Answers are changed while it is being filled in.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn fill_in(self) -> Result<Self, &'static str> {
        match self {
            Self::InProgress => Ok(self),
            Self::Complete => Err("This form is complete. Open it again to change an answer."),
        }
    }

    /// In progress to complete.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn complete(self) -> Result<Self, &'static str> {
        match self {
            Self::InProgress => Ok(Self::Complete),
            Self::Complete => Err("This form is complete already. Its answers can be read."),
        }
    }

    /// Complete to in progress: what was answered stays.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn reopen(self) -> Result<Self, &'static str> {
        match self {
            Self::Complete => Ok(Self::InProgress),
            Self::InProgress => Err("This form is open already. Its parts can be filled in."),
        }
    }
}

/// How far one part of a form has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Part {
    /// What its page is called by.
    pub section: String,
    /// The words around it; empty when it stands alone.
    pub theme: String,
    /// Its heading.
    pub label: String,
    /// Whether anything in it was answered.
    pub answered: bool,
    /// How many answers are missing in it, or wrong.
    pub missing: usize,
}

/// The parts of a form with how far each has come.
pub fn parts(form: &Questionnaire, answers: &Answers) -> Vec<Part> {
    let wrong = validate_answers(form, answers).err().unwrap_or_default();
    let part = |section: &Section<'_>| Part {
        section: section.group.link_id.clone(),
        theme: section.theme.to_owned(),
        label: section.group.text.clone(),
        answered: answers.keys().any(|name| section.holds(name)),
        missing: wrong.iter().filter(|(name, _)| section.holds(name)).count(),
    };
    form.sections().iter().map(part).collect()
}

/// The answers with those of one part in place of what was answered there.
pub fn with_part(answers: &Answers, section: &Section<'_>, typed: Answers) -> Answers {
    let others = answers.iter().filter(|(name, _)| !section.holds(name));
    let mut whole: Answers = others.map(|(name, it)| (name.clone(), it.clone())).collect();
    whole.extend(typed);
    whole
}
