//! Awareness sessions: a referrer group is told what the forum is for, so that fewer requests have to be returned. The
//! figures show whether it helped.
//!
//! `model` holds the rules, `store` the SQL, `web` recording one and the list.

pub mod model;
mod store;
pub mod web;

pub(crate) use web::routes;
