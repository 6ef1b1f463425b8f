//! Requests for support: made by a practitioner, read and decided by a forum, followed by whoever
//! made them.
//!
//! `model` holds the rules, `store` the SQL, `scopes` who gets to see what, `refer`, `show` and
//! `change` the operations, `acknowledge`, `note` and `concern` what happens after it was sent, `assessment` the common
//! assessment, `pages` what they look like.

pub mod acknowledge;
pub mod assessment;
pub mod change;
pub mod concern;
pub mod model;
pub mod note;
pub(crate) mod pages;
pub mod people;
pub mod refer;
pub mod request;
pub mod scopes;
pub mod show;
pub(crate) mod store;

use ui::Route;

/// The routes of referrals.
pub(crate) fn routes() -> Vec<Route> {
    [
        refer::routes(),
        show::routes(),
        change::routes(),
        acknowledge::routes(),
        note::routes(),
        concern::routes(),
        assessment::web::routes(),
    ]
    .concat()
}
