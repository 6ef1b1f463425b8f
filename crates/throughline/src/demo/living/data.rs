//! What the files of `examples/northmere` hold, as it is written there.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::commands::Failure;

/// Who works in the partnership, besides the cast.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::demo) struct Staff {
    /// Who answers for an organisation where the story names nobody.
    pub desks: BTreeMap<String, String>,
    pub forums: Vec<Forum>,
    pub practitioners: Vec<Colleague>,
}

/// Who runs a forum, and when it meets.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::demo) struct Forum {
    pub name: String,
    pub coordinator: String,
    pub chair: String,
    /// So many days ago it met last; every seventh day before and after it meets, too.
    pub meets: i64,
    /// The meetings that were cancelled, in days ago.
    pub cancelled: Vec<i64>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::demo) struct Colleague {
    pub slug: String,
    pub name: String,
    pub organisation: String,
    /// A role, with the name of its forum after a colon.
    pub roles: Vec<String>,
    pub away: Option<Away>,
    pub left: Option<Left>,
}

/// Who said so many days ago that they are away from one day until another.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::demo) struct Away {
    pub ago: i64,
    pub from: i64,
    pub until: i64,
}

/// Who left, and who leads their families now.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::demo) struct Left {
    pub ago: i64,
    pub to: String,
}

/// A file of families: those who were referred to one forum.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::demo) struct Families {
    pub forum: String,
    pub district: String,
    pub families: Vec<Family>,
}

/// A family, what was asked for them, and what happened since.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::demo) struct Family {
    /// The child or young person: "Rosie Pemberton, 7".
    pub child: String,
    /// Who lives with them: "mother Claire Pemberton, 34".
    #[serde(default)]
    pub home: Vec<String>,
    /// Who belongs to them and lives elsewhere, as `home`.
    #[serde(default)]
    pub apart: Vec<String>,
    /// Whose home the ones apart share, when they have a household of their own.
    #[serde(default)]
    pub apart_at: String,
    /// The child of an earlier entry, when the request is about somebody known.
    #[serde(default)]
    pub again: bool,
    /// Given names of those at home about whom the request is, too.
    #[serde(default)]
    pub also: Vec<String>,
    #[serde(default)]
    pub address: String,
    /// A refuge, or an address that must not be known.
    #[serde(default)]
    pub hidden: bool,
    #[serde(default)]
    pub disability: bool,
    /// Who asked, and how many days ago.
    pub by: String,
    pub ago: i64,
    /// Typed and not sent: the day is that of the draft.
    #[serde(default)]
    pub draft: bool,
    /// Nobody has told the referrer yet that it arrived.
    #[serde(default)]
    pub unanswered: bool,
    pub strengths: String,
    pub worries: String,
    pub needs: Vec<String>,
    pub own_words: String,
    pub offers: String,
    #[serde(default = "two")]
    pub agencies: u8,
    #[serde(default = "two")]
    pub level: u8,
    #[serde(default = "no")]
    pub known: String,
    #[serde(default = "given")]
    pub consent: String,
    /// Why information is shared without consent: a code of the charter.
    #[serde(default)]
    pub without: String,
    #[serde(default = "elsewhere")]
    pub assessment: String,
    /// Who is on the team besides those who do something: "Gill Parrish, breakfast club: keeps three places", or
    /// "mark-ashby: is at the door".
    #[serde(default)]
    pub team: Vec<String>,
    /// Whoever leads has neither brought the team together nor returned the plan.
    #[serde(default)]
    pub adrift: bool,
    #[serde(default)]
    pub story: Vec<Step>,
}

fn two() -> u8 {
    2
}

fn no() -> String {
    "no".into()
}

fn given() -> String {
    "given".into()
}

fn elsewhere() -> String {
    "held_elsewhere".into()
}

/// What somebody did, so many days ago.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(in crate::demo) struct Step {
    pub ago: i64,
    pub r#do: Deed,
    /// Whoever did it, or is asked to; else whoever usually does.
    pub who: String,
    pub words: String,
    pub why: String,
    /// A code: a reason, a decision, a kind.
    pub code: String,
    /// What came of it: a code; `waits` for a decision that nobody has confirmed yet.
    pub outcome: String,
    /// By when, in days before today; later than today when below zero.
    pub due: Option<i64>,
    pub owners: Vec<String>,
    pub service: String,
    pub need: String,
    /// Importance and confidence, such as "7 4".
    pub scores: String,
    /// Who does the action, of those who own it.
    pub named: Vec<String>,
    /// Which action, counted from one.
    pub action: usize,
    /// The given name of the member of the household whom it is about; the child, if empty.
    pub of: String,
    pub language: String,
    pub needs: Vec<String>,
    /// The level of need as it is judged now; as it was, if empty.
    pub level: String,
    /// The indicators of need relied on: codes of the charter.
    pub indicators: Vec<String>,
    pub about_me: String,
    pub early_signs: String,
    pub triggers: String,
    pub what_to_do: String,
    pub whom_to_call: String,
    /// The name of a person of concern; `outcome` says whether they are near, `why` what is feared.
    pub whom: String,
}

/// The things that people do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::demo) enum Deed {
    #[default]
    Accept,
    Return,
    Withdraw,
    Note,
    /// On the agenda of the meeting of this day; discussed, if there are words.
    Panel,
    Goal,
    Action,
    Report,
    Offer,
    Answer,
    Lead,
    AnswerLead,
    Review,
    Close,
    Reopen,
    Consent,
    Event,
    Contingency,
    Share,
    Alert,
    Concern,
    Communicates,
    Restrict,
    Bar,
    Followup,
}

/// The files, in the order of the forums.
const FAMILIES: [&str; 3] = [
    include_str!("../../../../../examples/northmere/alderby.toml"),
    include_str!("../../../../../examples/northmere/birchwick.toml"),
    include_str!("../../../../../examples/northmere/cedarholme.toml"),
];

const STAFF: &str = include_str!("../../../../../examples/northmere/practitioners.toml");

/// Who works here.
pub(in crate::demo) fn staff() -> Result<Staff, Failure> {
    read("practitioners", STAFF)
}

/// Every family, by forum.
pub(in crate::demo) fn families() -> Result<Vec<Families>, Failure> {
    FAMILIES.iter().map(|text| read("families", text)).collect()
}

fn read<'a, T: Deserialize<'a>>(name: &str, text: &'a str) -> Result<T, Failure> {
    toml::from_str(text)
        .map_err(|error| Failure::Asked(format!("the demonstration's {name}: {error}")))
}

/// Somebody as a line says: "mother Claire Pemberton, 34".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::demo) struct Somebody {
    pub given_name: String,
    pub family_name: String,
    pub age: i32,
}

impl Somebody {
    /// Reads a name and an age.
    pub(in crate::demo) fn read(line: &str) -> Result<Self, Failure> {
        let parts = line.rsplit_once(',').and_then(|(name, age)| {
            let (given, family) = name.trim().split_once(' ')?;
            Some((given.to_owned(), family.to_owned(), age.trim().parse().ok()?))
        });
        let (given_name, family_name, age) =
            parts.ok_or_else(|| Failure::Asked(format!("not a name and an age: {line}")))?;
        Ok(Self { given_name, family_name, age })
    }

    /// Reads what they are to the child, a name and an age.
    pub(in crate::demo) fn related(line: &str) -> Result<(&str, Self), Failure> {
        let (kind, rest) = line
            .split_once(' ')
            .ok_or_else(|| Failure::Asked(format!("not a relative: {line}")))?;
        Ok((kind, Self::read(rest)?))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Everything that was written of a family.
    fn written(family: &Family) -> Vec<&str> {
        let mut words: Vec<&str> =
            vec![&family.strengths, &family.worries, &family.own_words, &family.offers];
        for step in &family.story {
            words.extend([
                step.words.as_str(),
                &step.why,
                &step.about_me,
                &step.early_signs,
                &step.triggers,
                &step.what_to_do,
                &step.whom_to_call,
            ]);
        }
        words
    }

    #[test]
    fn no_sentence_of_eight_words_or_more_is_said_of_two_families() {
        let mut said: BTreeMap<String, usize> = BTreeMap::new();
        let families: Vec<Family> =
            families().unwrap().into_iter().flat_map(|it| it.families).collect();
        for (number, family) in families.iter().enumerate() {
            let sentences =
                written(family).into_iter().flat_map(|it| it.split(['.', '?', '!', ';', ':']));
            for sentence in sentences {
                let words: Vec<String> =
                    sentence.split_whitespace().map(str::to_lowercase).collect();
                if words.len() >= 8 {
                    let sentence = words.join(" ");
                    let first = *said.entry(sentence.clone()).or_insert(number);
                    assert_eq!(first, number, "{}: {sentence}", family.child);
                }
            }
        }
        assert!(said.len() > 300, "{}", said.len());
    }

    #[test]
    fn a_line_says_what_somebody_is_to_the_child_their_name_and_age() {
        let (kind, mother) = Somebody::related("mother Ana de Souza, 41").unwrap();
        assert_eq!(
            (kind, mother.given_name.as_str(), mother.family_name.as_str(), mother.age),
            ("mother", "Ana", "de Souza", 41)
        );
        assert!(Somebody::read("Ana, 41").is_err() && Somebody::read("Ana Souza").is_err());
    }
}
