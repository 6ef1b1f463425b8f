//! Several lines of text.

use maud::Render;
use serde::Deserialize;

use crate::de;
use crate::element::{Attrs, El};
use crate::error_message::ErrorMessage;
use crate::field::{Field, FormGroup, id_or_name};
use crate::hint::Hint;
use crate::label::Label;

/// A text area with its label, hint and error.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Textarea {
    pub(crate) id: String,
    pub(crate) name: String,
    #[serde(deserialize_with = "de::scalar")]
    pub(crate) value: Option<String>,
    pub(crate) rows: Option<u16>,
    pub(crate) label: Label,
    pub(crate) hint: Option<Hint>,
    pub(crate) error_message: Option<ErrorMessage>,
    pub(crate) described_by: String,
    autocomplete: String,
    pub(crate) spellcheck: Option<bool>,
    disabled: bool,
    pub(crate) form_group: FormGroup,
    pub(crate) classes: String,
    pub(crate) attributes: Attrs,
}

impl Textarea {
    /// A text area whose form field is `name`; the id is the same.
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> Textarea {
        Textarea { name: name.into(), label: label.into(), ..Textarea::default() }
    }

    /// What was typed before.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Textarea {
        self.value = Some(value.into());
        self
    }

    /// Help under the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Hint>) -> Textarea {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong, if anything.
    #[must_use]
    pub fn error<E: Into<ErrorMessage>>(mut self, error: Option<E>) -> Textarea {
        self.error_message = error.map(Into::into);
        self
    }

    /// An id other than the name.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Textarea {
        self.id = id.into();
        self
    }

    /// How many lines it shows; 5 when not said.
    #[must_use]
    pub fn rows(mut self, rows: u16) -> Textarea {
        self.rows = Some(rows);
        self
    }

    /// Adds classes.
    #[must_use]
    pub fn classes(mut self, classes: &str) -> Textarea {
        crate::add_classes(&mut self.classes, classes);
        self
    }

    /// Adds an attribute.
    #[must_use]
    pub fn attr(mut self, name: &str, value: impl Into<String>) -> Textarea {
        self.attributes.set(name, value);
        self
    }

    fn write_textarea(&self, out: &mut String, field: &Field<'_>) {
        El::new(out, "textarea")
            .class("govuk-textarea")
            .class_if(self.error_message.is_some(), "govuk-textarea--error")
            .class(&self.classes)
            .attr("id", field.id)
            .attr("name", &self.name)
            .attr("rows", &self.rows.unwrap_or(5).to_string())
            .maybe("spellcheck", self.spellcheck.map(|on| if on { "true" } else { "false" }))
            .flag("disabled", self.disabled)
            .unless_empty("aria-describedby", &field.all_described_by())
            .unless_empty("autocomplete", &self.autocomplete)
            .attrs(&self.attributes)
            .body(|out| {
                let value = self.value.as_deref().unwrap_or_default();
                // A parser drops a line break that comes first: two keep one.
                if value.starts_with(['\n', '\r']) {
                    out.push('\n');
                }
                value.render_to(out);
            });
    }

    /// Writes the whole field for a component that is built on this one.
    pub(crate) fn write_with(
        &self,
        out: &mut String,
        own: (&str, &Attrs),
        described_by: &str,
        after: impl FnOnce(&mut String),
    ) {
        let field = Field {
            id: id_or_name(&self.id, &self.name),
            described_by,
            hint: self.hint.as_ref(),
            error: self.error_message.as_ref(),
        };
        self.form_group.write(out, self.error_message.is_some(), own, |out| {
            field.write_label(out, &self.label);
            self.form_group.before_input.render_to(out);
            self.write_textarea(out, &field);
            after(out);
            self.form_group.after_input.render_to(out);
        });
    }
}

impl Render for Textarea {
    fn render_to(&self, out: &mut String) {
        self.write_with(out, ("", &Attrs::new()), &self.described_by, |_| {});
    }
}
