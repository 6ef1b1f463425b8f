//! Components of the Ministry of Justice, which publishes no fixtures: see `tests/snapshots.rs`.

use maud::{Markup, PreEscaped, Render, html};

use crate::content::Content;
use crate::element::{El, heading};

/// What happened, newest first or oldest first as the caller decides.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    items: Vec<TimelineItem>,
    heading_level: Option<u8>,
    classes: String,
}

/// One event of a timeline.
#[derive(Clone, Debug, Default)]
pub struct TimelineItem {
    title: Content,
    byline: Content,
    instant: String,
    shown: String,
    description: Content,
}

impl TimelineItem {
    /// An event with the instant for machines (RFC 3339) and the words for people.
    pub fn new(
        title: impl Into<Content>,
        instant: impl Into<String>,
        shown: impl Into<String>,
    ) -> TimelineItem {
        TimelineItem {
            title: title.into(),
            instant: instant.into(),
            shown: shown.into(),
            ..TimelineItem::default()
        }
    }

    /// Who did it.
    #[must_use]
    pub fn by(mut self, who: impl Into<Content>) -> TimelineItem {
        self.byline = who.into();
        self
    }

    /// More about it.
    #[must_use]
    pub fn description(mut self, content: impl Into<Content>) -> TimelineItem {
        self.description = content.into();
        self
    }

    fn write(&self, out: &mut String, title: &'static str) {
        El::new(out, "div").class("moj-timeline__item").body(|out| {
            El::new(out, "div").class("moj-timeline__header").body(|out| {
                El::new(out, title).class("moj-timeline__title").holding(&self.title);
                if !self.byline.is_empty() {
                    out.push(' ');
                    El::new(out, "p").class("moj-timeline__byline").body(|out| {
                        out.push_str("by ");
                        self.byline.render_to(out);
                    });
                }
            });
            El::new(out, "p").class("moj-timeline__date").body(|out| {
                El::new(out, "time").attr("datetime", &self.instant).holding(&self.shown);
            });
            if !self.description.is_empty() {
                El::new(out, "div").class("moj-timeline__description").holding(&self.description);
            }
        });
    }
}

impl Timeline {
    /// A timeline of these events.
    #[must_use]
    pub fn new(items: Vec<TimelineItem>) -> Timeline {
        Timeline { items, ..Timeline::default() }
    }

    /// Smaller type and less space, for a chronology.
    #[must_use]
    pub fn compact(mut self) -> Timeline {
        crate::add_classes(&mut self.classes, "tl-timeline--compact");
        self
    }

    /// The level of each event's heading; 2 when not said.
    #[must_use]
    pub fn heading_level(mut self, level: u8) -> Timeline {
        self.heading_level = Some(level);
        self
    }
}

impl Render for Timeline {
    fn render_to(&self, out: &mut String) {
        let title = heading(self.heading_level, 2);
        El::new(out, "div")
            .class("moj-timeline")
            .class(&self.classes)
            .body(|out| self.items.iter().for_each(|item| item.write(out, title)));
    }
}

/// The parts of one record, such as summary, plan, chronology.
#[derive(Clone, Debug, Default)]
pub struct SubNavigation {
    label: String,
    items: Vec<(Content, String, bool)>,
}

impl SubNavigation {
    /// A navigation that a screen reader calls `label`.
    pub fn new(label: impl Into<String>) -> SubNavigation {
        SubNavigation { label: label.into(), ..SubNavigation::default() }
    }

    /// Adds a part; `current` marks the one that is shown.
    #[must_use]
    pub fn item(
        mut self,
        content: impl Into<Content>,
        href: impl Into<String>,
        current: bool,
    ) -> SubNavigation {
        self.items.push((content.into(), href.into(), current));
        self
    }
}

impl Render for SubNavigation {
    fn render_to(&self, out: &mut String) {
        let navigation = html! {
            nav.moj-sub-navigation aria-label=(self.label) {
                ul.moj-sub-navigation__list {
                    @for (content, href, current) in &self.items {
                        li.moj-sub-navigation__item {
                            a.moj-sub-navigation__link href=(href)
                                aria-current=[current.then_some("page")] { (content) }
                        }
                    }
                }
            }
        };
        navigation.render_to(out);
    }
}

/// The kinds of [`Banner`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BannerKind {
    /// It worked.
    Success,
    /// Take care.
    Warning,
    /// Good to know.
    Information,
}

/// A coloured line with a sign, such as an alert on a person's record.
#[derive(Clone, Debug)]
pub struct Banner {
    kind: BannerKind,
    content: Content,
}

impl Banner {
    /// A banner of this kind.
    pub fn new(kind: BannerKind, content: impl Into<Content>) -> Banner {
        Banner { kind, content: content.into() }
    }
}

impl Render for Banner {
    fn render_to(&self, out: &mut String) {
        let (name, class, path) = match self.kind {
            BannerKind::Success => (
                "success",
                "moj-banner--success",
                "M25,6.2L8.7,23.2L0,14.1l4-4.2l4.7,4.9L21,2L25,6.2z",
            ),
            BannerKind::Warning => (
                "warning",
                "moj-banner--warning",
                "M13.6,15.4h-2.3v-4.5h2.3V15.4z M13.6,19.8h-2.3v-2.2h2.3V19.8z M0,23.2h25L12.5,2L0,23.2z",
            ),
            BannerKind::Information => ("information", "moj-banner--information", INFORMATION),
        };
        let banner: Markup = html! {
            div class={ "moj-banner " (class) } role="region" aria-label=(name) {
                (PreEscaped(ICON_START)) path d=(path) {} (PreEscaped("</svg>"))
                div.moj-banner__message { (self.content) }
            }
        };
        banner.render_to(out);
    }
}

const ICON_START: &str = concat!(
    r#"<svg class="moj-banner__icon" fill="currentColor" role="presentation" focusable="false" "#,
    r#"xmlns="http://www.w3.org/2000/svg" viewBox="0 0 25 25" height="25" width="25">"#,
);
const INFORMATION: &str = concat!(
    "M13.7,18.5h-2.4v-2.4h2.4V18.5z M12.5,13.7c-0.7,0-1.2-0.5-1.2-1.2V7.7c0-0.7,0.5-1.2,1.2-1.2s1.2,",
    "0.5,1.2,1.2v4.8 C13.7,13.2,13.2,13.7,12.5,13.7z M12.5,0.5c-6.6,0-12,5.4-12,12s5.4,12,12,12s12-",
    "5.4,12-12S19.1,0.5,12.5,0.5z",
);
