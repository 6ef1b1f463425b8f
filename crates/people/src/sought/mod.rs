//! Somebody searched for a person whose record is limited to named staff, looked for them for a
//! household or a family, or added somebody like them. They saw nothing, and what they were shown, sent to the
//! database and left in the ledger is what it would have been without the person. The named staff are told, when they open their page, by comparing what was
//! looked up (keyed hashes, written for every look-up) with the people they are named for (ADR 4).
//!
//! `model` compares, `store` fetches both sides, `web` is the page.

mod model;
mod pages;
mod store;
pub mod web;

use db::Keys;
use uuid::Uuid;

use crate::search::exact::Exact;

/// The part of a search that is the date of birth.
pub(crate) const BORN: &str = "born";
const WORD: &str = "word_";

/// The part of a search that is one of its words.
pub(crate) fn word_part(at: usize) -> String {
    format!("{WORD}{at}")
}

/// The part of one of many searches that were made at once, as for the rows of a sheet.
pub(crate) fn with_place(at: usize, part: &str) -> String {
    format!("{at}/{part}")
}

/// The same taken apart: which of the searches, and the part of it.
pub(crate) fn place_of(part: &str) -> (&str, &str) {
    part.split_once('/').unwrap_or(("", part))
}

/// The part and key of an exact value, or of its blind index as text where it is sealed.
pub(crate) fn exact_key(exact: Exact, value: &str) -> (String, String) {
    (exact.field().to_owned(), format!("{}:{value}", exact.field()))
}

/// A key as the ledger's side table holds it: without the store of keys nobody can tell what it is,
/// nor whose it is.
pub(crate) fn hashed(keys: &Keys, key: &str) -> Uuid {
    let hash = keys.blind_index("sought", key);
    Uuid::from_bytes(hash.first_chunk().copied().unwrap_or_default())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
