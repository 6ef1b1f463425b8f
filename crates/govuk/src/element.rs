//! Elements written piece by piece.
//!
//! maud cannot spread a list of attributes that is known only at run time, which every GOV.UK
//! component allows. [`El`] writes straight into the page's buffer, so nothing is built twice.

use maud::Render;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use crate::de::Scalar;

/// Attributes that are chosen at run time, in the order they were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attrs(Vec<(String, String)>);

impl Attrs {
    /// No attributes.
    #[must_use]
    pub fn new() -> Attrs {
        Attrs::default()
    }

    /// Adds one attribute; the value is escaped when it is written.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Attrs {
        self.set(name, value);
        self
    }

    /// Adds one attribute in place.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl<'de> Deserialize<'de> for Attrs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Attrs, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Attrs;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a map of attributes")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Attrs, M::Error> {
                let mut attrs = Attrs::new();
                while let Some((name, value)) = map.next_entry::<String, Scalar>()? {
                    attrs.set(name, value.text());
                }
                Ok(attrs)
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

/// An element whose start tag is being written.
///
/// Classes come first and together; the tag is closed by [`El::body`] or [`El::void`].
pub(crate) struct El<'b> {
    out: &'b mut String,
    name: &'static str,
    class_open: bool,
}

impl<'b> El<'b> {
    pub(crate) fn new(out: &'b mut String, name: &'static str) -> El<'b> {
        out.push('<');
        out.push_str(name);
        El { out, name, class_open: false }
    }

    /// Adds a class, or several in one string; an empty one leaves no trace.
    pub(crate) fn class(mut self, class: &str) -> El<'b> {
        if !class.is_empty() {
            self.out.push_str(if self.class_open { " " } else { " class=\"" });
            self.class_open = true;
            class.render_to(self.out);
        }
        self
    }

    pub(crate) fn class_if(self, condition: bool, class: &str) -> El<'b> {
        if condition { self.class(class) } else { self }
    }

    pub(crate) fn attr(mut self, name: &str, value: &str) -> El<'b> {
        self.end_class();
        self.out.push(' ');
        name.render_to(self.out);
        self.out.push_str("=\"");
        value.render_to(self.out);
        self.out.push('"');
        self
    }

    /// An attribute that is left out when there is nothing to say.
    pub(crate) fn maybe<T: AsRef<str>>(self, name: &str, value: Option<T>) -> El<'b> {
        match value {
            Some(value) => self.attr(name, value.as_ref()),
            None => self,
        }
    }

    /// Like [`El::maybe`] for plain strings: empty means absent.
    pub(crate) fn unless_empty(self, name: &str, value: &str) -> El<'b> {
        if value.is_empty() { self } else { self.attr(name, value) }
    }

    /// A true-or-false attribute, such as `checked`.
    pub(crate) fn flag(mut self, name: &str, on: bool) -> El<'b> {
        if on {
            self.end_class();
            self.out.push(' ');
            self.out.push_str(name);
        }
        self
    }

    pub(crate) fn attrs(self, attrs: &Attrs) -> El<'b> {
        attrs.iter().fold(self, |el, (name, value)| el.attr(name, value))
    }

    /// Closes the start tag, writes what is inside and the end tag.
    pub(crate) fn body(mut self, inside: impl FnOnce(&mut String)) {
        self.end_class();
        self.out.push('>');
        inside(self.out);
        self.out.push_str("</");
        self.out.push_str(self.name);
        self.out.push('>');
    }

    /// Like [`El::body`] with one thing inside.
    pub(crate) fn holding(self, inside: &impl Render) {
        self.body(|out| inside.render_to(out));
    }

    /// Closes an element that has no end tag.
    pub(crate) fn void(mut self) {
        self.end_class();
        self.out.push('>');
    }

    fn end_class(&mut self) {
        if self.class_open {
            self.out.push('"');
            self.class_open = false;
        }
    }
}

/// The name of a heading element; GOV.UK lets the caller choose the level.
pub(crate) fn heading(level: Option<u8>, default: u8) -> &'static str {
    match level.unwrap_or(default) {
        1 => "h1",
        2 => "h2",
        3 => "h3",
        4 => "h4",
        5 => "h5",
        _ => "h6",
    }
}
