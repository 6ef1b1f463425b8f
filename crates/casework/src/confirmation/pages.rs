//! What proposed decisions look like.

use charter::Charter;
use govuk::{Button, Choice, Details, InsetText, Radios, Row, SummaryList, Table, Textarea};
use kernel::FieldErrors;
use maud::{Markup, html};
use ui::Frame;

use super::{
    answer::{AnswerProposal, Proposed},
    list::{LevelWaits, ProposalLine, Proposals},
};
use crate::{
    charters::charter_of,
    level::pages::relied_on,
    referral::{pages::words, show::Shown},
};

/// Which decisions of a forum a second person confirms, for whoever is about to decide; nothing where none is.
pub(crate) fn told_before(charter: &Charter) -> Markup {
    let asked = &charter.second_pair_of_eyes;
    let mut which: Vec<String> = Vec::new();
    which.extend(asked.returns.then(|| "a return".to_owned()));
    which.extend(asked.against_the_rules.then(|| "a decision against the rules".to_owned()));
    which.extend(asked.levels.iter().map(|level| format!("acceptance at level {level}")));
    html! {
        @if !which.is_empty() {
            (InsetText::new(format!(
                "In this forum a second person confirms some decisions before they count: {}.",
                which.join(", ")
            )))
        }
    }
}

/// The proposed decision on the page of its request, with what its reader may answer.
pub(crate) fn proposed(it: &Shown, charter: &Charter, frame: &Frame) -> Markup {
    let Some(proposal) = &it.proposal else { return html! {} };
    let path = format!("/referrals/{}/confirmation", it.referral.id);
    html! {
        @if proposal.status == "waiting" {
            h2.govuk-heading-m { "A decision waits to be confirmed" }
            (what(proposal, charter, frame))
            (answers(proposal, &path, frame))
        } @else {
            h2.govuk-heading-m {
                @if proposal.is_taken_back { "A decision was taken back" } @else { "A decision was not confirmed" }
            }
            (what(proposal, charter, frame))
            p.govuk-body { (proposal.answered_by) " said: " (words::lines(&proposal.answer_reason)) }
        }
    }
}

fn what(it: &Proposed, charter: &Charter, frame: &Frame) -> SummaryList {
    let decision = if it.decision == "accept" {
        format!("Accept, at level {}", words::level(charter, it.level))
    } else {
        format!("Return: {}", charter.return_reasons.name(&it.return_reason))
    };
    let mut list = SummaryList::new()
        .row("Decision", decision)
        .row("Why", words::lines(&it.rationale))
        .row("Proposed by", format!("{}, {}", it.by, frame.date(it.on)));
    if !it.indicators.is_empty() {
        list = list.row("It relies on", relied_on(&it.indicators));
    }
    if !it.override_reason.is_empty() {
        list = list.row("Against the rules", charter.override_reasons.name(&it.override_reason));
    }
    list
}

/// Confirming with one press; saying no, or taking it back, with a reason.
fn answers(it: &Proposed, path: &str, frame: &Frame) -> Markup {
    let (title, button) = if it.may_confirm {
        ("If you do not agree", "Say no, and give it back")
    } else {
        ("If you have changed your mind", "Take it back")
    };
    let no = html! {
        (Textarea::new("reason", "Why?").rows(3).hint("Whoever decides it again reads this"))
        (Button::new(button).secondary().sends("answer", "decline"))
    };
    html! {
        @if it.is_outdated {
            p.govuk-body { "The request was changed since. It has to be decided again with what is new." }
        } @else if it.may_confirm {
            p.govuk-body { "It counts once you confirm it. The referrer has been told nothing of it." }
        } @else if it.may_take_back {
            p.govuk-body { "Somebody else who may decide confirms it. Until then the request waits." }
        }
        @if it.may_confirm || it.may_take_back {
            form method="post" action=(path) data-once="" novalidate {
                (frame.hidden())
                (read(&it.proposal.to_string()))
                @if it.may_confirm && !it.is_outdated {
                    (Button::new("Confirm the decision").sends("answer", "confirm"))
                }
                (Details::new(title, no))
            }
        }
    }
}

/// Which decision it was that somebody read before they answered.
fn read(proposal: &str) -> Markup {
    html! { input type="hidden" name="proposal" value=(proposal); }
}

/// The form as it comes back when something was wrong with an answer.
pub(super) fn fields(
    typed: &AnswerProposal,
    asked: &Shown,
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    let Ok(charter) = charter_of(&asked.referral.charter) else { return html! {} };
    let choices = [
        Choice::new("confirm", "Yes: it counts"),
        Choice::new("decline", "No: it goes back to be decided again"),
    ];
    html! {
        @if let Some(proposal) = &asked.proposal { (what(proposal, charter, frame)) }
        (read(&typed.proposal))
        (Radios::new("answer", "Do you confirm it?", choices)
            .value(&typed.answer).error(errors.of("answer")))
        (Textarea::new("reason", "If not, why?").rows(3).hint("Whoever decides it again reads this")
            .value(&typed.reason).error(errors.of("reason")))
    }
}

/// What waits to be confirmed, and what the reader proposed.
pub(super) fn list(answer: &Proposals, frame: &Frame) -> Markup {
    let (own, others): (Vec<_>, Vec<_>) = answer.decisions.iter().partition(|line| line.is_own);
    let (own_levels, levels): (Vec<_>, Vec<_>) = answer.levels.iter().partition(|line| line.is_own);
    html! {
        @if others.is_empty() && levels.is_empty() {
            (InsetText::new("No decision and no level of need waits for you to confirm it."))
        }
        @if !others.is_empty() {
            (Table::new("To confirm")
                .columns(["Request", "About", "Proposed", "By", "Decide by"])
                .rows(others.iter().map(|line| to_confirm(line, frame)))
                .cards().caption_classes("govuk-table__caption--m"))
        }
        @if !levels.is_empty() {
            (Table::new("Levels of need to confirm")
                .columns(["Case", "Forum", "Level", "Proposed by"])
                .rows(levels.iter().map(|line| {
                    level_waits(line).cell(format!("{}, {}", line.by, frame.date(line.on)))
                }))
                .cards().caption_classes("govuk-table__caption--m"))
        }
        @if !own.is_empty() {
            (Table::new("Proposed by you")
                .columns(["Request", "About", "Proposed", "Where it stands", "Decide by"])
                .rows(own.iter().map(|line| proposed_by_reader(line, frame)))
                .cards().caption_classes("govuk-table__caption--m"))
        }
        @if !own_levels.is_empty() {
            (Table::new("Levels of need proposed by you")
                .columns(["Case", "Forum", "Level", "Where it stands"])
                .rows(own_levels.iter().map(|line| {
                    let since = frame.date(line.on);
                    level_waits(line).cell(format!("Waits for a second person since {since}"))
                }))
                .cards().caption_classes("govuk-table__caption--m"))
        }
    }
}

fn level_waits(line: &LevelWaits) -> Row {
    Row::new()
        .cell(
            html! { a.govuk-link href={ "/cases/" (line.case) "/levels" } { (line.person_name) } },
        )
        .cell(line.forum_name.as_str())
        .cell(line.level.as_str())
}

fn to_confirm(line: &ProposalLine, frame: &Frame) -> Row {
    cells(line).cell(format!("{}, {}", line.by, frame.date(line.on))).cell(due(line, frame))
}

fn proposed_by_reader(line: &ProposalLine, frame: &Frame) -> Row {
    let stands = if line.status == "waiting" {
        "Waits for a second person".to_owned()
    } else {
        format!("Not confirmed: {}", line.answer_reason)
    };
    cells(line).cell(stands).cell(due(line, frame))
}

fn cells(line: &ProposalLine) -> Row {
    let what = if line.decision == "accept" { "Accept" } else { "Return" };
    Row::new()
        .cell(html! {
            a.govuk-link href={ "/referrals/" (line.referral) } { (line.reference) }
            " to " (line.forum_name)
        })
        .cell(line.person_name.as_str())
        .cell(what)
}

fn due(line: &ProposalLine, frame: &Frame) -> Markup {
    html! {
        @if let Some(due) = line.due_on { (words::due(due, frame.today, &frame.date(due))) }
    }
}
