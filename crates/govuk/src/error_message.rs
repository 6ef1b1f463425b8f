//! What is wrong with one field and what to do about it.

use maud::Render;
use serde::Deserialize;

use crate::content::Content;
use crate::element::{Attrs, El};

/// The red line above a field that has to be mended.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ErrorMessage {
    #[serde(flatten)]
    pub(crate) content: Content,
    pub(crate) id: String,
    pub(crate) visually_hidden_text: Option<String>,
    pub(crate) classes: String,
    pub(crate) attributes: Attrs,
}

impl ErrorMessage {
    /// An error message with this text.
    pub fn new(content: impl Into<Content>) -> ErrorMessage {
        ErrorMessage { content: content.into(), ..ErrorMessage::default() }
    }

    pub(crate) fn write_as(&self, out: &mut String, id: &str) {
        El::new(out, "p")
            .class("govuk-error-message")
            .class(&self.classes)
            .unless_empty("id", id)
            .attrs(&self.attributes)
            .body(|out| {
                let prefix = self.visually_hidden_text.as_deref().unwrap_or("Error");
                if !prefix.is_empty() {
                    El::new(out, "span").class("govuk-visually-hidden").body(|out| {
                        prefix.render_to(out);
                        out.push(':');
                    });
                    out.push(' ');
                }
                self.content.render_to(out);
            });
    }
}

impl Render for ErrorMessage {
    fn render_to(&self, out: &mut String) {
        self.write_as(out, &self.id);
    }
}

impl<T: Into<Content>> From<T> for ErrorMessage {
    fn from(content: T) -> ErrorMessage {
        ErrorMessage::new(content)
    }
}
