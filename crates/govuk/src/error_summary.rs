//! All that is wrong with a form, at the top of the page.

use maud::{Markup, Render};
use serde::Deserialize;

use crate::content::{Content, Title};
use crate::de;
use crate::element::{Attrs, El};

/// The box that lists every problem and links to its field.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ErrorSummary {
    #[serde(flatten)]
    title: Title,
    description_text: Option<String>,
    #[serde(deserialize_with = "de::markup")]
    description_html: Option<Markup>,
    error_list: Vec<Problem>,
    disable_auto_focus: Option<bool>,
    classes: String,
    attributes: Attrs,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Problem {
    #[serde(flatten)]
    content: Content,
    href: String,
    attributes: Attrs,
}

impl ErrorSummary {
    /// "There is a problem", with no problems yet.
    #[must_use]
    pub fn new() -> ErrorSummary {
        ErrorSummary { title: Title("There is a problem".into()), ..ErrorSummary::default() }
    }

    /// With another heading than "There is a problem".
    #[must_use]
    pub fn titled(mut self, title: impl Into<Content>) -> ErrorSummary {
        self.title = Title(title.into());
        self
    }

    /// A summary of pairs of field id and message, in the order of the form.
    pub fn of<F: AsRef<str>, M: Into<String>>(
        problems: impl IntoIterator<Item = (F, M)>,
    ) -> ErrorSummary {
        problems.into_iter().fold(ErrorSummary::new(), |summary, (field, message)| {
            summary.item(field.as_ref(), message.into())
        })
    }

    /// Adds a problem with the field of this id.
    #[must_use]
    pub fn item(mut self, field: &str, message: impl Into<Content>) -> ErrorSummary {
        let href = if field.is_empty() { String::new() } else { format!("#{field}") };
        self.error_list.push(Problem { content: message.into(), href, ..Problem::default() });
        self
    }

    /// A sentence before the list.
    #[must_use]
    pub fn description(mut self, content: impl Into<String>) -> ErrorSummary {
        self.description_text = Some(content.into());
        self
    }

    fn description_content(&self) -> Content {
        Content::either(self.description_html.clone(), self.description_text.clone())
    }

    fn write_body(&self, out: &mut String) {
        let description = self.description_content();
        if !description.is_empty() {
            El::new(out, "p").holding(&description);
        }
        if !self.error_list.is_empty() {
            El::new(out, "ul").class("govuk-list govuk-error-summary__list").body(|out| {
                self.error_list.iter().for_each(|problem| problem.write(out));
            });
        }
    }
}

impl Problem {
    fn write(&self, out: &mut String) {
        El::new(out, "li").body(|out| {
            if self.href.is_empty() {
                return self.content.render_to(out);
            }
            El::new(out, "a")
                .attr("href", &self.href)
                .attrs(&self.attributes)
                .holding(&self.content);
        });
    }
}

impl Render for ErrorSummary {
    fn render_to(&self, out: &mut String) {
        let disable = self.disable_auto_focus.map(|off| if off { "true" } else { "false" });
        El::new(out, "div")
            .class("govuk-error-summary")
            .class(&self.classes)
            .maybe("data-disable-auto-focus", disable)
            .attrs(&self.attributes)
            .attr("data-module", "govuk-error-summary")
            .body(|out| {
                El::new(out, "div").attr("role", "alert").body(|out| {
                    El::new(out, "h2").class("govuk-error-summary__title").holding(&self.title.0);
                    El::new(out, "div")
                        .class("govuk-error-summary__body")
                        .body(|out| self.write_body(out));
                });
            });
    }
}
