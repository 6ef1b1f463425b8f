//! What the chronology looks like: a timeline that prints.

use govuk::{Button, Row, Select, Table};
use maud::{Markup, html};
use ui::Frame;

use super::web::{Chronology, SeeChronology};
use crate::charters::heading;

pub(super) fn chronology(asked: &SeeChronology, answer: &Chronology, frame: &Frame) -> Markup {
    let kinds = answer.kinds.iter().map(|kind| (kind.clone(), kind_words(kind)));
    let rows = answer.events.iter().map(|event| {
        let by = event.by.clone().unwrap_or_default();
        Row::new().cell(frame.date(event.on)).cell(event.said.as_str()).cell(by)
    });
    html! {
        p.govuk-body { (answer.about) }
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

/// The kinds of events, in words to choose from.
const KINDS: &[(&str, &str)] = &[
    ("referral_received", "Referral received"),
    ("referral_accepted", "Referral accepted"),
    ("refer", "Referral made"),
    ("amend_referral", "Referral changed"),
    ("complete_assessment", "Assessment completed"),
    ("decide_referral", "Referral decided"),
    ("add_agenda_item", "Put on an agenda"),
    ("remove_agenda_item", "Taken off an agenda"),
    ("publish_agenda", "Agenda published"),
    ("discuss_agenda_item", "Discussion and decision"),
    ("cancel_meeting", "Meeting cancelled"),
    ("confirm_minutes", "Minutes confirmed"),
    ("record_action", "Action recorded"),
    ("report_back", "Report on an action"),
    ("record_consent", "Consent"),
    ("record_goal", "Goal set"),
    ("amend_goal", "Goal changed, or how it went"),
    ("offer_services", "Services asked for"),
    ("answer_offer", "Service accepted or declined"),
    ("propose_lead", "Lead professional asked"),
    ("answer_lead", "Lead professional's answer"),
    ("record_review", "Review"),
    ("close_case", "Closure"),
    ("reopen_case", "Opened again"),
];

fn kind_words(kind: &str) -> String {
    let known = KINDS.iter().find(|(name, _)| *name == kind);
    known.map_or_else(|| heading(&kind.replace('_', " ")), |(_, words)| (*words).to_owned())
}
