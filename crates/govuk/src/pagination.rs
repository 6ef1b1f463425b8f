//! Pages of a long list.

use maud::Render;
use serde::Deserialize;

use crate::content::Content;
use crate::de;
use crate::element::{Attrs, El};

const PREVIOUS_ICON: &str = concat!(
    r#"<svg class="govuk-pagination__icon govuk-pagination__icon--prev" "#,
    r#"xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" "#,
    r#"focusable="false" viewBox="0 0 15 13"><path d="m6.5938-0.0078125-6.7266 6.7266 6.7441 "#,
    r#"6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z"></path></svg>"#,
);
const NEXT_ICON: &str = concat!(
    r#"<svg class="govuk-pagination__icon govuk-pagination__icon--next" "#,
    r#"xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" "#,
    r#"focusable="false" viewBox="0 0 15 13"><path d="m8.107-0.0078125-1.4136 1.414 4.2926 "#,
    r#"4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z"></path></svg>"#,
);

/// Links to the pages of a list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Pagination {
    items: Option<Slots>,
    previous: Option<Arrow>,
    next: Option<Arrow>,
    landmark_label: String,
    classes: String,
    attributes: Attrs,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
struct Slots(#[serde(deserialize_with = "de::slots")] Vec<Option<PageItem>>);

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct PageItem {
    #[serde(deserialize_with = "de::scalar")]
    number: Option<String>,
    visually_hidden_text: Option<String>,
    href: String,
    current: bool,
    ellipsis: bool,
    attributes: Attrs,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Arrow {
    #[serde(flatten)]
    content: Content,
    label_text: String,
    href: String,
    attributes: Attrs,
}

impl Pagination {
    /// Page `current` of `last`, both counted from 1; `href` gives the address of a page.
    pub fn new(current: usize, last: usize, href: impl Fn(usize) -> String) -> Pagination {
        let arrow = |page: usize| Some(Arrow { href: href(page), ..Arrow::default() });
        let mut items = Vec::new();
        let mut before = 0;
        for page in shown(current, last) {
            if page > before + 1 {
                items.push(Some(PageItem { ellipsis: true, ..PageItem::default() }));
            }
            items.push(Some(PageItem {
                number: Some(page.to_string()),
                href: href(page),
                current: page == current,
                ..PageItem::default()
            }));
            before = page;
        }
        Pagination {
            previous: if current > 1 { arrow(current - 1) } else { None },
            next: if current < last { arrow(current + 1) } else { None },
            items: Some(Slots(items)),
            ..Pagination::default()
        }
    }

    /// Only "previous" and "next", for lists that are not counted.
    #[must_use]
    pub fn steps(previous: Option<String>, next: Option<String>) -> Pagination {
        let arrow = |href| Arrow { href, ..Arrow::default() };
        let (previous, next) = (previous.map(arrow), next.map(arrow));
        Pagination { previous, next, ..Pagination::default() }
    }

    /// Without numbers the arrows stand one above the other.
    fn is_block(&self) -> bool {
        self.items.is_none() && (self.next.is_some() || self.previous.is_some())
    }
}

/// First, last, and one on each side of the current page.
fn shown(current: usize, last: usize) -> impl Iterator<Item = usize> {
    (1..=last).filter(move |page| *page == 1 || *page == last || page.abs_diff(current) <= 1)
}

impl Arrow {
    fn write(&self, out: &mut String, rel: &'static str, block: bool) {
        let is_next = rel == "next";
        let class = if is_next { "govuk-pagination__next" } else { "govuk-pagination__prev" };
        let icon = if is_next { NEXT_ICON } else { PREVIOUS_ICON };
        El::new(out, "div").class(class).body(|out| {
            El::new(out, "a")
                .class("govuk-link govuk-pagination__link")
                .attr("href", &self.href)
                .attr("rel", rel)
                .attrs(&self.attributes)
                .body(|out| {
                    if block || !is_next {
                        out.push_str(icon);
                    }
                    self.write_title(out, is_next, block);
                    if !block && is_next {
                        out.push_str(icon);
                    }
                });
        });
    }

    fn write_title(&self, out: &mut String, is_next: bool, block: bool) {
        El::new(out, "span")
            .class("govuk-pagination__link-title")
            .class_if(
                block && self.label_text.is_empty(),
                "govuk-pagination__link-title--decorated",
            )
            .body(|out| {
                if self.content.is_empty() {
                    out.push_str(if is_next { "Next" } else { "Previous" });
                    El::new(out, "span").class("govuk-visually-hidden").holding(&" page");
                } else {
                    self.content.render_to(out);
                }
            });
        if block && !self.label_text.is_empty() {
            out.push(' ');
            El::new(out, "span").class("govuk-visually-hidden").holding(&":");
            out.push(' ');
            El::new(out, "span").class("govuk-pagination__link-label").holding(&self.label_text);
        }
    }
}

impl PageItem {
    fn says_something(&self) -> bool {
        self.ellipsis || self.number.is_some()
    }

    fn write(&self, out: &mut String) {
        let li = El::new(out, "li")
            .class("govuk-pagination__item")
            .class_if(self.current, "govuk-pagination__item--current")
            .class_if(self.ellipsis, "govuk-pagination__item--ellipsis");
        if self.ellipsis {
            return li.holding(&"⋯");
        }
        let number = self.number.as_deref().unwrap_or_default();
        let label = self.visually_hidden_text.clone();
        li.body(|out| {
            El::new(out, "a")
                .class("govuk-link govuk-pagination__link")
                .attr("href", &self.href)
                .attr("aria-label", &label.unwrap_or_else(|| format!("Page {number}")))
                .maybe("aria-current", self.current.then_some("page"))
                .attrs(&self.attributes)
                .holding(&number);
        });
    }
}

impl Render for Pagination {
    fn render_to(&self, out: &mut String) {
        let block = self.is_block();
        let label =
            if self.landmark_label.is_empty() { "Pagination" } else { &self.landmark_label };
        El::new(out, "nav")
            .class("govuk-pagination")
            .class_if(block, "govuk-pagination--block")
            .class(&self.classes)
            .attr("aria-label", label)
            .attrs(&self.attributes)
            .body(|out| {
                if let Some(previous) = &self.previous {
                    previous.write(out, "prev", block);
                }
                if let Some(items) = &self.items {
                    El::new(out, "ul").class("govuk-pagination__list").body(|out| {
                        items
                            .0
                            .iter()
                            .flatten()
                            .filter(|item| item.says_something())
                            .for_each(|item| item.write(out));
                    });
                }
                if let Some(next) = &self.next {
                    next.write(out, "next", block);
                }
            });
    }
}
