//! Ways back and ways past: back link, skip link, breadcrumbs.

use maud::Render;
use serde::Deserialize;

use crate::content::Content;
use crate::element::{Attrs, El};

/// The link above a page that goes to the one before.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BackLink {
    #[serde(flatten)]
    content: Content,
    href: String,
    classes: String,
    attributes: Attrs,
}

impl BackLink {
    /// "Back", to this address.
    pub fn new(href: impl Into<String>) -> BackLink {
        BackLink { href: href.into(), ..BackLink::default() }
    }

    /// Words other than "Back".
    #[must_use]
    pub fn text(mut self, content: impl Into<Content>) -> BackLink {
        self.content = content.into();
        self
    }
}

impl Render for BackLink {
    fn render_to(&self, out: &mut String) {
        El::new(out, "a")
            .class("govuk-back-link")
            .class(&self.classes)
            .attr("href", if self.href.is_empty() { "#" } else { &self.href })
            .attrs(&self.attributes)
            .body(|out| self.content.or_text(out, "Back"));
    }
}

/// The first link of a page, for those who use a keyboard.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SkipLink {
    #[serde(flatten)]
    content: Content,
    href: String,
    classes: String,
    attributes: Attrs,
}

impl SkipLink {
    /// A link to this part of the page.
    pub fn new(content: impl Into<Content>, href: impl Into<String>) -> SkipLink {
        SkipLink { content: content.into(), href: href.into(), ..SkipLink::default() }
    }
}

impl Render for SkipLink {
    fn render_to(&self, out: &mut String) {
        El::new(out, "a")
            .class("govuk-skip-link")
            .class(&self.classes)
            .attr("href", if self.href.is_empty() { "#content" } else { &self.href })
            .attrs(&self.attributes)
            .attr("data-module", "govuk-skip-link")
            .holding(&self.content);
    }
}

/// Where this page stands.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Breadcrumbs {
    items: Vec<Crumb>,
    label_text: Option<String>,
    collapse_on_mobile: bool,
    classes: String,
    attributes: Attrs,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Crumb {
    #[serde(flatten)]
    content: Content,
    href: String,
    attributes: Attrs,
}

impl Breadcrumbs {
    /// No crumbs yet; on a phone only the first and last show.
    #[must_use]
    pub fn new() -> Breadcrumbs {
        Breadcrumbs { collapse_on_mobile: true, ..Breadcrumbs::default() }
    }

    /// Adds a page above this one.
    #[must_use]
    pub fn item(mut self, content: impl Into<Content>, href: impl Into<String>) -> Breadcrumbs {
        let (content, href) = (content.into(), href.into());
        self.items.push(Crumb { content, href, ..Crumb::default() });
        self
    }

    /// Adds this page, which is not a link.
    #[must_use]
    pub fn here(self, content: impl Into<Content>) -> Breadcrumbs {
        self.item(content, "")
    }
}

impl Crumb {
    fn write(&self, out: &mut String) {
        let li = El::new(out, "li").class("govuk-breadcrumbs__list-item");
        if self.href.is_empty() {
            return li.attr("aria-current", "page").holding(&self.content);
        }
        li.body(|out| {
            El::new(out, "a")
                .class("govuk-breadcrumbs__link")
                .attr("href", &self.href)
                .attrs(&self.attributes)
                .holding(&self.content);
        });
    }
}

impl Render for Breadcrumbs {
    fn render_to(&self, out: &mut String) {
        El::new(out, "nav")
            .class("govuk-breadcrumbs")
            .class(&self.classes)
            .class_if(self.collapse_on_mobile, "govuk-breadcrumbs--collapse-on-mobile")
            .attrs(&self.attributes)
            .attr("aria-label", self.label_text.as_deref().unwrap_or("Breadcrumb"))
            .body(|out| {
                El::new(out, "ol").class("govuk-breadcrumbs__list").body(|out| {
                    self.items.iter().for_each(|crumb| crumb.write(out));
                });
            });
    }
}
