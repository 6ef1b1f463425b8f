//! Closure: a case ends with a reason and an outcome of the charter, and may be opened again.

pub mod model;
pub(crate) mod pages;
mod store;
pub mod web;
