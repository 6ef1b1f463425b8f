//! What is kept of a person of concern, and for how long it may go unchecked. No I/O.

use jiff::civil::Date;
use kernel::FieldErrors;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{alert::model::review_date, register::approximate::Approximate};

const LONGEST: usize = 1_000;

/// What somebody of concern is to the person at risk: code and words.
pub(super) const TIES: [(&str, &str); 12] = [
    ("partner", "Partner"),
    ("former_partner", "Former partner"),
    ("parent", "Parent or step-parent"),
    ("son_or_daughter", "Son or daughter"),
    ("brother_or_sister", "Brother or sister"),
    ("relative", "Another relative, or their family"),
    ("carer", "Carer"),
    ("friend_or_neighbour", "Friend or neighbour"),
    ("exploiter", "Somebody who exploits them"),
    ("in_trust", "Somebody in a position of trust, such as a coach or a worker"),
    ("other", "Something else"),
    ("not_known", "Not known"),
];

/// Whether somebody of concern is near: code and words.
pub(super) const NEAR: [(&str, &str); 4] = [
    ("lives_there", "They live at the address"),
    ("knows_address", "They do not live there, and know the address"),
    ("must_not_know", "They do not know the address, and must not"),
    ("not_known", "Not known"),
];

/// Who reads it: code and words.
pub(super) const READERS: [(&str, &str); 2] = [
    ("involved", "Only staff involved, who read the address"),
    ("record", "Everybody who reads the record, also at a meeting"),
];

fn words_for<'a>(known: &[(&'static str, &'static str)], code: &'a str) -> &'a str {
    known.iter().find(|(it, _)| *it == code).map_or(code, |(_, words)| *words)
}

/// What they are, in words.
pub fn tie_words(code: &str) -> &str {
    words_for(&TIES, code)
}

/// Whether they are near, in words.
pub fn near_words(code: &str) -> &str {
    words_for(&NEAR, code)
}

/// Who reads it, in words.
pub(super) fn readers_words(code: &str) -> &str {
    words_for(&READERS, code)
}

/// What is known of somebody of concern: all of it is sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Known {
    /// Their name, or how they are known where nobody knows it.
    pub name: String,
    /// When they were born: `1984`, `1984-05` or `1984-05-03`; may be empty.
    pub born: String,
    /// What they are to the person at risk: a code such as `former_partner`.
    pub tie: String,
    /// Whether they are near: `lives_there`, `knows_address`, `must_not_know` or `not_known`.
    pub near: String,
    /// Where they live or are met; may be empty.
    pub whereabouts: String,
    /// What is feared.
    pub feared: String,
    /// What staff do, and what they never do.
    pub handling: String,
    /// Court orders and bail conditions, with the day on which each ends; may be empty.
    pub orders: String,
}

impl Known {
    /// Each fact under its label, those that say something.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let born = crate::register::approximate::words_of(&self.born);
        let all = [
            ("Name", self.name.clone()),
            ("Born", born),
            ("What they are to this person", tie_words(&self.tie).to_owned()),
            ("The address", near_words(&self.near).to_owned()),
            ("Where they live or are met", self.whereabouts.clone()),
            ("What is feared", self.feared.clone()),
            ("What staff do, and never do", self.handling.clone()),
            ("Court orders and bail conditions", self.orders.clone()),
        ];
        all.into_iter().filter(|(_, said)| !said.is_empty()).collect()
    }
}

/// What a form says, as typed.
pub(super) struct Typed<'a> {
    pub(super) known: Known,
    pub(super) readers: &'a str,
    pub(super) review_on: &'a str,
}

/// What was typed, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Checked {
    pub(super) known: Known,
    pub(super) readers: String,
    pub(super) review_on: Date,
}

impl Typed<'_> {
    /// Checks what is known.
    ///
    /// # Errors
    ///
    /// Every problem at once, in the order of the form.
    pub(super) fn checked(&self, today: Date) -> Result<Checked, FieldErrors> {
        let (mut errors, typed) = (FieldErrors::default(), &self.known);
        let name = text(&mut errors, "name", &typed.name);
        let born = Approximate::past(&typed.born, today);
        let born = errors.take("born", born.map_err(|why| format!("The date of birth {why}")));
        let tie = chosen(&mut errors, "tie", &TIES, &typed.tie);
        let near = chosen(&mut errors, "near", &NEAR, &typed.near);
        let [whereabouts, feared, handling, orders] = [
            ("whereabouts", &typed.whereabouts),
            ("feared", &typed.feared),
            ("handling", &typed.handling),
            ("orders", &typed.orders),
        ]
        .map(|(field, typed)| text(&mut errors, field, typed));
        let readers = chosen(&mut errors, "readers", &READERS, self.readers);
        let review_on = errors.take("review_on", review_date(self.review_on, today));
        let born = born.flatten().map(Approximate::text).unwrap_or_default();
        let known = Known { name, born, tie, near, whereabouts, feared, handling, orders };
        match review_on {
            Some(review_on) if errors.is_empty() => Ok(Checked { known, readers, review_on }),
            _ => Err(errors),
        }
    }
}

/// What is typed in words: what is asked if it is missing (empty where it may be), what it is called, and its most characters.
const TEXTS: [(&str, &str, &str, usize); 5] = [
    ("name", "Enter their name, or how they are known", "The name", 200),
    ("whereabouts", "", "Where they live or are met", LONGEST),
    ("feared", "Enter what is feared", "What is feared", LONGEST),
    ("handling", "Enter what staff do, and what they never do", "What staff do", LONGEST),
    ("orders", "", "Court orders and bail conditions", LONGEST),
];

fn text(errors: &mut FieldErrors, field: &str, typed: &str) -> String {
    let typed = typed.trim();
    let Some((_, missing, called, most)) = TEXTS.iter().find(|(it, ..)| *it == field) else {
        return typed.to_owned();
    };
    if typed.is_empty() && !missing.is_empty() {
        errors.add(field, *missing);
    }
    if typed.chars().count() > *most {
        let most = if *most == LONGEST { "1,000" } else { "200" };
        errors.add(field, format!("{called} must be {most} characters or fewer"));
    }
    typed.to_owned()
}

/// What is chosen from a list.
fn chosen(
    errors: &mut FieldErrors,
    field: &str,
    known: &[(&'static str, &str)],
    code: &str,
) -> String {
    let missing = match field {
        "tie" => "Select what they are to this person",
        "near" => "Select whether they know the address",
        _ => "Select who reads this",
    };
    if !known.iter().any(|(it, _)| *it == code) {
        errors.add(field, missing);
    }
    code.to_owned()
}

/// What comes of looking at it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It holds on, perhaps in other words.
    Keep(Checked),
    /// Nobody has to be kept safe from them any more, for a reason.
    End(String),
    /// It should never have been recorded, for a reason.
    Error(String),
}

/// Checks what came of looking at it again.
///
/// # Errors
///
/// Every problem at once.
pub(super) fn outcome(
    outcome: &str,
    typed: &Typed<'_>,
    (ended, mistaken): (&str, &str),
    today: Date,
) -> Result<Outcome, FieldErrors> {
    match outcome {
        "keep" => typed.checked(today).map(Outcome::Keep),
        "end" => reason(("end_reason", ended), "Enter why it is over").map(Outcome::End),
        "in_error" => {
            reason(("error_reason", mistaken), "Enter what is wrong with it").map(Outcome::Error)
        }
        _ => Err(FieldErrors::one(
            "outcome",
            "Select whether they still have to be kept safe from them",
        )),
    }
}

fn reason((field, typed): (&str, &str), missing: &str) -> Result<String, FieldErrors> {
    let mut errors = FieldErrors::default();
    let reason = errors.required(field, typed, missing).to_owned();
    if reason.chars().count() > LONGEST {
        errors.add(field, "The reason must be 1,000 characters or fewer");
    }
    errors.into_result().map(|()| reason)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    fn known() -> Known {
        let text = |it: &str| it.to_owned();
        Known {
            name: text(" Kit Marsh "),
            born: text("//1984"),
            tie: text("former_partner"),
            near: text("must_not_know"),
            feared: text("He has said that he will find her"),
            handling: text("Ring first; never leave a message"),
            ..Known::default()
        }
    }

    #[track_caller]
    fn check(known: Known, readers: &str, review_on: &str, wrong: &[&str]) {
        let checked = Typed { known, readers, review_on }.checked(TODAY);
        let errors = checked.err().unwrap_or_default();
        assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), wrong);
    }

    #[test]
    fn who_is_feared_and_what_staff_do_is_said_and_looked_at_again_within_a_year() {
        check(known(), "involved", "2027-11-22", &[]);
        check(known(), "everybody", "2027-11-23", &["readers", "review_on"]);
        let all = ["name", "tie", "near", "feared", "handling", "readers", "review_on"];
        check(Known::default(), "", "", &all);
        let long = |most: usize| "x".repeat(most + 1);
        let too_long =
            Known { name: long(200), orders: long(1_000), born: "2027".into(), ..known() };
        check(too_long, "record", "2026-12-01", &["name", "born", "orders"]);
    }

    #[test]
    fn what_is_kept_says_only_what_was_said() {
        let checked = Typed { known: known(), readers: "involved", review_on: "2026-12-01" };
        let checked = checked.checked(TODAY).map(|it| it.known.facts()).unwrap_or_default();
        let labels: Vec<&str> = checked.iter().map(|(label, _)| *label).collect();
        let said =
            ["Name", "Born", "What they are to this person", "The address", "What is feared"];
        assert_eq!(labels[..5], said);
        assert_eq!(checked[0].1, "Kit Marsh");
        assert_eq!(checked[1].1, "1984");
    }

    #[test]
    fn it_is_over_or_was_an_error_for_a_reason() {
        let wrong = |said, words| {
            let typed = Typed { known: Known::default(), readers: "", review_on: "" };
            let errors = outcome(said, &typed, (words, words), TODAY).err().unwrap_or_default();
            errors.iter().map(|(field, _)| field.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(wrong("", "x"), ["outcome"]);
        assert_eq!(wrong("end", " "), ["end_reason"]);
        assert_eq!(wrong("in_error", ""), ["error_reason"]);
        assert_eq!(wrong("end", &"x".repeat(1_001)), ["end_reason"]);
        assert!(wrong("in_error", "Another Kit").is_empty());
        assert_eq!(wrong("keep", "x").len(), 7);
    }
}
