//! What radios and checkboxes share: a list of choices with hints and follow-up questions.

use maud::{Markup, Render};
use serde::Deserialize;

use crate::content::Content;
use crate::de;
use crate::element::{Attrs, El};
use crate::error_message::ErrorMessage;
use crate::field::{Field, FormGroup, id_or_name};
use crate::fieldset::Fieldset;
use crate::hint::Hint;
use crate::label::Label;

/// One choice of [`crate::Radios`] or [`crate::Checkboxes`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Choice {
    id: String,
    name: String,
    #[serde(deserialize_with = "de::scalar")]
    pub(crate) value: Option<String>,
    #[serde(flatten)]
    content: Content,
    label: Label,
    hint: Option<Hint>,
    divider: String,
    pub(crate) checked: Option<bool>,
    conditional: Conditional,
    behaviour: Option<String>,
    disabled: bool,
    attributes: Attrs,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Conditional {
    #[serde(deserialize_with = "de::markup")]
    html: Option<Markup>,
}

impl Choice {
    /// A choice that sends `value` and reads `content`.
    pub fn new(value: impl Into<String>, content: impl Into<Content>) -> Choice {
        Choice { value: Some(value.into()), content: content.into(), ..Choice::default() }
    }

    /// The word between two groups of choices, usually "or".
    #[must_use]
    pub fn divider(word: &str) -> Choice {
        Choice { divider: word.to_owned(), ..Choice::default() }
    }

    /// Help under this choice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Hint>) -> Choice {
        self.hint = Some(hint.into());
        self
    }

    /// Questions that follow when this is chosen.
    #[must_use]
    pub fn conditional(mut self, fields: Markup) -> Choice {
        self.conditional.html = Some(fields);
        self
    }

    /// Chosen before, or not.
    #[must_use]
    pub fn checked(mut self, checked: bool) -> Choice {
        self.checked = Some(checked);
        self
    }

    /// Choosing this takes back all others: "none of these".
    #[must_use]
    pub fn exclusive(mut self) -> Choice {
        self.behaviour = Some("exclusive".to_owned());
        self
    }
}

impl<V: Into<String>, C: Into<Content>> From<(V, C)> for Choice {
    fn from((value, content): (V, C)) -> Choice {
        Choice::new(value, content)
    }
}

/// Choices under one question.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Choices {
    pub(crate) name: String,
    pub(crate) id_prefix: String,
    pub(crate) described_by: String,
    pub(crate) fieldset: Option<Fieldset>,
    pub(crate) hint: Option<Hint>,
    pub(crate) error_message: Option<ErrorMessage>,
    #[serde(deserialize_with = "de::slots")]
    pub(crate) items: Vec<Option<Choice>>,
    pub(crate) form_group: FormGroup,
    pub(crate) classes: String,
    pub(crate) attributes: Attrs,
}

/// How one of the two components names its parts.
pub(crate) struct Kind {
    pub(crate) block: &'static str,
    pub(crate) input_type: &'static str,
    /// Without a fieldset a checkbox is described by hint and error itself.
    pub(crate) describes_items: bool,
}

impl Kind {
    fn class(&self, part: &str) -> String {
        format!("{}__{part}", self.block)
    }
}

/// Where a choice stands.
struct Place<'a> {
    kind: &'a Kind,
    id: String,
    name: &'a str,
    described_by: &'a str,
    checked: bool,
}

impl Choices {
    pub(crate) fn write(
        &self,
        out: &mut String,
        kind: &Kind,
        is_checked: impl Fn(&Choice) -> bool,
    ) {
        let inherited = self.fieldset.as_ref().map_or("", |f| f.described_by.as_str());
        let field = Field {
            id: id_or_name(&self.id_prefix, &self.name),
            described_by: id_or_name(inherited, &self.described_by),
            hint: self.hint.as_ref(),
            error: self.error_message.as_ref(),
        };
        let described_by = field.all_described_by();
        let has_error = self.error_message.is_some();
        self.form_group.write(out, has_error, ("", &Attrs::new()), |out| match &self.fieldset {
            Some(fieldset) => fieldset.write_around(out, "", &described_by, |out| {
                self.write_inside(out, kind, (&field, ""), is_checked);
            }),
            None => {
                let for_items = if kind.describes_items { &described_by } else { "" };
                self.write_inside(out, kind, (&field, for_items), is_checked);
            }
        });
    }

    fn write_inside(
        &self,
        out: &mut String,
        kind: &Kind,
        (field, described_by): (&Field<'_>, &str),
        is_checked: impl Fn(&Choice) -> bool,
    ) {
        field.write_hint_and_error(out);
        El::new(out, "div")
            .class(kind.block)
            .class(&self.classes)
            .attrs(&self.attributes)
            .attr("data-module", kind.block)
            .body(|out| {
                self.form_group.before_input.render_to(out);
                for (index, item) in self.items.iter().enumerate() {
                    let Some(item) = item else { continue };
                    let checked = is_checked(item);
                    let id = item.id_at(field.id, index);
                    let name = id_or_name(&item.name, &self.name);
                    item.write(out, &Place { kind, id, name, described_by, checked });
                }
                self.form_group.after_input.render_to(out);
            });
    }
}

impl Choice {
    /// The first choice has the field's own id, so that the error summary can link to it.
    fn id_at(&self, prefix: &str, index: usize) -> String {
        match (self.id.is_empty(), index) {
            (false, _) => self.id.clone(),
            (true, 0) => prefix.to_owned(),
            (true, _) => format!("{prefix}-{}", index + 1),
        }
    }

    fn write(&self, out: &mut String, place: &Place<'_>) {
        let kind = place.kind;
        if !self.divider.is_empty() {
            El::new(out, "div").class(&kind.class("divider")).holding(&self.divider);
            return;
        }
        let conditional_id = format!("conditional-{}", place.id);
        El::new(out, "div").class(&kind.class("item")).body(|out| {
            self.write_input(out, place, &conditional_id);
            self.write_label(out, place);
            if let Some(hint) = self.visible_hint() {
                hint.write_as(out, &hint_id(place), &kind.class("hint"));
            }
        });
        if let Some(html) = &self.conditional.html {
            let hidden = format!("{}--hidden", kind.class("conditional"));
            El::new(out, "div")
                .class(&kind.class("conditional"))
                .class_if(!place.checked, &hidden)
                .attr("id", &conditional_id)
                .holding(html);
        }
    }

    fn write_input(&self, out: &mut String, place: &Place<'_>, conditional_id: &str) {
        let mut described_by = place.described_by.to_owned();
        if self.visible_hint().is_some() {
            crate::add_classes(&mut described_by, &hint_id(place));
        }
        El::new(out, "input")
            .class(&place.kind.class("input"))
            .attr("id", &place.id)
            .attr("name", place.name)
            .attr("type", place.kind.input_type)
            .attr("value", self.value.as_deref().unwrap_or_default())
            .flag("checked", place.checked)
            .flag("disabled", self.disabled)
            .maybe("data-aria-controls", self.conditional.html.as_ref().map(|_| conditional_id))
            .maybe("data-behaviour", self.behaviour.as_ref())
            .unless_empty("aria-describedby", &described_by)
            .attrs(&self.attributes)
            .void();
    }

    fn write_label(&self, out: &mut String, place: &Place<'_>) {
        let label = Label {
            content: self.content.clone(),
            classes: self.label.classes.clone(),
            attributes: self.label.attributes.clone(),
            ..Label::default()
        };
        label.write_for(out, &place.kind.class("label"), &place.id);
    }

    fn visible_hint(&self) -> Option<&Hint> {
        self.hint.as_ref().filter(|hint| !hint.content.is_empty())
    }
}

fn hint_id(place: &Place<'_>) -> String {
    format!("{}-item-hint", place.id)
}
