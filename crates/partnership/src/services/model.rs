//! What a service is, and what a form about one must say. No I/O.

use jiff::civil::Date;
use kernel::{FieldErrors, OrganisationId, PlaceId, ServiceId, parse_date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::withdrawal::Withdrawn;

const LONGEST_NAME: usize = 120;
const LONGEST_TEXT: usize = 1000;
const MOST_FAMILIES: i64 = 10_000;

/// Something that a member body can offer to families.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Service {
    /// Its id.
    pub id: ServiceId,
    /// Who provides it.
    pub organisation: OrganisationId,
    /// The provider's name.
    pub provider: String,
    /// Its name.
    pub name: String,
    /// For whom it is, in the provider's words; may be empty.
    pub criteria: String,
    /// Where it is offered; everywhere when none is named.
    pub places: Vec<Place>,
    /// With how many families it can work at a time.
    pub capacity: i64,
    /// From when it can be offered; at once when not set.
    pub goes_live_on: Option<Date>,
    /// Since when it is no longer offered, and why.
    pub withdrawn: Option<Withdrawn>,
    /// Its version.
    pub version: i64,
    /// Whether it is no longer offered because its provider has left the partnership.
    pub provider_left: bool,
}

/// A place of the partnership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// Its id.
    pub id: PlaceId,
    /// Its name.
    pub name: String,
    /// Whether it is a ward: too many to choose from, unless the service is offered there already.
    pub is_ward: bool,
}

/// The answers of a form about a service, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Typed {
    /// Its name.
    pub name: String,
    /// For whom it is; may be empty.
    pub criteria: String,
    /// The ids of the places where it is offered; none for everywhere.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub places: Vec<String>,
    /// With how many families it can work at a time.
    pub capacity: String,
    /// From when it can be offered; at once when empty.
    pub goes_live_on: String,
}

/// The answers, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Its name.
    pub name: String,
    /// For whom it is.
    pub criteria: String,
    /// Where it is offered.
    pub places: Vec<PlaceId>,
    /// With how many families it can work at a time.
    pub capacity: i64,
    /// From when it can be offered.
    pub goes_live_on: Option<Date>,
}

impl Typed {
    /// What the form says of a service that there is.
    pub fn of(service: &Service) -> Self {
        Self {
            name: service.name.clone(),
            criteria: service.criteria.clone(),
            places: service.places.iter().map(|place| place.id.to_string()).collect(),
            capacity: service.capacity.to_string(),
            goes_live_on: service.goes_live_on.map(|day| day.to_string()).unwrap_or_default(),
        }
    }

    /// Checks the answers against the places that there are.
    ///
    /// # Errors
    ///
    /// Every problem at once.
    pub fn checked(&self, known: &[Place]) -> Result<Checked, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.required("name", &self.name, "Enter the service’s name").to_owned();
        if name.chars().count() > LONGEST_NAME {
            errors.add("name", "The service’s name must be 120 characters or fewer");
        }
        let criteria = self.criteria.trim().to_owned();
        if criteria.chars().count() > LONGEST_TEXT {
            errors.add("criteria", "For whom it is must be 1,000 characters or fewer");
        }
        let chosen = |text: &String| known.iter().find(|it| it.id.to_string() == text.trim());
        let mut places: Vec<PlaceId> = Vec::new();
        for place in self.places.iter().map(chosen) {
            match place {
                Some(place) if !places.contains(&place.id) => places.push(place.id),
                Some(_) => {}
                None => errors.add("places", "Select places of the list"),
            }
        }
        let capacity = errors.take("capacity", families(&self.capacity));
        let live = parse_date(&self.goes_live_on);
        let live = live.map_err(|why| format!("The day from which it is offered {why}"));
        let goes_live_on = errors.take("goes_live_on", live);
        errors.into_result()?;
        let (capacity, goes_live_on) = (capacity.unwrap_or_default(), goes_live_on.flatten());
        Ok(Checked { name, criteria, places, capacity, goes_live_on })
    }
}

fn families(typed: &str) -> Result<i64, &'static str> {
    const TOLD: &str = "Enter with how many families it can work at a time, such as 12";
    let count: i64 = typed.trim().parse().map_err(|_| TOLD)?;
    if (1..=MOST_FAMILIES).contains(&count) { Ok(count) } else { Err(TOLD) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn typed(name: &str, capacity: &str, live: &str, places: &[&str]) -> Typed {
        Typed {
            name: name.into(),
            criteria: " Children under five ".into(),
            capacity: capacity.into(),
            goes_live_on: live.into(),
            places: places.iter().map(|it| (*it).to_owned()).collect(),
        }
    }

    fn fields(typed: &Typed) -> Vec<String> {
        let checked = typed.checked(&[]);
        checked.err().iter().flat_map(FieldErrors::iter).map(|(field, _)| field.into()).collect()
    }

    #[test]
    fn a_service_says_for_whom_where_for_how_many_and_from_when() {
        let west = Place { id: PlaceId::default(), name: "West".into(), is_ward: false };
        let id = west.id.to_string();
        let checked = typed(" Play at home ", " 12 ", "1/4/2027", &[&id, &id]).checked(&[west]);
        assert_eq!(
            checked,
            Ok(Checked {
                name: "Play at home".into(),
                criteria: "Children under five".into(),
                places: vec![PlaceId::default()],
                capacity: 12,
                goes_live_on: Some(date(2027, 4, 1)),
            })
        );
    }

    #[test]
    fn all_that_is_wrong_with_a_service_is_told_at_once() {
        assert_eq!(
            fields(&typed("", "many", "31/2/2027", &["Atlantis"])),
            ["name", "places", "capacity", "goes_live_on"]
        );
        for wrong in ["0", "-1", "10001", "", "3.5"] {
            assert_eq!(fields(&typed("Play", wrong, "", &[])), ["capacity"], "{wrong}");
        }
        assert_eq!(fields(&typed(&"x".repeat(121), "1", "", &[])), ["name"]);
    }
}
