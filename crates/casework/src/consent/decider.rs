//! Who decided, and by what competence (guide A12, A18): whether somebody is able to decide is judged for one
//! decision at a time, so that judgement is kept with what it was about. No I/O.

use jiff::civil::Date;
use kernel::{FieldErrors, past_date};

/// Who decides: codes and words.
pub const DECIDERS: &[(&str, &str)] = &[
    ("person", "The person themself"),
    ("parent", "Somebody with parental responsibility"),
    ("young_person", "A young person under 16 who was judged able to decide this (Gillick)"),
    ("capacity", "Their capacity to decide this was assessed (Mental Capacity Act 2005)"),
];

/// What an assessment found: codes and words.
pub const FINDINGS: &[(&str, &str)] = &[
    ("able", "Yes, they are able to decide this"),
    ("not_able", "No, others decide in their best interests"),
];

const LONGEST: usize = 1_000;
const LONGEST_NAME: usize = 200;
/// From this age somebody is presumed able to decide.
const PRESUMED_ABLE: i16 = 16;
const ADULT: i16 = 18;

/// Who decided, as typed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Typed<'a> {
    /// One of [`DECIDERS`].
    pub decider: &'a str,
    /// What was to be decided.
    pub about: &'a str,
    /// Who judged whether they were able to.
    pub assessed_by: &'a str,
    /// When.
    pub assessed_on: &'a str,
    /// able or `not_able`.
    pub finding: &'a str,
    /// Why.
    pub finding_reason: &'a str,
}

/// A judgement of whether somebody is able to decide one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// What was to be decided.
    pub about: String,
    /// Who judged.
    pub by: String,
    /// When.
    pub on: Date,
    /// Why.
    pub reason: String,
}

/// Who decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decider {
    /// Somebody who is presumed able to.
    Person,
    /// A person with parental responsibility.
    Parent,
    /// Somebody under 16 who was judged able to decide this.
    YoungPerson(Assessment),
    /// Somebody whose capacity was assessed, and who has it.
    HasCapacity(Assessment),
    /// Nobody can decide for somebody who lacks capacity; it is decided in their best interests.
    BestInterests(Assessment),
}

impl Decider {
    /// The code that a row holds.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Parent => "parent",
            Self::YoungPerson(_) => "young_person",
            Self::HasCapacity(_) | Self::BestInterests(_) => "capacity",
        }
    }

    /// What was found: the code that a row holds.
    pub fn finding(&self) -> &'static str {
        match self {
            Self::Person | Self::Parent => "",
            Self::YoungPerson(_) | Self::HasCapacity(_) => "able",
            Self::BestInterests(_) => "not_able",
        }
    }

    /// The judgement that it rests on.
    pub fn assessment(&self) -> Option<&Assessment> {
        match self {
            Self::Person | Self::Parent => None,
            Self::YoungPerson(it) | Self::HasCapacity(it) | Self::BestInterests(it) => Some(it),
        }
    }

    /// Whether what they said is consent: nobody consents for somebody who lacks capacity.
    pub fn consents(&self) -> bool {
        !matches!(self, Self::BestInterests(_))
    }
}

/// Checks who decided, against the age of the person whom it is about, where that is known.
pub(super) fn checked(
    errors: &mut FieldErrors,
    typed: Typed<'_>,
    (age, today): (Option<i16>, Date),
) -> Option<Decider> {
    let assessment = assessment(errors, typed, today);
    if let Some(told) = age.and_then(|age| of_age(typed.decider, age)) {
        errors.add("decider", told);
    }
    match (typed.decider, typed.finding) {
        ("person", _) => Some(Decider::Person),
        ("parent", _) => Some(Decider::Parent),
        ("young_person", "not_able") => {
            errors.add(
                "finding",
                "Somebody with parental responsibility decides then: select that above",
            );
            None
        }
        ("young_person", _) => assessment.map(Decider::YoungPerson),
        ("capacity", "not_able") => assessment.map(Decider::BestInterests),
        ("capacity", _) => assessment.map(Decider::HasCapacity),
        _ => {
            errors.add("decider", "Select who decided");
            None
        }
    }
}

/// What is wrong with who decided, at this age.
fn of_age(decider: &str, age: i16) -> Option<&'static str> {
    match decider {
        "person" if age < PRESUMED_ABLE => Some(
            "They are under 16: select a parent, or that somebody judged them able to decide this",
        ),
        "young_person" if age >= PRESUMED_ABLE => {
            Some("They are 16 or over and presumed able to decide: select the person themself")
        }
        "capacity" if age < PRESUMED_ABLE => Some(
            "The Mental Capacity Act is for people of 16 and over: select a parent, or that \
             somebody judged them able to decide this",
        ),
        "parent" if age >= ADULT => Some("Nobody has parental responsibility for an adult"),
        _ => None,
    }
}

/// The judgement, when there has to be one; whatever is typed is checked, and has no place without one.
fn assessment(errors: &mut FieldErrors, typed: Typed<'_>, today: Date) -> Option<Assessment> {
    let is_judged = matches!(typed.decider, "young_person" | "capacity");
    let texts = [
        ("about", typed.about, LONGEST, "Enter what was to be decided"),
        ("assessed_by", typed.assessed_by, LONGEST_NAME, "Enter who judged it"),
        (
            "finding_reason",
            typed.finding_reason,
            LONGEST,
            "Enter why they are, or are not, able to",
        ),
    ];
    for (field, text, longest, missing) in texts {
        if text.trim().is_empty() {
            if is_judged {
                errors.add(field, missing);
            }
        } else if text.chars().count() > longest {
            errors.add(field, format!("This must be {longest} characters or fewer"));
        } else if !is_judged {
            errors.add(field, NOT_JUDGED);
        }
    }
    let day = past_date(typed.assessed_on, today).map_err(|why| format!("The day {why}"));
    let day = errors.take("assessed_on", day).flatten();
    match (day, is_judged) {
        (Some(_), false) => errors.add("assessed_on", NOT_JUDGED),
        (None, true) if errors.of("assessed_on").is_none() => {
            errors.add("assessed_on", "Enter the day on which it was judged");
        }
        _ => {}
    }
    let is_known = FINDINGS.iter().any(|(code, _)| *code == typed.finding);
    match (is_judged, typed.finding) {
        (false, "") => {}
        (false, _) => errors.add("finding", NOT_JUDGED),
        (true, _) if !is_known => {
            errors.add("finding", "Select whether they are able to decide this");
        }
        _ => {}
    }
    let text = |text: &str| text.trim().to_owned();
    day.filter(|_| is_judged).map(|on| Assessment {
        about: text(typed.about),
        by: text(typed.assessed_by),
        on,
        reason: text(typed.finding_reason),
    })
}

const NOT_JUDGED: &str =
    "Leave this empty, or select above that somebody judged whether they are able to decide";

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn check(decider: &str, finding: &str, age: Option<i16>, expected: Result<&str, &[&str]>) {
        let is_judged = matches!(decider, "young_person" | "capacity");
        let judged = Typed {
            decider,
            about: "Sharing with the school",
            assessed_by: "A social worker",
            assessed_on: "2026-11-20",
            finding,
            finding_reason: "He said back what it means",
        };
        let typed = if is_judged { judged } else { Typed { decider, ..Typed::default() } };
        let mut errors = FieldErrors::default();
        let decider = checked(&mut errors, typed, (age, date(2026, 11, 22)));
        let wrong: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        match expected {
            Ok(code) => assert_eq!((decider.map(|it| it.code()), wrong), (Some(code), vec![])),
            Err(fields) => assert_eq!(wrong, fields),
        }
    }

    #[test]
    fn somebody_of_16_decides_and_a_younger_one_when_judged_able_to_decide_this() {
        check("person", "", Some(16), Ok("person"));
        check("person", "", Some(15), Err(&["decider"]));
        check("person", "", None, Ok("person"));
        check("young_person", "able", Some(15), Ok("young_person"));
        check("young_person", "able", Some(16), Err(&["decider"]));
        check("young_person", "not_able", Some(15), Err(&["finding"]));
    }

    #[test]
    fn parents_decide_for_children_and_the_capacity_act_is_for_16_and_over() {
        check("parent", "", Some(17), Ok("parent"));
        check("parent", "", Some(18), Err(&["decider"]));
        check("capacity", "able", Some(40), Ok("capacity"));
        check("capacity", "not_able", Some(16), Ok("capacity"));
        check("capacity", "able", Some(15), Err(&["decider"]));
        check("", "", Some(40), Err(&["decider"]));
    }

    #[test]
    fn whether_somebody_is_able_to_decide_is_said_of_one_decision_by_whom_when_and_why() {
        let mut errors = FieldErrors::default();
        let nothing = Typed { decider: "capacity", ..Typed::default() };
        checked(&mut errors, nothing, (None, date(2026, 11, 22)));
        let wrong: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(wrong, ["about", "assessed_by", "finding_reason", "assessed_on", "finding"]);
        let mut errors = FieldErrors::default();
        let stray =
            Typed { decider: "parent", about: "School", finding: "able", ..Typed::default() };
        checked(&mut errors, stray, (None, date(2026, 11, 22)));
        assert!(errors.of("about").is_some() && errors.of("finding").is_some());
    }

    #[test]
    fn nobody_consents_for_somebody_who_lacks_capacity() {
        let it = Assessment {
            about: "x".into(),
            by: "y".into(),
            on: date(2026, 11, 20),
            reason: "z".into(),
        };
        assert!(!Decider::BestInterests(it.clone()).consents());
        assert!(Decider::HasCapacity(it.clone()).consents() && Decider::YoungPerson(it).consents());
    }
}
