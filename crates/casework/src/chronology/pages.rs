//! What the chronology looks like: a timeline that prints.

use govuk::{
    Button, Checkboxes, Choice, DateInput, Input, InsetText, Radios, Row, Select, Table, Tag,
    Textarea,
};
use kernel::{EventId, FieldErrors, date_boxes};
use maud::{Markup, html};
use ui::Frame;

use super::{
    model::BY_HAND,
    record::{AmendEvent, RecordEvent},
    web::{Chronology, Event, SIGNIFICANT, SeeChronology},
};
use crate::charters::heading;

pub(super) fn chronology(asked: &SeeChronology, answer: &Chronology, frame: &Frame) -> Markup {
    let path = format!("/cases/{}/chronology", asked.case);
    let kinds = answer.kinds.iter().map(|kind| (kind.clone(), kind_words(kind)));
    let rows = answer.events.iter().map(|event| {
        let by = event.by.clone().unwrap_or_default();
        let row = Row::new().cell(frame.date(event.on)).cell(what(event)).cell(by);
        match event.event.filter(|_| answer.records) {
            Some(id) => row.cell(change(&path, id, event, frame)),
            None if answer.records => row.cell(""),
            None => row,
        }
    });
    let columns: &[&str] = if answer.records {
        &["Date", "What happened", "Recorded by", "Change"]
    } else {
        &["Date", "What happened", "Recorded by"]
    };
    html! {
        p.govuk-body { (answer.about) }
        @if answer.records {
            p { (Button::link("Record what happened", format!("{path}/new")).secondary()) }
        }
        form method="get" action=(path) {
            (Select::new("kind", "Show").item("", "Everything").item(SIGNIFICANT, "Significant events only")
                .items(kinds).value(&asked.kind))
            (Button::new("Show").secondary())
        }
        @if answer.events.is_empty() {
            p.govuk-body { "Nothing of this kind has been recorded." }
        } @else {
            (Table::new("What happened, the earliest first")
                .columns(columns.iter().copied()).rows(rows).named_rows().cards())
        }
    }
}

fn what(event: &Event) -> Markup {
    html! {
        @if event.significant { (Tag::new("Significant")) " " }
        @if event.error_reason.is_empty() {
            (event.said)
        } @else {
            s { (event.said) }
            div.govuk-hint { "Entered in error: " (event.error_reason) }
        }
    }
}

fn change(path: &str, id: EventId, event: &Event, frame: &Frame) -> Markup {
    html! {
        a.govuk-link href={ (path) "/" (id) } {
            "Change" span.govuk-visually-hidden { " what happened on " (frame.date(event.on)) ": " (event.said) }
        }
    }
}

pub(super) fn record(typed: &RecordEvent, errors: &FieldErrors) -> Markup {
    let [day, month, year] = date_boxes(&typed.on);
    html! {
        (DateInput::new("on", "On which day did it happen?").hint("For example, 27 3 2026")
            .values(day, month, year).error(errors.of("on")))
        (Textarea::new("said", "What happened?").rows(4)
            .hint("In one or two sentences. Everybody who reads the record reads this: name nobody who must not be named")
            .value(&typed.said).error(errors.of("said")))
        (significant(&typed.significant, errors))
    }
}

fn significant(value: &str, errors: &FieldErrors) -> Radios {
    Radios::new(
        "significant",
        "Is it significant?",
        [
            Choice::new("yes", "Yes")
                .hint("It changed how safe or how well somebody is, or what is done"),
            Choice::new("no", "No"),
        ],
    )
    .value(value)
    .error(errors.of("significant"))
}

pub(super) fn amend(
    typed: &AmendEvent,
    asked: &Event,
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    let why = Input::new("error_reason", "What is wrong with it?")
        .value(&typed.error_reason)
        .error(errors.of("error_reason"));
    let tick = Choice::new("yes", "It was entered in error").conditional(html! { (why) });
    let ticked: Vec<&str> = if typed.in_error == "yes" { vec!["yes"] } else { Vec::new() };
    html! {
        (InsetText::new(html! {
            p.govuk-body { (frame.date(asked.on)) ": " (asked.said) }
        }))
        (significant(&typed.significant, errors))
        @if asked.kind == BY_HAND {
            (Checkboxes::new("in_error", "Is it right?", [tick])
                .hint("It stays to be read, struck through, with what is wrong")
                .values(ticked).error(errors.of("in_error")))
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
    ("amend_action", "Action changed"),
    ("report_back", "Report on an action"),
    ("record_consent", "Consent"),
    ("record_event", "Recorded by hand"),
    ("record_contingency", "If things get worse"),
    ("amend_event", "Chronology changed"),
    ("record_goal", "Goal set"),
    ("amend_goal", "Goal changed, or how it went"),
    ("offer_services", "Services asked for"),
    ("answer_offer", "Service accepted or declined"),
    ("record_support", "Service started or ended"),
    ("propose_lead", "Lead professional asked"),
    ("hand_over", "Cases handed over"),
    ("choose_lines", "Plan to share"),
    ("answer_lead", "Lead professional's answer"),
    ("add_team_member", "Team around the family"),
    ("leave_team", "Team around the family"),
    ("record_team_meeting", "Team met"),
    ("return_plan", "Plan returned"),
    ("record_review", "Review"),
    ("close_case", "Closure"),
    ("reopen_case", "Opened again"),
];

fn kind_words(kind: &str) -> String {
    let known = KINDS.iter().find(|(name, _)| *name == kind);
    known.map_or_else(|| heading(&kind.replace('_', " ")), |(_, words)| (*words).to_owned())
}
