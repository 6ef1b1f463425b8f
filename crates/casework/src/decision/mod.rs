//! The decision on a referral: a case is opened, or it goes back with a reason. The rules suggest; a
//! person decides, and against the rules for a counted reason.

pub(crate) mod carry_out;
pub mod model;
pub(crate) mod pages;
pub(crate) mod store;
pub mod web;

use ui::Route;

/// The routes of decisions.
pub(crate) fn routes() -> Vec<Route> {
    web::routes()
}
