//! A date in three boxes.

use std::collections::BTreeMap;

use maud::Render;
use serde::Deserialize;

use crate::de::{self, Slot};
use crate::element::{Attrs, El};
use crate::error_message::ErrorMessage;
use crate::field::{Field, FormGroup};
use crate::fieldset::{Fieldset, Legend};
use crate::hint::Hint;
use crate::input::Input;
use crate::label::Label;

const ROLES: [&str; 3] = ["day", "month", "year"];

/// Day, month and year, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DateInput {
    id: String,
    name_prefix: String,
    fieldset: Option<Fieldset>,
    hint: Option<Hint>,
    error_message: Option<ErrorMessage>,
    #[serde(deserialize_with = "de::slot")]
    day: Option<Slot<DatePart>>,
    #[serde(deserialize_with = "de::slot")]
    month: Option<Slot<DatePart>>,
    #[serde(deserialize_with = "de::slot")]
    year: Option<Slot<DatePart>>,
    #[serde(deserialize_with = "de::slots")]
    items: Vec<Option<DatePart>>,
    values: Values,
    form_group: FormGroup,
    classes: String,
    attributes: Attrs,
    /// The first box has the question's own id, so that the error summary can link to it.
    #[serde(skip)]
    first_has_id: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
struct Values(BTreeMap<String, Number>);

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
struct Number(#[serde(deserialize_with = "de::scalar")] Option<String>);

/// One box of a date.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct DatePart {
    id: String,
    name: Option<String>,
    label: String,
    #[serde(deserialize_with = "de::scalar")]
    value: Option<String>,
    error: Option<bool>,
    inputmode: Option<String>,
    autocomplete: Option<String>,
    pattern: Option<String>,
    classes: String,
    attributes: Attrs,
}

impl DateInput {
    /// A date whose boxes are the form fields `name-day`, `name-month` and `name-year`; the first
    /// box has the id `name`, so that an error about `name` links to it.
    pub fn new(name: impl Into<String>, legend: impl Into<Legend>) -> DateInput {
        let name = name.into();
        DateInput {
            id: name.clone(),
            name_prefix: name,
            fieldset: Some(Fieldset::around(legend.into())),
            first_has_id: true,
            ..DateInput::default()
        }
    }

    /// What was typed before, box by box.
    #[must_use]
    pub fn values(
        mut self,
        day: impl Into<String>,
        month: impl Into<String>,
        year: impl Into<String>,
    ) -> DateInput {
        let typed = [("day", day.into()), ("month", month.into()), ("year", year.into())];
        for (part, value) in typed {
            let key = format!("{}-{part}", self.name_prefix);
            self.values.0.insert(key, Number(Some(value)));
        }
        self
    }

    /// Help under the question, usually an example.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Hint>) -> DateInput {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong, if anything.
    #[must_use]
    pub fn error<E: Into<ErrorMessage>>(mut self, error: Option<E>) -> DateInput {
        self.error_message = error.map(Into::into);
        self
    }

    /// Marks only one box, when that one is wrong: `day`, `month` or `year`.
    #[must_use]
    pub fn wrong_part(mut self, part: &str) -> DateInput {
        let wrong = DatePart { error: Some(true), ..DatePart::default() };
        match part {
            "day" => self.day = Some(Slot::Full(wrong)),
            "month" => self.month = Some(Slot::Full(wrong)),
            _ => self.year = Some(Slot::Full(wrong)),
        }
        self
    }

    /// The boxes in order, each with what the position says about it.
    fn parts(&self) -> Vec<(DatePart, Option<&'static str>)> {
        if !self.items.is_empty() {
            let items = self.items.iter().flatten();
            return items.map(|item| (item.clone(), self.role_of(item))).collect();
        }
        let part = |role| match self.given(role) {
            None => Some(DatePart::default()),
            Some(slot) => slot.full().cloned(),
        };
        ROLES.into_iter().filter_map(|role| Some((part(role)?, Some(role)))).collect()
    }

    fn given(&self, role: &str) -> Option<&Slot<DatePart>> {
        match role {
            "day" => self.day.as_ref(),
            "month" => self.month.as_ref(),
            _ => self.year.as_ref(),
        }
    }

    /// A listed box plays the part whose name it has.
    fn role_of(&self, item: &DatePart) -> Option<&'static str> {
        let name = item.name.as_deref()?;
        ROLES.into_iter().find(|role| {
            let given = self.given(role).and_then(Slot::full);
            name == *role || given.is_some_and(|part| part.name.as_deref() == Some(name))
        })
    }

    fn write_part(&self, out: &mut String, part: &DatePart, role: Option<&str>, marks_all: bool) {
        let name = part.name.as_deref().or(role).unwrap_or_default();
        let full_name = if self.name_prefix.is_empty() {
            name.to_owned()
        } else {
            format!("{}-{name}", self.name_prefix)
        };
        let value = part.value.clone().or_else(|| self.value_of(role, &full_name));
        let label = if part.label.is_empty() { capitalised(name) } else { part.label.clone() };
        let id = match part.id.as_str() {
            "" if self.first_has_id && role == Some("day") => self.id.clone(),
            "" => format!("{}-{name}", self.id),
            own => own.to_owned(),
        };
        let input = Input {
            id,
            name: full_name,
            value,
            label: Label::new(label).classes("govuk-date-input__label"),
            classes: part.all_classes(role, marks_all),
            inputmode: Some(part.inputmode.clone().unwrap_or_else(|| "numeric".to_owned())),
            autocomplete: part.autocomplete.clone(),
            pattern: part.pattern.clone(),
            attributes: part.attributes.clone(),
            ..Input::default()
        };
        El::new(out, "div").class("govuk-date-input__item").holding(&input);
    }

    fn value_of(&self, role: Option<&str>, full_name: &str) -> Option<String> {
        let values = &self.values.0;
        let default = role.and_then(|role| match self.given(role) {
            None => values.get(role).and_then(|number| number.0.clone()),
            Some(slot) => slot.full().and_then(|part| part.value.clone()),
        });
        default.or_else(|| values.get(full_name).and_then(|number| number.0.clone()))
    }

    fn write_inside(&self, out: &mut String, field: &Field<'_>) {
        field.write_hint_and_error(out);
        let parts = self.parts();
        let none_marked = !parts.iter().any(|(part, _)| part.has_error());
        let marks_all = self.error_message.is_some() && none_marked;
        El::new(out, "div")
            .class("govuk-date-input")
            .class(&self.classes)
            .attrs(&self.attributes)
            .unless_empty("id", if self.first_has_id { "" } else { &self.id })
            .body(|out| {
                self.form_group.before_input.render_to(out);
                for (part, role) in &parts {
                    self.write_part(out, part, *role, marks_all);
                }
                self.form_group.after_input.render_to(out);
            });
    }
}

impl DatePart {
    fn has_error(&self) -> bool {
        self.error == Some(true) || self.classes.contains("govuk-input--error")
    }

    fn all_classes(&self, role: Option<&str>, marks_all: bool) -> String {
        let mut classes = "govuk-date-input__input".to_owned();
        let marked = self.has_error() || (self.error != Some(false) && marks_all);
        if marked && !self.classes.contains("govuk-input--error") {
            crate::add_classes(&mut classes, "govuk-input--error");
        }
        if !self.classes.contains("govuk-input--width-") {
            let year = role == Some("year");
            let width = if year { "govuk-input--width-4" } else { "govuk-input--width-2" };
            crate::add_classes(&mut classes, width);
        }
        crate::add_classes(&mut classes, &self.classes);
        classes
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + &letters.as_str().to_lowercase()
}

impl Render for DateInput {
    fn render_to(&self, out: &mut String) {
        let field = Field {
            id: &self.id,
            described_by: self.fieldset.as_ref().map_or("", |f| f.described_by.as_str()),
            hint: self.hint.as_ref(),
            error: self.error_message.as_ref(),
        };
        let has_error = self.error_message.is_some();
        self.form_group.write(out, has_error, ("", &Attrs::new()), |out| match &self.fieldset {
            Some(fieldset) => {
                let described_by = field.all_described_by();
                fieldset.write_around(out, "group", &described_by, |out| {
                    self.write_inside(out, &field);
                });
            }
            None => self.write_inside(out, &field),
        });
    }
}
