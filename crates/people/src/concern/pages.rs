//! What persons of concern look like on their page and in their forms. None of it is for paper: paper is left on tables.

use govuk::{
    Button, Choice, DateInput, Details, Input, InsetText, Radios, Select, SummaryList, Textarea,
    WarningText,
};
use kernel::{FieldErrors, PersonId, date_boxes};
use maud::{Markup, html};
use ui::Frame;

use super::{
    amend::AmendPersonOfConcern,
    banner::KEPT_BACK,
    end::EndPersonOfConcern,
    meets::{Beside, Meeting},
    model::{KNOWS_ADDRESS, Known, NEAR, READERS, TIES, Typed, readers_words},
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
        div.tl-page-not-on-paper {
            @if !now.is_empty() { (WarningText::new(KEEP_APART)) }
            @for it in &now {
                @let meetings: Vec<_> = shown.meetings.iter().filter(|m| m.concern == it.concern).collect();
                (one(it, (&path, shown.may_amend), frame))
                @for meeting in meetings { (beside(meeting, &it.known.name, person, shown.may_bar)) }
            }
            @if shown.kept_back { (InsetText::new(KEPT_BACK)) }
            @if now.is_empty() && !shown.kept_back {
                p.govuk-body { "Nobody is recorded from whom they must be kept safe." }
            }
            @if shown.may_amend {
                p { (Button::link("Record a person of concern", format!("{path}/new")).secondary()) }
            }
            @if !before.is_empty() {
                h2.govuk-heading-m { "What was recorded before" }
                @for it in &before { (over(it, (&path, shown.may_amend), frame)) }
            }
        }
    }
}

/// What is known, each fact under its label but for the name.
fn facts(list: SummaryList, known: &Known) -> SummaryList {
    let facts = known.facts().into_iter().filter(|(label, _)| *label != "Name");
    facts.fold(list, |list, (label, said)| list.row(label, said))
}

fn one(it: &ConcernLine, (path, may_amend): (&str, bool), frame: &Frame) -> Markup {
    let title = match it.is_erased {
        true => format!("Erased, recorded on {}", frame.instant(it.added_at)),
        false => it.known.name.clone(),
    };
    let mut list = facts(SummaryList::new().card(title), &it.known)
        .row("Who reads it", readers_words(&it.readers))
        .row("Recorded", format!("{}, {}", frame.instant(it.added_at), it.added_by));
    if let Some(at) = it.looked_at {
        list = list.row("Looked at last", format!("{}, {}", frame.instant(at), it.looked_by));
    }
    list = list.row("To be looked at again", until(it, frame));
    if may_amend {
        let path = format!("{path}/{}", it.concern);
        if !it.is_erased {
            list = list.card_action("Look at it again", path.clone());
        }
        list = list.card_action("Say that it is over", format!("{path}/end"));
    }
    html! { (list) }
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
            "Somebody called " (name) " is or was recorded as "
            a.govuk-link href={ "/people/" (person) "/family" } { "related to this person" }
            ". If it is them and they ask to see what is held about a child of theirs, nothing of this page goes out."
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

/// One that is over, was an error, or said something else before.
fn over(it: &ConcernLine, (path, may_amend): (&str, bool), frame: &Frame) -> Markup {
    let on = it.ended_at.map(|at| frame.instant(at)).unwrap_or_default();
    let name = if it.is_erased { "Somebody (erased)" } else { it.known.name.as_str() };
    let title = match it.state {
        ConcernState::InError => {
            let reason = if it.end_reason.is_empty() { "" } else { ": " };
            let said = format!("Entered in error, {on}, {}{reason}{}", it.ended_by, it.end_reason);
            return html! { p.govuk-body { (said) ". What it said is kept, and shown to nobody." } };
        }
        ConcernState::Replaced => {
            format!("What was known of {name} until {on}, when {} changed it", it.ended_by)
        }
        _ => format!("{name}, no longer of concern since {on}"),
    };
    let mut list = facts(SummaryList::new(), &it.known);
    if !it.end_reason.is_empty() {
        list = list.row("Why it is over", format!("{} ({})", it.end_reason, it.ended_by));
    }
    let link = html! {
        @if may_amend && it.state == ConcernState::Ended {
            p.govuk-body {
                a.govuk-link href={ (path) "/" (it.concern) "/end" } {
                    "It was entered in error" span.govuk-visually-hidden { ": " (name) }
                }
            }
        }
    };
    html! { (Details::new(title, html! { (list) (link) })) }
}

pub(super) fn new(typed: &Typed<'_>, errors: &FieldErrors) -> Markup {
    html! {
        div.tl-page-not-on-paper {
            p.govuk-body {
                "Somebody from whom this person has to be kept safe: an alleged perpetrator, whoever exploits them, whoever looks \
                 for them. It is kept apart from both their records, and no search finds it."
            }
            p.govuk-body { "If somebody is in danger now, ring 999." }
            (bar_first())
            (who(&typed.known, errors))
            (what(&typed.known, errors))
            (kept(typed, errors))
        }
    }
}

/// What has to be done before anything is typed.
pub(super) fn bar_first() -> Markup {
    html! {
        (InsetText::new("If they or a relative of theirs work for a partner here, have them barred from this record first: ask the \
            coordinator."))
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
        (Radios::new("near", KNOWS_ADDRESS, near).value(&known.near).error(errors.of("near")))
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

pub(super) fn amend(
    typed: &AmendPersonOfConcern,
    now: &ConcernLine,
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    let said = typed.typed();
    html! {
        div.tl-page-not-on-paper {
            input type="hidden" name="version" value=(typed.version);
            p.govuk-body { (until(now, frame)) ". What it says until now stays to be read." }
            (who(&said.known, errors))
            (what(&said.known, errors))
            (kept(&said, errors))
        }
    }
}

pub(super) fn end(typed: &EndPersonOfConcern, now: &ConcernLine, errors: &FieldErrors) -> Markup {
    let name = if now.is_erased { "somebody" } else { now.known.name.as_str() };
    let over = now.state == ConcernState::Ended;
    let ended = (!over).then(|| {
        Choice::new("ended", format!("They no longer have to be kept safe from {name}"))
            .hint("Whoever could read it goes on reading what it said, below what is so now")
    });
    let mistaken = Choice::new("in_error", "It was entered in error")
        .hint("Such as: it is about somebody else. Nobody reads what it said any more. Whoever recorded it says so, or the coordinator");
    let choices = ended.into_iter().chain([mistaken]);
    html! {
        div.tl-page-not-on-paper {
            input type="hidden" name="version" value=(typed.version);
            (Radios::new("outcome", "What has changed?", choices).value(&typed.outcome)
                .error(errors.of("outcome")))
            (Textarea::new("reason", "Why?").rows(2)
                .hint("Name nobody else. Of what was entered in error, those who read the address read this; otherwise whoever could read it")
                .value(&typed.reason).error(errors.of("reason")))
        }
    }
}
