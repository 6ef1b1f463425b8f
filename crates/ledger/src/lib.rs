//! The ledger: who saw or changed what, kept so that an outsider can check that nothing was
//! altered, left out or put in afterwards.
//!
//! Start with [`Entry`]: one line of the ledger, its columns in plain sight. Each entry hashes to a
//! leaf of one Merkle tree (RFC 6962), of which the service keeps only the [`Frontier`]. Now and
//! then the root is signed as a [`Checkpoint`]; partners run a [`Witness`] that countersigns it only
//! after proof that nothing before it changed. [`Verifier`] recomputes everything from the columns
//! and says in which position something is wrong.
//!
//! This crate knows no database, no clock and no network: an auditor can build it alone. The same
//! check in the Python standard library is `verify_ledger.py` beside this crate's `Cargo.toml`.

#![warn(missing_docs)]

mod checkpoint;
mod entry;
mod export;
mod key;
mod proof;
mod report;
mod text;
mod time;
mod tree;
mod verify;
mod witness;

pub use checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
pub use entry::{Entry, EntryError, Kind, commitment};
pub use export::{
    ExportError, ExportedEntry, read_checkpoint, read_entry, verify_export, write_checkpoint,
    write_entry,
};
pub use key::{KeyError, KeyUse, SigningKey, VerifyingKey};
pub use proof::{
    ProofError, consistency_proof, consistency_ranges, inclusion_proof, inclusion_ranges,
    range_root, verify_consistency, verify_inclusion,
};
pub use report::{Finding, Report};
pub use text::{from_hex, to_hex};
pub use time::{format_at, parse_at};
pub use tree::{Frontier, FrontierError, Hash, leaf_hash, node_hash, root};
pub use verify::{Detail, Verifier};
pub use witness::{Witness, WitnessError};
