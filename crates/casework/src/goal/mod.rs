//! The goals of a plan: a need, what should be different, and in the end how it went (guide B11: need, goal,
//! actions, outcome). `plan` has the actions towards them.
//!
//! `model` holds the rules, `store` the SQL, `web` the operations, `pages` what the forms look like.

pub mod model;
pub(crate) mod pages;
pub(crate) mod store;
pub mod web;
