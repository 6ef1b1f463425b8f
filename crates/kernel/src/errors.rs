//! What is wrong with a form.

use serde::{Deserialize, Serialize};

/// What is wrong with a form, field by field, in the words the user sees: every problem at once,
/// in the order the form asks its questions. A charter's own words fit too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FieldErrors(Vec<(String, String)>);

impl FieldErrors {
    /// Notes one problem with one field.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push((field.into(), message.into()));
    }

    /// One problem with one field.
    pub fn one(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self(vec![(field.into(), message.into())])
    }

    /// Whether nothing was wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `Ok` when nothing was wrong.
    ///
    /// # Errors
    ///
    /// The errors themselves, when there are any.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }

    /// The fields and messages, in the order the form asks its questions.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, message)| (field.as_str(), message.as_str()))
    }

    /// The first message for a field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.iter().find(|(name, _)| *name == field).map(|(_, message)| message)
    }

    /// The text without spaces around it; an error with `message` when nothing is left.
    pub fn required<'a>(&mut self, field: &str, text: &'a str, message: &str) -> &'a str {
        let text = text.trim();
        if text.is_empty() {
            self.add(field, message);
        }
        text
    }

    /// Keeps a checked value, or notes why it could not be made.
    pub fn take<T>(&mut self, field: &str, checked: Result<T, impl Into<String>>) -> Option<T> {
        match checked {
            Ok(value) => Some(value),
            Err(message) => {
                self.add(field, message);
                None
            }
        }
    }
}
