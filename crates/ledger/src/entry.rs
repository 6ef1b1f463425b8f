//! One entry of the ledger, and the bytes it is hashed as.
//!
//! # Canonical bytes
//!
//! A JSON array without spaces, in UTF-8, of these thirteen values in this order:
//!
//! | value | form |
//! |---|---|
//! | `"throughline-entry-v1"` | a fixed tag |
//! | `seq` | a whole number |
//! | `at` | ISO 8601 in UTC, six fraction digits, as [`format_at`] writes it |
//! | `kind` | its text name, see [`Kind::name`] |
//! | `operation` | text |
//! | `actor`, `organisation`, `session` | lower-case hyphenated UUID, or `null` |
//! | `subject_kind` | text |
//! | `subject` | UUID or `null` |
//! | `clauses`, `outcome` | text |
//! | `commitment` | 64 lower-case hexadecimal digits |
//!
//! In texts only `"`, `\` and the control characters below U+0020 are escaped (`\b \t \n \f \r`,
//! otherwise `\u00xx`), which is what Python writes with
//! `json.dumps(values, separators=(',', ':'), ensure_ascii=False)`. Each value has one spelling, so
//! different entries never share their bytes.

use std::io::Write;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::text::{from_hex, to_hex};
use crate::time::{format_at, parse_at};
use crate::tree::{self, Hash};

const TAG: &str = "throughline-entry-v1";

/// What sort of thing an entry records. The names are part of the hashed bytes and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Data was changed.
    Change,
    /// One record was shown.
    Read,
    /// A list was shown; the ids are in the detail.
    List,
    /// Something was asked for and refused.
    Refusal,
    /// Data left the system as a file.
    Export,
    /// Someone signed in, or tried to.
    SignIn,
    /// Someone signed out, or a session was ended.
    SignOut,
    /// Details of earlier entries or of a person were erased.
    Erasure,
    /// The system found something about itself that a person must look at.
    Alarm,
    /// Nothing happened; written so that silence is evidence too.
    Heartbeat,
}

impl Kind {
    /// Every kind, for a CHECK constraint or a filter.
    pub const ALL: [Self; 10] = [
        Self::Change,
        Self::Read,
        Self::List,
        Self::Refusal,
        Self::Export,
        Self::SignIn,
        Self::SignOut,
        Self::Erasure,
        Self::Alarm,
        Self::Heartbeat,
    ];

    /// The name in the database, the export and the hashed bytes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Read => "read",
            Self::List => "list",
            Self::Refusal => "refusal",
            Self::Export => "export",
            Self::SignIn => "sign_in",
            Self::SignOut => "sign_out",
            Self::Erasure => "erasure",
            Self::Alarm => "alarm",
            Self::Heartbeat => "heartbeat",
        }
    }
}

impl std::str::FromStr for Kind {
    type Err = EntryError;

    fn from_str(name: &str) -> Result<Self, EntryError> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == name);
        found.ok_or_else(|| EntryError::Kind(name.to_owned()))
    }
}

/// A column that holds something no entry can hold.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Not the name of a [`Kind`].
    #[error("`{0}` is not a kind of entry")]
    Kind(String),
    /// Not an instant as [`format_at`] writes it.
    #[error("`{0}` is not an instant in UTC with six fraction digits")]
    At(String),
    /// Not a hash in lower-case hexadecimal.
    #[error("`{0}` is not 64 lower-case hexadecimal digits")]
    Hash(String),
    /// Not a UUID in lower case with hyphens.
    #[error("`{0}` is not a UUID in lower case with hyphens")]
    Uuid(String),
}

/// One entry: its columns in plain sight. What was shown or changed is the detail, which is
/// committed to by a salted hash so that it can be erased without breaking the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The position in the ledger and the index of the leaf, from 0 without a gap.
    pub seq: u64,
    /// Microseconds since 1970 by the clock of the writer. `seq`, not this, gives the order.
    #[serde(with = "at_text")]
    pub at: i64,
    /// What sort of thing happened.
    pub kind: Kind,
    /// The operation or reading by its declared name.
    pub operation: String,
    /// Who did it; none for the system itself and for someone not signed in.
    #[serde(with = "uuid_text")]
    pub actor: Option<Uuid>,
    /// The organisation on whose behalf they acted.
    #[serde(with = "uuid_text")]
    pub organisation: Option<Uuid>,
    /// The session they acted in.
    #[serde(with = "uuid_text")]
    pub session: Option<Uuid>,
    /// What sort of record it was about, such as `case`.
    pub subject_kind: String,
    /// Which record; none for a list.
    #[serde(with = "uuid_text")]
    pub subject: Option<Uuid>,
    /// Ids of the policies that let them in or kept them out, separated by commas.
    pub clauses: String,
    /// How it ended, such as `permitted` or `refused`.
    pub outcome: String,
    /// [`commitment`] of the detail.
    #[serde(with = "hash_text")]
    pub commitment: Hash,
}

impl Entry {
    /// The bytes that are hashed; the module says how they are made.
    pub fn canonical(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(420);
        out.push(b'[');
        push_text(&mut out, TAG);
        out.push(b',');
        // Writing to a Vec cannot fail.
        let _ = write!(out, "{}", self.seq);
        for text in [format_at(self.at).as_str(), self.kind.name(), &self.operation] {
            out.push(b',');
            push_text(&mut out, text);
        }
        for id in [self.actor, self.organisation, self.session] {
            push_id(&mut out, id);
        }
        out.push(b',');
        push_text(&mut out, &self.subject_kind);
        push_id(&mut out, self.subject);
        for text in [&self.clauses, &self.outcome, &to_hex(&self.commitment)] {
            out.push(b',');
            push_text(&mut out, text);
        }
        out.push(b']');
        out
    }

    /// The entry's leaf in the tree.
    pub fn leaf_hash(&self) -> Hash {
        tree::leaf_hash(&self.canonical())
    }
}

/// Commits to a detail so that, once salt and detail are erased, nobody can guess what it was.
pub fn commitment(salt: &[u8; 32], detail: &[u8]) -> Hash {
    Sha256::new().chain_update(salt).chain_update(detail).finalize().into()
}

fn push_id(out: &mut Vec<u8>, id: Option<Uuid>) {
    out.push(b',');
    match id {
        None => out.extend(b"null"),
        Some(id) => {
            out.push(b'"');
            out.extend(id.hyphenated().encode_lower(&mut Uuid::encode_buffer()).bytes());
            out.push(b'"');
        }
    }
}

fn push_text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' => out.extend(b"\\\""),
            b'\\' => out.extend(b"\\\\"),
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            b'\t' => out.extend(b"\\t"),
            0x08 => out.extend(b"\\b"),
            0x0c => out.extend(b"\\f"),
            0..0x20 => out.extend(format!("\\u{byte:04x}").bytes()),
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

/// The instant in an export: text with one spelling.
mod at_text {
    use super::{EntryError, format_at, parse_at};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(at: &i64, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&format_at(*at))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
        let text = String::deserialize(from)?;
        parse_at(&text).ok_or_else(|| D::Error::custom(EntryError::At(text)))
    }
}

/// An id in an export. Only one spelling, or an edit of the letters' case would go unseen.
mod uuid_text {
    use super::EntryError;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
    use uuid::Uuid;

    pub(super) fn serialize<S: Serializer>(id: &Option<Uuid>, to: S) -> Result<S::Ok, S::Error> {
        id.serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Uuid>, D::Error> {
        let Some(text) = Option::<String>::deserialize(from)? else { return Ok(None) };
        let id = Uuid::try_parse(&text).ok().filter(|id| id.to_string() == text);
        id.map(Some).ok_or_else(|| D::Error::custom(EntryError::Uuid(text)))
    }
}

/// A hash in an export.
pub(crate) mod hash_text {
    use super::{EntryError, Hash, from_hex, to_hex};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(hash: &Hash, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&to_hex(hash))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Hash, D::Error> {
        let text = String::deserialize(from)?;
        from_hex(&text).ok_or_else(|| D::Error::custom(EntryError::Hash(text)))
    }
}
