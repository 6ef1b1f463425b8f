//! What is asked of the one who refers: as typed, and checked against the forum's charter. No I/O.

use charter::{Charter, codes::Codes};
use kernel::FieldErrors;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The longest answer in words.
pub const LONGEST: u32 = 4_000;
/// What is sent when somebody cannot say.
pub const NOT_KNOWN: &str = "not_known";
/// The lawful basis that is nothing but consent.
pub const CONSENT: &str = "consent";
const MOST_AGENCIES: i64 = 99;

/// Whether the person or family agreed to sharing: codes and words.
pub const CONSENTS: &[(&str, &str)] = &[
    ("given", "Yes, they agreed"),
    ("refused", "No, they refused"),
    ("not_asked", "Not asked yet"),
];
/// Yes, no, not known.
pub const KNOWN: &[(&str, &str)] = &[("yes", "Yes"), ("no", "No"), (NOT_KNOWN, "Not known")];
/// Where the assessment stands when somebody refers.
pub const ASSESSMENTS: &[(&str, &str)] = &[
    ("not_started", "I will complete it here, after sending this"),
    ("held_elsewhere", "It is complete and held elsewhere"),
    ("incomplete", "It is not complete"),
];
/// How many organisations' help is needed.
pub const AGENCIES: &[(&str, &str)] = &[
    ("1", "One organisation alone could meet the needs"),
    ("2", "Two"),
    ("3", "Three"),
    ("4", "Four or more"),
    (NOT_KNOWN, "Not known yet"),
];

/// A request for support, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Request {
    /// Whom it is about besides the person: ids of people who live with them.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub people: Vec<String>,
    /// What goes well: asked first.
    pub strengths: String,
    /// What is needed, in words.
    pub needs_words: String,
    /// Codes of the charter's needs.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub needs: Vec<String>,
    /// How many organisations' help is needed: a number, or `not_known`.
    pub agencies_needed: String,
    /// A level of the charter, or `not_known`.
    pub level_of_need: String,
    /// A move back to support in the community: a word of the charter, or `not_known`.
    pub transition: String,
    /// What the child, young person or adult says.
    pub own_words: String,
    /// What the one who refers wants, and will keep doing.
    pub referrer_offer: String,
    /// Known to social care within the charter's look-back: `yes`, `no` or `not_known`.
    pub known_to_social_care: String,
    /// Consent to share: `given`, `refused` or `not_asked`.
    pub consent: String,
    /// A code of the charter's lawful bases.
    pub lawful_basis: String,
    /// Why it is shared without consent: a code of the charter.
    pub without_consent_reason: String,
    /// The assessment: `not_started`, `held_elsewhere` or `incomplete`. Completing it here sets it.
    pub assessment_state: String,
}

/// A request for support, checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Asked {
    /// What goes well.
    pub strengths: String,
    /// What is needed, in words.
    pub needs_words: String,
    /// Codes of the charter's needs, in the charter's order.
    pub needs: Vec<String>,
    /// How many organisations' help is needed; none when not known.
    pub agencies_needed: Option<i64>,
    /// The level of need; none when not known.
    pub level_of_need: Option<i64>,
    /// A move back to support in the community.
    pub transition: String,
    /// What the child, young person or adult says.
    pub own_words: String,
    /// What the one who refers wants, and will keep doing.
    pub referrer_offer: String,
    /// Known to social care within the look-back.
    pub known_to_social_care: String,
    /// Consent to share.
    pub consent: String,
    /// The lawful basis; may be empty.
    pub lawful_basis: String,
    /// Why it is shared without consent; may be empty.
    pub without_consent_reason: String,
    /// Where the assessment stands.
    pub assessment_state: String,
}

/// The words of a charter for the transition question; none when its rules do not ask for it.
pub fn transitions(charter: &Charter) -> Option<&Codes> {
    let fact = charter.declared_facts().iter().find(|fact| fact.name == "transition")?;
    Some(&fact.values)
}

/// Checks what was typed. An assessment that was completed here stays complete.
///
/// # Errors
///
/// Every problem at once, in the order in which the form asks.
pub fn checked(
    typed: &Request,
    charter: &Charter,
    has_assessment: bool,
) -> Result<Asked, FieldErrors> {
    let mut errors = FieldErrors::default();
    let strengths = words(&mut errors, "strengths", &typed.strengths, "Enter what is going well");
    let needs_words = words(&mut errors, "needs_words", &typed.needs_words, "Enter what is needed");
    let needs = needs(&mut errors, &typed.needs, charter);
    let agencies_needed = agencies(&mut errors, &typed.agencies_needed);
    let level_of_need = level(&mut errors, &typed.level_of_need, charter);
    let transition = transition(&mut errors, &typed.transition, charter);
    let own_words = words(&mut errors, "own_words", &typed.own_words, OWN_WORDS);
    let referrer_offer = words(&mut errors, "referrer_offer", &typed.referrer_offer, OFFER);
    let known = &typed.known_to_social_care;
    let known_to_social_care = one_of(
        &mut errors,
        "known_to_social_care",
        known,
        KNOWN,
        "Select whether social care has known them",
    );
    let (consent, lawful_basis, without_consent_reason) = sharing(&mut errors, typed, charter);
    let assessment_state = assessment(&mut errors, &typed.assessment_state, has_assessment);
    errors.into_result()?;
    Ok(Asked {
        strengths,
        needs_words,
        needs,
        agencies_needed,
        level_of_need,
        transition,
        own_words,
        referrer_offer,
        known_to_social_care,
        consent,
        lawful_basis,
        without_consent_reason,
        assessment_state,
    })
}

const OWN_WORDS: &str =
    "Enter what the person says in their own words, or why they have not been asked yet";
const OFFER: &str = "Enter what you are asking for and what you will keep doing yourself";

fn words(errors: &mut FieldErrors, field: &str, typed: &str, missing: &str) -> String {
    let text = errors.required(field, typed, missing);
    if text.chars().count() > LONGEST as usize {
        errors.add(field, format!("Shorten this answer to {LONGEST} characters or fewer"));
    }
    if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t')) {
        errors.add(field, "Remove the invisible control character from this answer");
    }
    text.to_owned()
}

fn one_of(
    errors: &mut FieldErrors,
    field: &str,
    typed: &str,
    known: &[(&str, &str)],
    missing: &str,
) -> String {
    if !known.iter().any(|(code, _)| *code == typed) {
        errors.add(field, missing);
    }
    typed.to_owned()
}

fn needs(errors: &mut FieldErrors, typed: &[String], charter: &Charter) -> Vec<String> {
    if typed.is_empty() || typed.iter().any(|code| !charter.needs.contains(code)) {
        errors.add("needs", "Select at least one of the needs");
    }
    let chosen = charter.needs.iter().filter(|need| typed.contains(&need.code));
    chosen.map(|need| need.code.clone()).collect()
}

fn agencies(errors: &mut FieldErrors, typed: &str) -> Option<i64> {
    if typed == NOT_KNOWN {
        return None;
    }
    let number = typed.trim().parse().ok().filter(|number| (1..=MOST_AGENCIES).contains(number));
    if number.is_none() {
        errors.add("agencies_needed", "Select how many organisations' help is needed");
    }
    number
}

/// A level of the charter; none when not known.
pub(crate) fn level(errors: &mut FieldErrors, typed: &str, charter: &Charter) -> Option<i64> {
    if typed == NOT_KNOWN {
        return None;
    }
    let level = typed.trim().parse::<u32>().ok().filter(|level| charter.level(*level).is_some());
    if level.is_none() {
        errors.add("level_of_need", "Select the level of need");
    }
    level.map(i64::from)
}

fn transition(errors: &mut FieldErrors, typed: &str, charter: &Charter) -> String {
    let Some(known) = transitions(charter) else { return NOT_KNOWN.to_owned() };
    if !known.contains(typed) {
        errors.add("transition", "Select whether this is a move back to support in the community");
    }
    typed.to_owned()
}

/// Consent, lawful basis, and why without consent: the three fit together or are explained.
fn sharing(
    errors: &mut FieldErrors,
    typed: &Request,
    charter: &Charter,
) -> (String, String, String) {
    const ASKED: &str = "Select whether they agreed to sharing";
    let consent = one_of(errors, "consent", &typed.consent, CONSENTS, ASKED);
    let said = (typed.lawful_basis.as_str(), typed.without_consent_reason.as_str());
    let (basis, reason) = basis(errors, consent == "given", said, charter);
    (consent, basis, reason)
}

/// The lawful basis for sharing and, where there is no consent, the reason: consent that is given is a basis of
/// its own; without it sharing needs another and a reason.
pub(crate) fn basis(
    errors: &mut FieldErrors,
    given: bool,
    (basis, reason): (&str, &str),
    charter: &Charter,
) -> (String, String) {
    let basis = match basis {
        "" if given && charter.lawful_bases.contains(CONSENT) => CONSENT,
        basis => basis,
    };
    let reason = if given { "" } else { reason };
    if !basis.is_empty() && !charter.lawful_bases.contains(basis) {
        errors.add("lawful_basis", "Select one of the lawful bases");
    } else if !given && basis == CONSENT {
        errors.add("lawful_basis", "Select a lawful basis other than consent, or none");
    } else if !reason.is_empty() && basis.is_empty() {
        errors.add("lawful_basis", "Select the lawful basis for sharing without consent");
    }
    if !reason.is_empty() && !charter.without_consent_reasons.contains(reason) {
        errors.add("without_consent_reason", "Select one of the reasons");
    } else if !given && !basis.is_empty() && basis != CONSENT && reason.is_empty() {
        errors.add("without_consent_reason", "Select why it is shared without consent");
    }
    (basis.to_owned(), reason.to_owned())
}

fn assessment(errors: &mut FieldErrors, typed: &str, has_assessment: bool) -> String {
    if has_assessment {
        return "complete".to_owned();
    }
    one_of(errors, "assessment_state", typed, ASSESSMENTS, "Select where the assessment stands")
}

impl Asked {
    /// As the form shows it, to be changed.
    pub fn as_typed(&self) -> Request {
        let number = |it: Option<i64>| it.map_or(NOT_KNOWN.to_owned(), |it| it.to_string());
        Request {
            people: Vec::new(),
            strengths: self.strengths.clone(),
            needs_words: self.needs_words.clone(),
            needs: self.needs.clone(),
            agencies_needed: number(self.agencies_needed),
            level_of_need: number(self.level_of_need),
            transition: self.transition.clone(),
            own_words: self.own_words.clone(),
            referrer_offer: self.referrer_offer.clone(),
            known_to_social_care: self.known_to_social_care.clone(),
            consent: self.consent.clone(),
            lawful_basis: self.lawful_basis.clone(),
            without_consent_reason: self.without_consent_reason.clone(),
            assessment_state: self.assessment_state.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charters::charter_of;

    fn good() -> Request {
        Request {
            strengths: "Loves football".into(),
            needs_words: "Housing and school".into(),
            needs: vec!["housing".into(), "education".into()],
            agencies_needed: "2".into(),
            level_of_need: "3".into(),
            transition: "none".into(),
            own_words: "I want to stay at my school".into(),
            referrer_offer: "I keep seeing them weekly".into(),
            known_to_social_care: "no".into(),
            consent: "given".into(),
            assessment_state: "held_elsewhere".into(),
            ..Request::default()
        }
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Request), expected: &[&str]) {
        let mut typed = good();
        change(&mut typed);
        let fields: Vec<String> = match checked(&typed, charter_of("maag").unwrap(), false) {
            Ok(_) => vec![],
            Err(errors) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        };
        assert_eq!(fields, expected);
    }

    #[test]
    fn an_empty_request_is_told_every_problem_at_once_in_the_forms_order() {
        check(
            |it| *it = Request::default(),
            &[
                "strengths",
                "needs_words",
                "needs",
                "agencies_needed",
                "level_of_need",
                "transition",
                "own_words",
                "referrer_offer",
                "known_to_social_care",
                "consent",
                "assessment_state",
            ],
        );
        check(|_| {}, &[]);
    }

    #[test]
    fn sharing_without_consent_needs_a_basis_that_is_not_consent_and_a_reason() {
        check(|it| it.consent = "refused".into(), &[]);
        check(
            |it| {
                it.consent = "refused".into();
                it.lawful_basis = "public_task".into();
            },
            &["without_consent_reason"],
        );
        check(
            |it| {
                it.consent = "not_asked".into();
                it.without_consent_reason = "cannot_be_given".into();
            },
            &["lawful_basis"],
        );
        check(
            |it| {
                it.consent = "refused".into();
                it.lawful_basis = "consent".into();
            },
            &["lawful_basis"],
        );
        check(
            |it| {
                it.consent = "refused".into();
                it.lawful_basis = "public_task".into();
                it.without_consent_reason = "cannot_be_given".into();
            },
            &[],
        );
    }

    #[test]
    fn codes_that_the_charter_does_not_have_are_refused() {
        check(|it| it.needs.push("castle".into()), &["needs"]);
        check(|it| it.level_of_need = "9".into(), &["level_of_need"]);
        check(|it| it.agencies_needed = "-1".into(), &["agencies_needed"]);
        check(|it| it.strengths = "x".repeat(4_001), &["strengths"]);
        check(|it| it.own_words = "a\u{0}b".into(), &["own_words"]);
    }

    #[test]
    fn what_was_asked_comes_back_as_it_was_typed() {
        let asked = checked(&good(), charter_of("maag").unwrap(), false).unwrap();
        let again = checked(&asked.as_typed(), charter_of("maag").unwrap(), false).unwrap();
        assert_eq!(again, asked);
        assert_eq!(asked.lawful_basis, "consent");
    }
}
