//! What the page of places looks like.

use govuk::{Cell, Details, Row, Table, under};
use maud::{Markup, html};

use super::{
    model::{Place, WARD, tier_words, tree},
    see::PlacesShown,
};

/// The places, the wider ones first; wards folded away under the place that they lie in.
pub(super) fn list(shown: &PlacesShown) -> Markup {
    let all = tree(&shown.places);
    let wider = all.iter().filter(|(_, it)| it.tier != WARD);
    let rows = wider.map(|(depth, place)| {
        let name = Cell::new(place.name.as_str()).classes(&format!("tl-depth-{}", depth.min(&4)));
        let row = Row::new().cell(name).cell(tier_words(&place.tier)).cell(lies_in(shown, place));
        counted(row.cell(code(place)), shown, place)
    });
    html! {
        p.govuk-body {
            "Where the partnership works. Forums meet for a place, " a.govuk-link href="/services" { "services" }
            " are offered in some, and figures are made by them."
        }
        (Table::new("Places of the partnership").hidden_caption()
            .columns(["Place", "Tier", "Lies in", "Code", "Forums", "Services"])
            .rows(rows).named_rows().cards())
        @for (_, around) in all.iter().filter(|(_, it)| has_wards(shown, it)) { (wards(shown, around)) }
        h2.govuk-heading-m { "Postcodes" }
        @if let Some(known) = &shown.postcodes {
            p.govuk-body {
                (known.vintage) ": " (with_commas(known.postcodes))
                " postcodes are known. When somebody’s postcode is entered, their district is filled in from it; "
                "not for an address that must not be known."
            }
        } @else {
            p.govuk-body {
                "No list of postcodes has been brought in, so a district is always chosen by hand."
            }
        }
    }
}

/// The code, and of which release it is.
fn code(place: &Place) -> Markup {
    html! {
        @if place.gss_code.is_empty() { "None" } @else { (place.gss_code) }
        @if !place.vintage.is_empty() { (under(&place.vintage)) }
    }
}

/// How many forums and services name the place.
fn counted(row: Row, shown: &PlacesShown, place: &Place) -> Row {
    let named = shown.named.iter().find(|it| it.place == place.id);
    row.number(named.map_or(0, |it| it.forums)).number(named.map_or(0, |it| it.services))
}

fn lies_in(shown: &PlacesShown, place: &Place) -> String {
    let around = shown.places.iter().find(|it| Some(it.id) == place.parent);
    around.map_or_else(|| "None".to_owned(), |it| it.name.clone())
}

fn inside<'a>(shown: &'a PlacesShown, around: &Place) -> impl Iterator<Item = &'a Place> {
    let id = around.id;
    shown.places.iter().filter(move |it| it.tier == WARD && it.parent == Some(id))
}

fn has_wards(shown: &PlacesShown, around: &Place) -> bool {
    inside(shown, around).next().is_some()
}

fn wards(shown: &PlacesShown, around: &Place) -> Details {
    let count = inside(shown, around).count();
    let words = if count == 1 { "1 ward".to_owned() } else { format!("{count} wards") };
    let table = Table::new(format!("Wards of {}", around.name))
        .hidden_caption()
        .columns(["Ward", "Code", "Forums", "Services"])
        .rows(
            inside(shown, around)
                .map(|it| counted(Row::new().cell(it.name.as_str()).cell(code(it)), shown, it)),
        )
        .named_rows()
        .cards();
    Details::new(format!("{}: {words}", around.name), html! { (table) })
}

/// 92,972.
fn with_commas(count: i64) -> String {
    let digits = count.to_string();
    let mut words = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}
