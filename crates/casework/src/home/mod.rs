//! The home page: what waits for whoever signed in, then where everything is.
//!
//! What waits is counted through the same filters as the lists that the links lead to, in one
//! statement for all that hangs on cases. `links` has the links by role, `store` the counts.

mod links;
mod pages;
mod store;
mod web;

pub(crate) use web::routes;
