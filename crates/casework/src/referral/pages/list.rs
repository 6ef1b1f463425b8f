//! The list of referrals.

use govuk::{Button, Cell, Pagination, Row, Select, Table, filters};
use maud::{Markup, html};
use ui::Frame;

use super::words;
use crate::referral::{
    model::Status,
    show::{ReferralLine, Referrals},
};

pub(crate) fn page(answer: &Referrals, frame: &Frame) -> Markup {
    html! {
        (filter(&answer.status))
        @if answer.lines.is_empty() {
            p.govuk-body { (nothing(&answer.status)) }
        } @else {
            (table(&answer.lines, frame))
        }
        @if let Some(next) = &answer.next {
            (Pagination::steps(None,
                Some(format!("/referrals?status={}&after={next}", answer.status))))
        }
    }
}

fn nothing(status: &str) -> &'static str {
    match Status::from_name(status) {
        Some(Status::Received) => "Nothing waits for a decision.",
        Some(_) => "There are none with this status that you may see.",
        None => "There are no referrals that you may see. To make one, find the person first.",
    }
}

fn filter(chosen: &str) -> Markup {
    let statuses = Status::ALL.map(|status| (status.name(), status.words()));
    let form = html! {
        form method="get" action="/referrals" {
            (Select::new("status", "Status").items(statuses).item("all", "All").value(chosen))
            (Button::new("Show").secondary())
        }
    };
    filters("Filter the referrals", false, &form)
}

fn table(lines: &[ReferralLine], frame: &Frame) -> Markup {
    let rows = lines.iter().map(|line| {
        let due = html! {
            @if let Some(due) = line.due_on {
                (words::due(due, frame.today, &frame.date(due)))
                @if let Some(due) = line.acknowledge_by.filter(|due| *due < frame.today) {
                    div.govuk-hint { "Not acknowledged by " (frame.date(due)) }
                }
            } @else if let Some(decided) = line.decided_on {
                (frame.date(decided))
            }
        };
        let link = html! {
            a.govuk-link href={ "/referrals/" (line.id) } { (line.reference) }
        };
        Row::new()
            .cell(Cell::new(link))
            .cell(line.person_name.as_str())
            .cell(frame.date(line.received_on))
            .cell(line.forum_name.as_str())
            .cell(Cell::new(html! { (words::status(line.status)) }))
            .cell(Cell::new(due))
    });
    html! {
        (Table::new("Referrals")
            .columns(["Reference", "Person", "Received", "Forum", "Status", "Decide by, or decided"])
            .rows(rows).named_rows().compact().cards().hidden_caption())
    }
}
