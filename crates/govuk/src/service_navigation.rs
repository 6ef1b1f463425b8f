//! The bar under the header: the parts of the service that this person may use.

use maud::{Markup, Render};
use serde::Deserialize;

use crate::content::Content;
use crate::de;
use crate::element::{Attrs, El};

/// The main navigation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ServiceNavigation {
    service_name: String,
    service_url: String,
    #[serde(deserialize_with = "de::slots")]
    navigation: Vec<Option<NavItem>>,
    navigation_id: String,
    navigation_label: String,
    navigation_classes: String,
    menu_button_text: String,
    menu_button_label: String,
    aria_label: Option<String>,
    collapse_navigation_on_mobile: Option<bool>,
    slots: NavSlots,
    classes: String,
    attributes: Attrs,
}

/// One entry of the navigation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct NavItem {
    #[serde(flatten)]
    content: Content,
    href: String,
    current: bool,
    active: bool,
    attributes: Attrs,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct NavSlots {
    #[serde(deserialize_with = "de::markup")]
    start: Option<Markup>,
    end: Option<EndSlot>,
    #[serde(deserialize_with = "de::markup")]
    navigation_start: Option<Markup>,
    #[serde(deserialize_with = "de::markup")]
    navigation_end: Option<Markup>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum EndSlot {
    Plain(#[serde(deserialize_with = "de::markup")] Option<Markup>),
    Aligned {
        #[serde(deserialize_with = "de::markup")]
        html: Option<Markup>,
        #[serde(default)]
        align: String,
    },
}

impl EndSlot {
    fn html(&self) -> Option<&Markup> {
        match self {
            EndSlot::Plain(html) | EndSlot::Aligned { html, .. } => html.as_ref(),
        }
    }

    fn is_inline(&self) -> bool {
        matches!(self, EndSlot::Aligned { align, .. } if align == "inline")
    }
}

impl ServiceNavigation {
    /// An empty navigation.
    #[must_use]
    pub fn new() -> ServiceNavigation {
        ServiceNavigation::default()
    }

    /// Adds an entry; `active` marks the part in which the reader is.
    #[must_use]
    pub fn item(
        mut self,
        content: impl Into<Content>,
        href: impl Into<String>,
        active: bool,
    ) -> ServiceNavigation {
        let (content, href) = (content.into(), href.into());
        self.navigation.push(Some(NavItem { content, href, active, ..NavItem::default() }));
        self
    }

    /// What stands at the right end, such as who is signed in.
    #[must_use]
    pub fn end(mut self, html: Markup) -> ServiceNavigation {
        self.slots.end = Some(EndSlot::Aligned { html: Some(html), align: "inline".to_owned() });
        self
    }

    fn write_inside(&self, out: &mut String) {
        let end = self.slots.end.as_ref();
        El::new(out, "div")
            .class("govuk-width-container")
            .class_if(
                end.is_some_and(EndSlot::is_inline),
                "govuk-service-navigation__inlining-container",
            )
            .body(|out| {
                write_slot(out, self.slots.start.as_ref());
                El::new(out, "div").class("govuk-service-navigation__container").body(|out| {
                    self.write_name(out);
                    self.write_navigation(out);
                });
                write_slot(out, end.and_then(EndSlot::html));
            });
    }

    fn write_name(&self, out: &mut String) {
        if self.service_name.is_empty() {
            return;
        }
        El::new(out, "span").class("govuk-service-navigation__service-name").body(|out| {
            if self.service_url.is_empty() {
                El::new(out, "span")
                    .class("govuk-service-navigation__text")
                    .holding(&self.service_name);
            } else {
                El::new(out, "a")
                    .class("govuk-service-navigation__link")
                    .attr("href", &self.service_url)
                    .holding(&self.service_name);
            }
        });
    }

    fn write_navigation(&self, out: &mut String) {
        let items: Vec<&NavItem> = self.navigation.iter().flatten().collect();
        let slots = (&self.slots.navigation_start, &self.slots.navigation_end);
        if items.is_empty() && matches!(slots, (None, None)) {
            return;
        }
        let menu = default(&self.menu_button_text, "Menu");
        let id = default(&self.navigation_id, "navigation");
        El::new(out, "nav")
            .class("govuk-service-navigation__wrapper")
            .class(&self.navigation_classes)
            .attr("aria-label", default(&self.navigation_label, menu))
            .body(|out| {
                if self.collapse_navigation_on_mobile.unwrap_or(items.len() > 1) {
                    self.write_toggle(out, menu, id);
                }
                El::new(out, "ul").class("govuk-service-navigation__list").attr("id", id).body(
                    |out| {
                        write_slot(out, slots.0.as_ref());
                        items.iter().for_each(|item| item.write(out));
                        write_slot(out, slots.1.as_ref());
                    },
                );
            });
    }

    fn write_toggle(&self, out: &mut String, menu: &str, id: &str) {
        let label = self.menu_button_label.as_str();
        El::new(out, "button")
            .class("govuk-service-navigation__toggle govuk-js-service-navigation-toggle")
            .attr("type", "button")
            .attr("aria-controls", id)
            .maybe("aria-label", Some(label).filter(|label| !label.is_empty() && *label != menu))
            .flag("hidden", true)
            .attr("aria-hidden", "true")
            .holding(&menu);
    }
}

fn default<'a>(value: &'a str, default: &'a str) -> &'a str {
    if value.is_empty() { default } else { value }
}

fn write_slot(out: &mut String, slot: Option<&Markup>) {
    if let Some(html) = slot {
        html.render_to(out);
    }
}

impl NavItem {
    fn write(&self, out: &mut String) {
        let marked = self.active || self.current;
        let current = marked.then_some(if self.current { "page" } else { "true" });
        El::new(out, "li")
            .class("govuk-service-navigation__item")
            .class_if(marked, "govuk-service-navigation__item--active")
            .body(|out| {
                if !self.href.is_empty() {
                    El::new(out, "a")
                        .class("govuk-service-navigation__link")
                        .attr("href", &self.href)
                        .maybe("aria-current", current)
                        .attrs(&self.attributes)
                        .body(|out| self.write_words(out, marked));
                } else if !self.content.is_empty() {
                    El::new(out, "span")
                        .class("govuk-service-navigation__text")
                        .maybe("aria-current", current)
                        .body(|out| self.write_words(out, marked));
                }
            });
    }

    /// The strong element marks the place even where colours are overridden.
    fn write_words(&self, out: &mut String, marked: bool) {
        if marked {
            El::new(out, "strong")
                .class("govuk-service-navigation__active-fallback")
                .holding(&self.content);
        } else {
            self.content.render_to(out);
        }
    }
}

impl Render for ServiceNavigation {
    fn render_to(&self, out: &mut String) {
        let end = self.slots.end.as_ref().and_then(EndSlot::html);
        let is_region =
            !self.service_name.is_empty() || self.slots.start.is_some() || end.is_some();
        let label = self.aria_label.as_deref().unwrap_or("Service information");
        El::new(out, if is_region { "section" } else { "div" })
            .class("govuk-service-navigation")
            .class(&self.classes)
            .maybe("aria-label", is_region.then_some(label))
            .attr("data-module", "govuk-service-navigation")
            .attrs(&self.attributes)
            .body(|out| self.write_inside(out));
    }
}
