//! That a member body has left the partnership, or that a service is no longer offered: since when, and why.
//! Nothing is removed: what was done stays readable. No I/O.

use jiff::civil::Date;
use kernel::FieldErrors;
use schemars::JsonSchema;
use serde::Serialize;

const LONGEST: usize = 1000;

/// Since when, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Withdrawn {
    /// Since when.
    pub on: Date,
    /// Why.
    pub reason: String,
}

/// Checks why something is withdrawn.
///
/// # Errors
///
/// `missing` when no reason is given; or that it is too long.
pub(crate) fn reason(typed: &str, missing: &str) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::default();
    let reason = errors.required("reason", typed, missing).to_owned();
    if reason.chars().count() > LONGEST {
        errors.add("reason", "The reason must be 1,000 characters or fewer");
    }
    errors.into_result()?;
    Ok(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_withdrawn_without_a_reason() {
        assert_eq!(reason(" The grant ended ", "Say why").as_deref(), Ok("The grant ended"));
        assert_eq!(reason(" ", "Say why"), Err(FieldErrors::one("reason", "Say why")));
        assert!(reason(&"x".repeat(1001), "Say why").is_err());
    }
}
