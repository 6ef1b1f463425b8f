//! What an organisation is. No I/O.

use kernel::{FieldErrors, OrganisationId};
use schemars::JsonSchema;
use serde::Serialize;

use crate::withdrawal::Withdrawn;

/// The kinds of organisation: code and words (guide part C, "Partner").
pub const KINDS: &[(&str, &str)] = &[
    ("council", "Council"),
    ("nhs_trust", "NHS trust"),
    ("icb", "Integrated care board"),
    ("gp", "GP surgery"),
    ("police", "Police"),
    ("probation", "Probation"),
    ("fire", "Fire and rescue"),
    ("housing_provider", "Housing provider"),
    ("vcse", "Charity or community group"),
    ("school", "School"),
    ("dwp", "Jobcentre"),
    ("university", "University"),
    ("commissioner", "Commissioner"),
];

const LONGEST_NAME: usize = 120;
const LONGEST_GROUP: usize = 60;

/// One member body of the partnership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its kind: a code of [`KINDS`].
    pub kind: String,
    /// The group it counts under when it refers; a code of the charters, may be empty.
    pub referrer_group: String,
    /// That it is no longer a member body.
    pub withdrawn: Option<Withdrawn>,
    /// Its version.
    pub version: i64,
}

/// A member body leaves when nobody works for it here any more: the end of a role says whose cases need another
/// lead professional.
///
/// # Errors
///
/// What to do first.
pub fn may_leave(people: i64) -> Result<(), String> {
    match people {
        0 => Ok(()),
        1 => Err("One person still has a role for this organisation. End it first, then withdraw."
            .into()),
        people => Err(format!(
            "{people} people still have a role for this organisation. End their roles first, then withdraw."
        )),
    }
}

/// The words for a kind.
pub fn kind_words(code: &str) -> &str {
    KINDS.iter().find(|(known, _)| *known == code).map_or(code, |(_, words)| words)
}

/// Checks what was typed: a name of the right length and a kind that we know.
///
/// # Errors
///
/// Every problem at once.
pub fn checked(
    id: OrganisationId,
    name: &str,
    kind: &str,
    referrer_group: &str,
) -> Result<Organisation, FieldErrors> {
    let mut errors = FieldErrors::default();
    let name = errors.required("name", name, "Enter the organisation's name");
    if name.chars().count() > LONGEST_NAME {
        errors.add("name", "The organisation's name must be 120 characters or fewer");
    }
    if !KINDS.iter().any(|(known, _)| *known == kind) {
        errors.add("kind", "Select what kind of organisation it is");
    }
    if referrer_group.trim().chars().count() > LONGEST_GROUP {
        let told = format!("The group of referrers must be {LONGEST_GROUP} characters or fewer");
        errors.add("referrer_group", told);
    }
    let (name, kind, group) = (name.to_owned(), kind.to_owned(), referrer_group.trim().to_owned());
    errors.into_result()?;
    Ok(Organisation { id, name, kind, referrer_group: group, withdrawn: None, version: 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, kind: &str, expected: &[&str]) {
        let checked = checked(OrganisationId::default(), name, kind, "");
        let fields: Vec<String> = match checked {
            Ok(_) => vec![],
            Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        };
        assert_eq!(fields, expected);
    }

    #[test]
    fn a_member_body_leaves_when_nobody_works_for_it_here_any_more() {
        assert_eq!(may_leave(0), Ok(()));
        assert!(may_leave(1).is_err_and(|told| told.contains("One person")));
        assert!(may_leave(3).is_err_and(|told| told.contains("3 people")));
    }

    #[test]
    fn an_organisation_needs_a_name_and_a_kind_and_all_problems_are_told_at_once() {
        check("Northfield Housing", "housing_provider", &[]);
        check(" ", "housing_provider", &["name"]);
        check("", "castle", &["name", "kind"]);
        check(&"x".repeat(121), "council", &["name"]);
    }
}
