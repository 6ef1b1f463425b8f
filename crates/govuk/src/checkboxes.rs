//! Any number of choices from a handful.

use maud::Render;
use serde::Deserialize;

use crate::choices::{Choice, Choices, Kind};
use crate::error_message::ErrorMessage;
use crate::fieldset::{Fieldset, Legend};
use crate::hint::Hint;

const KIND: Kind =
    Kind { block: "govuk-checkboxes", input_type: "checkbox", describes_items: true };

/// Checkboxes under one question.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Checkboxes {
    #[serde(flatten)]
    choices: Choices,
    values: Vec<String>,
}

impl Checkboxes {
    /// Checkboxes whose form field is `name`; the first has that id.
    pub fn new<C: Into<Choice>>(
        name: impl Into<String>,
        legend: impl Into<Legend>,
        items: impl IntoIterator<Item = C>,
    ) -> Checkboxes {
        let choices = Choices {
            name: name.into(),
            fieldset: Some(Fieldset::around(legend.into())),
            items: items.into_iter().map(|item| Some(item.into())).collect(),
            ..Choices::default()
        };
        Checkboxes { choices, values: Vec::new() }
    }

    /// Adds a choice.
    #[must_use]
    pub fn item(mut self, item: impl Into<Choice>) -> Checkboxes {
        self.choices.items.push(Some(item.into()));
        self
    }

    /// A single box with no question around it, such as "I agree".
    pub fn single(name: impl Into<String>, item: impl Into<Choice>) -> Checkboxes {
        let choices =
            Choices { name: name.into(), items: vec![Some(item.into())], ..Choices::default() };
        Checkboxes { choices, values: Vec::new() }
    }

    /// The values that were chosen before.
    #[must_use]
    pub fn values<V: Into<String>>(mut self, values: impl IntoIterator<Item = V>) -> Checkboxes {
        self.values = values.into_iter().map(Into::into).collect();
        self
    }

    /// Help under the question.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Hint>) -> Checkboxes {
        self.choices.hint = Some(hint.into());
        self
    }

    /// What is wrong, if anything.
    #[must_use]
    pub fn error<E: Into<ErrorMessage>>(mut self, error: Option<E>) -> Checkboxes {
        self.choices.error_message = error.map(Into::into);
        self
    }

    /// An id other than the name.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Checkboxes {
        self.choices.id_prefix = id.into();
        self
    }

    /// Smaller, for filters.
    #[must_use]
    pub fn small(self) -> Checkboxes {
        self.classes("govuk-checkboxes--small")
    }

    /// Adds classes.
    #[must_use]
    pub fn classes(mut self, classes: &str) -> Checkboxes {
        crate::add_classes(&mut self.choices.classes, classes);
        self
    }
}

impl Render for Checkboxes {
    fn render_to(&self, out: &mut String) {
        self.choices.write(out, &KIND, |item| match (item.checked, &item.value) {
            (Some(checked), _) => checked,
            (None, Some(value)) => self.values.contains(value),
            (None, None) => false,
        });
    }
}
