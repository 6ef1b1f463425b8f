//! Whom to ring now, above every page on which asking for help begins.

use govuk::WarningText;
use maud::{Markup, html};

use crate::Frame;

/// Whom to ring when somebody is at risk: 999, and the partnership's own number when its file names one.
pub fn ring_now(frame: &Frame) -> Markup {
    let text = html! {
        "If somebody is in immediate danger, phone "
        a.govuk-link href="tel:999" { "999" } " now. If a child or adult may come to harm, phone "
        @match &frame.safeguarding {
            Some((name, phone)) => {
                (name) " now on " a.govuk-link href={ "tel:" (dialled(phone)) } { (phone) } "."
            }
            None => "social care now.",
        }
        " Do not wait for a form."
    };
    html! { (WarningText::new(text)) }
}

/// A number as a telephone dials it.
fn dialled(phone: &str) -> String {
    phone.chars().filter(|it| it.is_ascii_digit() || *it == '+').collect()
}
