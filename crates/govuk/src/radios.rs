//! One choice from a handful.

use maud::Render;
use serde::Deserialize;

use crate::choices::{Choice, Choices, Kind};
use crate::de;
use crate::error_message::ErrorMessage;
use crate::fieldset::{Fieldset, Legend};
use crate::hint::Hint;

const KIND: Kind = Kind { block: "govuk-radios", input_type: "radio", describes_items: false };

/// Radio buttons under one question.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Radios {
    #[serde(flatten)]
    choices: Choices,
    #[serde(deserialize_with = "de::truthy")]
    value: Option<String>,
}

impl Radios {
    /// Radio buttons whose form field is `name`; the first has that id.
    pub fn new<C: Into<Choice>>(
        name: impl Into<String>,
        legend: impl Into<Legend>,
        items: impl IntoIterator<Item = C>,
    ) -> Radios {
        let choices = Choices {
            name: name.into(),
            fieldset: Some(Fieldset::around(legend.into())),
            items: items.into_iter().map(|item| Some(item.into())).collect(),
            ..Choices::default()
        };
        Radios { choices, value: None }
    }

    /// Adds a choice.
    #[must_use]
    pub fn item(mut self, item: impl Into<Choice>) -> Radios {
        self.choices.items.push(Some(item.into()));
        self
    }

    /// The value that was chosen before; an empty one chooses nothing.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Radios {
        self.value = Some(value.into()).filter(|value| !value.is_empty());
        self
    }

    /// Help under the question.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Hint>) -> Radios {
        self.choices.hint = Some(hint.into());
        self
    }

    /// What is wrong, if anything.
    #[must_use]
    pub fn error<E: Into<ErrorMessage>>(mut self, error: Option<E>) -> Radios {
        self.choices.error_message = error.map(Into::into);
        self
    }

    /// An id other than the name.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Radios {
        self.choices.id_prefix = id.into();
        self
    }

    /// Side by side, for two short answers.
    #[must_use]
    pub fn inline(self) -> Radios {
        self.classes("govuk-radios--inline")
    }

    /// Smaller, for filters.
    #[must_use]
    pub fn small(self) -> Radios {
        self.classes("govuk-radios--small")
    }

    /// Adds classes.
    #[must_use]
    pub fn classes(mut self, classes: &str) -> Radios {
        crate::add_classes(&mut self.choices.classes, classes);
        self
    }
}

impl Render for Radios {
    fn render_to(&self, out: &mut String) {
        let value = self.value.as_deref();
        self.choices.write(out, &KIND, |item| match item.checked {
            Some(checked) => checked,
            None => value.is_some() && item.value.as_deref() == value,
        });
    }
}
