//! Those of concern, as they stand above everything else where staff are about to make contact.

use kernel::PersonId;
use maud::{Markup, html};
use ui::Frame;

use super::{
    model::{near_sentence, tie_words},
    see::{ConcernLine, ConcernsHeld},
};
use crate::alert::model::is_overdue;

/// What readers of the record are told who are not among staff involved.
pub(super) const KEPT_BACK: &str = "There is somebody from whom they must be kept safe. Who it is, staff involved know: ask the lead \
    professional before you ring, write or visit, and tell nobody around them anything.";

/// What stands where the key of what was known was destroyed.
const ERASED: &str = "There is somebody from whom they must be kept safe. What was known was erased: ask the lead professional before \
    you make contact.";

/// From whom one person has to be kept safe, for the head of a page.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The person at risk.
    pub person: PersonId,
    /// Those of concern.
    pub held: &'a ConcernsHeld,
}

/// The lines of a banner. They stay on the screen: paper is left on tables.
pub(crate) fn lines(shown: &Shown<'_>, frame: &Frame) -> Markup {
    let href = format!("/people/{}/persons-of-concern", shown.person);
    html! {
        @for it in &shown.held.lines { (line(it, &href, frame)) }
        @if shown.held.kept_back { p.govuk-body.tl-not-on-paper { (KEPT_BACK) } }
    }
}

/// What they are, in brackets, where that tells something.
fn tie(code: &str) -> String {
    match code {
        "not_known" | "other" => String::new(),
        code => format!(" ({})", tie_words(code).to_lowercase()),
    }
}

fn line(it: &ConcernLine, href: &str, frame: &Frame) -> Markup {
    if it.is_erased {
        return html! { p.govuk-body.tl-not-on-paper { (ERASED) } };
    }
    html! {
        p.govuk-body.tl-not-on-paper {
            strong { "Keep safe from " (it.known.name) (tie(&it.known.tie)) }
            br;
            (it.known.handling)
            br;
            (near_sentence(&it.known.near)) " "
            @if is_overdue(it.review_on, frame.today) {
                strong { "Not checked since it fell due on " (frame.date(it.review_on)) "." } " "
            }
            a.govuk-link href=(href) {
                "What is known" span.govuk-visually-hidden { " of " (it.known.name) }
            }
        }
    }
}
