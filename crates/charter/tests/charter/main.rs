//! What a charter promises, tried on the charters that are shipped and on broken ones.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a set-up step that fails should stop the test"
)]

mod allocation_group;
mod broken;
mod eligibility;
mod form;
mod library;
mod odd;
mod repeats;
