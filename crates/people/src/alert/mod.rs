//! Alerts: what staff must know before they ring, write or knock. Each has a day on which somebody looks
//! at it again, for an alert that nobody checks is either a danger or a slur.
//!
//! Whoever may read a person's record sees their alerts, above everything else on the record and on the
//! cases; whoever sees the summary is not even told that there are any. `model` has the kinds and rules,
//! `web` adds and reviews, `pages` is what an alert looks like wherever it is shown. That one was entered in
//! error is taken back in `in_error`.

pub mod model;
pub mod pages;
pub(crate) mod store;
pub mod web;
