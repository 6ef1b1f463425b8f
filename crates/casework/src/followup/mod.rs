//! What became of them: a returned request comes back to whoever made it, and a closed case to whoever led it, after as many
//! months as the charter says, and is answered with one press.
//!
//! `model` says who is asked what, `answer` answers for a request and `closed` for a case, `list` shows what is to be answered,
//! `counts` what the answers come to for chair and coordinator.

pub mod answer;
pub mod closed;
pub mod counts;
pub mod list;
pub mod model;
pub(crate) mod pages;
pub(crate) mod store;

use ui::Route;

/// The routes of what became of returned requests and closed cases.
pub(crate) fn routes() -> Vec<Route> {
    [answer::routes(), closed::routes(), list::routes(), counts::routes()].concat()
}
