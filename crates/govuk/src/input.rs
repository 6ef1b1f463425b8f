//! One line of text.

use maud::Render;
use serde::Deserialize;

use crate::content::Content;
use crate::de;
use crate::element::{Attrs, El};
use crate::error_message::ErrorMessage;
use crate::field::{Field, FormGroup, id_or_name};
use crate::hint::Hint;
use crate::label::Label;

/// A text input with its label, hint and error.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Input {
    pub(crate) id: String,
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    #[serde(deserialize_with = "de::scalar")]
    pub(crate) value: Option<String>,
    pub(crate) label: Label,
    pub(crate) hint: Option<Hint>,
    pub(crate) error_message: Option<ErrorMessage>,
    pub(crate) described_by: String,
    pub(crate) inputmode: Option<String>,
    pub(crate) autocomplete: Option<String>,
    pub(crate) autocapitalize: Option<String>,
    pub(crate) pattern: Option<String>,
    pub(crate) spellcheck: Option<bool>,
    pub(crate) disabled: bool,
    pub(crate) prefix: Option<Affix>,
    pub(crate) suffix: Option<Affix>,
    pub(crate) input_wrapper: Wrapper,
    pub(crate) form_group: FormGroup,
    pub(crate) classes: String,
    pub(crate) attributes: Attrs,
}

/// Something short that stands before or after the box, such as a unit.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Affix {
    #[serde(flatten)]
    content: Content,
    classes: String,
    attributes: Attrs,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wrapper {
    pub(crate) classes: String,
    attributes: Attrs,
}

impl Input {
    /// An input whose form field is `name`; the id is the same.
    pub fn new(name: impl Into<String>, label: impl Into<Label>) -> Input {
        Input { name: name.into(), label: label.into(), ..Input::default() }
    }

    /// What was typed before.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Input {
        self.value = Some(value.into());
        self
    }

    /// Help under the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Hint>) -> Input {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong, if anything.
    #[must_use]
    pub fn error<E: Into<ErrorMessage>>(mut self, error: Option<E>) -> Input {
        self.error_message = error.map(Into::into);
        self
    }

    /// An id other than the name.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Input {
        self.id = id.into();
        self
    }

    /// `email`, `tel`, `search` …; text when not said.
    #[must_use]
    pub fn kind(mut self, kind: &str) -> Input {
        kind.clone_into(&mut self.kind);
        self
    }

    /// Digits only: shows the number pad on a phone and stops spelling checks.
    #[must_use]
    pub fn digits(mut self) -> Input {
        self.inputmode = Some("numeric".to_owned());
        self.spellcheck = Some(false);
        self
    }

    /// What the browser may fill in, such as `username`.
    #[must_use]
    pub fn autocomplete(mut self, token: &str) -> Input {
        self.autocomplete = Some(token.to_owned());
        self
    }

    /// Codes and references should not be spell-checked.
    #[must_use]
    pub fn no_spellcheck(mut self) -> Input {
        self.spellcheck = Some(false);
        self
    }

    /// A box as wide as this many characters: 2, 3, 4, 5, 10, 20 or 30.
    #[must_use]
    pub fn width(self, characters: u8) -> Input {
        self.classes(&format!("govuk-input--width-{characters}"))
    }

    /// A unit before the box.
    #[must_use]
    pub fn prefix(mut self, content: impl Into<Content>) -> Input {
        self.prefix = Some(Affix { content: content.into(), ..Affix::default() });
        self
    }

    /// A unit after the box.
    #[must_use]
    pub fn suffix(mut self, content: impl Into<Content>) -> Input {
        self.suffix = Some(Affix { content: content.into(), ..Affix::default() });
        self
    }

    /// Adds classes.
    #[must_use]
    pub fn classes(mut self, classes: &str) -> Input {
        crate::add_classes(&mut self.classes, classes);
        self
    }

    /// Adds an attribute.
    #[must_use]
    pub fn attr(mut self, name: &str, value: impl Into<String>) -> Input {
        self.attributes.set(name, value);
        self
    }

    fn field(&self) -> Field<'_> {
        Field {
            id: id_or_name(&self.id, &self.name),
            described_by: &self.described_by,
            hint: self.hint.as_ref(),
            error: self.error_message.as_ref(),
        }
    }

    fn write_input(&self, out: &mut String) {
        let field = self.field();
        let spellcheck = self.spellcheck.map(|on| if on { "true" } else { "false" });
        El::new(out, "input")
            .class("govuk-input")
            .class(&self.classes)
            .class_if(self.error_message.is_some(), "govuk-input--error")
            .attr("id", field.id)
            .attr("name", &self.name)
            .attr("type", if self.kind.is_empty() { "text" } else { &self.kind })
            .maybe("spellcheck", spellcheck)
            .maybe("value", self.value.as_ref())
            .flag("disabled", self.disabled)
            .unless_empty("aria-describedby", &field.all_described_by())
            .maybe("autocomplete", self.autocomplete.as_ref())
            .maybe("autocapitalize", self.autocapitalize.as_ref())
            .maybe("pattern", self.pattern.as_ref())
            .maybe("inputmode", self.inputmode.as_ref())
            .attrs(&self.attributes)
            .void();
    }

    fn write_wrapped(&self, out: &mut String) {
        El::new(out, "div")
            .class("govuk-input__wrapper")
            .class(&self.input_wrapper.classes)
            .attrs(&self.input_wrapper.attributes)
            .body(|out| {
                self.form_group.before_input.render_to(out);
                write_affix(out, self.prefix.as_ref(), "govuk-input__prefix");
                self.write_input(out);
                write_affix(out, self.suffix.as_ref(), "govuk-input__suffix");
                self.form_group.after_input.render_to(out);
            });
    }

    fn needs_wrapper(&self) -> bool {
        let filled = |affix: &Option<Affix>| affix.as_ref().is_some_and(|a| !a.content.is_empty());
        filled(&self.prefix)
            || filled(&self.suffix)
            || !self.form_group.before_input.is_empty()
            || !self.form_group.after_input.is_empty()
    }

    /// Writes the whole field; `own` are the group's classes and attributes of a component that
    /// is built on this one.
    pub(crate) fn write(&self, out: &mut String, own: (&str, &Attrs)) {
        self.form_group.write(out, self.error_message.is_some(), own, |out| {
            self.field().write_label(out, &self.label);
            if self.needs_wrapper() { self.write_wrapped(out) } else { self.write_input(out) }
        });
    }
}

fn write_affix(out: &mut String, affix: Option<&Affix>, own_class: &str) {
    if let Some(affix) = affix.filter(|affix| !affix.content.is_empty()) {
        El::new(out, "div")
            .class(own_class)
            .class(&affix.classes)
            .attr("aria-hidden", "true")
            .attrs(&affix.attributes)
            .holding(&affix.content);
    }
}

impl Render for Input {
    fn render_to(&self, out: &mut String) {
        self.write(out, ("", &Attrs::new()));
    }
}
