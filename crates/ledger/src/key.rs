//! Keys that sign checkpoints, with the names and text forms of C2SP signed notes.
//!
//! The service's own key signs a checkpoint as it stands (algorithm 1). A witness's key signs it
//! together with the time at which the witness saw it (algorithm 4, `cosignature/v1`), so the two
//! can never pass for one another.

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer};
use sha2::{Digest, Sha256};

use crate::text::{from_base64, from_hex, to_base64, to_hex};

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUse {
    /// Signs the ledger's own checkpoints.
    Ledger,
    /// Countersigns the checkpoints of another's ledger.
    Witness,
}

impl KeyUse {
    fn algorithm(self) -> u8 {
        match self {
            Self::Ledger => 1,
            Self::Witness => 4,
        }
    }
}

/// A key or its name that cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The name would break the lines of a signed note.
    #[error("a key's name must not be empty or contain spaces, plus signs or control characters")]
    Name,
    /// The text is not `name+hash+key`.
    #[error("the text is not a verifying key of the form name+hash+key")]
    Form,
    /// The hash belongs to another name or key: a copying mistake.
    #[error("the key's hash does not fit its name and key; copy it again")]
    Hash,
    /// The bytes are no point on the curve, or one that accepts forged signatures.
    #[error("the key is not a usable Ed25519 key")]
    Key,
}

/// A secret key with the name it signs under. It is never shown.
pub struct SigningKey {
    secret: ed25519_dalek::SigningKey,
    public: VerifyingKey,
}

impl SigningKey {
    /// Makes a key from 32 secret random bytes.
    pub fn from_bytes(name: &str, used_for: KeyUse, secret: &[u8; 32]) -> Result<Self, KeyError> {
        let secret = ed25519_dalek::SigningKey::from_bytes(secret);
        let public = VerifyingKey::new(name, used_for, secret.verifying_key())?;
        Ok(Self { secret, public })
    }

    /// The key to give to those who check.
    pub fn verifying_key(&self) -> &VerifyingKey {
        &self.public
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.secret.sign(message).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("public", &self.public).finish_non_exhaustive()
    }
}

/// A public key with its name; as text `name+hash+key`, the form that other C2SP tools read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyingKey {
    name: String,
    used_for: KeyUse,
    key: ed25519_dalek::VerifyingKey,
}

impl VerifyingKey {
    fn new(
        name: &str,
        used_for: KeyUse,
        key: ed25519_dalek::VerifyingKey,
    ) -> Result<Self, KeyError> {
        if !is_name(name) {
            return Err(KeyError::Name);
        }
        if key.is_weak() {
            return Err(KeyError::Key);
        }
        Ok(Self { name: name.to_owned(), used_for, key })
    }

    /// The name on the signature lines; for a ledger's key usually the ledger's origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the key is for.
    pub fn used_for(&self) -> KeyUse {
        self.used_for
    }

    /// The first four bytes of the hash over name and key, which mark its signature lines.
    pub fn hash(&self) -> [u8; 4] {
        let hash = Sha256::new()
            .chain_update(&self.name)
            .chain_update([b'\n', self.used_for.algorithm()])
            .chain_update(self.key.as_bytes());
        let hash: [u8; 32] = hash.finalize().into();
        let [a, b, c, d, ..] = hash;
        [a, b, c, d]
    }

    pub(crate) fn accepts(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![self.used_for.algorithm()];
        key.extend(self.key.as_bytes());
        write!(f, "{}+{}+{}", self.name, to_hex(&self.hash()), to_base64(&key))
    }
}

impl FromStr for VerifyingKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        // The base64 part may itself contain plus signs: only the first two separate.
        let mut parts = text.splitn(3, '+');
        let mut part = || parts.next().ok_or(KeyError::Form);
        let (name, hash, key) = (part()?, part()?, part()?);
        let hash: [u8; 4] = from_hex(hash).ok_or(KeyError::Form)?;
        let key = from_base64(key).ok_or(KeyError::Form)?;
        let (used_for, key) = match key.split_first() {
            Some((1, key)) => (KeyUse::Ledger, key),
            Some((4, key)) => (KeyUse::Witness, key),
            _ => return Err(KeyError::Form),
        };
        let key: &[u8; 32] = key.try_into().map_err(|_| KeyError::Form)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(key).map_err(|_| KeyError::Key)?;
        let key = Self::new(name, used_for, key)?;
        if key.hash() == hash { Ok(key) } else { Err(KeyError::Hash) }
    }
}

pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c == '+' || c.is_whitespace() || c.is_control())
}
