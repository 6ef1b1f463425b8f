//! Fields that belong together, under one legend.

use maud::{Markup, Render};
use serde::Deserialize;

use crate::content::Content;
use crate::de;
use crate::element::{Attrs, El};

/// What a group of fields asks.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Legend {
    #[serde(flatten)]
    content: Content,
    classes: String,
    is_page_heading: bool,
}

impl Legend {
    /// A legend with this text.
    pub fn new(content: impl Into<Content>) -> Legend {
        Legend { content: content.into(), ..Legend::default() }
    }

    /// Makes the legend the heading of the page: one thing per page.
    #[must_use]
    pub fn page_heading(mut self) -> Legend {
        self.is_page_heading = true;
        self.classes("govuk-fieldset__legend--l")
    }

    /// Adds classes, such as `govuk-fieldset__legend--m`.
    #[must_use]
    pub fn classes(mut self, classes: &str) -> Legend {
        crate::add_classes(&mut self.classes, classes);
        self
    }
}

impl<T: Into<Content>> From<T> for Legend {
    fn from(content: T) -> Legend {
        Legend::new(content)
    }
}

impl Render for Legend {
    fn render_to(&self, out: &mut String) {
        if self.content.is_empty() {
            return;
        }
        let legend = El::new(out, "legend").class("govuk-fieldset__legend").class(&self.classes);
        if self.is_page_heading {
            legend.body(|out| {
                El::new(out, "h1").class("govuk-fieldset__heading").holding(&self.content);
            });
        } else {
            legend.holding(&self.content);
        }
    }
}

/// A group of fields.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Fieldset {
    pub(crate) legend: Legend,
    pub(crate) described_by: String,
    pub(crate) role: String,
    pub(crate) classes: String,
    pub(crate) attributes: Attrs,
    #[serde(deserialize_with = "de::markup")]
    html: Option<Markup>,
}

impl Fieldset {
    /// A group with this legend around these fields.
    pub fn new(legend: impl Into<Legend>, fields: Markup) -> Fieldset {
        Fieldset { html: Some(fields), ..Fieldset::around(legend.into()) }
    }

    pub(crate) fn around(legend: Legend) -> Fieldset {
        Fieldset { legend, ..Fieldset::default() }
    }

    /// Adds classes.
    #[must_use]
    pub fn classes(mut self, classes: &str) -> Fieldset {
        crate::add_classes(&mut self.classes, classes);
        self
    }

    pub(crate) fn write_around(
        &self,
        out: &mut String,
        role: &str,
        described_by: &str,
        inside: impl FnOnce(&mut String),
    ) {
        El::new(out, "fieldset")
            .class("govuk-fieldset")
            .class(&self.classes)
            .unless_empty("role", role)
            .unless_empty("aria-describedby", described_by)
            .attrs(&self.attributes)
            .body(|out| {
                self.legend.render_to(out);
                inside(out);
            });
    }
}

impl Render for Fieldset {
    fn render_to(&self, out: &mut String) {
        self.write_around(out, &self.role, &self.described_by, |out| {
            if let Some(html) = &self.html {
                html.render_to(out);
            }
        });
    }
}
