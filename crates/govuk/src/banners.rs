//! What just happened: notification banner and confirmation panel.

use maud::Render;
use serde::Deserialize;

use crate::button::Button;
use crate::content::{Content, Title};
use crate::element::{Attrs, El, heading};

const TITLE_ID: &str = "govuk-notification-banner-title";

/// A message about the whole page: something was saved, or something else matters.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct NotificationBanner {
    #[serde(flatten)]
    content: Content,
    #[serde(flatten)]
    title: Title,
    title_heading_level: Option<u8>,
    title_id: String,
    #[serde(rename = "type")]
    kind: String,
    role: String,
    disable_auto_focus: Option<bool>,
    classes: String,
    attributes: Attrs,
}

impl NotificationBanner {
    /// Something important about this page.
    pub fn new(content: impl Into<Content>) -> NotificationBanner {
        NotificationBanner { content: content.into(), ..NotificationBanner::default() }
    }

    /// Something that was just done.
    pub fn success(content: impl Into<Content>) -> NotificationBanner {
        NotificationBanner { kind: "success".to_owned(), ..NotificationBanner::new(content) }
    }

    /// A title other than "Important" or "Success".
    #[must_use]
    pub fn title(mut self, title: impl Into<Content>) -> NotificationBanner {
        self.title = Title(title.into());
        self
    }

    fn is_success(&self) -> bool {
        self.kind == "success"
    }

    fn role(&self) -> &str {
        match (self.role.as_str(), self.is_success()) {
            ("", true) => "alert",
            ("", false) => "region",
            (role, _) => role,
        }
    }

    fn write_inside(&self, out: &mut String, title_id: &str) {
        let default_title = if self.is_success() { "Success" } else { "Important" };
        El::new(out, "div").class("govuk-notification-banner__header").body(|out| {
            El::new(out, heading(self.title_heading_level, 2))
                .class("govuk-notification-banner__title")
                .attr("id", title_id)
                .body(|out| self.title.0.or_text(out, default_title));
        });
        El::new(out, "div").class("govuk-notification-banner__content").body(|out| {
            match &self.content {
                Content::Html(html) => html.render_to(out),
                Content::Text(text) => {
                    El::new(out, "p").class("govuk-notification-banner__heading").holding(text);
                }
                Content::Empty => {}
            }
        });
    }
}

impl Render for NotificationBanner {
    fn render_to(&self, out: &mut String) {
        let title_id = if self.title_id.is_empty() { TITLE_ID } else { &self.title_id };
        let disable = self.disable_auto_focus.map(|off| if off { "true" } else { "false" });
        El::new(out, "div")
            .class("govuk-notification-banner")
            .class_if(self.is_success(), "govuk-notification-banner--success")
            .class(&self.classes)
            .attr("role", self.role())
            .attr("aria-labelledby", title_id)
            .attr("data-module", "govuk-notification-banner")
            .maybe("data-disable-auto-focus", disable)
            .attrs(&self.attributes)
            .body(|out| self.write_inside(out, title_id));
    }
}

/// The end of a journey: it worked, and here is the reference.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Panel {
    #[serde(flatten)]
    title: Title,
    #[serde(flatten)]
    content: Content,
    heading_level: Option<u8>,
    actions: Option<Actions>,
    classes: String,
    attributes: Attrs,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Actions {
    items: Vec<Button>,
    classes: String,
    attributes: Attrs,
}

impl Panel {
    /// A confirmation with this title.
    pub fn new(title: impl Into<Content>, content: impl Into<Content>) -> Panel {
        Panel { title: Title(title.into()), content: content.into(), ..Panel::default() }
    }

    fn write_inside(&self, out: &mut String, interruption: bool) {
        El::new(out, heading(self.heading_level, 1))
            .class("govuk-panel__title")
            .holding(&self.title.0);
        if !self.content.is_empty() {
            El::new(out, "div").class("govuk-panel__body").holding(&self.content);
        }
        if let Some(actions) = self.actions.as_ref().filter(|_| interruption) {
            actions.write(out);
        }
    }
}

impl Actions {
    fn write(&self, out: &mut String) {
        El::new(out, "div")
            .class("govuk-panel__actions")
            .class(&self.classes)
            .attrs(&self.attributes)
            .body(|out| {
                if !self.items.is_empty() {
                    El::new(out, "div").class("govuk-button-group").body(|out| {
                        self.items.iter().for_each(|action| write_action(out, action));
                    });
                }
            });
    }
}

fn write_action(out: &mut String, action: &Button) {
    if action.href.is_empty() || action.kind == "button" {
        let mut button = action.clone();
        if button.kind.is_empty() {
            button.kind = "button".to_owned();
        }
        button.classes = "govuk-button--inverse".to_owned();
        button.classes(&action.classes).render_to(out);
        return out.push(' ');
    }
    El::new(out, "a")
        .class("govuk-link govuk-link--inverse")
        .class(&action.classes)
        .attr("href", &action.href)
        .attrs(&action.attributes)
        .holding(&action.content);
}

impl Render for Panel {
    fn render_to(&self, out: &mut String) {
        let interruption = self.classes.contains("govuk-panel--interruption");
        El::new(out, "div")
            .class("govuk-panel")
            .class_if(!interruption, "govuk-panel--confirmation")
            .class(&self.classes)
            .attrs(&self.attributes)
            .body(|out| self.write_inside(out, interruption));
    }
}
