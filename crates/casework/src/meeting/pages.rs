//! What meetings look like: the list, the agenda, the minutes, and the forms.

use std::collections::BTreeSet;

use govuk::{
    Button, Choice, DateInput, Input, InsetText, Pagination, Radios, Row, Select, SummaryList,
    Table, Tag, TagColour, Textarea, WarningText,
};
use kernel::{FieldErrors, counted, date_boxes};
use maud::{Markup, html};
use ui::Frame;

use super::{
    items::{DiscussItem, ItemAsked},
    model::{
        ATTENDANCE, DECISIONS, Status, attendance_words, decision_words, is_quorate, is_there,
    },
    steps::RecordAttendance,
    web::{Attendance, Convene, ItemLine, MeetingPage, Meetings, Minutes},
};
use crate::press::{press, press_next};

fn tag(status: Status) -> Tag {
    let colour = match status {
        Status::Planned => TagColour::Purple,
        Status::AgendaPublished => TagColour::Blue,
        Status::Held => TagColour::Yellow,
        Status::MinutesConfirmed => TagColour::Green,
        Status::Cancelled => TagColour::Grey,
    };
    Tag::new(status.words()).colour(colour)
}

pub(super) fn meetings(answer: &Meetings, frame: &Frame) -> Markup {
    let rows = answer.meetings.iter().map(|line| {
        let day = html! {
            a.govuk-link href={ "/meetings/" (line.meeting) } { (frame.date(line.held_on)) }
        };
        Row::new().cell(day).cell(line.forum.as_str()).cell(html! { (tag(line.status)) })
    });
    let next = answer.next.as_ref().map(|after| format!("/meetings?after={after}"));
    html! {
        @if !answer.convenes.is_empty() {
            div.govuk-button-group {
                @for (forum, name) in &answer.convenes {
                    (Button::link(format!("Arrange a meeting of {name}"), format!("/forums/{forum}/meetings/new")))
                }
            }
        }
        @if answer.meetings.is_empty() {
            p.govuk-body { "No meeting has been arranged in a forum of yours." }
        } @else {
            (Table::new("Meetings, the latest first").columns(["Day", "Forum", "State"])
                .rows(rows).named_rows().compact().cards().hidden_caption())
            (Pagination::steps(None, next))
        }
    }
}

pub(super) fn convene(typed: &Convene, errors: &FieldErrors) -> Markup {
    let [day, month, year] = date_boxes(&typed.held_on);
    html! {
        (DateInput::new("held_on", "On which day does the forum meet?")
            .hint("For example, 27 3 2027")
            .values(day, month, year).error(errors.of("held_on")))
        (Input::new("weeks", "How many weeks in a row? (optional)")
            .hint("Leave it empty for one meeting. 12 arranges twelve, each a week after the other")
            .value(&typed.weeks).error(errors.of("weeks")))
    }
}

pub(super) fn meeting(page: &MeetingPage, frame: &Frame) -> Markup {
    let path = format!("/meetings/{}", page.meeting);
    html! {
        p.govuk-body { (tag(page.status)) }
        @if page.runs { (steps(page, &path, frame)) }
        h2.govuk-heading-m {
            @if page.status.takes_items() { "Agenda" } @else { "Minutes" }
        }
        @if page.items.is_empty() {
            p.govuk-body {
                @if page.runs && page.status.takes_items() { "No case is on the agenda yet." }
                @else { "There is nothing here for you to see." }
            }
        } @else if !page.runs && page.status.opens_records() {
            p.govuk-body {
                "Read the records before you meet. They are open to you until the minutes are confirmed."
            }
        }
        (length(page, &path))
        @for (position, item) in page.items.iter().enumerate() {
            (agenda_item(page, (position + 1, item), &path, frame))
        }
        @if page.runs && page.status.takes_items() && !page.cases_to_add.is_empty() {
            (press(frame, &format!("{path}/items"), "Add to agenda",
                &case_to_add("", &page.cases_to_add, &FieldErrors::default())))
        }
        h2.govuk-heading-m { "Attendance" }
        (quorum(page))
        (attendance_table(page, &path))
        @if page.runs && page.status.takes_minutes() {
            (Button::link("Record attendance", format!("{path}/attendance")).secondary())
        }
        @if page.runs && page.status.takes_items() { (cancelling(&path, frame)) }
    }
}

/// When the agenda begins and ends, whether it fits, and where to change that.
fn length(page: &MeetingPage, path: &str) -> Markup {
    html! {
        @if let Some(length) = &page.length {
            p.govuk-body {
                "From " (length.starts) " to " (length.ends) ": " (length.minutes) " minutes."
            }
            @if length.over > 0 && page.runs {
                (WarningText::new(format!(
                    "This is {} minutes longer than the meeting. Give a case less time, or put it on the next agenda.",
                    length.over)))
            }
        }
        @if page.runs && page.status.takes_items() && !page.items.is_empty() {
            p.govuk-body {
                a.govuk-link href={ (path) "/order" } { "Change the order or the time of the agenda" }
            }
        }
    }
}

/// At the foot of the page, away from what one presses every week: it cannot be taken back.
fn cancelling(path: &str, frame: &Frame) -> Markup {
    html! {
        h2.govuk-heading-m { "If this meeting does not take place" }
        p.govuk-body { "Its members see that it is cancelled. This cannot be undone: arrange another meeting instead." }
        (press(frame, &format!("{path}/cancellation"), "Cancel meeting", &html! {}))
    }
}

/// The buttons for whoever runs the meeting: only those whose turn it is.
fn steps(page: &MeetingPage, path: &str, frame: &Frame) -> Markup {
    html! {
        div.govuk-button-group {
            @if page.status == Status::Planned && !page.items.is_empty() {
                (press_next(frame, &format!("{path}/agenda"), "Publish agenda"))
            }
            @if page.status == Status::AgendaPublished && page.held_on <= frame.today {
                (press_next(frame, &format!("{path}/sitting"), "Mark as held"))
            }
            @if page.status == Status::Held {
                @let undecided = page.items.iter().filter(|item| item.decision.is_empty()).count();
                @if undecided > 0 { (undecided_items(undecided)) }
                (press_next(frame, &format!("{path}/minutes"), "Confirm minutes"))
            }
        }
        @if page.status == Status::Planned && page.items.is_empty() {
            (InsetText::new("Add at least one case. Then the agenda can be published."))
        } @else if page.status == Status::Planned {
            (InsetText::new("When the agenda is published, the forum's members can read the records on it until the minutes are confirmed."))
        }
    }
}

/// Said before the minutes are confirmed, for then the records close to the members.
fn undecided_items(count: usize) -> Markup {
    let said = if count == 1 {
        "1 item has no decision yet. The records on the agenda close to members when you confirm."
            .into()
    } else {
        format!(
            "{count} items have no decision yet. The records on the agenda close to members when you confirm."
        )
    };
    html! { (InsetText::new(said)) }
}

fn agenda_item(
    page: &MeetingPage,
    (number, item): (usize, &ItemLine),
    path: &str,
    frame: &Frame,
) -> Markup {
    let link = if item.said.is_some() {
        format!("/cases/{}", item.case)
    } else {
        format!("/cases/{}/summary", item.case)
    };
    let mut facts = SummaryList::new()
        .row("Case", html! { a.govuk-link href=(link) { (item.name) } ", level " (item.level) });
    if let Some((starts, minutes)) = item.starts.as_ref().zip(item.minutes) {
        facts = facts.row("Time", format!("{starts}, {minutes} minutes"));
    }
    if !item.decision.is_empty() {
        facts = facts.row("Decision", decision_words(&item.decision));
    }
    if item.before > 0 {
        let times = if item.before == 1 { "once".into() } else { format!("{} times", item.before) };
        facts = facts.row("On an agenda before", times);
    }
    let said = item.said.clone().unwrap_or_default();
    if said.due > 0 && page.status.takes_minutes() {
        facts = facts.row("Report back first", reports(&said, item, number));
    }
    for (organisation, words) in &said.updates {
        facts = facts.row(format!("{organisation} wrote"), words.as_str());
    }
    let parts = [
        ("Discussion", &said.discussion),
        ("Reasons", &said.rationale),
        ("Seen otherwise", &said.dissent),
    ];
    for (what, words) in parts.into_iter().filter(|(_, words)| !words.is_empty()) {
        facts = facts.row(what, words.as_str());
    }
    let item_path = format!("{path}/items/{}", item.item);
    let for_item = html! { span.govuk-visually-hidden { " for item " (number) } };
    html! {
        section.tl-item {
            (facts.card(format!("Item {number}")))
            @if item.said.is_some() && page.status.takes_minutes() {
                p.govuk-body {
                    a.govuk-link href={ (item_path) "/update" } {
                        "Write what your organisation knows"
                        span.govuk-visually-hidden { " about item " (number) }
                    }
                }
            }
            @if page.runs {
                div.govuk-button-group {
                    @if page.status.takes_minutes() {
                        (Button::link(html! {
                            "Record discussion and decision" (for_item)
                        }, item_path.as_str()).secondary())
                    }
                    @if item.decision == "plan_agreed" {
                        a.govuk-link href={ "/cases/" (item.case) "/actions/new" } {
                            "Record an action" (for_item)
                        }
                    }
                    @if page.status.takes_items() && said.discussion.is_empty() {
                        (press(frame, &format!("{item_path}/removal"), "Take off the agenda", &html! {}))
                    }
                }
            }
        }
    }
}

/// The actions that are due: they are reported on before anything else is said.
fn reports(said: &Minutes, item: &ItemLine, number: usize) -> Markup {
    html! {
        a.govuk-link href={ "/cases/" (item.case) } {
            @if said.due == 1 { "1 action is due" } @else { (said.due) " actions are due" }
            span.govuk-visually-hidden { " for item " (number) }
        }
    }
}

/// Whether enough organisations are there, when the charter says how many.
fn quorum(page: &MeetingPage) -> Markup {
    let Some(quorum) = page.quorum.filter(|_| page.status.takes_minutes()) else { return html! {} };
    let there = page.attendance.iter().filter(|it| is_there(&it.status));
    let present = there.map(|it| it.organisation).collect::<BTreeSet<_>>().len();
    let recorded = page.attendance.iter().any(|it| !it.status.is_empty());
    html! {
        p.govuk-body {
            "The charter asks for " (counted(quorum, "organisation", "organisations"))
            @if recorded { ": " (present) @if present == 1 { " is" } @else { " are" } " there." }
            @else { "." }
        }
        @if recorded && !is_quorate(present, Some(quorum)) {
            (InsetText::new("There is no quorum. What is decided now is to be confirmed when there is one."))
        }
    }
}

fn attendance_table(page: &MeetingPage, path: &str) -> Markup {
    let rows = page.attendance.iter().map(|member| {
        let asks = page.runs && page.status.takes_minutes() && member.status == "deputy_sent";
        let how = html! {
            (attendance_words(&member.status))
            @if let Some(deputy) = &member.deputy { ": " (deputy) }
            @if asks {
                div {
                    a.govuk-link href={ (path) "/attendance/" (member.practitioner) } {
                        (if member.deputy.is_some() { "Change who came" } else { "Say who came" }) span.govuk-visually-hidden { " for " (member.name) }
                    }
                }
            }
        };
        Row::new().cell(member.name.as_str()).cell(member.organisation_name.as_str()).cell(how)
    });
    html! {
        @if page.attendance.is_empty() {
            p.govuk-body { "The forum has no named members yet." }
        } @else {
            (Table::new("Attendance").columns(["Name", "Organisation", "Attendance"])
                .rows(rows).named_rows().compact().cards().hidden_caption())
        }
    }
}

pub(super) fn case_to_add(typed: &str, cases: &[(String, String)], errors: &FieldErrors) -> Markup {
    html! {
        (Select::new("case", "Put a case on the agenda").item("", "Select a case")
            .items(cases.iter().cloned()).value(typed).error(errors.of("case")))
    }
}

pub(super) fn discuss(typed: &DiscussItem, asked: &ItemAsked, errors: &FieldErrors) -> Markup {
    let decisions = DECISIONS.iter().map(|(code, words)| Choice::new(*code, *words));
    html! {
        p.govuk-body {
            a.govuk-link href={ "/cases/" (asked.case) } { "Open the case" }
        }
        @if !asked.updates.is_empty() {
            (asked.updates.iter().fold(SummaryList::new(), |list, (who, words)| {
                list.row(format!("{who} wrote"), words.as_str())
            }))
        }
        (Textarea::new("discussion", "What was discussed?").rows(8)
            .hint("Strengths first. Say whose view it is, by organisation.")
            .value(&typed.discussion).error(errors.of("discussion")))
        (Radios::new("decision", "What did the meeting decide?", decisions)
            .item(Choice::new("", "Nothing yet").checked(typed.decision.is_empty()))
            .value(&typed.decision).error(errors.of("decision")))
        (Textarea::new("rationale", "Why?").rows(4)
            .hint("Needed with a decision")
            .value(&typed.rationale).error(errors.of("rationale")))
        (Textarea::new("dissent", "Does anybody see it otherwise? (optional)").rows(2)
            .hint("Who, for which organisation, and why")
            .value(&typed.dissent).error(errors.of("dissent")))
        input type="hidden" name="version" value=(typed.version);
    }
}

pub(super) fn attendance(
    typed: &RecordAttendance,
    members: &[Attendance],
    errors: &FieldErrors,
) -> Markup {
    html! {
        @for (position, member) in members.iter().enumerate() {
            (member_select(typed, (position, member), errors))
        }
        @if members.is_empty() {
            p.govuk-body { "The forum has no named members yet. The administrator adds them." }
        }
    }
}

fn member_select(
    typed: &RecordAttendance,
    (position, member): (usize, &Attendance),
    errors: &FieldErrors,
) -> Markup {
    let who = member.practitioner.to_string();
    let chosen = typed.attendance.iter().find(|line| line.starts_with(&who)).cloned();
    let recorded = format!("{who} {}", member.status);
    let choices = ATTENDANCE.iter().map(|(code, words)| (format!("{who} {code}"), *words));
    // The first one carries the field's own id, where the error summary leads.
    let id = if position == 0 { "attendance".to_owned() } else { format!("attendance-{position}") };
    let error = errors.of("attendance").filter(|_| position == 0);
    html! {
        (Select::new("attendance", format!("{}, {}", member.name, member.organisation_name))
            .id(id).item("", "Not recorded").items(choices)
            .value(chosen.unwrap_or(recorded)).error(error))
    }
}
