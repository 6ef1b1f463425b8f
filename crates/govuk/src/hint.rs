//! Help text under a label.

use maud::Render;
use serde::Deserialize;

use crate::content::Content;
use crate::element::{Attrs, El};

/// Help that most people need to answer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Hint {
    #[serde(flatten)]
    pub(crate) content: Content,
    pub(crate) id: String,
    pub(crate) classes: String,
    pub(crate) attributes: Attrs,
}

impl Hint {
    /// A hint with this text.
    pub fn new(content: impl Into<Content>) -> Hint {
        Hint { content: content.into(), ..Hint::default() }
    }

    /// Writes the hint under the id that the field names, with the class of its component.
    pub(crate) fn write_as(&self, out: &mut String, id: &str, own_class: &str) {
        El::new(out, "div")
            .class("govuk-hint")
            .class(own_class)
            .class(&self.classes)
            .unless_empty("id", id)
            .attrs(&self.attributes)
            .holding(&self.content);
    }
}

impl Render for Hint {
    fn render_to(&self, out: &mut String) {
        self.write_as(out, &self.id, "");
    }
}

impl<T: Into<Content>> From<T> for Hint {
    fn from(content: T) -> Hint {
        Hint::new(content)
    }
}
