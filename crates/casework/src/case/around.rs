//! Who is in a case, and what must be known before contact is made with any of them.

use jiff::civil::Date;
use kernel::PersonId;
use maud::Markup;
use people::{
    alert::pages::{Shown, banner},
    concern::banner::Shown as AtRisk,
    register::approximate::{when_of, words_of},
};
use schemars::JsonSchema;
use serde::Serialize;
use ui::Frame;

use super::{model::age, web::CaseRecord};

/// A person as the page of a case shows them.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PersonLine {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// When they were born.
    pub date_of_birth: Option<Date>,
    /// A year, or a month of a year, when no more is known of it.
    pub born_about: String,
    /// When they died, as far as it is known; empty while they live.
    pub died: String,
    /// Whether the request is about them: its person, or somebody whom its referrer named besides.
    pub in_request: bool,
}

/// An alert on the record of somebody in the case.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AlertLine {
    /// Whose record it is on.
    pub person: PersonId,
    /// The code of its kind.
    pub kind: String,
    /// Why, and what to do about it.
    pub words: String,
    /// The day on which somebody looks at it again.
    pub review_on: Date,
}

/// How somebody in the case communicates: one thing of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CommunicationLine {
    /// Who.
    pub person: PersonId,
    /// Whether it is the language of an interpreter, or something else that they need.
    pub interpreter: bool,
    /// The language, or the need in words.
    pub said: String,
}

pub(super) fn person_words(person: &PersonLine, frame: &Frame) -> String {
    if !person.died.is_empty() {
        return format!("{}, died {}", person.name, when_of(&person.died));
    }
    let about = if person.in_request { ". The request is about them" } else { "" };
    match person.date_of_birth {
        None if !person.born_about.is_empty() => {
            format!("{}, born about {}{about}", person.name, words_of(&person.born_about))
        }
        Some(born) => {
            let years = age(born, frame.today);
            format!("{}, born {} ({years} years){about}", person.name, frame.date(born))
        }
        None => format!("{}, date of birth not known{about}", person.name),
    }
}

/// Whose something is, where it is not the person of the case.
fn another(case: &CaseRecord, person: PersonId) -> Option<&str> {
    let line = case.people.iter().find(|it| it.person == person);
    line.map(|it| it.name.as_str()).filter(|_| person != case.person)
}

pub(super) fn communication_words(line: &CommunicationLine, case: &CaseRecord) -> String {
    let whose = another(case, line.person).map(|name| format!("{name}: ")).unwrap_or_default();
    let what = if line.interpreter { "Interpreter: " } else { "" };
    format!("{whose}{what}{}", line.said)
}

/// What must be known before contact is made.
pub(super) fn alerts(case: &CaseRecord, frame: &Frame) -> Markup {
    let lines: Vec<_> = case
        .alerts
        .iter()
        .map(|it| Shown {
            whose: another(case, it.person),
            kind: &it.kind,
            words: &it.words,
            review_on: it.review_on,
            href: None,
        })
        .collect();
    let at_risk = AtRisk { person: case.person, held: &case.concerns };
    banner(Some(at_risk), &lines, frame)
}
