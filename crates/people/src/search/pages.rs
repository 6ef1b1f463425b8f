//! What the search looks like.

use govuk::{Button, DateInput, Input, InsetText, Row, Table};
use kernel::{FieldErrors, date_boxes};
use maud::{Markup, html};

use super::web::{Found, SearchPeople};

pub(super) fn fields(typed: &SearchPeople, errors: &FieldErrors) -> Markup {
    let [day, month, year] = date_boxes(&typed.date_of_birth);
    html! {
        (Input::new("name", "Name")
            .hint("Given and family name in any order. It need not be spelt right.")
            .value(&typed.name).autocomplete("off").no_spellcheck().error(errors.of("name")))
        (DateInput::new("date_of_birth", "Date of birth")
            .hint("Leave it empty if you do not know it")
            .values(day, month, year).error(errors.of("date_of_birth")))
        (Input::new("nhs_number", "NHS number")
            .hint("It finds people whose record you may read").width(10)
            .value(&typed.nhs_number).autocomplete("off").no_spellcheck().error(errors.of("nhs_number")))
        (Input::new("identifier", "UPN, or a number in another system")
            .hint("It finds people whose record you may read").width(20)
            .value(&typed.identifier).autocomplete("off").no_spellcheck().error(errors.of("identifier")))
        (Input::new("postcode", "Postcode")
            .hint("The whole of it. It finds people whose address you may see").width(10)
            .value(&typed.postcode).autocomplete("off").no_spellcheck().error(errors.of("postcode")))
        (Input::new("phone", "Telephone number")
            .hint("It finds people whose address you may see").width(20)
            .value(&typed.phone).kind("tel").autocomplete("off").no_spellcheck().error(errors.of("phone")))
    }
}

pub(super) fn found(typed: &SearchPeople, found: &Found, frame: &ui::Frame) -> Markup {
    if !found.searched {
        return html! {};
    }
    html! {
        h2.govuk-heading-m { "People who may be the one you are looking for" }
        @if found.people.is_empty() {
            p.govuk-body { "Nobody whose record you may see matches." }
        } @else {
            (people(found, frame))
        }
        @if found.more {
            (InsetText::new("These are the 20 nearest. Add a date of birth, or more of the name, to see fewer."))
        }
        h2.govuk-heading-m { "If none of them is the person" }
        (add(typed, frame))
    }
}

fn people(found: &Found, frame: &ui::Frame) -> Markup {
    let rows = found.people.iter().map(|it| {
        let name = html! { a.govuk-link href={ "/people/" (it.person) } { (it.name) } };
        let born = it.date_of_birth.map_or_else(|| "Not known".to_owned(), |date| frame.date(date));
        Row::new().cell(name).cell(born).cell(it.why.as_str())
    });
    html! {
        (Table::new("People who match").columns(["Name", "Date of birth", "Why they are shown"])
            .rows(rows).named_rows().cards().hidden_caption())
    }
}

/// What was typed goes on in the body of a form, never in an address.
fn add(typed: &SearchPeople, frame: &ui::Frame) -> Markup {
    let name = typed.name.trim();
    let (given, family) = name.rsplit_once(char::is_whitespace).unwrap_or((name, ""));
    html! {
        form method="post" action="/people/new" {
            input type="hidden" name="_csrf" value=(frame.csrf);
            input type="hidden" name="_key" value=(frame.key);
            input type="hidden" name="given_name" value=(given.trim());
            input type="hidden" name="family_name" value=(family);
            input type="hidden" name="date_of_birth" value=(typed.date_of_birth);
            input type="hidden" name="nhs_number" value=(typed.nhs_number);
            input type="hidden" name="postcode" value=(typed.postcode);
            input type="hidden" name="phone" value=(typed.phone);
            (Button::new("Add a new person").secondary().sends("_step", "change"))
        }
    }
}
