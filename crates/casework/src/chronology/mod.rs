//! The chronology: the journey of a case in order. Every step writes its line in the transaction
//! that takes the step, in a sentence without names; and what happened elsewhere is recorded by hand. What matters
//! most is marked as significant.
//!
//! `model` holds the rules, `record` adds and changes a line, `web` shows them, and `journey` those of all
//! cases of a person.

pub mod journey;
pub mod model;
mod pages;
pub mod record;
pub mod store;
pub mod web;
