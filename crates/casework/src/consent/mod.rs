//! What a family agreed to: that they are supported, and that others are told (guide: consent to support is not
//! the lawful basis for sharing; both are kept). What was said before stays.
//!
//! `model` holds the rules, `store` the SQL, `web` the operation, `pages` what the form looks like.

pub mod model;
pub(crate) mod pages;
pub(crate) mod store;
pub mod web;
