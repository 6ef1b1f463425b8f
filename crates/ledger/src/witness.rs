//! A witness: a partner who remembers the last checkpoint it countersigned and countersigns a later
//! one only when shown that nothing before it changed.
//!
//! Its whole state is that one text. Write the result of [`Witness::cosign`] to disk before
//! handing it out, or a witness that loses power could later sign a second history.

use crate::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
use crate::key::{KeyUse, SigningKey, VerifyingKey};
use crate::proof::{ProofError, verify_consistency};
use crate::tree::Hash;

/// A partner's witness of one ledger.
#[derive(Debug)]
pub struct Witness {
    origin: String,
    ledger_key: VerifyingKey,
    key: SigningKey,
    last: Option<Checkpoint>,
}

/// Why a witness does not sign.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum WitnessError {
    /// The text offered is not a checkpoint signed by the ledger.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The witness's own kept text is damaged or was exchanged.
    #[error("the witness's own state cannot be relied on: {0}")]
    State(CheckpointError),
    /// The ledger is smaller than it was: entries were removed.
    #[error("the ledger shows {offered} entries but {witnessed} were witnessed before")]
    Shrunk {
        /// The size countersigned before.
        witnessed: u64,
        /// The size offered now.
        offered: u64,
    },
    /// The proof does not show that the ledger only grew.
    #[error(
        "entries before position {witnessed} may have changed since they were witnessed: {why}"
    )]
    Inconsistent {
        /// The size countersigned before.
        witnessed: u64,
        /// What is wrong with the proof.
        why: ProofError,
    },
}

impl Witness {
    /// A witness that has seen nothing yet; it will trust the first checkpoint it is shown.
    pub fn new(
        origin: &str,
        ledger_key: VerifyingKey,
        key: SigningKey,
    ) -> Result<Self, CheckpointError> {
        let uses = (ledger_key.used_for(), key.verifying_key().used_for());
        if uses != (KeyUse::Ledger, KeyUse::Witness) {
            return Err(CheckpointError::KeyUse);
        }
        Ok(Self { origin: origin.to_owned(), ledger_key, key, last: None })
    }

    /// Takes up the work from the text that [`Witness::cosign`] last gave.
    pub fn resume(mut self, kept: &str) -> Result<Self, WitnessError> {
        let kept: SignedCheckpoint = kept.parse().map_err(WitnessError::State)?;
        kept.verify_cosignature(self.key.verifying_key()).map_err(WitnessError::State)?;
        let last = kept.verify(&self.origin, &self.ledger_key).map_err(WitnessError::State)?;
        self.last = Some(last.clone());
        Ok(self)
    }

    /// The last checkpoint countersigned: the ledger must prove consistency from its size.
    pub fn last(&self) -> Option<&Checkpoint> {
        self.last.as_ref()
    }

    /// Countersigns a checkpoint if the proof shows that it extends the last one.
    ///
    /// `seconds` is the time since 1970 that the signature will state.
    pub fn cosign(
        &mut self,
        offered: &str,
        proof: &[Hash],
        seconds: u64,
    ) -> Result<String, WitnessError> {
        let mut offered: SignedCheckpoint = offered.parse()?;
        let next = offered.verify(&self.origin, &self.ledger_key)?.clone();
        if let Some(last) = &self.last {
            let (witnessed, offered) = (last.size, next.size);
            if offered < witnessed {
                return Err(WitnessError::Shrunk { witnessed, offered });
            }
            verify_consistency(witnessed, &last.root, offered, &next.root, proof)
                .map_err(|why| WitnessError::Inconsistent { witnessed, why })?;
        }
        offered.add_cosignature(&self.key, seconds)?;
        self.last = Some(next);
        Ok(offered.to_string())
    }
}
