//! What another name or number must be. No I/O.

use kernel::FieldErrors;

use crate::register::numbers;

const LONGEST_NAME: usize = 100;
const LONGEST_SYSTEM: usize = 100;
const LONGEST_REASON: usize = 1_000;

/// Why somebody has another name: code and words.
pub(super) const NAME_KINDS: [(&str, &str); 4] = [
    ("maiden", "Name before marriage or partnership"),
    ("alias", "Name they also use"),
    ("before", "Name they had before"),
    ("spelling", "How another organisation spells it"),
];

/// Whose number it is: code and words.
pub(super) const IDENTIFIER_KINDS: [(&str, &str); 2] =
    [("upn", "Unique pupil number (UPN)"), ("local", "Number in another system")];

/// The words for a kind of name.
pub fn name_kind_words(code: &str) -> &str {
    NAME_KINDS.iter().find(|(known, _)| *known == code).map_or(code, |(_, words)| words)
}

/// Another name, as typed: whatever of it is empty is as in their own name.
pub(super) struct TypedName<'a> {
    pub(super) kind: &'a str,
    pub(super) given_name: &'a str,
    pub(super) family_name: &'a str,
}

impl TypedName<'_> {
    /// Checks another name.
    ///
    /// # Errors
    ///
    /// Every problem at once.
    pub(super) fn checked(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        if !NAME_KINDS.iter().any(|(code, _)| *code == self.kind) {
            errors.add("kind", "Select what kind of name it is");
        }
        let names = [("given_name", self.given_name), ("family_name", self.family_name)];
        if names.iter().all(|(_, typed)| typed.trim().is_empty()) {
            errors.add("given_name", "Enter the other given name, the other family name, or both");
        }
        for (field, typed) in names {
            if typed.chars().count() > LONGEST_NAME {
                errors.add(field, "A name must be 100 characters or fewer");
            }
        }
        errors.into_result()
    }
}

/// A number, as typed.
pub(super) struct TypedIdentifier<'a> {
    pub(super) kind: &'a str,
    pub(super) system: &'a str,
    pub(super) value: &'a str,
}

/// A checked number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identifier {
    pub(super) kind: String,
    /// Whose number it is, unless its kind says so.
    pub(super) system: String,
    pub(super) value: String,
    /// What makes two numbers the same.
    pub(super) value_key: String,
}

impl TypedIdentifier<'_> {
    /// Checks a number.
    ///
    /// # Errors
    ///
    /// Every problem at once.
    pub(super) fn checked(&self) -> Result<Identifier, FieldErrors> {
        let mut errors = FieldErrors::default();
        let is_upn = self.kind == "upn";
        if !IDENTIFIER_KINDS.iter().any(|(code, _)| *code == self.kind) {
            errors.add("kind", "Select what kind of number it is");
        }
        let system = self.system.trim();
        if self.kind == "local" && system.is_empty() {
            errors.add("system", "Enter whose number it is");
        }
        if system.chars().count() > LONGEST_SYSTEM {
            errors.add("system", "Whose number it is must be 100 characters or fewer");
        }
        let value = errors.required("value", self.value, "Enter the number").to_owned();
        let checked = if is_upn { numbers::upn(&value) } else { numbers::identifier(&value) };
        let value_key = if value.is_empty() { None } else { errors.take("value", checked) };
        errors.into_result()?;
        let value_key = value_key.unwrap_or_default();
        let value = if is_upn { value_key.clone() } else { value };
        let system = if is_upn { String::new() } else { system.to_owned() };
        Ok(Identifier { kind: self.kind.to_owned(), system, value, value_key })
    }
}

/// Why a name or number is taken off.
///
/// # Errors
///
/// When nothing is said, or too much.
pub(super) fn reason(typed: &str) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::default();
    let reason =
        errors.required("reason", typed, "Enter why it is taken off the record").to_owned();
    if reason.chars().count() > LONGEST_REASON {
        errors.add("reason", "The reason must be 1,000 characters or fewer");
    }
    errors.into_result().map(|()| reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn name(kind: &str, given_name: &str, family_name: &str, wrong: &[&str]) {
        let errors =
            TypedName { kind, given_name, family_name }.checked().err().unwrap_or_default();
        assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), wrong);
    }

    #[track_caller]
    fn number(kind: &str, system: &str, value: &str, wrong: &[&str]) -> Option<Identifier> {
        let checked = TypedIdentifier { kind, system, value }.checked();
        let errors = checked.as_ref().err().cloned().unwrap_or_default();
        assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), wrong);
        checked.ok()
    }

    #[test]
    fn another_name_is_another_given_name_or_another_family_name() {
        name("maiden", "", "Marlow", &[]);
        name("alias", "Spike", "", &[]);
        name("nickname", " ", "", &["kind", "given_name"]);
        name("before", &"x".repeat(101), &"x".repeat(101), &["given_name", "family_name"]);
    }

    #[test]
    fn a_pupil_number_is_checked_and_another_says_whose_it_is() {
        let upn = number("upn", "left over", "h801 200 001 001", &[]);
        assert_eq!(
            upn.map(|it| (it.system, it.value)),
            Some((String::new(), "H801200001001".into()))
        );
        number("upn", "", "A801200001001", &["value"]);
        let local = number("local", " Mosaic ", " 12-34/b ", &[]);
        let local = local.map(|it| (it.system, it.value, it.value_key));
        assert_eq!(local, Some(("Mosaic".into(), "12-34/b".into(), "1234B".into())));
        number("local", "", "", &["system", "value"]);
        number("passport", "", "--", &["kind", "value"]);
    }

    #[test]
    fn what_is_taken_off_is_taken_off_with_a_reason() {
        assert_eq!(reason(" Another person's ").as_deref(), Ok("Another person's"));
        assert!(reason("").is_err() && reason(&"x".repeat(1001)).is_err());
    }
}
