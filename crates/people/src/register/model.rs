//! What the register holds of a person. No I/O.

use jiff::civil::Date;
use kernel::PersonId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An answer that may be missing for a reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Nobody has been able to say.
    #[default]
    NotKnown,
    /// Asked, and they would rather not say.
    Declined,
}

impl YesNo {
    /// Every answer: its code and its words.
    pub const WORDS: [(&'static str, &'static str); 4] =
        [("yes", "Yes"), ("no", "No"), ("not_known", "Not known"), ("declined", "Declined to say")];

    const ALL: [Self; 4] = [Self::Yes, Self::No, Self::NotKnown, Self::Declined];

    /// The code, as stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::NotKnown => "not_known",
            Self::Declined => "declined",
        }
    }

    /// The answer with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.code() == code)
    }

    /// The answer as people read it.
    pub fn words(self) -> &'static str {
        let found = Self::WORDS.iter().find(|(code, _)| *code == self.code());
        found.map_or("", |(_, words)| words)
    }
}

/// A person to be written into the register: everything checked, nothing but text left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPerson {
    /// Given names.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Date of birth, when known.
    pub date_of_birth: Option<Date>,
    /// `2012` or `2012-05` when no more is known of it; otherwise empty.
    pub born_about: String,
    /// Whether they have a learning difficulty or disability.
    pub learning_difficulty_or_disability: YesNo,
    /// Ten digits, or empty.
    pub nhs_number: String,
    /// The district they live in, for figures. Left out of the record when the address is confidential.
    pub district_code: String,
    /// A refuge, or an address that must not be known: no part of where it is stands in clear.
    pub confidential_address: bool,
    /// Where they live, without the postcode. Sealed.
    pub address: String,
    /// In capitals with one space, or empty. Sealed.
    pub postcode: String,
    /// A telephone number. Sealed.
    pub phone: String,
    /// How, when and with which words they can safely be reached. Sealed.
    pub safe_contact: String,
}

/// What tells one person from another, for those who may know of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonSummary {
    /// Their id.
    pub id: PersonId,
    /// Given and family name.
    pub name: String,
    /// Date of birth, when known.
    pub date_of_birth: Option<Date>,
    /// `2012` or `2012-05` when no more is known of it; otherwise empty.
    pub born_about: String,
    /// When they died: `2012`, `2012-05` or `2012-05-03`; empty while they live.
    pub died: String,
    /// Whether they have a learning difficulty or disability.
    pub learning_difficulty_or_disability: YesNo,
}

impl PersonSummary {
    /// Age in whole years on a day, when the date of birth is known.
    pub fn age_on(&self, today: Date) -> Option<i16> {
        let born = self.date_of_birth?;
        let before_birthday = (today.month(), today.day()) < (born.month(), born.day());
        let years = today.year() - born.year() - i16::from(before_birthday);
        (years >= 0).then_some(years)
    }
}

/// Given and family name as one.
pub fn full_name(given_name: &str, family_name: &str) -> String {
    format!("{} {}", given_name.trim(), family_name.trim()).trim().to_owned()
}

/// Another name in whole: what is empty of it is as in the person's own.
pub(crate) fn with_own_name<'a>(
    (given, family): (&'a str, &'a str),
    (own_given, own_family): (&'a str, &'a str),
) -> (&'a str, &'a str) {
    let or = |other: &'a str, own: &'a str| if other.trim().is_empty() { own } else { other };
    (or(given, own_given), or(family, own_family))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn age_is_counted_in_whole_years() {
        let mut person = PersonSummary {
            id: PersonId::default(),
            name: "Zara Quill".into(),
            date_of_birth: Some(date(2010, 6, 15)),
            born_about: String::new(),
            died: String::new(),
            learning_difficulty_or_disability: YesNo::No,
        };
        assert_eq!(person.age_on(date(2026, 6, 14)), Some(15));
        assert_eq!(person.age_on(date(2026, 6, 15)), Some(16));
        assert_eq!(person.age_on(date(2009, 1, 1)), None);
        person.date_of_birth = None;
        assert_eq!(person.age_on(date(2026, 6, 15)), None);
    }

    #[test]
    fn every_answer_has_its_code_and_its_words() {
        for (code, words) in YesNo::WORDS {
            assert_eq!(YesNo::from_code(code).map(YesNo::words), Some(words));
        }
        assert_eq!(YesNo::from_code("perhaps"), None);
    }
}
