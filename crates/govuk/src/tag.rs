//! Tags for status, and the phase banner that is built on one.

use maud::Render;
use serde::Deserialize;

use crate::content::Content;
use crate::element::{Attrs, El};

/// The colours a tag may have; the words carry the meaning, never the colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagColour {
    /// Neutral: not started, closed.
    Grey,
    /// Good: done, agreed.
    Green,
    /// Good and new.
    Teal,
    /// Under way; the colour when none is chosen.
    Blue,
    /// Waiting for somebody.
    Purple,
    /// Needs looking at.
    Yellow,
    /// Soon late.
    Orange,
    /// Late, refused, at risk.
    Red,
    /// Urgent.
    Magenta,
}

impl TagColour {
    fn class(self) -> &'static str {
        match self {
            TagColour::Grey => "govuk-tag--grey",
            TagColour::Green => "govuk-tag--green",
            TagColour::Teal => "govuk-tag--teal",
            TagColour::Blue => "govuk-tag--blue",
            TagColour::Purple => "govuk-tag--purple",
            TagColour::Yellow => "govuk-tag--yellow",
            TagColour::Orange => "govuk-tag--orange",
            TagColour::Red => "govuk-tag--red",
            TagColour::Magenta => "govuk-tag--magenta",
        }
    }
}

/// The status of a thing in one or two words.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Tag {
    #[serde(flatten)]
    content: Content,
    classes: String,
    attributes: Attrs,
}

impl Tag {
    /// A tag in the usual blue.
    pub fn new(content: impl Into<Content>) -> Tag {
        Tag { content: content.into(), ..Tag::default() }
    }

    /// A tag in this colour.
    #[must_use]
    pub fn colour(self, colour: TagColour) -> Tag {
        self.classes(colour.class())
    }

    /// Adds classes.
    #[must_use]
    pub fn classes(mut self, classes: &str) -> Tag {
        crate::add_classes(&mut self.classes, classes);
        self
    }

    fn write_as(&self, out: &mut String, own_class: &str) {
        El::new(out, "strong")
            .class("govuk-tag")
            .class(own_class)
            .class(&self.classes)
            .attrs(&self.attributes)
            .holding(&self.content);
    }
}

impl Render for Tag {
    fn render_to(&self, out: &mut String) {
        self.write_as(out, "");
    }
}

/// A line under the header that says what kind of service this is, such as a demonstration.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PhaseBanner {
    tag: Tag,
    #[serde(flatten)]
    content: Content,
    classes: String,
    attributes: Attrs,
}

impl PhaseBanner {
    /// A tag and what it means.
    pub fn new(tag: impl Into<Content>, content: impl Into<Content>) -> PhaseBanner {
        PhaseBanner { tag: Tag::new(tag), content: content.into(), ..PhaseBanner::default() }
    }
}

impl Render for PhaseBanner {
    fn render_to(&self, out: &mut String) {
        El::new(out, "div")
            .class("govuk-phase-banner")
            .class("govuk-width-container")
            .class(&self.classes)
            .attrs(&self.attributes)
            .body(|out| {
                El::new(out, "p").class("govuk-phase-banner__content").body(|out| {
                    self.tag.write_as(out, "govuk-phase-banner__content__tag");
                    out.push(' ');
                    El::new(out, "span").class("govuk-phase-banner__text").holding(&self.content);
                });
            });
    }
}
