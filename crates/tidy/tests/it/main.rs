//! The gates. Each test is a rule of this tree; what it says when it fails names the places.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a file that cannot be read should stop the gate"
)]

mod coverage;
mod dependencies;
mod door;
mod edges;
mod migrations;
mod sizes;
mod sql;
mod words;

/// Fails with one line for each place that breaks a rule.
#[track_caller]
fn assert_none(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}
