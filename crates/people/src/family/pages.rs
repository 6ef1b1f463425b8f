//! What a family looks like: the picture, the table with the same facts, and the forms.

use govuk::{Button, Choice, DateInput, Input, InsetText, Radios, Row, Select, Table, Textarea};
use kernel::{FieldErrors, PersonId, date_boxes};
use maud::{Markup, html};
use ui::Frame;

use super::{
    genogram,
    model::{CHILD, RESPONSIBILITY, SORTS, responsibility_words, says, sort_of},
    see::{FamilyShown, Relationship},
    web::{EndRelationship, OneRelationship, RecordRelationship},
};
use crate::{
    in_error,
    register::approximate::words_of,
    search::{another, model::Match},
};

/// A relationship as a sentence without its full stop.
pub(super) fn sentence(it: &Relationship, name: impl Fn(PersonId) -> String) -> String {
    says(&it.kind, &name(it.person), &name(it.other))
}

pub(super) fn family(person: PersonId, shown: &FamilyShown, frame: &Frame) -> Markup {
    let path = format!("/people/{person}/family");
    let (now, before): (Vec<_>, Vec<_>) = shown.relationships.iter().partition(|it| it.holds());
    html! {
        @if shown.relationships.is_empty() {
            p.govuk-body { "No relationship to anybody whose record you may see is recorded." }
        }
        @if !now.is_empty() {
            (genogram::picture(person, shown, frame))
            (table("Relationships", &now, shown, (&path, shown.may_amend)))
        }
        @if shown.may_amend {
            p { (Button::link("Record a relationship", format!("{path}/new")).secondary()) }
        }
        @if !before.is_empty() {
            (table("What was so before, or was entered in error", &before, shown, (&path, false)))
        }
        @if before.iter().any(|it| it.in_error) { (in_error::pages::link(person)) }
    }
}

fn table(
    title: &str,
    lines: &[&Relationship],
    shown: &FamilyShown,
    (path, may_end): (&str, bool),
) -> Markup {
    let name = |id: PersonId| name_of(id, shown);
    let link = |id: PersonId| html! { a.govuk-link href={ "/people/" (id) } { (name(id)) } };
    let rows = lines.iter().map(|it| {
        let is = sort_of(&it.kind).map_or(it.kind.as_str(), |sort| sort.words);
        let state = html! {
            (when(it))
            @if may_end {
                " "
                a.govuk-link href={ (path) "/" (it.relationship) "/end" } {
                    "End" span.govuk-visually-hidden { " the relationship: " (sentence(it, name)) }
                }
            }
        };
        Row::new()
            .cell(link(it.person))
            .cell(is)
            .cell(link(it.other))
            .cell(responsibility_words(&it.responsibility))
            .cell(state)
    });
    html! {
        (Table::new(title).columns(["Who", "Is the", "Of", "Parental responsibility", "When"])
            .rows(rows).named_rows().cards().caption_classes("govuk-table__caption--m"))
    }
}

fn name_of(id: PersonId, shown: &FamilyShown) -> String {
    let found = shown.people.iter().find(|it| it.person == id);
    found.map(|it| it.name.clone()).unwrap_or_default()
}

/// Since when and until when, and why it ended.
fn when(it: &Relationship) -> String {
    let (began, ended) = (words_of(&it.began), words_of(&it.ended));
    let time = match (began.as_str(), ended.as_str()) {
        _ if it.in_error => "Entered in error".to_owned(),
        ("", "") => "Now".to_owned(),
        (began, "") => format!("Since {began}"),
        ("", ended) => format!("Until {ended}"),
        (began, ended) => format!("{began} to {ended}"),
    };
    if it.end_reason.is_empty() { time } else { format!("{time}: {}", it.end_reason) }
}

pub(super) fn fields(
    typed: &RecordRelationship,
    found: &[Match],
    errors: &FieldErrors,
    frame: &Frame,
) -> Markup {
    let sorts = SORTS.iter().map(|it| (it.code, it.words)).chain([(CHILD, "Child")]);
    let known = RESPONSIBILITY.map(|(code, words)| Choice::new(code, words));
    html! {
        (InsetText::new("Whoever may read either record, and may know of both people, sees this. Do not link \
            a person to somebody from whom they are at risk: each has a record of their own."))
        (Input::new("find", "Name of the other person").value(&typed.find)
            .hint("They need a record of their own first").autocomplete("off").no_spellcheck())
        (Button::new("Search").secondary().sends("_step", "change"))
        (another::who_is_it(("other", &typed.other), (&typed.find, found), errors, frame))
        (Select::new("kind", "What is the other person to this person?")
            .item("", "Select what they are").items(sorts).value(&typed.kind).error(errors.of("kind")))
        (Radios::new("responsibility", "Does the adult hold parental responsibility for the child?", known)
            .hint("Leave it empty between partners and between siblings")
            .value(&typed.responsibility).error(errors.of("responsibility")))
        (about("from", "Since when? (optional)", &typed.from, errors))
        (about("until", "Until when, if it is over? (optional)", &typed.until, errors))
    }
}

/// A date of which the year alone is enough.
fn about(name: &str, legend: &str, typed: &str, errors: &FieldErrors) -> Markup {
    let [day, month, year] = date_boxes(typed);
    html! {
        (DateInput::new(name, legend).hint("A year alone is enough, or a month and a year")
            .values(day, month, year).error(errors.of(name)))
    }
}

pub(super) fn ending(
    typed: &EndRelationship,
    asked: &OneRelationship,
    errors: &FieldErrors,
) -> Markup {
    let name = |id: PersonId| {
        let is_first = id == asked.relationship.person;
        if is_first { asked.name.clone() } else { asked.other_name.clone() }
    };
    let until = about("until", "When did it end?", &typed.until, errors);
    let choices = [
        Choice::new("ended", "It was so, and has ended").conditional(until),
        Choice::new("in_error", "It was entered in error: it never was so"),
    ];
    html! {
        (InsetText::new(format!("{}.", sentence(&asked.relationship, name))))
        (Radios::new("outcome", "What is wrong with it now?", choices).value(&typed.outcome)
            .error(errors.of("outcome")))
        (Textarea::new("reason", "What happened, or what was wrong?").rows(2)
            .hint("It stays in the record, below what is so now")
            .value(&typed.reason).error(errors.of("reason")))
    }
}
