//! The rig tried on SQLite itself, so that a green D2 of the service means something.
#![expect(clippy::unwrap_used, reason = "a set-up step that fails should stop the test")]

mod slow;
