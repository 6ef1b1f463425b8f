//! What rows about services ask for. No I/O.

use std::collections::BTreeMap;

use kernel::{FieldErrors, OrganisationId, PlaceId, ServiceId};
use schemars::JsonSchema;
use serde::Serialize;

use super::super::model::{Checked, Place, Service, Typed};
use crate::sheet::{Columns, Planned, Row, Sheet, Step, differences};

/// The columns of a sheet of services.
pub(super) const COLUMNS: Columns = Columns {
    needed: &["organisation", "name", "capacity"],
    optional: &["criteria", "places", "goes_live_on"],
};

/// What each column says.
pub(super) const SAYS: &[(&str, &str)] = &[
    ("organisation", "The organisation that provides it, by its name"),
    (
        "name",
        "The service’s name. With the organisation it tells whether the service is known already",
    ),
    ("capacity", "With how many families it can work at a time"),
    ("criteria", "For whom it is"),
    (
        "places",
        "Where it is offered: names or GSS codes of places, with semicolons between them. Empty: everywhere",
    ),
    ("goes_live_on", "The day from which it is offered, such as 2027-04-01. Empty: now"),
];

pub(super) const EXAMPLE: [&str; 2] =
    ["organisation,name,capacity,places", "Town Housing,Moving-in help,4,Northtown;Southtown"];

/// What the rows are checked against.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Known {
    /// The services that there are.
    pub services: Vec<Service>,
    /// The organisations that may provide one.
    pub providers: Vec<(OrganisationId, String)>,
    /// The places, with their GSS codes.
    pub places: Vec<(Place, String)>,
}

/// What is to be said of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The service, if it is known already.
    pub(super) known: Option<ServiceId>,
    /// Who provides it.
    pub(super) organisation: OrganisationId,
    /// What is said of it.
    pub(super) service: Checked,
}

/// What the rows ask for.
pub(super) fn plan(sheet: &Sheet, known: &Known) -> Vec<Planned<Wanted>> {
    let mut lines = BTreeMap::new();
    let planned = |row: &Row| {
        let step = step(row, known, &mut lines);
        Planned { line: row.line, name: row.text("name").to_owned(), step }
    };
    sheet.rows.iter().map(planned).collect()
}

/// In which line of the sheet a service was named before.
type Lines = BTreeMap<(OrganisationId, String), i64>;

fn step(row: &Row, known: &Known, lines: &mut Lines) -> Step<Wanted> {
    let mut errors = row.problems.clone();
    let organisation = provider(row, known, &mut errors);
    let before = organisation.and_then(|id| {
        let same = |it: &&Service| it.organisation == id && it.name == row.text("name");
        known.services.iter().find(same)
    });
    let service = said(row, before, known, &mut errors);
    let (Some(organisation), Some(service)) = (organisation, service) else {
        return Step::Refuse(errors);
    };
    if before.is_some_and(|it| it.withdrawn.is_some()) {
        errors.add("name", "is no longer offered: offer it again first, on the page of services");
    }
    if let Some(line) = lines.get(&(organisation, service.name.clone())) {
        errors.add("name", format!("stands in line {line} already, for the same organisation"));
    }
    if !errors.is_empty() {
        return Step::Refuse(errors);
    }
    lines.insert((organisation, service.name.clone()), row.line);
    let known_as = before.map(|it| it.id);
    let how = before.map(|it| changes(it, &service, known));
    let wanted = Wanted { known: known_as, organisation, service };
    match how {
        None => Step::Add(wanted),
        Some(how) if how.is_empty() => Step::Nothing,
        Some(how) => Step::Change(wanted, how),
    }
}

fn provider(row: &Row, known: &Known, errors: &mut FieldErrors) -> Option<OrganisationId> {
    let name = row.text("organisation");
    if name.is_empty() {
        errors.add("organisation", "Enter the organisation that provides it");
        return None;
    }
    let found = known.providers.iter().find(|(_, it)| it.to_lowercase() == name.to_lowercase());
    if found.is_none() {
        let told = format!("There is no organisation “{name}”: add it first, or correct its name");
        errors.add("organisation", told);
    }
    found.map(|(id, _)| *id)
}

/// What the row says of the service. A column that is left out leaves what is known.
fn said(
    row: &Row,
    before: Option<&Service>,
    known: &Known,
    errors: &mut FieldErrors,
) -> Option<Checked> {
    let mut typed = before.map(Typed::of).unwrap_or_default();
    row.text("name").clone_into(&mut typed.name);
    row.text("capacity").clone_into(&mut typed.capacity);
    for (column, into) in
        [("criteria", &mut typed.criteria), ("goes_live_on", &mut typed.goes_live_on)]
    {
        if let Some(cell) = row.cell(column) {
            cell.clone_into(into);
        }
    }
    if let Some(cell) = row.cell("places") {
        typed.places = places(cell, known, errors).iter().map(PlaceId::to_string).collect();
    }
    let all: Vec<Place> = known.places.iter().map(|(place, _)| place.clone()).collect();
    match typed.checked(&all) {
        Ok(checked) => Some(checked),
        Err(wrong) => {
            wrong.iter().for_each(|(column, told)| errors.add(column, told));
            None
        }
    }
}

/// The places that a cell names, by name or by GSS code.
fn places(cell: &str, known: &Known, errors: &mut FieldErrors) -> Vec<PlaceId> {
    let mut found = Vec::new();
    for wanted in cell.split(';').map(str::trim).filter(|it| !it.is_empty()) {
        let is_meant = |(place, code): &&(Place, String)| place.name == wanted || code == wanted;
        let meant: Vec<PlaceId> =
            known.places.iter().filter(is_meant).map(|(place, _)| place.id).collect();
        match meant.as_slice() {
            [place] => found.push(*place),
            [] => errors.add("places", format!("There is no place “{wanted}”")),
            _ => errors
                .add("places", format!("There are several places “{wanted}”: use the GSS code")),
        }
    }
    found
}

fn changes(before: &Service, now: &Checked, known: &Known) -> Vec<String> {
    let day = |day: Option<jiff::civil::Date>| day.map(|it| it.to_string()).unwrap_or_default();
    // In the partnership's order, so that the order of the cell is no change.
    let named = |ids: Vec<PlaceId>| {
        let here = known.places.iter().filter(|(place, _)| ids.contains(&place.id));
        here.map(|(place, _)| place.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let (old, new) = (before.places.iter().map(|it| it.id).collect(), now.places.clone());
    let pairs = [
        ("capacity", [before.capacity.to_string(), now.capacity.to_string()]),
        ("criteria", [before.criteria.clone(), now.criteria.clone()]),
        ("places", [named(old), named(new)]),
        ("goes_live_on", [day(before.goes_live_on), day(now.goes_live_on)]),
    ];
    differences(pairs.iter().map(|(column, both)| (*column, both.each_ref().map(String::as_str))))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::{sheet::words_of, withdrawal::Withdrawn};

    fn service(id: u128, name: &str, withdrawn: bool) -> Service {
        Service {
            id: ServiceId(Uuid::from_u128(id)),
            organisation: OrganisationId(Uuid::from_u128(1)),
            provider: "Council".into(),
            name: name.into(),
            criteria: "Anybody".into(),
            places: vec![place("Coast")],
            capacity: 12,
            goes_live_on: None,
            withdrawn: withdrawn
                .then(|| Withdrawn { on: date(2026, 1, 1), reason: "No grant".into() }),
            version: 1,
            provider_left: false,
        }
    }

    fn place(name: &str) -> Place {
        let id = name.bytes().map(u128::from).sum();
        Place { id: PlaceId(Uuid::from_u128(id)), name: name.into(), is_ward: false }
    }

    /// What becomes of each line: added, changed (how), nothing, or refused (why).
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let known = Known {
            services: vec![service(7, "Play", false), service(8, "Talk", true)],
            providers: vec![(OrganisationId(Uuid::from_u128(1)), "Council".into())],
            places: ["Coast", "Hills"].map(|name| (place(name), format!("{name}-code"))).into(),
        };
        let sheet = Sheet::read(text, &COLUMNS, 0).unwrap();
        let plan = plan(&sheet, &known);
        let told = plan.iter().map(|it| match &it.step {
            Step::Add(_) => "added".to_owned(),
            Step::Change(_, how) => how.join("; "),
            Step::Nothing => "nothing".into(),
            Step::Refuse(errors) => words_of(errors).join("; "),
        });
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_row_adds_a_service_or_changes_what_changed() {
        check(
            "organisation,name,capacity,criteria,places,goes_live_on\n\
             council,Play,12,Anybody,Coast,\n\
             Council,Sing,3,,Hills-code; Coast,1/4/2027",
            &["nothing", "added"],
        );
        check(
            "organisation,name,capacity,places,goes_live_on\nCouncil,Play,20,,2027-04-01",
            &[
                "capacity: “12” becomes “20”; places: “Coast” becomes nothing; goes_live_on: nothing becomes “2027-04-01”",
            ],
        );
        // Columns that are left out change nothing.
        check("organisation,name,capacity\nCouncil,Play,12", &["nothing"]);
    }

    #[test]
    fn every_problem_of_a_row_is_told_and_the_others_come_in() {
        check(
            "organisation,name,capacity,places,goes_live_on\n\
             Castle,,many,Atlantis;Coast,31/2/2027\n\
             Council,Talk,1,,\n\
             Council,Sing,1,,\n\
             Council,Sing,2,,",
            &[
                "organisation: There is no organisation “Castle”: add it first, or correct its name; places: There is \
                 no place “Atlantis”; name: Enter the service’s name; capacity: Enter with how many families it can \
                 work at a time, such as 12; goes_live_on: The day from which it is offered must be a real date, like \
                 27 3 2026",
                "name: is no longer offered: offer it again first, on the page of services",
                "added",
                "name: stands in line 4 already, for the same organisation",
            ],
        );
    }
}
