//! Requests for support: made by a practitioner, read and decided by a forum, followed by whoever
//! made them.
//!
//! `model` holds the rules, `store` the SQL, `scopes` who gets to see what, `refer`, `show` and
//! `change` the operations, `assessment` the common assessment, `pages` what they look like.

pub mod assessment;
pub mod change;
pub mod model;
pub(crate) mod pages;
pub mod refer;
pub mod request;
pub mod scopes;
pub mod show;
pub(crate) mod store;

use ui::Route;

/// The routes of referrals.
pub(crate) fn routes() -> Vec<Route> {
    [refer::routes(), show::routes(), change::routes(), assessment::web::routes()].concat()
}
