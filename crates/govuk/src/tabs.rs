//! Views of one thing side by side; without script they stand one under another.

use maud::{Markup, Render};
use serde::Deserialize;

use crate::content::Content;
use crate::de;
use crate::element::{Attrs, El};

/// Tabs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Tabs {
    id: String,
    id_prefix: String,
    title: Option<String>,
    #[serde(deserialize_with = "de::slots")]
    items: Vec<Option<Tab>>,
    classes: String,
    attributes: Attrs,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Tab {
    id: String,
    label: String,
    panel: TabPanel,
    attributes: Attrs,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct TabPanel {
    #[serde(flatten)]
    content: Content,
    attributes: Attrs,
}

impl Tabs {
    /// No tabs yet.
    #[must_use]
    pub fn new() -> Tabs {
        Tabs::default()
    }

    /// Adds a tab; its id is part of the address.
    #[must_use]
    pub fn item(mut self, id: impl Into<String>, label: impl Into<String>, panel: Markup) -> Tabs {
        let panel = TabPanel { content: panel.into(), ..TabPanel::default() };
        let (id, label) = (id.into(), label.into());
        self.items.push(Some(Tab { id, label, panel, ..Tab::default() }));
        self
    }

    /// Each tab with its place in the list, which makes its id when it has none.
    fn placed(&self) -> impl Iterator<Item = (usize, &Tab, String)> {
        self.items.iter().enumerate().filter_map(|(index, tab)| {
            let tab = tab.as_ref()?;
            let id = if tab.id.is_empty() {
                format!("{}-{}", self.id_prefix, index + 1)
            } else {
                tab.id.clone()
            };
            Some((index, tab, id))
        })
    }

    fn write_list(&self, out: &mut String) {
        El::new(out, "ul").class("govuk-tabs__list").body(|out| {
            for (index, tab, id) in self.placed() {
                El::new(out, "li")
                    .class("govuk-tabs__list-item")
                    .class_if(index == 0, "govuk-tabs__list-item--selected")
                    .body(|out| {
                        El::new(out, "a")
                            .class("govuk-tabs__tab")
                            .attr("href", &format!("#{id}"))
                            .attrs(&tab.attributes)
                            .holding(&tab.label);
                    });
            }
        });
    }

    fn write_panels(&self, out: &mut String) {
        for (index, tab, id) in self.placed() {
            El::new(out, "div")
                .class("govuk-tabs__panel")
                .class_if(index > 0, "govuk-tabs__panel--hidden")
                .attr("id", &id)
                .attrs(&tab.panel.attributes)
                .body(|out| match &tab.panel.content {
                    Content::Text(text) => {
                        El::new(out, "p").class("govuk-body").holding(text);
                    }
                    content => content.render_to(out),
                });
        }
    }
}

impl Render for Tabs {
    fn render_to(&self, out: &mut String) {
        El::new(out, "div")
            .class("govuk-tabs")
            .class(&self.classes)
            .unless_empty("id", &self.id)
            .attrs(&self.attributes)
            .attr("data-module", "govuk-tabs")
            .body(|out| {
                El::new(out, "h2")
                    .class("govuk-tabs__title")
                    .holding(&self.title.as_deref().unwrap_or("Contents"));
                if !self.items.is_empty() {
                    self.write_list(out);
                    self.write_panels(out);
                }
            });
    }
}
