//! What was entered in error: a line of the record says so, with a reason, and counts for nothing then; and whoever said it,
//! or the coordinator, takes that back. Both stay to be read.
//!
//! `model` has the rules, `store` the SQL, `mark` and `take_back` the operations, `see` the page, `pages` what they look like.
//! A line of the chronology, and what stands with a person, says it where it is changed.

pub mod mark;
pub mod model;
pub(crate) mod pages;
pub mod see;
pub(crate) mod store;
pub mod take_back;

use ui::Route;

/// The routes of what was entered in error.
pub(crate) fn routes() -> Vec<Route> {
    [
        Route::page::<see::SeeErrors>("/cases/{case}/errors"),
        Route::form::<mark::MarkInError>("/cases/{case}/entries/{entry}/error"),
        Route::form::<take_back::TakeBackError>("/cases/{case}/errors/{error}/taking-back"),
    ]
    .concat()
}
