//! What the page of searches looks like.

use govuk::{Row, Table};
use maud::{Markup, html};
use ui::Frame;

use super::web::{LOOK_BACK_DAYS, Told};
use crate::restriction::unshared::Unshared;

pub(super) fn told(told: &Told, frame: &Frame) -> Markup {
    let rows = told.searches.iter().map(|it| {
        let person = html! { a.govuk-link href={ "/people/" (it.person) } { (it.name) } };
        Row::new().cell(person).cell(it.organisation.as_str()).cell(frame.date(it.on))
    });
    html! {
        p.govuk-body {
            "Some people's records are limited to the staff named on them. When such a record names \
             you and somebody else searches for the person, or adds somebody like them, they are \
             not told of the record, and you are told here for " (LOOK_BACK_DAYS) " days. They may \
             make or have made a second record, or work with the person without knowing that you do."
        }
        p.govuk-body {
            "You are not told who searched, and they are not told of you. If it matters, ask your \
             information governance lead, who can see who it was."
        }
        @if told.searches.is_empty() {
            p.govuk-body { "Nobody has searched for a person you look after." }
        } @else {
            (Table::new("Searches").columns(["Person", "Somebody searched from", "Date"])
                .rows(rows).named_rows().cards().hidden_caption())
        }
        @if !told.unshared.is_empty() { (unshared(&told.unshared)) }
    }
}

fn unshared(people: &[Unshared]) -> Markup {
    let rows = people.iter().map(|it| {
        let change = html! {
            a.govuk-link href={ "/people/" (it.person) "/restriction" } {
                "Name staff" span.govuk-visually-hidden { ": " (it.name) }
            }
        };
        Row::new().cell(it.name.as_str()).cell(change)
    });
    html! {
        h2.govuk-heading-m { "Limited records with no staff named but coordinators" }
        p.govuk-body {
            "Whoever worked with these people was not named, or has left. Name those who work with \
             them now, or open the record again."
        }
        (Table::new("Limited records").columns(["Person", "Change"]).rows(rows).named_rows().cards()
            .hidden_caption())
    }
}
