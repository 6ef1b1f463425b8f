//! What must hold between the parts of a partnership's file. No I/O.

use std::collections::BTreeSet;

use kernel::OrganisationId;

use super::model::{NewPlace, PartnershipFile};
use crate::organisations::model;

type Note<'a> = &'a mut dyn FnMut(usize, String);

/// Checks the file and finds the places that its parts name.
pub(super) fn check(file: &mut PartnershipFile, note: Note<'_>) {
    safeguarding(file, note);
    if file.tiers.is_empty() {
        note(1, "Add a [[tiers]] for each tier of place, the widest first".into());
    }
    unique(file.tiers.iter().map(|(code, _)| (1, code.as_str())), "tier", note);
    places(file, note);
    organisations(file, note);
    forums(file, note);
}

/// Both or neither: a name without a number, or a number of nobody, helps nobody who has to ring now.
fn safeguarding(file: &PartnershipFile, note: Note<'_>) {
    let (name, phone) = (&file.safeguarding_name, &file.safeguarding_phone);
    if name.is_empty() != phone.is_empty() {
        note(1, "Add safeguarding_name and safeguarding_phone, or leave out both".into());
    }
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let is_typed_so = phone.chars().all(|it| it.is_ascii_digit() || " +()-".contains(it));
    let is_number = is_typed_so && (3..=15).contains(&digits);
    if !phone.is_empty() && !is_number {
        let message = "Write safeguarding_phone as a telephone number, like \"01245 496 0123\"";
        note(1, message.into());
    }
}

fn unique<'a>(names: impl Iterator<Item = (usize, &'a str)>, what: &str, note: Note<'_>) {
    let mut seen = BTreeSet::new();
    for (line, name) in names {
        if !seen.insert(name) {
            note(line, format!("There is already a {what} “{name}”: rename or remove one"));
        }
    }
}

fn places(file: &mut PartnershipFile, note: Note<'_>) {
    if file.places.is_empty() {
        note(1, "Add a [[places]] for each place".into());
    }
    let rank = |tier: &str| file.tiers.iter().position(|(code, _)| code == tier);
    let mut seen = BTreeSet::new();
    let mut parents = Vec::new();
    for place in &file.places {
        if !seen.insert((&place.tier, &place.name, &place.lies_in)) {
            let message = format!("There is already a {} “{}”", place.tier, place.name);
            note(place.line, format!("{message}: rename or remove one"));
        }
        let Some(own) = rank(&place.tier) else {
            note(place.line, format!("There is no tier “{}”: add it to [[tiers]]", place.tier));
            parents.push(None);
            continue;
        };
        // The nearest wider tier that has a place of this name.
        let found = (file.places.iter().enumerate())
            .filter(|(_, it)| it.name == place.lies_in)
            .filter_map(|(at, it)| rank(&it.tier).filter(|rank| *rank < own).map(|it| (it, at)))
            .max();
        if found.is_none() && !place.lies_in.is_empty() {
            let wanted = &place.lies_in;
            note(
                place.line,
                format!("There is no place “{wanted}” of a wider tier for this one to lie in"),
            );
        }
        parents.push(found.map(|(_, at)| at));
    }
    for (place, parent) in file.places.iter_mut().zip(parents) {
        place.parent = parent;
    }
}

fn organisations(file: &mut PartnershipFile, note: Note<'_>) {
    if file.organisations.is_empty() {
        note(1, "Add a [[organisations]] for each member body".into());
    }
    unique(file.organisations.iter().map(|it| (it.line, it.name.as_str())), "organisation", note);
    for organisation in &mut file.organisations {
        let id = OrganisationId::default();
        let (name, kind) = (&organisation.name, &organisation.kind);
        if let Err(errors) = model::checked(id, name, kind, &organisation.referrer_group) {
            for (field, message) in errors.iter() {
                let known: Vec<&str> = model::KINDS.iter().map(|(code, _)| *code).collect();
                let hint =
                    if field == "kind" { format!(": {}", known.join(", ")) } else { String::new() };
                note(organisation.line, format!("{message}{hint}"));
            }
        }
        let services = organisation.services.iter().map(|it| (it.line, it.name.as_str()));
        unique(services, "service of this organisation called", note);
        for service in &mut organisation.services {
            for name in &service.places {
                match file.places.iter().position(|place| place.name == *name) {
                    Some(at) => service.places_at.push(at),
                    None => {
                        note(service.line, format!("There is no place “{name}” for this service"));
                    }
                }
            }
        }
    }
}

fn forums(file: &mut PartnershipFile, note: Note<'_>) {
    unique(file.forums.iter().map(|it| (it.line, it.name.as_str())), "forum", note);
    for forum in &mut file.forums {
        let charter = match charter::shipped(&forum.charter) {
            Some(Ok(charter)) => charter,
            Some(Err(_)) => {
                note(
                    forum.line,
                    format!("The charter “{}” has problems of its own", forum.charter),
                );
                continue;
            }
            None => {
                let known: Vec<&str> = charter::shipped_codes().collect();
                let known = known.join(", ");
                note(
                    forum.line,
                    format!("There is no charter “{}”: choose from {known}", forum.charter),
                );
                continue;
            }
        };
        let is_its_place =
            |it: &NewPlace| it.name == forum.place && it.tier == charter.forum_place_tier;
        forum.place_at = file.places.iter().position(is_its_place);
        if forum.place_at.is_none() {
            let tier = &charter.forum_place_tier;
            note(forum.line, format!("There is no {tier} “{}” for this forum", forum.place));
        }
        forum.charter_version = charter.version;
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let told: Vec<String> = match read(text) {
            Ok(_) => vec![],
            Err(errors) => errors.iter().map(|(line, what)| format!("{line}: {what}")).collect(),
        };
        assert_eq!(told.len(), expected.len(), "{told:#?}");
        for (told, expected) in told.iter().zip(expected) {
            assert!(told.starts_with(expected), "{told} is not {expected}");
        }
    }

    const SOUND: &str = "name = \"N\"\n\
        tiers = [{ code = \"county\", name = \"County\" }, { code = \"district\", name = \"District\" }]\n\
        [[places]]\ntier = \"county\"\nname = \"C\"\n\
        [[places]]\ntier = \"district\"\nname = \"D\"\nin = \"C\"\n\
        [[organisations]]\nname = \"O\"\nkind = \"council\"\n\
        [[forums]]\nname = \"F\"\ncharter = \"maag\"\nplace = \"D\"\n";

    #[test]
    fn a_service_says_for_whom_where_and_from_when_it_is_offered() {
        let with = |service: &str| {
            let services = format!(
                "kind = \"council\"\nservices = [{{ name = \"S\", capacity = 3, {service} }}]"
            );
            SOUND.replace("kind = \"council\"", &services)
        };
        let file = read(&with("places = [\"D\", \"C\"], goes_live_on = \"2027-04-01\"")).unwrap();
        let service = &file.organisations[0].services[0];
        assert_eq!((service.places_at.as_slice(), service.capacity), (&[1, 0][..], 3));
        assert_eq!(service.goes_live_on.map(|day| day.to_string()).as_deref(), Some("2027-04-01"));
        check(&with("places = [\"Atlantis\"]"), &["line 13: There is no place “Atlantis”"]);
        check(&with("places = \"D\""), &["line 13: Write “places” as a list of words"]);
        check(&with("goes_live_on = \"soon\""), &["line 13: “goes_live_on” must"]);
    }

    #[test]
    fn a_sound_file_is_taken_and_its_places_are_found() {
        let file = read(SOUND).unwrap();
        assert_eq!(file.places[1].parent, Some(0));
        assert_eq!(file.forums[0].place_at, Some(1));
        assert_eq!(file.forums[0].charter_version, "1");
    }

    #[test]
    fn whom_to_ring_when_somebody_is_at_risk_is_a_name_with_a_number() {
        let both = "safeguarding_name = \"Front door\"\nsafeguarding_phone = \"01632 960174\"\n";
        let file = read(&format!("{both}{SOUND}")).unwrap();
        assert_eq!(
            (file.safeguarding_name, file.safeguarding_phone),
            ("Front door".into(), "01632 960174".into())
        );
        let alone = "safeguarding_name = \"Front door\"\n";
        check(
            &format!("{alone}{SOUND}"),
            &["line 1: Add safeguarding_name and safeguarding_phone"],
        );
        check(
            &format!("{}{SOUND}", both.replace("01632", "the desk")),
            &["line 1: Write safeguarding_phone as a telephone number"],
        );
    }

    #[test]
    fn every_problem_is_told_at_once_with_its_line() {
        let broken = SOUND
            .replace("in = \"C\"", "in = \"X\"")
            .replace("\"council\"", "\"castle\"")
            .replace("place = \"D\"", "place = \"Nowhere\"");
        check(
            &broken,
            &[
                "line 6: There is no place “X”",
                "line 10: Select what kind of organisation it is: council",
                "line 13: There is no district “Nowhere”",
            ],
        );
    }

    #[test]
    fn misspelt_keys_missing_parts_and_broken_lines_are_told() {
        check("", &["line 1: Add name"]);
        check(
            &SOUND.replace("kind =", "kid ="),
            &["line 10: Add kind", "line 12: Nothing reads “kid”"],
        );
        check("name = \"N\"\nname", &["line 2: This is not TOML"]);
        check("name = 3\n", &["line 1: Write “name” as words"]);
        check(
            "name = \"N\"\n",
            &["line 1: Add a [[tiers]]", "line 1: Add a [[places]]", "line 1: Add a [[org"],
        );
    }

    #[test]
    fn the_example_that_we_ship_is_sound() {
        let file = read(include_str!("../../../../examples/essex.toml")).unwrap();
        let quadrants: Vec<_> = file
            .places
            .iter()
            .filter(|it| it.tier == "quadrant")
            .map(|it| it.name.as_str())
            .collect();
        assert_eq!(quadrants, ["Mid", "South", "West", "North East"]);
        assert_eq!(file.forums.len(), 12);
    }
}
