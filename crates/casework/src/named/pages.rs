//! What naming somebody, the list of actions and handing them over look like.

use govuk::{Button, Checkboxes, Choice, InsetText, Pagination, Row, Select, Table};
use kernel::FieldErrors;
use maud::{Markup, html};
use ui::Frame;

use super::{
    handover::{ActionsAsked, HandOverActions, HeldAction},
    list::{ActionOf, Actions, SeeActions, WHOSE},
    model::NOBODY,
    web::{NamePractitioner, NamedAsked},
};
use crate::plan::{self, due_words};

pub(super) fn name(
    typed: &NamePractitioner,
    asked: &NamedAsked,
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    html! {
        (InsetText::new(html! {
            p.govuk-body { (asked.action.description) }
            p.govuk-body { "Due by " (due_words(&asked.action, frame.today, frame)) "." }
        }))
        p.govuk-body {
            (asked.organisation) " answers for it, whoever does it. Only those who may see the case are in the list: \
             a name opens nothing to them."
        }
        (Select::new("practitioner", format!("Who of {} does it?", asked.organisation))
            .item("", "Select somebody").item(NOBODY, "Nobody by name")
            .items(asked.choices.iter().cloned())
            .value(&typed.practitioner).error(errors.of("practitioner")))
    }
}

pub(super) fn actions(asked: &SeeActions, answer: &Actions, frame: &Frame) -> Markup {
    let next = answer.next.as_ref();
    let next = next.map(|after| format!("/actions?whose={}&after={after}", asked.whose));
    html! {
        form method="get" action="/actions" {
            (Select::new("whose", "Which actions?").items(WHOSE).value(asked.whose.as_str()))
            (Button::new("Show").secondary())
        }
        @if answer.actions.is_empty() {
            (InsetText::new(match asked.whose.as_str() {
                "mine" => "You are named for no action that is still to do.",
                "nobody" => "Somebody is named for each action of your organisation that is still to do.",
                _ => "Your organisation has no action to do in a case that you may know of.",
            }))
        } @else {
            (Table::new("What is to be done, what is due first at the top")
                .columns(["What is to be done", "By when", "Who does it", "For whom", "State"])
                .rows(answer.actions.iter().map(|it| row(it, frame)))
                .named_rows().compact().cards().caption_classes("govuk-table__caption--m"))
        }
        (Pagination::steps(None, next))
    }
}

fn row(it: &ActionOf, frame: &Frame) -> Row {
    let path = format!("/cases/{}", it.case);
    let about = html! { span.govuk-visually-hidden { " on: " (it.description) } };
    let due = frame.date(it.due_on);
    let due = html! { @if it.is_overdue { strong { (due) ": overdue" } } @else { (due) } };
    let state = html! {
        (plan::status_words(it.status))
        div { a.govuk-link href={ (path) "/actions/" (it.action) "/report" } { "Report back" (about) } }
    };
    Row::new()
        .cell(it.description.as_str())
        .cell(due)
        .cell(who(it, &path, frame))
        .cell(html! { a.govuk-link href={ (path) "/summary" } { (it.name) } ", " (it.forum) })
        .cell(state)
}

/// Who does it, or that nobody is named; and where to say so.
fn who(it: &ActionOf, path: &str, frame: &Frame) -> Markup {
    let mine = frame.viewer.as_ref().map(|viewer| viewer.organisation);
    let away = it.absence.and_then(|absence| absence.words(frame.today));
    html! {
        @match &it.named {
            None => "Nobody by name",
            Some(named) => {
                (named.name)
                @if named.has_left { strong { " (has left)" } }
                @else if let Some(away) = &away { strong { " (" (away) ")" } }
                @if named.has_left || away.is_some() {
                    div {
                        a.govuk-link href={ "/actions/" (named.practitioner) "/handover" } {
                            "Hand over their actions" span.govuk-visually-hidden { " from " (named.name) }
                        }
                    }
                }
            }
        }
        @if it.is_joint { div { "With other organisations" } }
        @if let Some(mine) = mine {
            div {
                a.govuk-link href={ (path) "/actions/" (it.action) "/owners/" (mine) } {
                    (if it.named.is_some() { "Change who does it" } else { "Say who does it" }) span.govuk-visually-hidden { " for: " (it.description) }
                }
            }
        }
    }
}

/// What is sent for an action that is handed over.
pub(super) fn value(it: &HeldAction) -> String {
    format!("{} {}", it.case, it.action)
}

pub(super) fn handover(
    typed: &HandOverActions,
    asked: &ActionsAsked,
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    if asked.actions.is_empty() {
        return html! {
            (InsetText::new("They are named for no action that you may hand over."))
        };
    }
    let choices = asked.actions.iter().map(|it| {
        let about =
            format!("{}. {}, due by {}", it.name, it.organisation_name, frame.date(it.due_on));
        Choice::new(value(it), it.description.as_str()).hint(about)
    });
    html! {
        p.govuk-body {
            (asked.name) " is named for these. An action stays with its organisation, so whoever takes it over works \
             there. To give them to different people, hand over some, and come back for the rest."
        }
        (Checkboxes::new("actions", "Which actions are handed over?", choices)
            .values(typed.actions.iter().map(String::as_str)).error(errors.of("actions")))
        (Select::new("membership", "Who does them from now on?")
            .item("", "Select somebody").item(NOBODY, "Nobody by name")
            .items(asked.choices.iter().cloned())
            .value(&typed.membership).error(errors.of("membership")))
    }
}
