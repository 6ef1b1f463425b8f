//! The form of a page, as a browser would see it: its fields, what they hold, what is wrong with them.

use std::collections::BTreeMap;

use scraper::{ElementRef, Html, Selector};

use crate::Reply;

/// What sort of field it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Sent as it came.
    Hidden,
    /// Typed.
    Text,
    /// Chosen from a list.
    Choice,
    /// The day, month or year of a date.
    DatePart,
}

/// One field of a form.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name under which it is sent.
    pub name: String,
    /// Its sort.
    pub kind: FieldKind,
    /// What it holds; of several ticks, the last.
    pub value: String,
    /// What can be chosen.
    pub options: Vec<String>,
}

fn all<'a>(of: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    of.select(&Selector::parse(selector).unwrap()).collect()
}

impl Reply {
    /// The fields of the page's own form that are typed or chosen, in order; no file; none when the page has no form.
    pub fn fields(&self) -> Vec<Field> {
        let page = Html::parse_document(&self.body);
        let forms = all(page.root_element(), "main form[method=post]");
        let Some(form) = forms.first() else { return Vec::new() };
        let mut fields: Vec<Field> = Vec::new();
        for element in all(*form, "input:not([type=file]), textarea, select") {
            let read = field(element);
            match fields.iter_mut().find(|it| it.name == read.name) {
                Some(known) => {
                    known.options.extend(read.options);
                    if !read.value.is_empty() {
                        known.value = read.value;
                    }
                }
                None => fields.push(read),
            }
        }
        fields.retain(|field| !field.name.is_empty());
        fields
    }

    /// What the error summary says, by field.
    pub fn problems(&self) -> BTreeMap<String, String> {
        let page = Html::parse_document(&self.body);
        let links = all(page.root_element(), ".govuk-error-summary__list a");
        let told = |link: &ElementRef<'_>| {
            let field = link.value().attr("href")?.trim_start_matches('#').to_owned();
            Some((field, link.text().collect::<String>()))
        };
        links.iter().filter_map(told).collect()
    }
}

fn field(element: ElementRef<'_>) -> Field {
    let attr = |name: &str| element.value().attr(name).unwrap_or_default().to_owned();
    let name = attr("name");
    let parts = ["-day", "-month", "-year"];
    let text = || element.text().collect::<String>();
    let (kind, value, options) = match (element.value().name(), attr("type").as_str()) {
        ("select", _) => {
            let options = all(element, "option");
            let chosen = options.iter().find(|it| it.value().attr("selected").is_some());
            let value =
                |it: &ElementRef<'_>| it.value().attr("value").unwrap_or_default().to_owned();
            let chosen = chosen.map(value).unwrap_or_default();
            (FieldKind::Choice, chosen, options.iter().map(value).collect())
        }
        (_, "radio" | "checkbox") => {
            let is_chosen = element.value().attr("checked").is_some();
            let chosen = if is_chosen { attr("value") } else { String::new() };
            (FieldKind::Choice, chosen, vec![attr("value")])
        }
        (_, "hidden") => (FieldKind::Hidden, attr("value"), Vec::new()),
        ("textarea", _) => (FieldKind::Text, text(), Vec::new()),
        _ if parts.iter().any(|part| name.ends_with(part)) => {
            (FieldKind::DatePart, attr("value"), Vec::new())
        }
        _ => (FieldKind::Text, attr("value"), Vec::new()),
    };
    Field { name, kind, value, options }
}
