//! A button on a page that does something at once: a small form with nothing to fill in, or little.

use govuk::{Button, Content};
use maud::{Markup, html};
use ui::Frame;

/// A form that sends to `path`, with the fields given and a secondary button.
pub(crate) fn press(
    frame: &Frame,
    path: &str,
    words: impl Into<Content>,
    fields: &Markup,
) -> Markup {
    form(frame, path, &html! { (fields) (Button::new(words).secondary()) })
}

/// The same for what is to be done next on this page: its main button, and nothing to fill in.
pub(crate) fn press_next(frame: &Frame, path: &str, words: &str) -> Markup {
    form(frame, path, &html! { (Button::new(words)) })
}

fn form(frame: &Frame, path: &str, content: &Markup) -> Markup {
    html! {
        form method="post" action=(path) data-once="" novalidate {
            (frame.hidden())
            (content)
        }
    }
}
