//! What a case study needs, and its states. No I/O.

use std::collections::BTreeSet;

use kernel::FieldErrors;
use people::known_words::{Hit, KnownWords, left_out, plain_words, shapes, told};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::model::Status as Case;

const LONGEST: usize = 4_000;
const LONGEST_NAME: usize = 40;
const LONGEST_REASON: usize = 1_000;

/// The state of a case study.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Written; a second person reads it.
    Waiting,
    /// Everybody who works with people may read it.
    Approved,
    /// The second person gave it back.
    Declined,
    /// It was approved, and is shown no longer.
    TakenDown,
    /// It was written anew.
    Replaced,
}

impl Status {
    /// Every state.
    pub const ALL: [Self; 5] =
        [Self::Waiting, Self::Approved, Self::Declined, Self::TakenDown, Self::Replaced];

    /// The state that a row holds.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The name that a row holds.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::TakenDown => "taken_down",
            Self::Replaced => "replaced",
        }
    }

    /// A second person approves it.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn approve(self) -> Result<Self, &'static str> {
        self.waits().map(|()| Self::Approved)
    }

    /// A second person gives it back.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn decline(self) -> Result<Self, &'static str> {
        self.waits().map(|()| Self::Declined)
    }

    /// It is shown no longer.
    ///
    /// # Errors
    ///
    /// What to do instead.
    pub fn take_down(self) -> Result<Self, &'static str> {
        match self {
            Self::Approved => Ok(Self::TakenDown),
            _ => Err("Only a case study that was approved can be taken down."),
        }
    }

    /// It is written anew: what stood before counts no longer.
    ///
    /// # Errors
    ///
    /// When it counts no longer already.
    pub fn replace(self) -> Result<Self, &'static str> {
        match self {
            Self::Waiting | Self::Approved => Ok(Self::Replaced),
            _ => Err("It is not shown any more."),
        }
    }

    fn waits(self) -> Result<(), &'static str> {
        match self {
            Self::Waiting => Ok(()),
            _ => Err(NONE_WAITS),
        }
    }
}

pub(super) const NONE_WAITS: &str = "No case study waits to be read. Look at the page again.";
pub(super) const OWN: &str =
    "You wrote it. Somebody else who keeps the plan reads it and approves it.";
pub(super) const ANOTHER_SINCE: &str = "It was written anew since. Read what it says now.";
pub(super) const NO_ADDRESS: &str = "Only somebody who reads where they live writes a case study, so that it can be checked for \
    the address. Ask the lead professional.";

/// What a case study stands on.
#[derive(Clone, Copy, Debug)]
pub struct Ground {
    /// The state of the case.
    pub case: Case,
    /// Whether they agree to it now.
    pub agreed: bool,
    /// Whether the record is limited to named staff, or kept from somebody.
    pub is_limited: bool,
}

impl Ground {
    /// Whether their story may be told.
    ///
    /// # Errors
    ///
    /// What to do first.
    pub fn may_be_told(self) -> Result<(), &'static str> {
        if self.is_limited {
            // In the same words for both: who is kept from a record is not for everybody who reads it.
            return Err("This record is not for all staff. No case study is made of it.");
        }
        if self.case.is_open() {
            return Err("The case is open. Close it first: a case study tells how it ended.");
        }
        if !self.agreed {
            return Err(
                "They have not agreed to a case study. Ask them, and record what they say under Consent.",
            );
        }
        Ok(())
    }
}

/// A case study: what is typed, what is kept, and what others read.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, sqlx::FromRow,
)]
#[serde(default)]
pub struct Study {
    /// The name that stands for the person.
    pub pseudonym: String,
    /// What was asked for.
    pub asked: String,
    /// What went well before.
    pub strengths: String,
    /// What was done, and by which organisations.
    pub done: String,
    /// What changed.
    pub changed: String,
    /// What might have happened without it; may be empty.
    pub otherwise: String,
}

impl Study {
    fn texts(&self) -> [(&'static str, &str, &'static str, &'static str); 4] {
        [
            ("asked", &self.asked, "Enter what was asked for", "What was asked for"),
            ("strengths", &self.strengths, "Enter what was going well", "What was going well"),
            ("done", &self.done, "Enter what was done", "What was done"),
            ("changed", &self.changed, "Enter what changed", "What changed"),
        ]
    }
}

/// Words with a capital that tell of nobody.
const PLAIN: &[&str] = &[
    "I I'm I'd I'll I've Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July August \
     September October November December Christmas Easter Eid Ramadan Diwali Covid NHS GP GPs CAMHS DWP PIP UC ADHD SEND SEN EHCP \
     EHC ESOL MARAC IDVA MASH MAAG MAPS TAF TAC UK England English TV A E",
];

/// Checks a case study: nothing is missing, and nothing in it could tell who it is: no word that is known of the people around
/// the case, and nothing that is written like a name, a place, a day or a number, except the names of organisations.
///
/// # Errors
///
/// Every problem at once, with the words as they were typed.
pub fn checked(
    typed: &Study,
    known: &KnownWords,
    organisations: &[String],
) -> Result<Study, FieldErrors> {
    let mut errors = FieldErrors::default();
    let pseudonym = pseudonym(&mut errors, &typed.pseudonym, known);
    let mut allowed = allowed(organisations);
    allowed.extend(plain_words([pseudonym.as_str()]));
    for (field, text, missing, called) in typed.texts() {
        let text = errors.required(field, text, missing);
        if text.chars().count() > LONGEST {
            errors.add(field, format!("{called} must be 4,000 characters or fewer"));
        } else if let Some(told) = told(text, &found(text, known, &allowed)) {
            errors.add(field, told);
        }
    }
    let otherwise = typed.otherwise.trim();
    if otherwise.chars().count() > LONGEST {
        errors.add("otherwise", "What might have happened must be 4,000 characters or fewer");
    } else if let Some(told) = told(otherwise, &found(otherwise, known, &allowed)) {
        errors.add("otherwise", told);
    }
    errors.into_result()?;
    let of = |text: &str| text.trim().to_owned();
    Ok(Study {
        pseudonym,
        asked: of(&typed.asked),
        strengths: of(&typed.strengths),
        done: of(&typed.done),
        changed: of(&typed.changed),
        otherwise: of(&typed.otherwise),
    })
}

fn pseudonym(errors: &mut FieldErrors, typed: &str, known: &KnownWords) -> String {
    let name = errors.required("pseudonym", typed, "Enter a made-up name").to_owned();
    if name.chars().count() > LONGEST_NAME {
        errors.add("pseudonym", "The made-up name must be 40 characters or fewer");
    } else if !name.chars().all(|c| c.is_alphabetic() || c == ' ' || c == '-') {
        errors.add("pseudonym", "The made-up name must be letters only");
    } else if known.is_name(&name) || !known.hits(&name).is_empty() {
        errors.add("pseudonym", "Choose another name: somebody around this case is called so");
    }
    name
}

fn allowed(organisations: &[String]) -> BTreeSet<String> {
    plain_words(PLAIN.iter().copied().chain(organisations.iter().map(String::as_str)))
}

/// What is known of them comes before what only looks like it.
fn found(text: &str, known: &KnownWords, allowed: &BTreeSet<String>) -> Vec<Hit> {
    let mut all = known.hits(text);
    let beside = |it: &Hit, all: &[Hit]| {
        all.iter().all(|one| it.at.end <= one.at.start || one.at.end <= it.at.start)
    };
    for it in shapes(text, allowed) {
        if beside(&it, &all) {
            all.push(it);
        }
    }
    all.sort_by_key(|it| it.at.start);
    all
}

/// Made-up names that tell neither sex nor origin.
const NAMES: [&str; 10] =
    ["Sam", "Alex", "Jamie", "Charlie", "Ash", "Robin", "Kit", "Noor", "Remi", "Sasha"];

/// A made-up name that nobody around the case bears.
pub fn another_name(known: &KnownWords) -> String {
    let free = NAMES.into_iter().find(|name| !known.is_name(name));
    free.unwrap_or_default().to_owned()
}

/// A draft without the words that are known of them.
pub fn draft(said: Study, known: &KnownWords) -> Study {
    let pseudonym = another_name(known);
    let without = |text: &str| left_out(text.trim(), &known.hits(text.trim()), &pseudonym);
    Study {
        asked: without(&said.asked),
        strengths: without(&said.strengths),
        done: without(&said.done),
        changed: without(&said.changed),
        otherwise: String::new(),
        pseudonym: pseudonym.clone(),
    }
}

/// Checks an answer: the next state by it, and why.
///
/// # Errors
///
/// Every problem at once.
pub fn answered(answer: &str, reason: &str) -> Result<(Step, String), FieldErrors> {
    let mut errors = FieldErrors::default();
    let step: Option<Step> = match answer {
        "approve" => Some(Status::approve),
        "decline" => Some(Status::decline),
        "take_down" => Some(Status::take_down),
        _ => None,
    };
    if step.is_none() {
        errors.add("answer", "Select what should become of it");
    }
    let reason = reason.trim();
    if reason.is_empty() && matches!(answer, "decline" | "take_down") {
        errors.add("reason", "Enter why");
    } else if reason.chars().count() > LONGEST_REASON {
        errors.add("reason", "Why must be 1,000 characters or fewer");
    }
    match step {
        Some(step) if errors.is_empty() => Ok((step, reason.to_owned())),
        _ => Err(errors),
    }
}

/// What an answer does to a state.
pub type Step = fn(Status) -> Result<Status, &'static str>;

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> KnownWords {
        let mut known = KnownWords::default();
        known.name("Tobi Okafor", true);
        known.name("Mary Okafor", false);
        known.address("12 Elm St\nNorthmere");
        known
    }

    fn study(text: &str) -> Study {
        let of = |text: &str| text.to_owned();
        Study {
            pseudonym: of("Sam"),
            asked: of(text),
            strengths: of("Football"),
            done: of("The Police walked along"),
            changed: of("Sam sleeps"),
            otherwise: String::new(),
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let told = checked(&study(text), &known(), &["Police".to_owned()]);
        let told =
            told.err().and_then(|errors| errors.of("asked").map(str::to_owned)).unwrap_or_default();
        assert_eq!(told.is_empty(), expected.is_empty(), "{text}: {told}");
        for words in expected {
            assert!(told.contains(words), "{text}: {told}");
        }
    }

    #[test]
    fn a_study_holds_neither_a_word_that_is_known_nor_what_is_written_like_one() {
        check("Sam slept badly. The GP and the Police knew, and so did I.", &[]);
        check("tobi slept badly", &["“tobi” (a name)"]);
        check("They moved from elm street", &["“elm street” (a part of an address)"]);
        check("She went to Ardwick with Alfie", &["“Ardwick” (looks", "“Alfie” (looks"]);
        check("Rung on 07700 900123", &["“07700 900123” (a number)"]);
        check("Since 3 May 2026", &["“3 May 2026” (a date)"]);
        check("Helped [left out] home", &["something was left out here"]);
    }

    #[test]
    fn a_made_up_name_is_nobodys_and_every_problem_is_told_at_once() {
        let typed = Study { pseudonym: "mary".into(), ..Study::default() };
        let wrong = checked(&typed, &known(), &[]).unwrap_err();
        let fields: Vec<&str> = wrong.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["pseudonym", "asked", "strengths", "done", "changed"]);
        assert!(wrong.of("pseudonym").unwrap().contains("Choose another name"));
        let mut crowded = known();
        crowded.name("Sam Alex", false);
        assert_eq!(another_name(&crowded), "Jamie");
    }

    #[test]
    fn a_draft_has_another_name_and_gaps() {
        let said =
            Study { asked: "Tobi Okafor’s mother Mary worries".into(), ..Study::default() };
        let draft = draft(said, &known());
        assert_eq!(draft.asked, "Sam’s mother [left out] worries");
    }

    #[test]
    fn a_story_is_told_only_of_a_closed_case_with_consent_that_is_open_to_all_who_work_on_it() {
        let right = Ground { case: Case::Closed, agreed: true, is_limited: false };
        assert!(right.may_be_told().is_ok());
        for wrong in [
            Ground { case: Case::Open, ..right },
            Ground { agreed: false, ..right },
            Ground { is_limited: true, ..right },
        ] {
            assert!(wrong.may_be_told().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_study_is_approved_once_and_taken_down_with_a_reason() {
        assert_eq!(Status::Waiting.approve(), Ok(Status::Approved));
        assert!(Status::Approved.approve().is_err() && Status::Replaced.approve().is_err());
        assert!(Status::Waiting.take_down().is_err());
        assert!(answered("take_down", " ").is_err() && answered("castle", "").is_err());
        assert!(answered("approve", "").is_ok());
    }
}
