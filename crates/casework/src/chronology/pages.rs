//! What the chronology looks like: a timeline that prints.

use govuk::{Button, Row, Select, Table};
use maud::{Markup, html};
use ui::Frame;

use super::web::{Chronology, SeeChronology};

pub(super) fn chronology(asked: &SeeChronology, answer: &Chronology, frame: &Frame) -> Markup {
    let kinds = answer.kinds.iter().map(|kind| (kind.clone(), kind_words(kind)));
    let rows = answer.events.iter().map(|event| {
        let by = event.by.clone().unwrap_or_default();
        Row::new().cell(frame.date(event.on)).cell(event.said.as_str()).cell(by)
    });
    html! {
        p.govuk-body { a.govuk-link href={ "/cases/" (asked.case) } { "Back to the case" } }
        form method="get" action={ "/cases/" (asked.case) "/chronology" } {
            (Select::new("kind", "Show").item("", "Everything").items(kinds).value(&asked.kind))
            (Button::new("Show").secondary())
        }
        @if answer.events.is_empty() {
            p.govuk-body { "Nothing of this kind has been recorded." }
        } @else {
            (Table::new("What happened, the earliest first")
                .columns(["Date", "What happened", "Recorded by"]).rows(rows).named_rows().cards())
        }
    }
}

/// A kind in words: `close_case` is "Close case".
fn kind_words(kind: &str) -> String {
    crate::charters::heading(&kind.replace('_', " "))
}
