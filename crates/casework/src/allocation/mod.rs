//! Allocation: the package of services offered to a case. Each provider accepts by the charter's day, has the family
//! wait for a place, or declines; what is given starts and ends, and ending it makes room for another family.
//!
//! `model` holds the rules, `store` the SQL, `web` offering and answering, `support` the start and the end, `list` what
//! waits for an answer or a place.

pub mod list;
pub mod model;
mod pages;
pub(crate) mod store;
pub mod support;
pub mod web;

pub(crate) use pages::{days_words, status_words};
