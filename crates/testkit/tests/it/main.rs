//! What a killed process and a cut in the power leave of the service's data.

#![expect(clippy::unwrap_used, reason = "a set-up step that fails should stop the test")]

mod trust_d11;
mod trust_durable;
