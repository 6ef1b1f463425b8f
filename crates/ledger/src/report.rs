//! What a verification found, in sentences that name the position.

use std::ops::RangeInclusive;

use crate::checkpoint::CheckpointError;
use crate::tree::Hash;

/// One thing that is wrong with the ledger. Positions are values of `seq`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// The columns do not hash to the stored leaf: one or the other was changed.
    #[error("entry {position}: its columns or its leaf were altered")]
    Altered {
        /// The entry.
        position: u64,
    },
    /// A column holds what no entry can hold.
    #[error("entry {position}: it cannot be read: {reason}")]
    Unreadable {
        /// The entry, or the line of an export if not even `seq` can be read.
        position: u64,
        /// Which column and why, or what the reader said.
        reason: String,
    },
    /// Entries are not there.
    #[error("entries {first} to {last} are missing")]
    Missing {
        /// The first one missing.
        first: u64,
        /// The last one missing.
        last: u64,
    },
    /// An entry comes twice, or after a later one.
    #[error("entry {seq} stands where entry {expected} should: it is a duplicate or out of order")]
    OutOfOrder {
        /// The position it claims.
        seq: u64,
        /// The position that was due.
        expected: u64,
    },
    /// The detail does not fit the commitment in the columns.
    #[error("entry {position}: its detail or salt was altered")]
    DetailAltered {
        /// The entry.
        position: u64,
    },
    /// The leaves do not lead to a signed root: something in between was rewritten.
    #[error(
        "between entries {good} and {checkpoint} something was rewritten, inserted or removed: \
         the checkpoint over {good} entries holds, the one over {checkpoint} does not"
    )]
    RootMismatch {
        /// The size of the last checkpoint that holds; 0 if none does.
        good: u64,
        /// The size of the first checkpoint that fails.
        checkpoint: u64,
    },
    /// There are fewer entries than were once signed for.
    #[error(
        "the ledger ends after {entries} entries, but {signed} were signed for: \
         only the first {good} are vouched for"
    )]
    Truncated {
        /// The size of the last checkpoint that holds. An entry taken out after it, with the rest
        /// moved up, looks the same as the last one cut off.
        good: u64,
        /// How many entries there are.
        entries: u64,
        /// The size of the largest checkpoint.
        signed: u64,
    },
    /// The ledger's key signed two different roots for one size: it shows different people
    /// different histories.
    #[error("two different roots are signed for the first {size} entries")]
    TwoHistories {
        /// The size of both checkpoints.
        size: u64,
    },
    /// A checkpoint that proves nothing.
    #[error("checkpoint {number} (counted from 1): {why}")]
    BadCheckpoint {
        /// Which of the checkpoints given, counted from 1.
        number: u64,
        /// What is wrong with it.
        why: CheckpointError,
    },
    /// The head that the service goes on from does not fit the entries. The head is not signed, but it
    /// also covers what came after the last checkpoint.
    #[error(
        "the ledger's head counts {head} entries, there are {entries}, and the two do not fit: after \
         entry {good} something was rewritten, inserted or removed"
    )]
    HeadDiffers {
        /// The size of the last checkpoint that holds; 0 if none does.
        good: u64,
        /// How many entries there are.
        entries: u64,
        /// How many the head counts; 0 if it cannot be read.
        head: u64,
    },
    /// A stretch longer than promised has no checkpoint, so it could have been rewritten unseen.
    #[error("entries {first} to {last} have no checkpoint among them: some may have been removed")]
    Uncovered {
        /// The first entry of the stretch.
        first: u64,
        /// The last entry of the stretch.
        last: u64,
    },
}

impl Finding {
    /// The positions among which the fault lies, or none if it is in a checkpoint alone.
    pub fn positions(&self) -> Option<RangeInclusive<u64>> {
        match *self {
            Self::Altered { position }
            | Self::Unreadable { position, .. }
            | Self::DetailAltered { position } => Some(position..=position),
            Self::Missing { first, last } | Self::Uncovered { first, last } => Some(first..=last),
            Self::OutOfOrder { seq, expected } => Some(seq.min(expected)..=seq.max(expected)),
            Self::RootMismatch { good, checkpoint: size }
            | Self::Truncated { good, signed: size, .. } => Some(good..=size.saturating_sub(1)),
            Self::HeadDiffers { good, entries, head } => {
                Some(good..=entries.max(head).saturating_sub(1))
            }
            Self::TwoHistories { size } => Some(0..=size.saturating_sub(1)),
            Self::BadCheckpoint { .. } => None,
        }
    }
}

/// The result of a verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many entries were read.
    pub entries: u64,
    /// The root over the leaves read, of use only if nothing was found.
    pub root: Hash,
    /// The size of the last checkpoint that holds. What comes after it is not yet vouched for.
    pub vouched: u64,
    /// How many checkpoints hold.
    pub checkpoints_held: u64,
    /// How many could not be checked because an earlier one had failed.
    pub checkpoints_unchecked: u64,
    /// How many details fit their commitments.
    pub details_held: u64,
    /// How many were erased or not shown.
    pub details_absent: u64,
    /// What is wrong, in the order found; at most [`Report::MOST_FINDINGS`].
    pub findings: Vec<Finding>,
    /// How many more findings there were.
    pub findings_not_listed: u64,
}

impl Report {
    /// A ledger in ruins must not fill the memory of the one who checks it.
    pub const MOST_FINDINGS: usize = 1_000;

    /// Whether nothing was found.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
}
