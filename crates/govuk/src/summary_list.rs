//! Facts as pairs of key and value, and "check your answers".

use maud::Render;
use serde::Deserialize;

use crate::button::Button;
use crate::content::Content;
use crate::de;
use crate::element::{Attrs, El, heading};

/// Keys, values and what one may do about each.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SummaryList {
    #[serde(deserialize_with = "de::slots")]
    rows: Vec<Option<SummaryRow>>,
    card: Option<Card>,
    classes: String,
    attributes: Attrs,
}

/// One fact.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SummaryRow {
    key: Part,
    value: Part,
    actions: LinkList,
    #[serde(skip)]
    button: Option<Button>,
    classes: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Part {
    #[serde(flatten)]
    content: Content,
    classes: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct LinkList {
    items: Option<Vec<Link>>,
    classes: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Link {
    #[serde(flatten)]
    content: Content,
    href: String,
    visually_hidden_text: String,
    classes: String,
    attributes: Attrs,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Card {
    title: Option<CardTitle>,
    actions: LinkList,
    classes: String,
    attributes: Attrs,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct CardTitle {
    #[serde(flatten)]
    content: Content,
    heading_level: Option<u8>,
    classes: String,
}

impl SummaryList {
    /// An empty list.
    #[must_use]
    pub fn new() -> SummaryList {
        SummaryList::default()
    }

    /// Adds a fact.
    #[must_use]
    pub fn row(self, key: impl Into<Content>, value: impl Into<Content>) -> SummaryList {
        self.push(SummaryRow::new(key, value))
    }

    /// Adds a fact with a link that changes it.
    #[must_use]
    pub fn row_with_change(
        self,
        key: impl Into<String>,
        value: impl Into<Content>,
        href: impl Into<String>,
    ) -> SummaryList {
        let key = key.into();
        let hidden = key.to_lowercase();
        self.push(SummaryRow::new(key, value).action("Change", href, hidden))
    }

    /// Adds a fact that was made elsewhere.
    #[must_use]
    pub fn push(mut self, row: SummaryRow) -> SummaryList {
        self.rows.push(Some(row));
        self
    }

    /// Puts the list in a card under this title.
    #[must_use]
    pub fn card(mut self, title: impl Into<Content>) -> SummaryList {
        let title = CardTitle { content: title.into(), ..CardTitle::default() };
        self.card = Some(Card { title: Some(title), ..self.card.unwrap_or_default() });
        self
    }

    /// Adds a link to the head of the card.
    #[must_use]
    pub fn card_action(
        mut self,
        content: impl Into<Content>,
        href: impl Into<String>,
    ) -> SummaryList {
        let link = Link { content: content.into(), href: href.into(), ..Link::default() };
        let actions = &mut self.card.get_or_insert_default().actions;
        actions.items.get_or_insert_default().push(link);
        self
    }

    /// Without the lines between rows.
    #[must_use]
    pub fn no_border(self) -> SummaryList {
        self.classes("govuk-summary-list--no-border")
    }

    /// Smaller type and less space, for screens that staff use all day.
    #[must_use]
    pub fn compact(self) -> SummaryList {
        self.classes("tl-summary-list--compact")
    }

    /// Adds classes.
    #[must_use]
    pub fn classes(mut self, classes: &str) -> SummaryList {
        crate::add_classes(&mut self.classes, classes);
        self
    }

    fn write_list(&self, out: &mut String, card_title: Option<&Content>) {
        let any_actions = self.rows.iter().flatten().any(SummaryRow::has_actions);
        El::new(out, "dl")
            .class("govuk-summary-list")
            .class(&self.classes)
            .attrs(&self.attributes)
            .body(|out| {
                for row in self.rows.iter().flatten() {
                    row.write(out, any_actions, card_title);
                }
            });
    }
}

impl SummaryRow {
    /// A fact.
    pub fn new(key: impl Into<Content>, value: impl Into<Content>) -> SummaryRow {
        SummaryRow {
            key: Part { content: key.into(), ..Part::default() },
            value: Part { content: value.into(), ..Part::default() },
            ..SummaryRow::default()
        }
    }

    /// Adds a link; `hidden` says for a screen reader what it is about.
    #[must_use]
    pub fn action(
        mut self,
        content: impl Into<Content>,
        href: impl Into<String>,
        hidden: impl Into<String>,
    ) -> SummaryRow {
        let (content, href) = (content.into(), href.into());
        let link = Link { content, href, visually_hidden_text: hidden.into(), ..Link::default() };
        self.actions.items.get_or_insert_default().push(link);
        self
    }

    /// In place of a link, a button that sends a form.
    #[must_use]
    pub fn button(mut self, button: Button) -> SummaryRow {
        self.button = Some(button);
        self
    }

    fn has_actions(&self) -> bool {
        self.button.is_some() || !self.actions.links().is_empty()
    }

    fn write(&self, out: &mut String, any_actions: bool, card_title: Option<&Content>) {
        El::new(out, "div")
            .class("govuk-summary-list__row")
            .class_if(
                any_actions && self.actions.items.is_none() && self.button.is_none(),
                "govuk-summary-list__row--no-actions",
            )
            .class(&self.classes)
            .body(|out| {
                El::new(out, "dt")
                    .class("govuk-summary-list__key")
                    .class(&self.key.classes)
                    .holding(&self.key.content);
                El::new(out, "dd")
                    .class("govuk-summary-list__value")
                    .class(&self.value.classes)
                    .holding(&self.value.content);
                self.write_actions(out, card_title);
            });
    }

    fn write_actions(&self, out: &mut String, card_title: Option<&Content>) {
        let dd = |out| {
            El::new(out, "dd").class("govuk-summary-list__actions").class(&self.actions.classes)
        };
        if let Some(button) = &self.button {
            return dd(out).body(|out| button.render_to(out));
        }
        match self.actions.links() {
            [] => {}
            [only] => dd(out).body(|out| only.write(out, card_title)),
            several => dd(out).body(|out| {
                El::new(out, "ul").class("govuk-summary-list__actions-list").body(|out| {
                    for link in several {
                        El::new(out, "li")
                            .class("govuk-summary-list__actions-list-item")
                            .body(|out| link.write(out, card_title));
                    }
                });
            }),
        }
    }
}

impl LinkList {
    fn links(&self) -> &[Link] {
        self.items.as_deref().unwrap_or_default()
    }
}

impl Link {
    fn write(&self, out: &mut String, card_title: Option<&Content>) {
        El::new(out, "a")
            .class("govuk-link")
            .class(&self.classes)
            .attr("href", &self.href)
            .attrs(&self.attributes)
            .body(|out| {
                self.content.render_to(out);
                if self.visually_hidden_text.is_empty() && card_title.is_none() {
                    return;
                }
                El::new(out, "span").class("govuk-visually-hidden").body(|out| {
                    if !self.visually_hidden_text.is_empty() {
                        out.push(' ');
                        self.visually_hidden_text.render_to(out);
                    }
                    if let Some(title) = card_title {
                        out.push_str(" (");
                        title.render_to(out);
                        out.push(')');
                    }
                });
            });
    }
}

impl Card {
    fn write_head(&self, out: &mut String) {
        let title = self.title.as_ref();
        if let Some(title) = title {
            El::new(out, heading(title.heading_level, 2))
                .class("govuk-summary-card__title")
                .class(&title.classes)
                .holding(&title.content);
        }
        let content = title.map(|title| &title.content);
        match self.actions.links() {
            [] => {}
            [only] => El::new(out, "div")
                .class("govuk-summary-card__actions")
                .class(&self.actions.classes)
                .body(|out| only.write(out, content)),
            several => El::new(out, "ul")
                .class("govuk-summary-card__actions")
                .class(&self.actions.classes)
                .body(|out| {
                    for link in several {
                        El::new(out, "li")
                            .class("govuk-summary-card__action")
                            .body(|out| link.write(out, content));
                    }
                }),
        }
    }
}

impl Render for SummaryList {
    fn render_to(&self, out: &mut String) {
        let Some(card) = &self.card else { return self.write_list(out, None) };
        El::new(out, "div")
            .class("govuk-summary-card")
            .class(&card.classes)
            .attrs(&card.attributes)
            .body(|out| {
                El::new(out, "div")
                    .class("govuk-summary-card__title-wrapper")
                    .body(|out| card.write_head(out));
                El::new(out, "div").class("govuk-summary-card__content").body(|out| {
                    self.write_list(out, card.title.as_ref().map(|title| &title.content));
                });
            });
    }
}
