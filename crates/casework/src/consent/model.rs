//! What a record of consent must say. No I/O.

use charter::Charter;
use kernel::FieldErrors;

use crate::referral::request::basis;

/// To what somebody agrees: codes and words.
pub const PURPOSES: &[(&str, &str)] = &[
    ("support", "To work with those who offer support"),
    ("share", "That information about them is shared"),
];

/// What they said: codes and words.
pub const DECISIONS: &[(&str, &str)] = &[
    ("given", "They agreed"),
    ("refused", "They refused"),
    ("withdrawn", "They agreed before, and have withdrawn it"),
];

const LONGEST: usize = 1_000;

/// A record as typed.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'a> {
    /// support or share.
    pub purpose: &'a str,
    /// given, refused or withdrawn.
    pub decision: &'a str,
    /// A code of the charter's lawful bases.
    pub lawful_basis: &'a str,
    /// A code of the charter's reasons to share without consent.
    pub without_consent_reason: &'a str,
    /// Who said it, and how it is known.
    pub note: &'a str,
}

/// A checked record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// support or share.
    pub purpose: String,
    /// given, refused or withdrawn.
    pub decision: String,
    /// The lawful basis on which information is shared; empty when it is not.
    pub lawful_basis: String,
    /// Why it is shared without consent.
    pub without_consent_reason: String,
    /// Who said it, and how it is known.
    pub note: String,
}

/// Checks what they said. A lawful basis is for sharing alone, as in a referral.
///
/// # Errors
///
/// Every problem at once.
pub fn checked(typed: Typed<'_>, charter: &Charter) -> Result<Consent, FieldErrors> {
    let mut errors = FieldErrors::default();
    let known = |codes: &[(&str, &str)], typed: &str| codes.iter().any(|(code, _)| *code == typed);
    if !known(PURPOSES, typed.purpose) {
        errors.add("purpose", "Select what it is about");
    }
    if !known(DECISIONS, typed.decision) {
        errors.add("decision", "Select what they said");
    }
    let note =
        errors.required("note", typed.note, "Enter who said it, and how you know").to_owned();
    if note.chars().count() > LONGEST {
        errors.add("note", "Who said it, and how you know, must be 1,000 characters or fewer");
    }
    let said = (typed.lawful_basis, typed.without_consent_reason);
    let (lawful_basis, without_consent_reason) = if typed.purpose == "support" {
        for (field, code) in [("lawful_basis", said.0), ("without_consent_reason", said.1)] {
            if !code.is_empty() {
                errors.add(
                    field,
                    "This is for sharing information alone: select that above, or none here",
                );
            }
        }
        (String::new(), String::new())
    } else {
        basis(&mut errors, typed.decision == "given", said, charter)
    };
    errors.into_result()?;
    let (purpose, decision) = (typed.purpose.to_owned(), typed.decision.to_owned());
    Ok(Consent { purpose, decision, lawful_basis, without_consent_reason, note })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charters::charter_of;

    #[track_caller]
    fn check(said: [&str; 5], expected: Result<(&str, &str), &[&str]>) {
        let [purpose, decision, lawful_basis, without_consent_reason, note] = said;
        let typed = Typed { purpose, decision, lawful_basis, without_consent_reason, note };
        let checked = checked(typed, charter_of("maag").unwrap());
        let told = checked
            .as_ref()
            .map(|it| (it.lawful_basis.as_str(), it.without_consent_reason.as_str()));
        let wrong: Result<_, Vec<&str>> = told.map_err(|it| it.iter().map(|(at, _)| at).collect());
        assert_eq!(wrong, expected.map_err(<[&str]>::to_vec));
    }

    #[test]
    fn consent_to_share_that_is_given_is_its_own_basis() {
        check(["share", "given", "", "", "Mother, by telephone"], Ok(("consent", "")));
    }

    #[test]
    fn sharing_after_a_withdrawal_needs_another_basis_and_a_reason() {
        let note = "Mother, by telephone";
        check(["share", "withdrawn", "", "", note], Ok(("", "")));
        check(["share", "withdrawn", "consent", "", note], Err(&["lawful_basis"]));
        check(["share", "withdrawn", "public_task", "", note], Err(&["without_consent_reason"]));
        check(
            ["share", "withdrawn", "public_task", "cannot_be_given", note],
            Ok(("public_task", "cannot_be_given")),
        );
    }

    #[test]
    fn consent_to_support_has_no_lawful_basis_and_everything_missing_is_told() {
        check(["support", "withdrawn", "", "", "Father, at home"], Ok(("", "")));
        check(
            ["support", "withdrawn", "public_task", "", "Father, at home"],
            Err(&["lawful_basis"]),
        );
        check(["", "", "", "", " "], Err(&["purpose", "decision", "note"]));
    }
}
