//! What the forms about actions look like, and the words for their states.

use govuk::{Checkboxes, Choice, DateInput, InsetText, Radios, Select, Textarea};
use jiff::civil::Date;
use kernel::{FieldErrors, date_boxes};
use maud::{Markup, html};
use ui::Frame;

use super::{
    amend::AmendAction,
    model::{Status, Typed},
    web::{ActionAsked, ActionLine, ReportAsked, ReportBack},
};

/// The state of an action in words.
pub(crate) fn status_words(status: Status) -> &'static str {
    match status {
        Status::Open => "To do",
        Status::PartDone => "Part done",
        Status::Done => "Done",
        Status::NotDone => "Not done",
    }
}

/// A report in words.
pub(super) fn report_words(report: &str) -> &'static str {
    match report {
        "done" => "done",
        "part_done" => "part done",
        _ => "not done",
    }
}

/// When an action is due and, once it is late, by how much.
pub(crate) fn due_words(action: &ActionLine, today: Date, frame: &Frame) -> String {
    let due = frame.date(action.due_on);
    if !action.is_overdue {
        return due;
    }
    match action.due_on.until(today).map(|span| span.get_days()) {
        Ok(1) => format!("{due}: overdue by 1 day"),
        Ok(days) => format!("{due}: overdue by {days} days"),
        Err(_) => format!("{due}: overdue"),
    }
}

/// The questions about an action that is recorded; one that is changed has those but its meeting.
pub(super) fn record(
    typed: &Typed<'_>,
    asked: &ActionAsked,
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    let meetings = asked.meetings.iter().map(|(id, day)| (id.clone(), frame.date(*day)));
    html! {
        (what_and_when(typed, errors, html! {}))
        (who_and_why(typed, asked, errors))
        @if !asked.meetings.is_empty() {
            (Select::new("meeting", "Which meeting agreed it? (optional)")
                .item("", "None").items(meetings)
                .value(typed.meeting).error(errors.of("meeting")))
        }
    }
}

/// The questions when an action is changed.
pub(super) fn amend(typed: &AmendAction, asked: &ActionAsked, errors: &FieldErrors) -> Markup {
    let reason = Textarea::new("reason", "Why is the day changed?")
        .rows(2)
        .hint("Needed when you change the day. The chronology shows this sentence: do not name anybody")
        .value(&typed.reason)
        .error(errors.of("reason"));
    html! {
        input type="hidden" name="version" value=(typed.version);
        (what_and_when(&typed.typed(), errors, html! { (reason) }))
        (who_and_why(&typed.typed(), asked, errors))
    }
}

fn what_and_when(typed: &Typed<'_>, errors: &FieldErrors, why: Markup) -> Markup {
    let [day, month, year] = date_boxes(typed.due_on);
    html! {
        (Textarea::new("description", "What is to be done?").rows(4)
            .hint("One thing that somebody will do, such as: visit the school to agree a timetable")
            .value(typed.description).error(errors.of("description")))
        (DateInput::new("due_on", "By when?").hint("For example, 27 3 2027")
            .values(day, month, year).error(errors.of("due_on")))
        (why)
    }
}

fn who_and_why(typed: &Typed<'_>, asked: &ActionAsked, errors: &FieldErrors) -> Markup {
    let owners = asked.organisations.iter().map(|(id, name)| Choice::new(id, name));
    let accountable = asked.organisations.iter().cloned();
    html! {
        (Checkboxes::new("owners", "Which organisations own it?", owners)
            .hint("A joint action has several. Each reports back for itself.")
            .values(typed.owners.iter().map(String::as_str)).error(errors.of("owners")))
        (Select::new("accountable", "Which one of them answers for it?")
            .hint("Only needed when there are several")
            .item("", "Select an organisation").items(accountable)
            .value(typed.accountable).error(errors.of("accountable")))
        @if !asked.goals.is_empty() {
            (Select::new("goal", "Which goal does it serve? (optional)")
                .item("", "None").items(asked.goals.iter().cloned())
                .value(typed.goal).error(errors.of("goal")))
        }
    }
}

pub(super) fn report(
    typed: &ReportBack,
    asked: &ReportAsked,
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    let action = &asked.action;
    let is_owner = action.owners.iter().any(|owner| owner.organisation == asked.mine);
    let owners = action
        .owners
        .iter()
        .map(|owner| Choice::new(owner.organisation.to_string(), owner.name.as_str()));
    let asks_owner = asked.keeps_plan && (!is_owner || action.owners.len() > 1);
    let chosen = match (typed.organisation.as_str(), is_owner) {
        ("", true) => asked.mine.to_string(),
        (typed, _) => typed.to_owned(),
    };
    let choices = [
        Choice::new("done", "Done"),
        Choice::new("part_done", "Part done"),
        Choice::new("not_done", "Not done"),
    ];
    html! {
        (InsetText::new(html! {
            p.govuk-body { (action.description) }
            p.govuk-body { "Due by " (due_words(action, frame.today, frame)) "." }
        }))
        @if action.owners.len() > 1 {
            p.govuk-body { "This is a joint action. It is done when each owner has said so." }
        }
        @if asks_owner {
            (Radios::new("organisation", "Which owner is this report from?", owners)
                .value(chosen).error(errors.of("organisation")))
        }
        (Radios::new("status", "Is it done?", choices)
            .value(&typed.status).error(errors.of("status")))
        (Textarea::new("said", "What was done, or why not?").rows(4)
            .hint("Needed when it is not, or not all, done")
            .value(&typed.said).error(errors.of("said")))
    }
}
