//! Buttons, and links that look like them.

use maud::Render;
use serde::Deserialize;

use crate::content::Content;
use crate::element::{Attrs, El};

const START_ICON: &str = concat!(
    r#"<svg class="govuk-button__start-icon" xmlns="http://www.w3.org/2000/svg" width="17.5" "#,
    r#"height="19" viewBox="0 0 33 40" aria-hidden="true" focusable="false">"#,
    r#"<path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z"/></svg>"#,
);

/// A button that sends its form, or a link of the same look.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Button {
    #[serde(flatten)]
    pub(crate) content: Content,
    pub(crate) id: String,
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) value: String,
    pub(crate) href: String,
    disabled: bool,
    is_start_button: bool,
    prevent_double_click: Option<bool>,
    pub(crate) classes: String,
    pub(crate) attributes: Attrs,
}

impl Button {
    /// A button that sends its form.
    pub fn new(content: impl Into<Content>) -> Button {
        Button { content: content.into(), ..Button::default() }
    }

    /// A link that looks like a button.
    pub fn link(content: impl Into<Content>, href: impl Into<String>) -> Button {
        Button { href: href.into(), ..Button::new(content) }
    }

    /// The grey one, for what is not the main thing.
    #[must_use]
    pub fn secondary(self) -> Button {
        self.classes("govuk-button--secondary")
    }

    /// The red one, for what is hard to undo.
    #[must_use]
    pub fn warning(self) -> Button {
        self.classes("govuk-button--warning")
    }

    /// The white one, on a dark ground.
    #[must_use]
    pub fn inverse(self) -> Button {
        self.classes("govuk-button--inverse")
    }

    /// Looks like a link but sends the form.
    #[must_use]
    pub fn as_link(self) -> Button {
        self.classes("tl-button--link")
    }

    /// The large one with an arrow that begins a journey.
    #[must_use]
    pub fn start(mut self) -> Button {
        self.is_start_button = true;
        self
    }

    /// What the form says about which button was pressed.
    #[must_use]
    pub fn sends(mut self, name: impl Into<String>, value: impl Into<String>) -> Button {
        self.name = name.into();
        self.value = value.into();
        self
    }

    /// Ignores a second click within a second.
    #[must_use]
    pub fn once(mut self) -> Button {
        self.prevent_double_click = Some(true);
        self
    }

    /// An id, to link or point to it.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Button {
        self.id = id.into();
        self
    }

    /// Adds classes.
    #[must_use]
    pub fn classes(mut self, classes: &str) -> Button {
        crate::add_classes(&mut self.classes, classes);
        self
    }

    /// Adds an attribute, such as `formaction`.
    #[must_use]
    pub fn attr(mut self, name: &str, value: impl Into<String>) -> Button {
        self.attributes.set(name, value);
        self
    }

    fn write_common(&self, el: El<'_>) {
        el.attr("data-module", "govuk-button")
            .attrs(&self.attributes)
            .unless_empty("id", &self.id)
            .body(|out| {
                match &self.content {
                    Content::Html(html) if self.is_start_button => {
                        El::new(out, "span").holding(html);
                    }
                    content => content.render_to(out),
                }
                if self.is_start_button {
                    out.push_str(START_ICON);
                }
            });
    }
}

impl Render for Button {
    fn render_to(&self, out: &mut String) {
        let name = if self.href.is_empty() { "button" } else { "a" };
        let el = El::new(out, name)
            .class("govuk-button")
            .class(&self.classes)
            .class_if(self.is_start_button, "govuk-button--start");
        if !self.href.is_empty() {
            let el = el.attr("href", &self.href).attr("role", "button").attr("draggable", "false");
            return self.write_common(el);
        }
        let once = self.prevent_double_click.map(|on| if on { "true" } else { "false" });
        let el = el
            .attr("type", if self.kind.is_empty() { "submit" } else { &self.kind })
            .unless_empty("value", &self.value)
            .unless_empty("name", &self.name)
            .flag("disabled", self.disabled)
            .maybe("aria-disabled", self.disabled.then_some("true"))
            .maybe("data-prevent-double-click", once);
        self.write_common(el);
    }
}

/// Buttons and links side by side.
#[must_use]
pub fn button_group(buttons: &[Button]) -> maud::Markup {
    maud::html! { div.govuk-button-group { @for button in buttons { (button) } } }
}
