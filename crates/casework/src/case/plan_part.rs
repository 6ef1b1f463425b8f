//! The plan on the page of a case: its goals, and the actions towards each.

use charter::Charter;
use govuk::{Row, SummaryList, Table};
use maud::{Markup, html};
use ui::Frame;

use crate::{
    allocation::{self, web::AllocationLine},
    contingency::model::Contingency,
    goal::{self, web::GoalLine},
    named,
    plan::{
        self,
        web::{ActionLine, OwnerLine},
    },
    referral::pages::words::lines,
};

/// Who may report back: on every action whoever keeps the plan, otherwise the organisations that own it.
#[derive(Clone, Copy)]
pub(super) struct Reports {
    pub(super) on_own: bool,
    pub(super) on_all: bool,
}

impl Reports {
    fn on(self, action: &ActionLine, frame: &Frame) -> bool {
        let mine = frame.viewer.as_ref().map(|viewer| viewer.organisation);
        let owns = action.owners.iter().any(|owner| Some(owner.organisation) == mine);
        action.status.is_open() && self.on_own && (self.on_all || owns)
    }

    /// Whether one may say who of an owner does it.
    fn names(self, action: &ActionLine, owner: &OwnerLine, frame: &Frame) -> bool {
        let mine = frame.viewer.as_ref().map(|viewer| viewer.organisation);
        let may = self.on_own && (self.on_all || Some(owner.organisation) == mine);
        may && named::model::has_to_do(action, owner).is_ok()
    }
}

/// Each goal with its actions, then the actions that serve none.
pub(super) fn plan(
    (goals, actions): (&[GoalLine], &[ActionLine]),
    reports: Reports,
    charter: Option<&Charter>,
    path: &str,
    frame: &Frame,
) -> Markup {
    let of = |goal| -> Vec<&ActionLine> { actions.iter().filter(|it| it.goal == goal).collect() };
    let others = of(None);
    html! {
        h2.govuk-heading-m #plan { "Plan" }
        @if goals.is_empty() && actions.is_empty() {
            p.govuk-body { "No goal has been set and no action recorded." }
        }
        @for goal in goals {
            (the_goal(goal, reports.on_all, charter, path))
            @let towards = of(Some(goal.goal));
            @if !towards.is_empty() {
                @let caption = format!("Actions towards the goal: {}", goal.words);
                (table(&caption, &towards, reports, path, frame).hidden_caption())
            }
        }
        @if !others.is_empty() {
            @let caption = if goals.is_empty() { "Actions" } else { "Other actions" };
            (table(caption, &others, reports, path, frame))
        }
    }
}

fn the_goal(goal: &GoalLine, keeps: bool, charter: Option<&Charter>, path: &str) -> Markup {
    let about = goal::pages::about(goal, charter);
    html! {
        h3.govuk-heading-s { "Goal: " (goal.words) }
        p.govuk-body {
            @if !about.is_empty() { (about) " " }
            @if keeps {
                a.govuk-link href={ (path) "/goals/" (goal.goal) } {
                    "Change it, or say how it went" span.govuk-visually-hidden { ": " (goal.words) }
                }
            }
        }
    }
}

/// What the reader may do about services: answer for their organisation, say that one of theirs started or ended, and
/// the same of any.
#[derive(Clone, Copy, Debug)]
pub(super) struct OfServices {
    pub(super) answers: bool,
    pub(super) reports: bool,
    pub(super) keeps: bool,
}

/// The services that were offered.
pub(super) fn services(
    allocations: &[AllocationLine],
    rights: OfServices,
    charter: Option<&Charter>,
    (path, frame): (&str, &Frame),
) -> Markup {
    if allocations.is_empty() {
        return html! {};
    }
    let mine = frame.viewer.as_ref().map(|viewer| viewer.organisation);
    let rows = allocations.iter().map(|it| {
        let why = charter.map_or(it.decline_reason.as_str(), |charter| {
            charter.decline_reasons.name(&it.decline_reason)
        });
        let state = html! {
            (allocation::status_words(&it.status)) (allocation::days_words(it, frame))
            @if !why.is_empty() { ": " (why.to_lowercase()) }
            @let is_ours = mine == Some(it.organisation);
            @let about = html! { span.govuk-visually-hidden { " about: " (it.service) } };
            @if rights.answers && is_ours && matches!(it.status.as_str(), "offered" | "waiting") {
                div {
                    a.govuk-link href={ (path) "/allocations/" (it.allocation) "/answer" } {
                        "Answer" (about)
                    }
                }
            }
            @if it.status == "accepted" && (rights.keeps || (rights.reports && is_ours)) {
                div {
                    a.govuk-link href={ (path) "/allocations/" (it.allocation) "/support" } {
                        "Say that it has started or ended" (about)
                    }
                }
            }
        };
        Row::new().cell(it.service.as_str()).cell(it.provider.as_str()).cell(state)
    });
    html! {
        (Table::new("Services").columns(["Service", "Provider", "State"]).rows(rows)
            .named_rows().cards().caption_classes("govuk-table__caption--m"))
    }
}

/// What matters most to the family, and what is done if things get worse.
pub(super) fn contingency(it: &Contingency, keeps: bool, path: &str) -> Markup {
    let change = format!("{path}/plan/contingency");
    let worse = it.if_worse();
    let said = [("What matters most to them", &it.about_me), ("If things get worse", &worse)];
    let mut list = SummaryList::new();
    for (key, words) in said.iter().filter(|(_, words)| !words.is_empty()) {
        list = list.row(*key, lines(words));
    }
    html! {
        @if *it != Contingency::default() {
            h3.govuk-heading-s { "What matters, and if things get worse" }
            (list)
        }
        @if keeps {
            p.govuk-body {
                a.govuk-link href=(change) {
                    @if *it == Contingency::default() { "Write down what is done if things get worse" }
                    @else { "Change what is done if things get worse" }
                }
            }
        }
    }
}

/// Actions, for whoever sees only those of their organisation, too.
pub(super) fn table(
    caption: &str,
    actions: &[&ActionLine],
    reports: Reports,
    path: &str,
    frame: &Frame,
) -> Table {
    let rows = actions.iter().map(|action| action_row(action, reports, path, frame));
    Table::new(caption)
        .columns(["What is to be done", "By when", "Who", "State"])
        .rows(rows)
        .named_rows()
        .cards()
}

fn action_row(action: &ActionLine, reports: Reports, path: &str, frame: &Frame) -> Row {
    let is_joint = action.owners.len() > 1;
    let owners = html! {
        @for owner in &action.owners {
            div {
                (owner.name)
                @if let Some(named) = &owner.named {
                    ", " (named.name) @if named.has_left { strong { " (has left)" } }
                }
                @if is_joint && owner.accountable { " (answers for it)" }
                @if is_joint && let Some(report) = &owner.report { ": " (report.replace('_', " ")) }
                @if !owner.said.is_empty() { div.govuk-hint { (owner.said) } }
                @if reports.names(action, owner, frame) {
                    div {
                        a.govuk-link href={ (path) "/actions/" (action.action) "/owners/" (owner.organisation) } {
                            (if owner.named.is_some() { "Change who does it" } else { "Say who does it" })
                            span.govuk-visually-hidden { " at " (owner.name) ": " (action.description) }
                        }
                    }
                }
            }
        }
    };
    let due = plan::due_words(action, frame.today, frame);
    let due = html! {
        @if action.is_overdue { strong { (due) } } @else { (due) }
    };
    let state = html! {
        (plan::status_words(action.status))
        @if reports.on(action, frame) {
            div {
                a.govuk-link href={ (path) "/actions/" (action.action) "/report" } {
                    "Report back" span.govuk-visually-hidden { " on: " (action.description) }
                }
            }
        }
        @if reports.on_all && action.status.is_open() {
            div {
                a.govuk-link href={ (path) "/actions/" (action.action) } {
                    "Change" span.govuk-visually-hidden { " the action: " (action.description) }
                }
            }
        }
    };
    Row::new().cell(action.description.as_str()).cell(due).cell(owners).cell(state)
}
