//! Who came to a meeting for somebody else. No I/O.

use kernel::{FieldErrors, PractitionerId};

/// Who came as a deputy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deputy {
    /// Somebody with an account.
    Known(PractitionerId),
    /// Somebody without one.
    Named(String),
}

/// Checks who came: somebody of the member's organisation, or a name.
///
/// # Errors
///
/// When it is neither, or both.
pub fn checked(id: &str, name: &str, staff: &[PractitionerId]) -> Result<Deputy, FieldErrors> {
    const LONGEST: usize = 200;
    let (id, name) = (id.trim(), name.trim());
    let mut errors = FieldErrors::default();
    let known = staff.iter().find(|it| it.to_string() == id);
    if !id.is_empty() && known.is_none() {
        errors.add("deputy", "Select somebody of the list");
    }
    if id.is_empty() && name.is_empty() {
        errors.add("deputy", "Select who came, or enter their name");
    }
    if known.is_some() && !name.is_empty() {
        errors.add("name", "Select somebody or enter a name, not both");
    }
    if name.chars().count() > LONGEST {
        errors.add("name", "The name must be 200 characters or fewer");
    }
    errors.into_result()?;
    Ok(known.map_or_else(|| Deputy::Named(name.to_owned()), |id| Deputy::Known(*id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deputy_is_somebody_of_the_organisation_or_a_name_and_not_both() {
        let staff = PractitionerId(uuid::Uuid::from_u128(1));
        let id = staff.to_string();
        assert_eq!(checked(&id, " ", &[staff]), Ok(Deputy::Known(staff)));
        assert_eq!(checked("", " Ann Ray ", &[staff]), Ok(Deputy::Named("Ann Ray".into())));
        for (id, name) in [("", ""), (id.as_str(), "Ann Ray"), ("castle", "")] {
            assert!(checked(id, name, &[staff]).is_err(), "{id} {name}");
        }
        assert!(checked(&id, "", &[]).is_err());
    }
}
