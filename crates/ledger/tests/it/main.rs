//! What the ledger promises to those who check it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a set-up step that fails should stop the test"
)]

mod checkpoints;
mod entries;
mod export;
mod parsers;
mod tamper;
mod tree;
mod verifier;
mod witness;
mod world;
