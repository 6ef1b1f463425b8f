//! What the chronology looks like: a timeline that prints.

use govuk::{
    Button, Checkboxes, Choice, DateInput, Input, InsetText, Radios, Row, Select, Table, Tag,
    Textarea,
};
use kernel::{EventId, FieldErrors, date_boxes};
use maud::{Markup, html};
use ui::Frame;

use super::{
    journey::{Journey, SeeJourney, Step},
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
    told(&event.said, event.significant, &event.error_reason)
}

fn told(said: &str, significant: bool, error_reason: &str) -> Markup {
    html! {
        @if significant { (Tag::new("Significant")) " " }
        @if error_reason.is_empty() {
            (said)
        } @else {
            s { (said) }
            div.govuk-hint { "Entered in error: " (error_reason) }
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
    ("level_of_need", "Level of need"),
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
    ("mark_in_error", "Entered in error"),
    ("take_back_error", "Not entered in error after all"),
    ("exclude_organisations", "Who must not be told"),
    ("record_sharing", "Shared, or kept back"),
    ("record_event", "Recorded by hand"),
    ("record_contingency", "If things get worse"),
    ("amend_event", "Chronology changed"),
    ("record_goal", "Goal set"),
    ("record_relapse", "An old need is back"),
    ("amend_goal", "Goal changed, or how it went"),
    ("offer_services", "Services asked for"),
    ("answer_offer", "Service accepted or declined"),
    ("record_support", "Service started or ended"),
    ("propose_lead", "Lead professional asked"),
    ("hand_over", "Cases handed over"),
    ("name_practitioner", "Who does an action"),
    ("hand_over_actions", "Actions handed over"),
    ("choose_lines", "Plan to share"),
    ("answer_lead", "Lead professional's answer"),
    ("add_team_member", "Team around the family"),
    ("leave_team", "Team around the family"),
    ("record_team_meeting", "Team met"),
    ("return_plan", "Plan returned"),
    ("record_review", "Review"),
    ("record_step_up", "Step-up"),
    ("answer_step_up", "Step-up answered"),
    ("close_case", "Closure"),
    ("reopen_case", "Opened again"),
    ("correct_case_person", "About another record until then"),
    ("check_correction", "What was written before was checked"),
    ("complete_form", "Form completed"),
    ("reopen_form", "Form opened again"),
];

fn kind_words(kind: &str) -> String {
    let known = KINDS.iter().find(|(name, _)| *name == kind);
    known.map_or_else(|| heading(&kind.replace('_', " ")), |(_, words)| (*words).to_owned())
}

/// A person's journey through all their requests and cases.
pub(super) fn journey(asked: &SeeJourney, answer: &Journey, frame: &Frame) -> Markup {
    let rows = answer.steps.iter().map(|step| {
        let said = told(&step.said, step.significant, &step.error_reason);
        Row::new().cell(frame.date(step.on)).cell(said).cell(place(step))
    });
    html! {
        p.govuk-body { "What you may read of their requests and cases, in all forums." }
        form method="get" action={ "/people/" (asked.person) "/journey" } {
            (Select::new("show", "Show").item("", "Everything").item(SIGNIFICANT, "Significant events only")
                .value(&asked.show))
            (Button::new("Show").secondary())
        }
        @if answer.steps.is_empty() {
            p.govuk-body { "There is nothing here that you may read." }
        } @else {
            (Table::new("What happened, the earliest first")
                .columns(["Date", "What happened", "Where"]).rows(rows).named_rows().cards())
        }
    }
}

fn place(step: &Step) -> Markup {
    let path = match (step.case, step.referral) {
        (Some(case), _) => format!("/cases/{case}"),
        (None, Some(referral)) => format!("/referrals/{referral}"),
        (None, None) => return html! { (step.forum) },
    };
    html! { a.govuk-link href=(path) { (step.forum) } }
}
