//! How a person communicates: whether they need an interpreter, and for which language; what they can
//! read; what else to arrange before meeting them. It is part of the record, for whoever may read that.
//!
//! `model` has the needs and rules, `web` records them. How somebody can *safely* be reached is sealed with
//! their address: see `person::reach`.

pub mod model;
mod pages;
pub(crate) mod store;
pub mod web;

pub(crate) use pages::card;
