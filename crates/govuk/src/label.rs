//! The label of one field.

use maud::Render;
use serde::Deserialize;

use crate::content::Content;
use crate::element::{Attrs, El};

/// What a field is called.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Label {
    #[serde(flatten)]
    pub(crate) content: Content,
    #[serde(rename = "for")]
    pub(crate) field: String,
    pub(crate) is_page_heading: bool,
    pub(crate) classes: String,
    pub(crate) attributes: Attrs,
}

impl Label {
    /// A label with this text.
    pub fn new(content: impl Into<Content>) -> Label {
        Label { content: content.into(), ..Label::default() }
    }

    /// Makes the label the heading of the page: one thing per page.
    #[must_use]
    pub fn page_heading(mut self) -> Label {
        self.is_page_heading = true;
        self.classes("govuk-label--l")
    }

    /// Adds classes, such as `govuk-label--m`.
    #[must_use]
    pub fn classes(mut self, classes: &str) -> Label {
        crate::add_classes(&mut self.classes, classes);
        self
    }

    fn write(&self, out: &mut String, own_class: &str, field: &str) {
        El::new(out, "label")
            .class("govuk-label")
            .class(own_class)
            .class(&self.classes)
            .attrs(&self.attributes)
            .unless_empty("for", field)
            .holding(&self.content);
    }

    /// Writes the label of a named field, with the class of its component.
    pub(crate) fn write_for(&self, out: &mut String, own_class: &str, field: &str) {
        if self.content.is_empty() {
            return;
        }
        if self.is_page_heading {
            El::new(out, "h1")
                .class("govuk-label-wrapper")
                .body(|out| self.write(out, own_class, field));
        } else {
            self.write(out, own_class, field);
        }
    }
}

impl Render for Label {
    fn render_to(&self, out: &mut String) {
        self.write_for(out, "", &self.field);
    }
}

impl<T: Into<Content>> From<T> for Label {
    fn from(content: T) -> Label {
        Label::new(content)
    }
}
