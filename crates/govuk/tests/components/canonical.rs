//! One text for all HTML that a browser would show alike: attributes sorted, white space
//! collapsed as a browser does it, across inline elements and never inside a text box.

use scraper::{ElementRef, Html, Node};

const INLINE: [&str; 8] = ["a", "abbr", "b", "code", "em", "span", "strong", "time"];

#[derive(Default)]
struct Writer {
    out: String,
    /// A space was read; it counts only if something inline follows.
    space: bool,
    at_boundary: bool,
    /// The last thing written, tags aside, is a space.
    after_space: bool,
}

/// The canonical form of a fragment of HTML.
pub(crate) fn form(html: &str) -> String {
    let document = Html::parse_fragment(html);
    let mut writer = Writer { at_boundary: true, ..Writer::default() };
    writer.children(document.root_element());
    writer.boundary();
    writer.out
}

impl Writer {
    fn children(&mut self, parent: ElementRef<'_>) {
        for child in parent.children() {
            if let Some(element) = ElementRef::wrap(child) {
                self.element(element);
            } else if let Node::Text(text) = child.value() {
                self.text(text);
            }
        }
    }

    fn element(&mut self, element: ElementRef<'_>) {
        let name = element.value().name();
        let inline = INLINE.contains(&name);
        if !inline {
            self.boundary();
        } else if !self.at_boundary {
            self.settle_space();
        }
        self.start_tag(element);
        if name == "textarea" || name == "pre" {
            self.out.push_str(&element.text().collect::<String>());
        } else {
            self.children(element);
        }
        if !inline {
            self.boundary();
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    fn start_tag(&mut self, element: ElementRef<'_>) {
        let mut attributes: Vec<(String, String)> = element
            .value()
            .attrs()
            .map(|(name, value)| (name.to_owned(), words(name, value)))
            .collect();
        attributes.sort();
        self.out.push('<');
        self.out.push_str(element.value().name());
        for (name, value) in attributes {
            self.out.push_str(&format!(" {name}={value:?}"));
        }
        self.out.push('>');
    }

    fn text(&mut self, text: &str) {
        for character in text.chars() {
            if character.is_ascii_whitespace() {
                self.space = true;
                continue;
            }
            self.settle_space();
            self.after_space = false;
            match character {
                '<' => self.out.push_str("&lt;"),
                '&' => self.out.push_str("&amp;"),
                other => self.out.push(other),
            }
        }
    }

    /// Something inline begins: a space before it is seen, unless a block boundary is there.
    fn settle_space(&mut self) {
        if self.space && !self.at_boundary && !self.after_space {
            self.out.push(' ');
            self.after_space = true;
        }
        self.space = false;
        self.at_boundary = false;
    }

    fn boundary(&mut self) {
        self.space = false;
        self.at_boundary = true;
    }
}

/// The order of classes is kept, their spacing is not.
fn words(name: &str, value: &str) -> String {
    if name == "class" {
        value.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        value.to_owned()
    }
}
