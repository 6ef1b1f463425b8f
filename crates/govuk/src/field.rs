//! What every field has around it: group, label, hint, error, and the ids that tie them together.

use serde::Deserialize;

use crate::content::Content;
use crate::element::{Attrs, El};
use crate::error_message::ErrorMessage;
use crate::hint::Hint;
use crate::label::Label;

/// The box around a field.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct FormGroup {
    pub(crate) classes: String,
    pub(crate) attributes: Attrs,
    #[serde(alias = "beforeInputs")]
    pub(crate) before_input: Content,
    #[serde(alias = "afterInputs")]
    pub(crate) after_input: Content,
}

impl FormGroup {
    /// Writes the box of a component; `own` are the classes and attributes of that component.
    pub(crate) fn write(
        &self,
        out: &mut String,
        has_error: bool,
        own: (&str, &Attrs),
        inside: impl FnOnce(&mut String),
    ) {
        El::new(out, "div")
            .class("govuk-form-group")
            .class_if(has_error, "govuk-form-group--error")
            .class(own.0)
            .class(&self.classes)
            .attrs(own.1)
            .attrs(&self.attributes)
            .body(inside);
    }
}

/// The words around a field, borrowed from its component.
pub(crate) struct Field<'a> {
    pub(crate) id: &'a str,
    pub(crate) described_by: &'a str,
    pub(crate) hint: Option<&'a Hint>,
    pub(crate) error: Option<&'a ErrorMessage>,
}

impl Field<'_> {
    /// Every id that describes the field, in the order in which a reader hears them.
    pub(crate) fn all_described_by(&self) -> String {
        let mut all = self.described_by.to_owned();
        if self.hint.is_some() {
            add_id(&mut all, self.id, "-hint");
        }
        if self.error.is_some() {
            add_id(&mut all, self.id, "-error");
        }
        all
    }

    pub(crate) fn write_label(&self, out: &mut String, label: &Label) {
        label.write_for(out, "", self.id);
        self.write_hint_and_error(out);
    }

    pub(crate) fn write_hint_and_error(&self, out: &mut String) {
        if let Some(hint) = self.hint {
            hint.write_as(out, &format!("{}-hint", self.id), "");
        }
        if let Some(error) = self.error {
            error.write_as(out, &format!("{}-error", self.id));
        }
    }
}

fn add_id(all: &mut String, id: &str, suffix: &str) {
    if !all.is_empty() {
        all.push(' ');
    }
    all.push_str(id);
    all.push_str(suffix);
}

/// The id of a field: its own, or else its name.
pub(crate) fn id_or_name<'a>(id: &'a str, name: &'a str) -> &'a str {
    if id.is_empty() { name } else { id }
}

/// Messages that GOV.UK's script reads from `data-i18n.*` attributes, by plural rule.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Plurals(Attrs);

impl Plurals {
    pub(crate) fn write(&self, attrs: &mut Attrs, key: &str) {
        for (rule, message) in self.0.iter() {
            attrs.set(format!("data-i18n.{key}.{rule}"), message);
        }
    }
}

/// A message without plural, for the same purpose.
pub(crate) fn i18n(attrs: &mut Attrs, key: &str, message: &str) {
    if !message.is_empty() {
        attrs.set(format!("data-i18n.{key}"), message);
    }
}
