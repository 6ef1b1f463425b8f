//! The member bodies of the partnership: council, NHS trust, police, school, charity …
//!
//! `model` holds the rules, `store` the SQL, `web` the operations and routes, `pages` what they
//! look like.

pub mod model;
mod pages;
mod store;
pub mod web;
