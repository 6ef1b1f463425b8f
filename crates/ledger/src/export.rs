//! The export that an outsider checks: two files of JSON lines.
//!
//! In the first, one entry a line by `seq`:
//! `{"entry":{"seq":0,"at":"…","kind":"read",…},"leaf":"<hex>","salt":"<hex>","detail":"<base64>"}`,
//! with the columns of [`Entry`] and `salt` and `detail` both `null` where the detail was erased or
//! is not for this reader. In the second, one signed checkpoint a line, as a JSON string.

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};

use crate::checkpoint::SignedCheckpoint;
use crate::entry::{Entry, hash_text};
use crate::text::{from_base64, from_hex, to_base64, to_hex};
use crate::tree::Hash;
use crate::verify::{Detail, Verifier};

/// A line of an export that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Not JSON, or not the columns of an entry.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// Salt and detail come together, the salt with 64 digits.
    #[error("the salt or the detail is malformed, or one of them is missing")]
    Detail,
}

/// One line of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportedEntry {
    /// The columns.
    pub entry: Entry,
    /// The leaf as stored.
    pub leaf: Hash,
    /// Salt and detail, unless erased or withheld.
    pub detail: Option<([u8; 32], Vec<u8>)>,
}

#[derive(Serialize)]
struct LineOut<'a> {
    entry: &'a Entry,
    #[serde(with = "hash_text")]
    leaf: Hash,
    salt: Option<String>,
    detail: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineIn {
    entry: Entry,
    #[serde(with = "hash_text")]
    leaf: Hash,
    salt: Option<String>,
    detail: Option<String>,
}

/// Writes one entry, its leaf as stored, as a line.
pub fn write_entry(
    out: &mut impl Write,
    entry: &Entry,
    stored_leaf: &Hash,
    detail: Detail<'_>,
) -> io::Result<()> {
    let (salt, detail) = match detail {
        Detail::Absent => (None, None),
        Detail::Given { salt, detail } => (Some(to_hex(salt)), Some(to_base64(detail))),
    };
    serde_json::to_writer(&mut *out, &LineOut { entry, leaf: *stored_leaf, salt, detail })?;
    out.write_all(b"\n")
}

/// Writes one signed checkpoint as a line.
pub fn write_checkpoint(out: &mut impl Write, checkpoint: &SignedCheckpoint) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &checkpoint.to_string())?;
    out.write_all(b"\n")
}

/// Reads a line that [`write_entry`] wrote.
pub fn read_entry(line: &[u8]) -> Result<ExportedEntry, ExportError> {
    let line: LineIn = serde_json::from_slice(line)?;
    let detail = match (line.salt, line.detail) {
        (None, None) => None,
        (Some(salt), Some(detail)) => {
            let salt = from_hex(&salt).ok_or(ExportError::Detail)?;
            Some((salt, from_base64(&detail).ok_or(ExportError::Detail)?))
        }
        _ => return Err(ExportError::Detail),
    };
    Ok(ExportedEntry { entry: line.entry, leaf: line.leaf, detail })
}

/// Reads a line that [`write_checkpoint`] wrote: the text of the note, not yet checked.
pub fn read_checkpoint(line: &[u8]) -> Result<String, ExportError> {
    Ok(serde_json::from_slice(line)?)
}

/// Feeds a whole export to a verifier; the caller finishes it. Only a failing disk is an error: a
/// line that cannot be read is a finding.
pub fn verify_export(
    verifier: &mut Verifier,
    mut entries: impl BufRead,
    mut checkpoints: impl BufRead,
) -> io::Result<()> {
    let mut line = Vec::new();
    while next_line(&mut checkpoints, &mut line)? {
        // What is no JSON string is no checkpoint either, and is reported as one.
        verifier.checkpoint(&read_checkpoint(&line).unwrap_or_default());
    }
    let mut position = 0;
    while next_line(&mut entries, &mut line)? {
        match read_entry(&line) {
            Err(error) => {
                verifier.unreadable(position, leaf_of(&line).as_ref(), &error.to_string());
            }
            Ok(read) => {
                let detail = read.detail.as_ref();
                let detail =
                    detail.map_or(Detail::Absent, |(salt, detail)| Detail::Given { salt, detail });
                verifier.entry(&read.entry, &read.leaf, detail);
            }
        }
        position += 1;
    }
    Ok(())
}

/// The leaf of a line whose columns cannot be read, so that what comes after can still be placed.
fn leaf_of(line: &[u8]) -> Option<Hash> {
    let line: serde_json::Value = serde_json::from_slice(line).ok()?;
    from_hex(line.get("leaf")?.as_str()?)
}

fn next_line(from: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    Ok(from.read_until(b'\n', line)? > 0)
}
