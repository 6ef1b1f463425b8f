//! Facts: the flat, typed answers that eligibility rules may look at. A charter declares them; what
//! is not declared cannot be used. "Not known" is a value of its own, never a missing one.

use std::collections::BTreeMap;

use cel::Value;
use serde::Serialize;
use thiserror::Error;

use crate::codes::Codes;

/// How many words a list of words may hold; keeps every evaluation small.
pub(crate) const MOST_WORDS: usize = 100;

/// What kind of value a fact has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum FactType {
    /// Yes or no; `bool` in the file.
    YesNo,
    /// A whole number; `int` in the file.
    Number,
    /// One of the declared values; `string` in the file.
    Word,
    /// Any of the declared values; `strings` in the file.
    Words,
}

/// One fact, as a charter declares it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactDeclaration {
    /// The name that rules use.
    pub name: String,
    /// The name that people see beside a rule's result.
    pub label: String,
    /// Its kind.
    pub kind: FactType,
    /// Whether it can be not known. Rules then also see `<name>_known`.
    pub may_be_not_known: bool,
    /// What a word may be.
    pub values: Codes,
    /// Values on which every rule is tried when the charter is checked.
    pub(crate) samples: Vec<FactValue>,
}

/// The value of one fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum FactValue {
    /// Yes or no.
    YesNo(bool),
    /// A whole number.
    Number(i64),
    /// One word: a code.
    Word(String),
    /// Any number of words: codes.
    Words(Vec<String>),
    /// Nobody knows yet.
    NotKnown,
}

/// The facts of one referral, complete and of the declared types.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Facts(pub(crate) BTreeMap<String, FactValue>);

/// Why facts could not be taken. A fault of the program or of the charter, not of the one who refers.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FactProblem {
    /// The charter declares no such fact.
    #[error("the charter declares no fact “{0}”")]
    Undeclared(String),
    /// The value is of another kind than declared.
    #[error("the fact “{0}” has a value of the wrong kind")]
    WrongType(String),
    /// The word is not one of the declared values.
    #[error("the fact “{0}” cannot be “{1}”")]
    NotAValue(String, String),
    /// A declared fact was not given.
    #[error("the fact “{0}” was not given")]
    Missing(String),
}

/// Collects the facts of one referral.
#[derive(Debug)]
pub struct FactsBuilder<'a> {
    declared: &'a [FactDeclaration],
    values: BTreeMap<String, FactValue>,
    problems: Vec<FactProblem>,
}

impl<'a> FactsBuilder<'a> {
    pub(crate) fn new(declared: &'a [FactDeclaration]) -> Self {
        Self { declared, values: BTreeMap::new(), problems: Vec::new() }
    }

    /// Takes a fact that the charter must declare.
    #[must_use]
    pub fn set(mut self, name: &str, value: impl Into<FactValue>) -> Self {
        match self.declared.iter().find(|fact| fact.name == name) {
            None => self.problems.push(FactProblem::Undeclared(name.into())),
            Some(fact) => self.take(fact, value.into()),
        }
        self
    }

    /// Takes a fact if this charter asks for it: a caller can offer everything it knows to any charter.
    #[must_use]
    pub fn offer(mut self, name: &str, value: impl Into<FactValue>) -> Self {
        if let Some(fact) = self.declared.iter().find(|fact| fact.name == name) {
            self.take(fact, value.into());
        }
        self
    }

    /// The facts, when every declared one was given and none was odd.
    ///
    /// # Errors
    ///
    /// Everything that is missing, undeclared or of the wrong kind.
    pub fn finish(mut self) -> Result<Facts, Vec<FactProblem>> {
        for fact in self.declared {
            let said = self.problems.iter().any(|problem| problem.is_about(&fact.name));
            if !said && !self.values.contains_key(&fact.name) {
                self.problems.push(FactProblem::Missing(fact.name.clone()));
            }
        }
        if self.problems.is_empty() { Ok(Facts(self.values)) } else { Err(self.problems) }
    }

    fn take(&mut self, fact: &FactDeclaration, value: FactValue) {
        match fact.check(&value) {
            Ok(()) => {
                self.values.insert(fact.name.clone(), value);
            }
            Err(problem) => self.problems.push(problem),
        }
    }
}

impl FactProblem {
    fn is_about(&self, fact: &str) -> bool {
        match self {
            Self::Undeclared(name)
            | Self::WrongType(name)
            | Self::NotAValue(name, _)
            | Self::Missing(name) => name == fact,
        }
    }
}

impl FactDeclaration {
    /// The name of the companion that says whether the fact is known.
    pub(crate) fn known_name(&self) -> String {
        format!("{}_known", self.name)
    }

    /// Whether a value fits the declaration.
    fn check(&self, value: &FactValue) -> Result<(), FactProblem> {
        let is_value = |word: &String| {
            let not_a_value = || FactProblem::NotAValue(self.name.clone(), word.clone());
            if self.values.contains(word) { Ok(()) } else { Err(not_a_value()) }
        };
        match (self.kind, value) {
            (FactType::YesNo, FactValue::YesNo(_)) | (FactType::Number, FactValue::Number(_)) => {
                Ok(())
            }
            (FactType::Word, FactValue::Word(word)) => is_value(word),
            (FactType::Words, FactValue::Words(words)) if words.len() <= MOST_WORDS => {
                words.iter().try_for_each(is_value)
            }
            (_, FactValue::NotKnown) if self.may_be_not_known => Ok(()),
            _ => Err(FactProblem::WrongType(self.name.clone())),
        }
    }

    /// A value as people see it.
    pub(crate) fn shown(&self, value: &FactValue) -> String {
        match value {
            FactValue::YesNo(true) => "Yes".into(),
            FactValue::YesNo(false) => "No".into(),
            FactValue::Number(number) => number.to_string(),
            FactValue::Word(word) => self.values.name(word).to_owned(),
            FactValue::Words(words) if words.is_empty() => "None".into(),
            FactValue::Words(words) => {
                let names: Vec<&str> = words.iter().map(|word| self.values.name(word)).collect();
                names.join(", ")
            }
            FactValue::NotKnown => "Not known".into(),
        }
    }

    /// The value as rules see it; what is not known has the kind's empty value, and its companion says no.
    pub(crate) fn as_cel(&self, value: &FactValue) -> Value {
        match (value, self.kind) {
            (FactValue::YesNo(answer), _) => Value::Bool(*answer),
            (FactValue::Number(number), _) => Value::Int(*number),
            (FactValue::Word(word), _) => Value::from(word.as_str()),
            (FactValue::Words(words), _) => {
                Value::from(words.iter().map(|word| Value::from(word.as_str())).collect::<Vec<_>>())
            }
            (FactValue::NotKnown, FactType::YesNo) => Value::Bool(false),
            (FactValue::NotKnown, FactType::Number) => Value::Int(0),
            (FactValue::NotKnown, FactType::Word) => Value::from(""),
            (FactValue::NotKnown, FactType::Words) => Value::from(Vec::<Value>::new()),
        }
    }
}

impl From<bool> for FactValue {
    fn from(answer: bool) -> Self {
        Self::YesNo(answer)
    }
}

impl From<i64> for FactValue {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for FactValue {
    fn from(word: &str) -> Self {
        Self::Word(word.into())
    }
}

impl From<Vec<String>> for FactValue {
    fn from(words: Vec<String>) -> Self {
        Self::Words(words)
    }
}

/// None is "not known".
impl<T: Into<FactValue>> From<Option<T>> for FactValue {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::NotKnown, Into::into)
    }
}
