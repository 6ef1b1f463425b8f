//! One choice from a long list.

use maud::Render;
use serde::Deserialize;

use crate::de;
use crate::element::{Attrs, El};
use crate::error_message::ErrorMessage;
use crate::field::{Field, FormGroup, id_or_name};
use crate::hint::Hint;
use crate::label::Label;

/// A drop-down list; prefer [`crate::Radios`] for a handful of choices.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Select {
    id: String,
    name: String,
    #[serde(deserialize_with = "de::truthy")]
    value: Option<String>,
    #[serde(deserialize_with = "de::slots")]
    items: Vec<Option<SelectItem>>,
    label: Label,
    hint: Option<Hint>,
    error_message: Option<ErrorMessage>,
    described_by: String,
    disabled: bool,
    form_group: FormGroup,
    classes: String,
    attributes: Attrs,
}

/// One line of a drop-down list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct SelectItem {
    #[serde(deserialize_with = "de::scalar")]
    value: Option<String>,
    #[serde(deserialize_with = "de::scalar")]
    text: Option<String>,
    selected: Option<bool>,
    disabled: bool,
    attributes: Attrs,
}

impl Select {
    /// An empty list whose form field is `name`; the id is the same.
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> Select {
        Select { name: name.into(), label: label.into(), ..Select::default() }
    }

    /// Adds a choice.
    #[must_use]
    pub fn item(mut self, value: impl Into<String>, text: impl Into<String>) -> Select {
        let (value, text) = (Some(value.into()), Some(text.into()));
        self.items.push(Some(SelectItem { value, text, ..SelectItem::default() }));
        self
    }

    /// Adds choices, as pairs of value and text.
    #[must_use]
    pub fn items<V: Into<String>, T: Into<String>>(
        self,
        items: impl IntoIterator<Item = (V, T)>,
    ) -> Select {
        items.into_iter().fold(self, |select, (value, text)| select.item(value, text))
    }

    /// The value that was chosen before.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Select {
        self.value = Some(value.into());
        self
    }

    /// Help under the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Hint>) -> Select {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong, if anything.
    #[must_use]
    pub fn error<E: Into<ErrorMessage>>(mut self, error: Option<E>) -> Select {
        self.error_message = error.map(Into::into);
        self
    }

    /// An id other than the name.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Select {
        self.id = id.into();
        self
    }

    /// Adds classes.
    #[must_use]
    pub fn classes(mut self, classes: &str) -> Select {
        crate::add_classes(&mut self.classes, classes);
        self
    }

    fn write_select(&self, out: &mut String, field: &Field<'_>) {
        El::new(out, "select")
            .class("govuk-select")
            .class(&self.classes)
            .class_if(self.error_message.is_some(), "govuk-select--error")
            .attr("id", field.id)
            .attr("name", &self.name)
            .flag("disabled", self.disabled)
            .unless_empty("aria-describedby", &field.all_described_by())
            .attrs(&self.attributes)
            .body(|out| {
                for item in self.items.iter().flatten() {
                    item.write(out, self.value.as_deref());
                }
            });
    }
}

impl SelectItem {
    fn write(&self, out: &mut String, chosen: Option<&str>) {
        let text = self.text.as_deref().unwrap_or_default();
        let effective = self.value.as_deref().unwrap_or(text);
        let selected = self.selected.unwrap_or(chosen == Some(effective));
        El::new(out, "option")
            .maybe("value", self.value.as_deref())
            .flag("selected", selected)
            .flag("disabled", self.disabled)
            .attrs(&self.attributes)
            .holding(&text);
    }
}

impl Render for Select {
    fn render_to(&self, out: &mut String) {
        let field = Field {
            id: id_or_name(&self.id, &self.name),
            described_by: &self.described_by,
            hint: self.hint.as_ref(),
            error: self.error_message.as_ref(),
        };
        let own = ("", &Attrs::new());
        self.form_group.write(out, self.error_message.is_some(), own, |out| {
            field.write_label(out, &self.label);
            self.form_group.before_input.render_to(out);
            self.write_select(out, &field);
            self.form_group.after_input.render_to(out);
        });
    }
}
