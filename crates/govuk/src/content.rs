//! What stands inside a component: text, which is escaped, or markup, which only maud makes.

use maud::{Markup, Render};
use serde::Deserialize;

use crate::de;

/// Text or markup; the empty content writes nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Params")]
pub enum Content {
    /// Nothing.
    #[default]
    Empty,
    /// Escaped when it is written.
    Text(String),
    /// Written as it is.
    Html(Markup),
}

impl Content {
    /// True when there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Content::Empty => true,
            Content::Text(text) => text.is_empty(),
            Content::Html(html) => html.0.is_empty(),
        }
    }

    /// Markup wins over text, as in the official templates.
    pub(crate) fn either(html: Option<Markup>, text: Option<String>) -> Content {
        match (html, text) {
            (Some(html), _) => Content::Html(html),
            (None, Some(text)) => Content::Text(text),
            (None, None) => Content::Empty,
        }
    }

    pub(crate) fn or_text(&self, out: &mut String, default: &str) {
        if self.is_empty() { default.render_to(out) } else { self.render_to(out) }
    }
}

impl Render for Content {
    fn render_to(&self, out: &mut String) {
        match self {
            Content::Empty => {}
            Content::Text(text) => text.render_to(out),
            Content::Html(html) => html.render_to(out),
        }
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Content {
        Content::Text(text.to_owned())
    }
}

impl From<String> for Content {
    fn from(text: String) -> Content {
        Content::Text(text)
    }
}

impl From<&String> for Content {
    fn from(text: &String) -> Content {
        Content::Text(text.clone())
    }
}

impl From<Markup> for Content {
    fn from(html: Markup) -> Content {
        Content::Html(html)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Params {
    #[serde(deserialize_with = "de::truthy")]
    text: Option<String>,
    #[serde(deserialize_with = "de::markup")]
    html: Option<Markup>,
}

impl From<Params> for Content {
    fn from(params: Params) -> Content {
        Content::either(params.html, params.text)
    }
}

/// The same under the names `titleText` and `titleHtml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "TitleParams")]
pub(crate) struct Title(pub(crate) Content);

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct TitleParams {
    #[serde(deserialize_with = "de::truthy")]
    title_text: Option<String>,
    #[serde(deserialize_with = "de::markup")]
    title_html: Option<Markup>,
}

impl From<TitleParams> for Title {
    fn from(params: TitleParams) -> Title {
        Title(Content::either(params.title_html, params.title_text))
    }
}
