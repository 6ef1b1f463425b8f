//! What the pages about organisations look like.

use govuk::{Button, Choice, Input, Radios, Row, Table};
use kernel::FieldErrors;
use maud::{Markup, html};

use super::{
    model::{KINDS, Organisation, kind_words},
    web::AddOrganisation,
};

pub(super) fn list(organisations: &[Organisation]) -> Markup {
    let rows =
        organisations.iter().map(|it| Row::new().cell(it.name.as_str()).cell(kind_words(&it.kind)));
    html! {
        (Table::new("Organisations of the partnership")
            .columns(["Name", "Kind"]).rows(rows).named_rows().cards().hidden_caption())
        (Button::link("Add an organisation", "/organisations/new"))
    }
}

pub(super) fn form(typed: &AddOrganisation, errors: &FieldErrors) -> Markup {
    let kinds = KINDS.iter().map(|(code, words)| Choice::new(*code, *words));
    html! {
        (Input::new("name", "Name").value(&typed.name).error(errors.of("name")))
        (Radios::new("kind", "What kind of organisation is it?", kinds)
            .value(&typed.kind).error(errors.of("kind")))
        (Input::new("referrer_group", "Group it counts under when it refers (optional)")
            .hint("A code of the charter, such as school or police")
            .value(&typed.referrer_group).error(errors.of("referrer_group")))
    }
}
