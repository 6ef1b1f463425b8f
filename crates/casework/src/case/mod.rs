//! The case: one episode of coordinated support for a family, and the caseload.
//!
//! `model` holds the rules, `store` the SQL (`store/scopes.rs`: who may see what), `web` the
//! readings and routes, `around` who is in a case and what must be known of them, `pages` what it all looks like.

pub mod around;
pub mod caseload;
pub mod model;
mod pages;
mod plan_part;
pub(crate) mod store;
pub(crate) mod waiting;
pub mod web;
