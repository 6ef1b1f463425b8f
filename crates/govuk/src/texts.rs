//! Blocks of text that stand out: details, inset, warning.

use maud::{Markup, Render};
use serde::Deserialize;

use crate::content::Content;
use crate::de;
use crate::element::{Attrs, El};

/// More to read for those who want it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Details {
    #[serde(flatten)]
    summary: Summary,
    #[serde(flatten)]
    content: Content,
    id: String,
    open: bool,
    classes: String,
    attributes: Attrs,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Summary {
    summary_text: Option<String>,
    #[serde(deserialize_with = "de::markup")]
    summary_html: Option<Markup>,
}

impl Details {
    /// Content that opens under this summary.
    pub fn new(summary: impl Into<Content>, content: impl Into<Content>) -> Details {
        let summary = match summary.into() {
            Content::Html(html) => Summary { summary_html: Some(html), summary_text: None },
            Content::Text(text) => Summary { summary_text: Some(text), summary_html: None },
            Content::Empty => Summary::default(),
        };
        Details { summary, content: content.into(), ..Details::default() }
    }

    /// Open from the start, or not.
    #[must_use]
    pub fn open(mut self, open: bool) -> Details {
        self.open = open;
        self
    }

    /// An id, so that the open state survives a refresh of part of the page.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Details {
        self.id = id.into();
        self
    }

    /// Adds classes.
    #[must_use]
    pub fn classes(mut self, classes: &str) -> Details {
        crate::add_classes(&mut self.classes, classes);
        self
    }
}

impl Render for Details {
    fn render_to(&self, out: &mut String) {
        let Summary { summary_html, summary_text } = self.summary.clone();
        let summary = Content::either(summary_html, summary_text);
        El::new(out, "details")
            .class("govuk-details")
            .class(&self.classes)
            .unless_empty("id", &self.id)
            .attrs(&self.attributes)
            .flag("open", self.open)
            .body(|out| {
                El::new(out, "summary").class("govuk-details__summary").body(|out| {
                    El::new(out, "span").class("govuk-details__summary-text").holding(&summary);
                });
                El::new(out, "div").class("govuk-details__text").holding(&self.content);
            });
    }
}

/// Text set off by a bar at its side.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct InsetText {
    #[serde(flatten)]
    content: Content,
    id: String,
    classes: String,
    attributes: Attrs,
}

impl InsetText {
    /// Inset text.
    pub fn new(content: impl Into<Content>) -> InsetText {
        InsetText { content: content.into(), ..InsetText::default() }
    }
}

impl Render for InsetText {
    fn render_to(&self, out: &mut String) {
        El::new(out, "div")
            .class("govuk-inset-text")
            .class(&self.classes)
            .unless_empty("id", &self.id)
            .attrs(&self.attributes)
            .holding(&self.content);
    }
}

/// What must not be missed, such as something that cannot be undone.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct WarningText {
    #[serde(flatten)]
    content: Content,
    icon_fallback_text: String,
    classes: String,
    attributes: Attrs,
}

impl WarningText {
    /// A warning.
    pub fn new(content: impl Into<Content>) -> WarningText {
        WarningText { content: content.into(), ..WarningText::default() }
    }
}

impl Render for WarningText {
    fn render_to(&self, out: &mut String) {
        let fallback = self.icon_fallback_text.as_str();
        El::new(out, "div")
            .class("govuk-warning-text")
            .class(&self.classes)
            .attrs(&self.attributes)
            .body(|out| {
                El::new(out, "span")
                    .class("govuk-warning-text__icon")
                    .attr("aria-hidden", "true")
                    .holding(&"!");
                out.push(' ');
                El::new(out, "strong").class("govuk-warning-text__text").body(|out| {
                    El::new(out, "span").class("govuk-visually-hidden").holding(&if fallback
                        .is_empty()
                    {
                        "Warning"
                    } else {
                        fallback
                    });
                    out.push(' ');
                    self.content.render_to(out);
                });
            });
    }
}
