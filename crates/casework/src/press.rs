//! A button on a page that does something at once: a small form with nothing to fill in, or little.

use maud::{Markup, html};
use ui::Frame;

/// A form that sends to `path`, with the fields given and a secondary button.
pub(crate) fn press(frame: &Frame, path: &str, words: &str, fields: &Markup) -> Markup {
    html! {
        form method="post" action=(path) data-once="" novalidate {
            input type="hidden" name="_csrf" value=(frame.csrf);
            input type="hidden" name="_key" value=(frame.key);
            (fields)
            button.govuk-button.govuk-button--secondary type="submit" { (words) }
        }
    }
}
