//! Gaps: what a family needed and nobody could give, recorded without anybody's name, so that whoever plans services
//! sees what is missing.
//!
//! `model` holds the rules, `store` the SQL, `web` recording one and the list, `close` what came of one, `pages` what they look like.

pub mod close;
pub mod model;
mod pages;
mod store;
pub mod web;

pub(crate) use web::routes;
