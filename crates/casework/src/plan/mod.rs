//! The plan: actions, each with one or more owning organisations and a day by which it is due, and
//! what the owners report back.

pub mod amend;
pub mod model;
mod pages;
pub(crate) mod store;
pub mod web;

pub(crate) use pages::{due_words, status_words};
