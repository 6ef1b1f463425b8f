//! What persons of concern look like on their page and in their forms.

use govuk::{
    Button, Choice, DateInput, Input, InsetText, Radios, Row, Select, SummaryList, Table, Textarea,
    WarningText,
};
use kernel::{FieldErrors, PersonId, date_boxes};
use maud::{Markup, html};
use ui::Frame;

use super::{
    meets::{Beside, Meeting},
    model::{Known, NEAR, READERS, TIES, Typed, readers_words, tie_words},
    review::ReviewPersonOfConcern,
    see::{ConcernLine, ConcernState, ConcernsShown},
};
use crate::alert::model::is_overdue;

/// What everybody has to know who reads of somebody of concern.
const KEEP_APART: &str = "They must not learn that anybody spoke of them. Nothing of this stands on their own record, if there \
    is one: write nothing there of what you read here, and never put both people into one request, letter or meeting.";

pub(super) fn concerns(person: PersonId, shown: &ConcernsShown, frame: &Frame) -> Markup {
    let path = format!("/people/{person}/persons-of-concern");
    let (now, before): (Vec<_>, Vec<_>) =
        shown.lines.iter().partition(|it| it.state == ConcernState::Holds);
    html! {
        @if !now.is_empty() { (WarningText::new(KEEP_APART)) }
        @for it in &now {
            @let meetings: Vec<_> = shown.meetings.iter().filter(|m| m.concern == it.concern).collect();
            (one(it, &meetings, person, (&path, shown), frame))
        }
        @if shown.kept_back { (InsetText::new(super::banner::KEPT_BACK)) }
        @if now.is_empty() && !shown.kept_back {
            p.govuk-body { "Nobody is recorded from whom they must be kept safe." }
        }
        @if shown.may_amend {
            p { (Button::link("Record a person of concern", format!("{path}/new")).secondary()) }
        }
        @if !before.is_empty() { (over(&before, frame)) }
    }
}

fn one(
    it: &ConcernLine,
    meetings: &[&Meeting],
    person: PersonId,
    (path, shown): (&str, &ConcernsShown),
    frame: &Frame,
) -> Markup {
    let title = if it.known.name.is_empty() { "Erased" } else { it.known.name.as_str() };
    let facts = it.known.facts().into_iter().filter(|(label, _)| *label != "Name");
    let mut list =
        facts.fold(SummaryList::new().card(title), |list, (label, said)| list.row(label, said));
    list = list.row("Who reads it", readers_words(&it.readers));
    list = list.row("Recorded", format!("{}, {}", frame.instant(it.added_at), it.added_by));
    list = list.row("To be looked at again", until(it, frame));
    if shown.may_amend {
        list = list.card_action("Review", format!("{path}/{}", it.concern));
    }
    html! {
        (list)
        @for meeting in meetings { (beside(meeting, &it.known.name, person, shown.may_bar)) }
    }
}

fn until(it: &ConcernLine, frame: &Frame) -> Markup {
    let day = frame.date(it.review_on);
    html! {
        @if is_overdue(it.review_on, frame.today) {
            strong { "Not checked since it fell due on " (day) ": ask before you rely on it" }
        } @else {
            "By " (day)
        }
    }
}

/// Somebody of that name stands beside the person at risk: what to check.
fn beside(meeting: &Meeting, name: &str, person: PersonId, may_bar: bool) -> Markup {
    let said = match meeting.beside {
        Beside::LivesWith => html! {
            "Somebody called " (name) " is recorded as living with this person. If it is them and they have left, "
            a.govuk-link href={ "/people/" (person) } { "change the household" }
            ": a letter to one reaches the other."
        },
        Beside::Related => html! {
            "Somebody called " (name) " is recorded as "
            a.govuk-link href={ "/people/" (person) "/family" } { "related to this person" }
            ". If it is them, they may ask to see what is held about a child of theirs: what could tell of this is withheld then."
        },
        Beside::Works => html! {
            "Somebody called " (name) " has an account here, for " (meeting.organisation) ". If it is them, or a relative, "
            @if may_bar {
                a.govuk-link href={ "/people/" (person) "/bars" } { "bar them from this record" } "."
            } @else {
                "ask the coordinator to bar them from this record."
            }
        },
    };
    html! { (InsetText::new(html! { p.govuk-body { strong { "Check this: " } (said) } })) }
}

fn over(lines: &[&ConcernLine], frame: &Frame) -> Markup {
    let rows = lines.iter().map(|it| {
        let on = it.ended_at.map(|at| frame.instant(at)).unwrap_or_default();
        let is_error = it.state == ConcernState::InError;
        let who = if is_error { "Kept, and shown to nobody" } else { it.known.name.as_str() };
        let why = if is_error {
            format!("Entered in error: {}", it.end_reason)
        } else {
            it.end_reason.clone()
        };
        Row::new()
            .cell(who)
            .cell(tie_words(&it.known.tie))
            .cell(format!("{}, {}", frame.instant(it.added_at), it.added_by))
            .cell(format!("{on}, {}", it.ended_by))
            .cell(why)
    });
    html! {
        (Table::new("Those of whom it is over")
            .columns(["Who", "What they were", "Recorded", "Ended", "Why"]).rows(rows)
            .named_rows().cards().caption_classes("govuk-table__caption--m"))
    }
}

pub(super) fn new(typed: &Typed<'_>, errors: &FieldErrors) -> Markup {
    html! {
        p.govuk-body {
            "Somebody from whom this person has to be kept safe: an alleged perpetrator, whoever exploits them, whoever looks for \
             them. It is kept apart from both their records, and no search finds it."
        }
        (InsetText::new("If they or a relative of theirs work for a partner here, have them barred from this record first. If \
            somebody is in danger now, ring 999."))
        (who(&typed.known, errors))
        (what(&typed.known, errors))
        (kept(typed, errors))
    }
}

pub(super) fn who(known: &Known, errors: &FieldErrors) -> Markup {
    let [day, month, year] = date_boxes(&known.born);
    let near = NEAR.map(|(code, words)| Choice::new(code, words));
    html! {
        (Input::new("name", "Name").value(&known.name).autocomplete("off").no_spellcheck()
            .hint("Or how they are known, where nobody knows it").error(errors.of("name")))
        (DateInput::new("born", "Born (optional)").hint("A year alone is enough")
            .values(day, month, year).error(errors.of("born")))
        (Select::new("tie", "What they are to this person").item("", "Select what they are")
            .items(TIES).value(&known.tie).error(errors.of("tie")))
        (Radios::new("near", "The address", near).value(&known.near).error(errors.of("near")))
        (Textarea::new("whereabouts", "Where they live or are met (optional)").rows(2)
            .value(&known.whereabouts).error(errors.of("whereabouts")))
    }
}

pub(super) fn what(known: &Known, errors: &FieldErrors) -> Markup {
    html! {
        (Textarea::new("feared", "What is feared").rows(3)
            .hint("What happened or was said, who says so, and for whom besides: the children, say")
            .value(&known.feared).error(errors.of("feared")))
        (Textarea::new("handling", "What staff do, and never do").rows(3)
            .hint("Such as: Ring her mobile before 15:00 only. Never leave a message. Never say where she is.")
            .value(&known.handling).error(errors.of("handling")))
        (Textarea::new("orders", "Court orders and bail conditions (optional)").rows(2)
            .hint("With the day on which each ends")
            .value(&known.orders).error(errors.of("orders")))
    }
}

fn kept(typed: &Typed<'_>, errors: &FieldErrors) -> Markup {
    let readers = READERS.map(|(code, words)| {
        let hint = match code {
            "involved" => {
                "The others are told that there is somebody, and to ask before they make contact"
            }
            _ => "Where a meeting has to know of whom it speaks",
        };
        Choice::new(code, words).hint(hint)
    });
    let [day, month, year] = date_boxes(typed.review_on);
    html! {
        (Radios::new("readers", "Who reads it", readers).value(typed.readers)
            .error(errors.of("readers")))
        (DateInput::new("review_on", "To be looked at again on").hint("A year ahead at the most")
            .values(day, month, year).error(errors.of("review_on")))
    }
}

pub(super) fn review(
    typed: &ReviewPersonOfConcern,
    now: &ConcernLine,
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    let said = typed.typed();
    let keep =
        html! { (who(&said.known, errors)) (what(&said.known, errors)) (kept(&said, errors)) };
    let why = |field: &str, asked: &str, typed: &str| {
        html! { (Textarea::new(field, asked).rows(2).value(typed).error(errors.of(field))) }
    };
    let choices = [
        Choice::new("keep", "Yes, keep it").conditional(keep),
        Choice::new("end", "No, it is over")
            .hint("Whoever read it can go on reading what it said, below what is so now")
            .conditional(why("end_reason", "Why is it over?", &typed.end_reason)),
        Choice::new("in_error", "It was entered in error")
            .hint("Such as: it is about somebody else. Nobody reads what it said any more")
            .conditional(why("error_reason", "What is wrong with it?", &typed.error_reason)),
    ];
    html! {
        input type="hidden" name="version" value=(typed.version);
        p.govuk-body { strong { (now.known.name) } ", " (tie_words(&now.known.tie)) }
        p.govuk-body { (until(now, frame)) "." }
        (Radios::new("outcome", "Do they still have to be kept safe from them?", choices)
            .value(&typed.outcome).error(errors.of("outcome")))
    }
}
