//! What the pages about services look like.

use agreement::Role;
use govuk::{
    Button, Checkboxes, Choice, DateInput, Input, InsetText, Row, Select, Table, Tag, Textarea,
};
use jiff::civil::Date;
use kernel::{FieldErrors, OrganisationId, date_boxes};
use maud::{Markup, html};
use ui::Frame;

use super::{
    change::WithdrawService,
    model::{Place, Service, Typed},
};

/// What there is, then what there was.
pub(super) fn list(services: &[Service], frame: &Frame) -> Markup {
    let keeps = frame.principal.as_ref().is_some_and(|it| it.has(Role::Administrator));
    let (withdrawn, offered): (Vec<_>, Vec<_>) =
        services.iter().partition(|it| it.withdrawn.is_some());
    html! {
        p.govuk-body {
            "What the organisations of the partnership can offer families. A meeting puts them together for a family. "
            "Where they work: " a.govuk-link href="/places" { "places of the partnership" } "."
        }
        @if offered.is_empty() { p.govuk-body { "No service has been added yet." } } @else {
            (table("Services that are offered", &offered, keeps, frame).hidden_caption())
        }
        @if keeps {
            div.govuk-button-group {
                (Button::link("Add a service", "/services/new"))
                a.govuk-link href="/services/sheet" { "Add services from a spreadsheet" }
            }
        }
        @if !withdrawn.is_empty() {
            (table("No longer offered", &withdrawn, keeps, frame))
        }
    }
}

fn table(caption: &str, services: &[&Service], keeps: bool, frame: &Frame) -> Table {
    let mut columns = vec!["Service", "For whom", "Where", "Families at a time", "Offered"];
    if keeps {
        columns.push("Change or withdraw");
    }
    let rows = services.iter().map(|service| {
        let row = Row::new()
            .cell(html! { (service.name) br; span.govuk-hint { (service.provider) } })
            .cell(if service.criteria.is_empty() { "Anybody" } else { service.criteria.as_str() })
            .cell(words_of(&service.places))
            .number(service.capacity)
            .cell(offered(service, frame));
        if keeps { row.cell(links(service, frame)) } else { row }
    });
    Table::new(caption).columns(columns).rows(rows).named_rows().cards()
}

/// Where a service is offered, in words.
fn words_of(places: &[Place]) -> String {
    if places.is_empty() {
        return "Everywhere".into();
    }
    places.iter().map(|place| place.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn offered(service: &Service, frame: &Frame) -> Markup {
    let later = |day: &Date| *day > frame.today;
    html! {
        @if let Some(withdrawn) = &service.withdrawn {
            "Until " (frame.date(withdrawn.on)) ": " (withdrawn.reason)
        } @else if let Some(day) = service.goes_live_on.filter(later) {
            (Tag::new("Not yet")) " from " (frame.date(day))
        } @else { "Now" }
    }
}

fn links(service: &Service, frame: &Frame) -> Markup {
    let about = html! { span.govuk-visually-hidden { " " (service.name) } };
    html! {
        @if service.provider_left {
            "Its organisation has left"
        } @else if service.withdrawn.is_some() {
            form method="post" action={ "/services/" (service.id) "/restoring" } data-once="" {
                (frame.hidden())
                (Button::new(html! { "Offer again" (about) }).as_link())
            }
        } @else {
            a.govuk-link href={ "/services/" (service.id) "/amend" } { "Change" (about) }
            br;
            a.govuk-link href={ "/services/" (service.id) "/withdrawal" } { "Withdraw" (about) }
        }
    }
}

pub(super) fn provider(
    typed: &str,
    providers: &[(OrganisationId, String)],
    errors: &FieldErrors,
) -> Markup {
    let items = providers.iter().map(|(id, name)| (id.to_string(), name.clone()));
    html! {
        (Select::new("organisation", "Which organisation provides it?")
            .item("", "Select an organisation").items(items)
            .value(typed).error(errors.of("organisation")))
    }
}

pub(super) fn fields(typed: &Typed, places: &[Place], errors: &FieldErrors) -> Markup {
    let [day, month, year] = date_boxes(&typed.goes_live_on);
    let offered = |it: &&Place| !it.is_ward || typed.places.contains(&it.id.to_string());
    let choices = places.iter().filter(offered);
    let choices = choices.map(|place| Choice::new(place.id.to_string(), &place.name));
    html! {
        (Input::new("name", "Name of the service").value(&typed.name).error(errors.of("name")))
        (Textarea::new("criteria", "For whom is it? (optional)").rows(3)
            .hint("Whoever puts a package together reads this: ages, needs, what rules somebody out")
            .value(&typed.criteria).error(errors.of("criteria")))
        (Checkboxes::new("places", "Where is it offered? (optional)", choices).small()
            .hint("Select none if it is offered everywhere")
            .values(typed.places.iter().map(String::as_str)).error(errors.of("places")))
        (Input::new("capacity", "With how many families can it work at a time?")
            .digits().width(5).value(&typed.capacity).error(errors.of("capacity")))
        (DateInput::new("goes_live_on", "From which day is it offered? (optional)")
            .hint("Leave it empty if it is offered now")
            .values(day, month, year).error(errors.of("goes_live_on")))
    }
}

pub(super) fn withdrawal(
    typed: &WithdrawService,
    service: &Service,
    errors: &FieldErrors,
) -> Markup {
    html! {
        input type="hidden" name="version" value=(typed.version);
        (InsetText::new(format!(
            "{}, {}. It will no longer be offered. Families who have it keep it, and whoever was asked can still answer.",
            service.name, service.provider
        )))
        (Textarea::new("reason", "Why is it no longer offered?").rows(3)
            .hint("Everybody of the partnership can read this. Name nobody")
            .value(&typed.reason).error(errors.of("reason")))
    }
}
