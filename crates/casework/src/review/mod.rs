//! The review: a dated look at the plan, which goes on, leads to closure, or steps up.

pub mod model;
mod pages;
pub(crate) mod store;
pub mod web;

pub(crate) use pages::decision_words;
