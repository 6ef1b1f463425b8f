//! The lead professional: proposed by the chair or the coordinator, and appointed when they accept.
//! A refusal is kept with its reason, so that reluctance can be seen and helped.

pub mod model;
mod pages;
pub(crate) mod store;
pub mod web;

pub(crate) use pages::{request_words, status_words};
