//! What stepping up looks like.

use govuk::{
    Button, Choice, DateInput, Input, InsetText, Radios, Row, Select, Table, Textarea, WarningText,
};
use jiff::civil::Date;
use kernel::{FieldErrors, date_boxes};
use maud::{Markup, html};
use ui::Frame;

use super::{
    model::waited,
    see::{StepUpLine, StepUps},
    web::{AnswerStepUp, RecordStepUp, StepUpAsked},
};
use crate::{
    charters::{charter_of, heading},
    level::pages::{indicators, told_before},
};

pub(super) fn step_ups(answer: &StepUps, path: &str, frame: &Frame) -> Markup {
    let latest = answer.lines.first();
    let waits = latest.is_some_and(|it| it.status == "waiting");
    let accepted = latest.is_some_and(|it| it.status == "accepted");
    html! {
        @if let Some(line) = latest.filter(|_| answer.is_open) { (now(line, answer, frame)) }
        @else if latest.is_none() {
            p.govuk-body { "This case was not stepped up to " (answer.service) "." }
        }
        @if answer.is_open {
            div.govuk-button-group {
                @if answer.records && waits { (Button::link("Record their answer", format!("{path}/step-up/answer"))) }
                @if answer.closes && accepted { (Button::link("Close the case", format!("{path}/closure"))) }
                @if answer.records && !waits {
                    @let button = Button::link("Step up", format!("{path}/step-up/new"));
                    @if accepted { (button.secondary()) } @else { (button) }
                }
            }
        }
        @if !answer.lines.is_empty() { (table(&answer.lines, frame)) }
    }
}

/// Where the latest one stands, and who holds the case.
fn now(line: &StepUpLine, answer: &StepUps, frame: &Frame) -> Markup {
    let service = heading(&answer.service);
    let holder = match &answer.lead {
        Some(name) => format!("{name}, the lead professional, holds it"),
        None => "Nobody leads it: the referrer is the family’s contact".to_owned(),
    };
    match (line.status.as_str(), line.answered_on) {
        ("waiting", _) => html! {
            (WarningText::new(format!(
                "{service} has not answered for {}. The case stays with us until they accept. {holder}.",
                waited(line.rung_on, frame.today)
            )))
        },
        ("accepted", Some(on)) => html! {
            (InsetText::new(format!(
                "{service} accepted on {}. Close the case here, or agree what goes on beside their work.",
                frame.date(on)
            )))
        },
        (_, Some(on)) => html! {
            (WarningText::new(format!(
                "{service} declined on {}. The case stays with us. {holder}. If you still think that somebody is at risk, \
                 ask your safeguarding lead how to disagree, and step up again.",
                frame.date(on)
            )))
        },
        _ => html! {},
    }
}

fn table(lines: &[StepUpLine], frame: &Frame) -> Table {
    let rows = lines.iter().map(|it| {
        let until = it.answered_on.unwrap_or(frame.today);
        let state = match it.status.as_str() {
            "accepted" => "Accepted",
            "declined" => "Declined",
            _ => "Waiting",
        };
        let answer = match it.answered_on {
            Some(on) => format!("{state} on {}", frame.date(on)),
            None => state.to_owned(),
        };
        let words = it.answer_words.trim_end_matches('.');
        let answer = if words.is_empty() { answer } else { format!("{answer}: {words}") };
        Row::new()
            .cell(format!("{}, {}", frame.date(it.rung_on), it.rung))
            .cell(it.level.to_string())
            .cell(it.reason.as_str())
            .cell(answer)
            .cell(waited(it.rung_on, until))
            .cell(it.by.as_str())
    });
    Table::new("Step-ups")
        .columns(["Rung", "Level", "Why", "Answer", "Waited", "Recorded by"])
        .rows(rows)
        .cards()
        .caption_classes("govuk-table__caption--m")
}

fn level(typed: &RecordStepUp, asked: &StepUpAsked, errors: &FieldErrors) -> Select {
    let select =
        Select::new("level", "At which level of need is it now?").item("", "Select a level");
    let select = select.items(asked.levels.iter().cloned());
    let select = select.value(&typed.level).error(errors.of("level"));
    match charter_of(&asked.charter).ok().and_then(told_before) {
        Some(told) => select.hint(told),
        None => select,
    }
}

pub(super) fn step_up(typed: &RecordStepUp, asked: &StepUpAsked, errors: &FieldErrors) -> Markup {
    let [day, month, year] = date_boxes(&typed.rung_on);
    html! {
        p.govuk-body {
            "Ring " (asked.service) " first. The case stays with this forum until they accept."
        }
        (Textarea::new("reason", "Why is it stepped up?").rows(4)
            .hint("What has changed, and what has been tried")
            .value(&typed.reason).error(errors.of("reason")))
        (level(typed, asked, errors))
        @if let Ok(charter) = charter_of(&asked.charter) {
            (indicators(charter, &typed.indicators, errors))
        }
        (Input::new("rung", "Who was rung?").hint("Their part, such as: the duty social worker")
            .value(&typed.rung).error(errors.of("rung")))
        (DateInput::new("rung_on", "On which day?")
            .values(day, month, year).error(errors.of("rung_on")))
    }
}

pub(super) fn answer(
    typed: &AnswerStepUp,
    (service, rung_on): &(String, Date),
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    let [day, month, year] = date_boxes(&typed.answered_on);
    let choices = [
        Choice::new("accept", "They accept: the case becomes theirs"),
        Choice::new("decline", "They decline: the case stays with us"),
    ];
    html! {
        p.govuk-body { (heading(service)) " was rung on " (frame.date(*rung_on)) "." }
        (Radios::new("answer", "What did they answer?", choices)
            .value(&typed.answer).error(errors.of("answer")))
        (DateInput::new("answered_on", "On which day?")
            .values(day, month, year).error(errors.of("answered_on")))
        (Textarea::new("words", "What did they say?").rows(3)
            .hint("Needed when they decline")
            .value(&typed.words).error(errors.of("words")))
    }
}
