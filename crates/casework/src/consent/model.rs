//! What a record of consent must say. No I/O.

use charter::Charter;
use jiff::civil::Date;
use kernel::FieldErrors;

use super::decider::{self, Decider};
use crate::referral::request::basis;

/// That their story is told: the one thing that is asked when a case is closed, too.
pub const CASE_STUDY: &str = "case_study";

/// To what somebody agrees: codes and words.
pub const PURPOSES: &[(&str, &str)] = &[
    ("support", "To work with those who offer support"),
    ("share", "That information about them is shared"),
    (CASE_STUDY, "That their story is told as a case study, without their name"),
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
    /// One of [`PURPOSES`].
    pub purpose: &'a str,
    /// given, refused or withdrawn.
    pub decision: &'a str,
    /// Who decided, and by what competence.
    pub decider: decider::Typed<'a>,
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
    /// One of [`PURPOSES`].
    pub purpose: String,
    /// given, refused or withdrawn.
    pub decision: String,
    /// Who decided, and by what competence.
    pub decider: Decider,
    /// The lawful basis on which information is shared; empty when it is not.
    pub lawful_basis: String,
    /// Why it is shared without consent.
    pub without_consent_reason: String,
    /// Who said it, and how it is known.
    pub note: String,
}

/// Checks what they said, of somebody of this age. A lawful basis is for sharing alone, as in a referral; and what was
/// decided in somebody's best interests is no consent, so sharing then has another.
///
/// # Errors
///
/// Every problem at once.
pub fn checked(
    typed: Typed<'_>,
    charter: &Charter,
    when: (Option<i16>, Date),
) -> Result<Consent, FieldErrors> {
    let mut errors = FieldErrors::default();
    let known = |codes: &[(&str, &str)], typed: &str| codes.iter().any(|(code, _)| *code == typed);
    if !known(PURPOSES, typed.purpose) {
        errors.add("purpose", "Select what it is about");
    }
    if !known(DECISIONS, typed.decision) {
        errors.add("decision", "Select what they said");
    }
    let decider = decider::checked(&mut errors, typed.decider, when);
    let consents = decider.as_ref().is_none_or(Decider::consents);
    let note =
        errors.required("note", typed.note, "Enter who said it, and how you know").to_owned();
    if note.chars().count() > LONGEST {
        errors.add("note", "Who said it, and how you know, must be 1,000 characters or fewer");
    }
    let is_story = typed.purpose == CASE_STUDY;
    if is_story && typed.decision == "given" && !consents {
        errors.add(
            "decider",
            "Nobody can agree to a case study for them: it is not in their interests alone",
        );
    }
    let said = (typed.lawful_basis, typed.without_consent_reason);
    let (lawful_basis, without_consent_reason) = if typed.purpose == "support" || is_story {
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
        let is_given = typed.decision == "given";
        if is_given && !consents && said.0.is_empty() {
            errors.add(
                "lawful_basis",
                "Nobody consents for them: select on which lawful basis it is shared",
            );
        }
        basis(&mut errors, is_given && consents, said, charter)
    };
    errors.clone().into_result()?;
    let (purpose, decision) = (typed.purpose.to_owned(), typed.decision.to_owned());
    let decider = decider.ok_or(errors)?;
    Ok(Consent { purpose, decision, decider, lawful_basis, without_consent_reason, note })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charters::charter_of;

    const PARENT: decider::Typed<'_> = decider::Typed {
        decider: "parent",
        about: "",
        assessed_by: "",
        assessed_on: "",
        finding: "",
        finding_reason: "",
    };

    fn told(
        said: [&str; 5],
        decider: decider::Typed<'_>,
        age: i16,
    ) -> Result<(String, String), Vec<String>> {
        let [purpose, decision, lawful_basis, without_consent_reason, note] = said;
        let typed =
            Typed { purpose, decision, decider, lawful_basis, without_consent_reason, note };
        let checked = checked(
            typed,
            charter_of("maag").unwrap(),
            (Some(age), jiff::civil::date(2026, 11, 22)),
        );
        checked
            .map(|it| (it.lawful_basis, it.without_consent_reason))
            .map_err(|wrong| wrong.iter().map(|(at, _)| at.to_owned()).collect())
    }

    #[track_caller]
    fn check(said: [&str; 5], expected: Result<(&str, &str), &[&str]>) {
        let expected = expected.map(|(basis, why)| (basis.to_owned(), why.to_owned()));
        let expected = expected.map_err(|it| it.iter().map(|at| (*at).to_owned()).collect());
        assert_eq!(told(said, PARENT, 14), expected);
    }

    #[test]
    fn what_is_decided_in_the_best_interests_of_somebody_is_not_shared_on_the_basis_of_consent() {
        let lacks = decider::Typed {
            decider: "capacity",
            about: "Telling the housing officer",
            assessed_by: "A social worker",
            assessed_on: "2026-11-20",
            finding: "not_able",
            finding_reason: "Cannot weigh it up",
        };
        let of = |basis, why| told(["share", "given", basis, why, "At the ward"], lacks, 40);
        let at = |fields: &[&str]| Err(fields.iter().map(|it| (*it).to_owned()).collect());
        assert_eq!(of("", ""), at(&["lawful_basis"]));
        assert_eq!(of("consent", ""), at(&["lawful_basis"]));
        assert_eq!(of("public_task", ""), at(&["without_consent_reason"]));
        let shared = Ok(("public_task".to_owned(), "cannot_be_given".to_owned()));
        assert_eq!(of("public_task", "cannot_be_given"), shared);
        let able = decider::Typed { finding: "able", ..lacks };
        let consent = Ok(("consent".to_owned(), String::new()));
        assert_eq!(told(["share", "given", "", "", "At the ward"], able, 40), consent);
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
    fn a_case_study_has_their_own_consent_and_no_other_basis() {
        check(["case_study", "given", "", "", "Mother, at home"], Ok(("", "")));
        check(["case_study", "given", "public_task", "", "Mother"], Err(&["lawful_basis"]));
        let lacks = decider::Typed {
            decider: "capacity",
            about: "Telling his story",
            assessed_by: "A social worker",
            assessed_on: "2026-11-20",
            finding: "not_able",
            finding_reason: "Cannot weigh it up",
        };
        let of = |decision| told(["case_study", decision, "", "", "At the ward"], lacks, 40);
        assert_eq!(of("given"), Err(vec!["decider".to_owned()]));
        assert!(of("withdrawn").is_ok(), "what was agreed can be taken back for them");
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
