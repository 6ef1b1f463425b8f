//! The components against the official fixtures, and against what we promise ourselves.

mod canonical;
mod fixtures;
mod snapshots;
