//! Allocation: the package of services offered to a case, each accepted or declined by its provider.

pub mod model;
mod pages;
pub(crate) mod store;
pub mod web;

pub(crate) use pages::status_words;
