//! A checkpoint: the size and root of the ledger at one moment, signed, as a C2SP signed note.
//!
//! ```text
//! ledger.example.org
//! 1000
//! <root in base64>
//!
//! — ledger.example.org <key hash and signature in base64>
//! — witness.example.net <key hash, time and signature in base64>
//! ```
//!
//! The first line is the *origin*, which names this one ledger. A partner who keeps such a text can
//! prove later that the ledger was changed behind it.

use std::fmt;
use std::str::FromStr;

use crate::key::{KeyUse, SigningKey, VerifyingKey, is_name};
use crate::text::{from_base64, to_base64};
use crate::tree::Hash;

/// Far above any real checkpoint, so that a hostile one costs nothing.
const MAX_BYTES: usize = 64 * 1024;
const MAX_SIGNATURES: usize = 100;

/// What a checkpoint states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the ledger, the same for its whole life.
    pub origin: String,
    /// How many entries it had.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// Why a text is not a checkpoint that one may rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The text has not the shape of a signed note.
    #[error("the text is not a signed checkpoint")]
    Form,
    /// The origin would break the lines of the note.
    #[error("the origin must be one line of text, not empty")]
    Origin,
    /// It belongs to another ledger.
    #[error("the checkpoint belongs to another ledger")]
    OtherLedger,
    /// None of its signatures is by the key asked for.
    #[error("the checkpoint is not signed by the expected key")]
    Unsigned,
    /// There is a signature by the key asked for and it does not fit the text.
    #[error("the checkpoint's signature does not fit its text")]
    Signature,
    /// A witness's key cannot sign for the ledger, nor the other way round.
    #[error("this key is not meant for this use")]
    KeyUse,
}

/// A checkpoint with its signatures. Parsing checks no signature: see [`SignedCheckpoint::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    /// What was signed, kept to the byte: it may hold extension lines.
    body: String,
    signatures: Vec<SignatureLine>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct SignatureLine {
    name: String,
    /// Four bytes of key hash, then what the algorithm asks for.
    bytes: Vec<u8>,
}

impl Checkpoint {
    /// Signs with the ledger's key.
    pub fn sign(&self, key: &SigningKey) -> Result<SignedCheckpoint, CheckpointError> {
        if key.verifying_key().used_for() != KeyUse::Ledger {
            return Err(CheckpointError::KeyUse);
        }
        let body = self.body()?;
        let signature = key.sign(body.as_bytes());
        let line = SignatureLine::new(key.verifying_key(), &signature);
        Ok(SignedCheckpoint { checkpoint: self.clone(), body, signatures: vec![line] })
    }

    fn body(&self) -> Result<String, CheckpointError> {
        if self.origin.is_empty() || self.origin.contains(char::is_control) {
            return Err(CheckpointError::Origin);
        }
        Ok(format!("{}\n{}\n{}\n", self.origin, self.size, to_base64(&self.root)))
    }

    fn parse_body(body: &str) -> Option<Self> {
        let mut lines = body.strip_suffix('\n')?.split('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let extended = lines.all(|line| !line.is_empty());
        let checkpoint = Self {
            origin: origin.to_owned(),
            // Only digits without a leading zero, so that a size has one spelling.
            size: size.parse().ok().filter(|number: &u64| number.to_string() == size)?,
            root: from_base64(root)?.try_into().ok()?,
        };
        let plain = !origin.is_empty() && !body.contains(|c: char| c != '\n' && c.is_control());
        (plain && extended).then_some(checkpoint)
    }
}

impl SignedCheckpoint {
    /// What the text states, signed or not. Rely on it only after [`SignedCheckpoint::verify`].
    pub fn unverified(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Checks that the ledger of this origin signed it, and gives what it states.
    pub fn verify(&self, origin: &str, key: &VerifyingKey) -> Result<&Checkpoint, CheckpointError> {
        if key.used_for() != KeyUse::Ledger {
            return Err(CheckpointError::KeyUse);
        }
        if self.checkpoint.origin != origin {
            return Err(CheckpointError::OtherLedger);
        }
        let bytes = self.signature_by(key)?;
        let signature = bytes.try_into().map_err(|_| CheckpointError::Signature)?;
        if key.accepts(self.body.as_bytes(), signature) {
            Ok(&self.checkpoint)
        } else {
            Err(CheckpointError::Signature)
        }
    }

    /// Checks that a witness countersigned it, and gives the time it stated, in seconds since 1970.
    pub fn verify_cosignature(&self, witness: &VerifyingKey) -> Result<u64, CheckpointError> {
        if witness.used_for() != KeyUse::Witness {
            return Err(CheckpointError::KeyUse);
        }
        let bytes = self.signature_by(witness)?;
        let (time, signature) = bytes.split_first_chunk().ok_or(CheckpointError::Signature)?;
        let signature = signature.try_into().map_err(|_| CheckpointError::Signature)?;
        let time = u64::from_be_bytes(*time);
        if witness.accepts(self.cosigned_text(time).as_bytes(), signature) {
            Ok(time)
        } else {
            Err(CheckpointError::Signature)
        }
    }

    /// Adds a witness's signature in place of an earlier one by the same key.
    pub(crate) fn add_cosignature(
        &mut self,
        key: &SigningKey,
        seconds: u64,
    ) -> Result<(), CheckpointError> {
        let signature = key.sign(self.cosigned_text(seconds).as_bytes());
        let stamped: Vec<u8> = seconds.to_be_bytes().into_iter().chain(signature).collect();
        let line = SignatureLine::new(key.verifying_key(), &stamped);
        self.signatures.retain(|other| !other.is_by(key.verifying_key()));
        if self.signatures.len() >= MAX_SIGNATURES {
            return Err(CheckpointError::Form);
        }
        self.signatures.push(line);
        Ok(())
    }

    fn cosigned_text(&self, seconds: u64) -> String {
        format!("cosignature/v1\ntime {seconds}\n{}", self.body)
    }

    fn signature_by(&self, key: &VerifyingKey) -> Result<&[u8], CheckpointError> {
        let line = self.signatures.iter().find(|line| line.is_by(key));
        line.and_then(|line| line.bytes.get(4..)).ok_or(CheckpointError::Unsigned)
    }
}

impl SignatureLine {
    fn new(key: &VerifyingKey, signature: &[u8]) -> Self {
        let bytes = key.hash().into_iter().chain(signature.iter().copied()).collect();
        Self { name: key.name().to_owned(), bytes }
    }

    fn is_by(&self, key: &VerifyingKey) -> bool {
        self.name == key.name() && self.bytes.starts_with(&key.hash())
    }

    fn parse(line: &str) -> Option<Self> {
        let (name, signature) = line.strip_prefix("— ")?.split_once(' ')?;
        let bytes = from_base64(signature)?;
        (is_name(name) && bytes.len() > 4).then(|| Self { name: name.to_owned(), bytes })
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.body)?;
        self.signatures
            .iter()
            .try_for_each(|line| writeln!(f, "— {} {}", line.name, to_base64(&line.bytes)))
    }
}

impl FromStr for SignedCheckpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        if text.len() > MAX_BYTES {
            return Err(CheckpointError::Form);
        }
        let (body, signatures) = text.rsplit_once("\n\n").ok_or(CheckpointError::Form)?;
        let body = format!("{body}\n");
        let checkpoint = Checkpoint::parse_body(&body).ok_or(CheckpointError::Form)?;
        let signatures = signatures.strip_suffix('\n').ok_or(CheckpointError::Form)?;
        let signatures: Option<Vec<_>> =
            signatures.split('\n').take(MAX_SIGNATURES + 1).map(SignatureLine::parse).collect();
        match signatures {
            Some(signatures) if signatures.len() <= MAX_SIGNATURES => {
                Ok(Self { checkpoint, body, signatures })
            }
            _ => Err(CheckpointError::Form),
        }
    }
}
