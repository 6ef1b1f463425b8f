//! When somebody is away, or that they leave: said by themself, read wherever a lead professional is named or
//! chosen, so that a family is not left with somebody who is not there.
//!
//! `model` holds the rules, `store` the SQL, `web` the operation.

pub mod model;
pub(crate) mod store;
pub mod web;
