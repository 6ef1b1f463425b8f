//! Small parts of our own that several features share. Their styles begin with `tl-`.

use maud::{Markup, html};

use crate::texts::Details;

/// Filters beside a list: they fold away on a phone, unless something in them is wrong, and always show on a
/// desktop.
#[must_use]
pub fn filters(summary: &str, is_open: bool, fields: &Markup) -> Markup {
    html! {
        details.tl-filters open[is_open] {
            summary { (summary) }
            (fields)
        }
    }
}

/// Who can see this, and why: one line, and the clauses behind it for those who ask.
#[must_use]
pub fn who_can_see(heading: &str, line: &str, clauses: Markup) -> Markup {
    html! {
        section.tl-who aria-labelledby="who-can-see" {
            h2."govuk-heading-s"."govuk-!-margin-bottom-1" id="who-can-see" { (heading) }
            p.tl-who__line { (line) }
            (Details::new("Why, and under which clause", clauses).id("who-can-see-why"))
        }
    }
}

/// The next thing to do on this page.
#[must_use]
pub fn next_step(heading: &str, what: &Markup) -> Markup {
    html! {
        section.tl-next {
            h2.govuk-heading-m { (heading) }
            (what)
        }
    }
}

/// Figures that are also ways in: the figure, what it counts, where it leads.
#[must_use]
pub fn stats<'a>(figures: impl IntoIterator<Item = (u64, &'a str, &'a str)>) -> Markup {
    html! {
        ul.tl-stats {
            @for (figure, what, href) in figures {
                li.tl-stat {
                    a.govuk-link href=(href) {
                        span.tl-stat__figure { (figure) }
                        (what)
                    }
                }
            }
        }
    }
}

/// One line of a meeting's agenda.
#[derive(Clone, Debug, Default)]
pub struct AgendaItem<'a> {
    /// What is discussed.
    pub title: &'a str,
    /// Where the item is; empty where the reader may not go.
    pub href: &'a str,
    /// The room is at this item.
    pub now: bool,
}

/// A meeting's agenda; it stays in view on a desktop.
#[must_use]
pub fn agenda(heading: &str, items: &[AgendaItem<'_>]) -> Markup {
    html! {
        nav.tl-agenda aria-labelledby="agenda-heading" {
            h2.govuk-heading-m id="agenda-heading" { (heading) }
            ol.tl-agenda__list {
                @for item in items {
                    li.tl-agenda__item."tl-agenda__item--now"[item.now]
                        aria-current=[item.now.then_some("step")] {
                        @if item.href.is_empty() {
                            span { @if item.now { "Now: " } (item.title) }
                        } @else {
                            a.govuk-link href=(item.href) { @if item.now { "Now: " } (item.title) }
                        }
                    }
                }
            }
        }
    }
}

/// What stands under the main thing in a table's cell, such as a reference.
#[must_use]
pub fn under(text: &str) -> Markup {
    html! { span.tl-under { (text) } }
}
