//! An old need is back: what was seen, against a goal or against what the plan says of things getting worse, and what was
//! done. What the plan says to do then is shown at once; a goal that had been reached is worked on again.
//!
//! `model` has the rules, `store` the SQL, `web` the operation and the page, `pages` what they look like.

pub mod model;
mod pages;
mod store;
pub mod web;

use ui::Route;

/// How a line of the chronology begins that tells of one: `in_error` finds it by that when the record is marked as wrong.
pub(crate) const IS_BACK: &str = "An old need is back: ";

/// The routes of needs that are back.
pub(crate) fn routes() -> Vec<Route> {
    [
        Route::page::<web::SeeRelapses>("/cases/{case}/relapses"),
        Route::form::<web::RecordRelapse>("/cases/{case}/relapses/new"),
    ]
    .concat()
}
