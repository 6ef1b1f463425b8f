//! What was entered in error on a person's record: an alert or a relationship says so, with a reason, and holds no more; and
//! whoever may say it takes that back when it was a slip. Both stay to be read.
//!
//! It is said where the thing itself is changed: in `alert` and `family`. `model` has the rules, `store` the SQL,
//! `take_back` the operation, `see` the page, `pages` what it looks like. A name or a number that was taken off is added
//! again instead: nothing of it is lost by that.

mod model;
pub(crate) mod pages;
pub mod see;
pub(crate) mod store;
pub mod take_back;

pub use model::why_it_is_right;
use ui::Route;

/// The routes of what was entered in error on a person's record.
pub(crate) fn routes() -> Vec<Route> {
    [
        Route::page::<see::SeePersonErrors>("/people/{person}/errors"),
        Route::form::<take_back::TakeBackMark>("/people/{person}/errors/{mark}/taking-back"),
    ]
    .concat()
}
