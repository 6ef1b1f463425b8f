//! What a killed process and a cut in the power leave of the service's data.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a set-up step that fails should stop the test"
)]

mod trust_durable;
