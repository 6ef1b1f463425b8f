//! Search before create: who is already known, among those the searcher may know of.
//!
//! `model` ranks and explains, `exact` has what is found only as a whole, `store` fetches candidates through the keys of names, `web` is the
//! search itself, `pages` what it looks like. What is typed is sent in a body and kept nowhere: the
//! ledger holds a keyed hash of it.

pub(crate) mod another;
pub(crate) mod exact;
pub(crate) mod model;
mod pages;
mod same;
pub(crate) mod store;
pub mod web;

pub use another::{find as find_another, who_is_it};
pub use model::Match;
pub(crate) use same::is_same;
pub use same::{Who, known_already, traces};
pub use store::meets_limited;
