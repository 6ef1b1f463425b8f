//! Reads the loose values of the official fixtures: numbers where text is meant, `false` where
//! nothing is meant.

use maud::{Markup, PreEscaped};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny};

/// A JSON value that a template would print.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Scalar {
    Text(String),
    Truth(bool),
    Whole(i64),
    Real(f64),
}

impl Scalar {
    pub(crate) fn text(self) -> String {
        match self {
            Scalar::Text(text) => text,
            Scalar::Truth(truth) => truth.to_string(),
            Scalar::Whole(number) => number.to_string(),
            Scalar::Real(number) => number.to_string(),
        }
    }

    /// What a template would print, or nothing where a template would see "no value".
    fn truthy(self) -> Option<String> {
        match self {
            Scalar::Truth(false) => None,
            Scalar::Text(text) if text.is_empty() => None,
            other => Some(other.text()),
        }
    }
}

/// Text, number or truth as text.
pub(crate) fn scalar<'de, D: Deserializer<'de>>(d: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<Scalar>::deserialize(d)?.map(Scalar::text))
}

/// As [`scalar`], but `false` and the empty string are no value.
pub(crate) fn truthy<'de, D: Deserializer<'de>>(d: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<Scalar>::deserialize(d)?.and_then(Scalar::truthy))
}

/// HTML from a fixture, taken as it is.
pub(crate) fn markup<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Markup>, D::Error> {
    Ok(truthy(d)?.map(PreEscaped))
}

/// A list in which `false`, `null` and the empty string hold a place without being an item.
pub(crate) fn slots<'de, D, T>(d: D) -> Result<Vec<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let slots = Vec::<Slot<T>>::deserialize(d)?;
    Ok(slots.into_iter().map(Slot::item).collect())
}

/// One thing that may be `false`.
pub(crate) fn slot<'de, D, T>(d: D) -> Result<Option<Slot<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Slot::deserialize(d).map(Some)
}

/// A place in a list, filled or left empty.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Slot<T> {
    Full(T),
    Empty(IgnoredAny),
}

impl<T> Slot<T> {
    pub(crate) fn full(&self) -> Option<&T> {
        match self {
            Slot::Full(item) => Some(item),
            Slot::Empty(_) => None,
        }
    }

    pub(crate) fn item(self) -> Option<T> {
        match self {
            Slot::Full(item) => Some(item),
            Slot::Empty(_) => None,
        }
    }
}
