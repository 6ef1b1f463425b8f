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

/// Whether somebody of concern knows where the person at risk lives: code and words.
pub(super) const NEAR: [(&str, &str); 4] = [
    ("lives_there", "They live there too"),
    ("knows_address", "Yes, they know it"),
    ("must_not_know", "No, and they must not"),
    ("not_known", "Not known"),
];

/// What is asked about the address.
pub(super) const KNOWS_ADDRESS: &str = "Do they know where this person lives?";

/// Who reads it: code and words.
pub(super) const READERS: [(&str, &str); 2] = [
    (
        "involved",
        "Only those who read the address: staff involved, and the coordinator while it is open",
    ),
    ("record", "Everybody who reads the record, also at a meeting"),
];

fn words_for<'a>(known: &[(&'static str, &'static str)], code: &'a str) -> &'a str {
    known.iter().find(|(it, _)| *it == code).map_or(code, |(_, words)| *words)
}

/// What they are, in words.
pub fn tie_words(code: &str) -> &str {
    words_for(&TIES, code)
}

/// Whether they know the address, as a sentence.
pub(super) fn near_sentence(code: &str) -> &'static str {
    match code {
        "lives_there" => "They live at the address.",
        "knows_address" => "They know the address.",
        "must_not_know" => "They must not learn the address.",
        _ => "Whether they know the address is not known.",
    }
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

/// What a form says is known, field by field: each form is flat, as it is typed.
#[macro_export]
macro_rules! known_of { ($form:expr) => {
    $crate::known_of!($form => name, born, tie, near, whereabouts, feared, handling, orders)
}; ($form:expr => $($field:ident),+) => {
    $crate::concern::model::Known { $($field: $form.$field.clone()),+ }
} }

impl Known {
    /// Each fact under its label, those that say something.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let born = crate::register::approximate::words_of(&self.born);
        let all = [
            ("Name", self.name.clone()),
            ("Born", born),
            ("What they are to this person", tie_words(&self.tie).to_owned()),
            (KNOWS_ADDRESS, words_for(&NEAR, &self.near).to_owned()),
            ("Where they live or are met", self.whereabouts.clone()),
            ("What is feared", self.feared.clone()),
            ("What staff do, and never do", self.handling.clone()),
            ("Court orders and bail conditions", self.orders.clone()),
        ];
        all.into_iter().filter(|(_, said)| !said.is_empty()).collect()
    }
}

/// Words with a capital that begin a description, and are nobody's name.
const PLAIN: &str = "a an the his her their somebody someone unknown not man woman boy girl mum's dad's mother's father's ex \
    ex-partner partner former boyfriend girlfriend husband wife stepfather stepmother father mother brother sister son daughter \
    uncle aunt cousin neighbour landlord carer coach dealer";

/// The names in what somebody is called: where nobody knows their name it is a description, and its words are everybody's.
pub(crate) fn names_in(called: &str) -> String {
    let is_plain = |word: &str| {
        let word = word.trim_matches(|it: char| !it.is_alphanumeric()).to_lowercase();
        PLAIN.split_whitespace().any(|it| it == word)
    };
    let names = called.split_whitespace();
    let names = names.filter(|it| it.starts_with(char::is_uppercase) && !is_plain(it));
    names.collect::<Vec<_>>().join(" ")
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
const TEXTS: [(&str, &str, &str, usize); 6] = [
    ("name", "Enter their name, or how they are known", "The name", 200),
    ("whereabouts", "", "Where they live or are met", LONGEST),
    ("feared", "Enter what is feared", "What is feared", LONGEST),
    ("handling", "Enter what staff do, and what they never do", "What staff do", LONGEST),
    ("orders", "", "Court orders and bail conditions", LONGEST),
    ("reason", "Enter why it is over, or what is wrong with it", "The reason", LONGEST),
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
        "near" => "Select whether they know where this person lives",
        _ => "Select who reads this",
    };
    if !known.iter().any(|(it, _)| *it == code) {
        errors.add(field, missing);
    }
    code.to_owned()
}

/// How it ends: whether it was entered in error, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ending {
    pub(super) in_error: bool,
    pub(super) reason: String,
}

/// Checks how it ends.
///
/// # Errors
///
/// Every problem at once.
pub(super) fn ending(outcome: &str, reason: &str) -> Result<Ending, FieldErrors> {
    let mut errors = FieldErrors::default();
    if !matches!(outcome, "ended" | "in_error") {
        errors.add("outcome", "Select whether it is over or was entered in error");
    }
    let reason = text(&mut errors, "reason", reason);
    errors.into_result().map(|()| Ending { in_error: outcome == "in_error", reason })
}

/// Whether one may open it to more readers than it had: whoever recorded it may, and whoever may limit the record.
///
/// # Errors
///
/// Whom to ask.
pub(super) fn may_open_to(
    (was, is): (&str, &str),
    is_own: bool,
    restricts: bool,
) -> Result<(), &'static str> {
    if was == is || is != "record" || is_own || restricts {
        return Ok(());
    }
    Err("Only whoever recorded it, or the coordinator, opens it to everybody who reads the record")
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
    fn a_description_is_no_name() {
        for (called, names) in [
            ("Kit Marsh", "Kit Marsh"),
            ("Her ex Dave", "Dave"),
            ("Stepfather, name not known", ""),
            ("Unknown man in a white van", ""),
        ] {
            assert_eq!(names_in(called), names);
        }
    }

    #[test]
    fn what_is_kept_says_only_what_was_said() {
        let checked = Typed { known: known(), readers: "involved", review_on: "2026-12-01" };
        let checked = checked.checked(TODAY).map(|it| it.known.facts()).unwrap_or_default();
        let labels: Vec<&str> = checked.iter().map(|(label, _)| *label).collect();
        let said =
            ["Name", "Born", "What they are to this person", KNOWS_ADDRESS, "What is feared"];
        assert_eq!(labels[..5], said);
        assert_eq!(checked[0].1, "Kit Marsh");
        assert_eq!(checked[1].1, "1984");
    }

    #[test]
    fn it_is_over_or_was_an_error_for_a_reason() {
        let wrong = |outcome: &str, reason: &str| {
            let errors = ending(outcome, reason).err().unwrap_or_default();
            errors.iter().map(|(field, _)| field.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(wrong("", " "), ["outcome", "reason"]);
        assert_eq!(wrong("ended", &"x".repeat(1_001)), ["reason"]);
        assert!(
            ending("in_error", " Another Kit ")
                .is_ok_and(|it| it.in_error && it.reason == "Another Kit")
        );
    }

    #[test]
    fn nobody_opens_to_a_whole_table_what_another_told_staff_involved() {
        assert!(may_open_to(("involved", "record"), false, false).is_err());
        for (was, is, own, restricts) in [
            ("involved", "record", true, false),
            ("involved", "record", false, true),
            ("record", "record", false, false),
            ("record", "involved", false, false),
        ] {
            assert_eq!(may_open_to((was, is), own, restricts), Ok(()), "{was} {is}");
        }
    }
}
