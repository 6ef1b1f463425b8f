//! What a team is. No I/O.

use kernel::FieldErrors;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

const LONGEST_NAME: usize = 120;

/// One team of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Team {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
}

/// Checks what was typed against the teams that the organisation has.
///
/// # Errors
///
/// What is wrong with the name.
pub fn checked(name: &str, teams: &[Team]) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::default();
    let name = errors.required("name", name, "Enter the team’s name").to_owned();
    if name.chars().count() > LONGEST_NAME {
        errors.add("name", "The team’s name must be 120 characters or fewer");
    }
    if teams.iter().any(|it| it.name.to_lowercase() == name.to_lowercase()) {
        errors.add("name", "This organisation already has a team with this name");
    }
    errors.into_result()?;
    Ok(name)
}

/// Finds the team that was chosen; none when the answer is empty.
///
/// # Errors
///
/// When the organisation has no such team.
pub fn chosen(typed: &str, teams: &[Team]) -> Result<Option<Uuid>, FieldErrors> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let found = teams.iter().find(|it| it.id.to_string() == typed).map(|it| Some(it.id));
    found.ok_or_else(|| FieldErrors::one("team", "Select a team of the list"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_team_has_a_name_of_its_own_in_its_organisation() {
        let teams = [Team { id: Uuid::from_u128(1), name: "Early help".into() }];
        assert_eq!(checked(" Youth work ", &teams).as_deref(), Ok("Youth work"));
        for wrong in ["", "early HELP", &"x".repeat(121)] {
            assert!(checked(wrong, &teams).is_err(), "{wrong}");
        }
    }

    #[test]
    fn somebody_is_in_a_team_of_the_organisation_or_in_none() {
        let teams = [Team { id: Uuid::from_u128(1), name: "Early help".into() }];
        assert_eq!(chosen("", &teams), Ok(None));
        assert_eq!(chosen(&Uuid::from_u128(1).to_string(), &teams), Ok(Some(Uuid::from_u128(1))));
        assert!(chosen(&Uuid::from_u128(2).to_string(), &teams).is_err());
    }
}
