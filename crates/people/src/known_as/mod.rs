//! What else a person goes by: other names, and the numbers by which systems know them.
//!
//! A name is part of the summary, for it tells one person from another: whoever may know of somebody finds
//! them by their other names and sees those. A number is part of the record (ADR 4). Neither is ever wiped
//! out: what was wrong is taken off with a reason.
//!
//! `model` has the kinds and rules, `names` and `identifiers` are what one can do, `pages` what it looks like.

pub mod identifiers;
pub mod model;
pub mod names;
mod pages;
pub(crate) mod store;

use ui::Route;

pub(crate) use pages::{identifier_list, name_list};

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::form::<names::AddName>("/people/{person}/names/new"),
        Route::form::<names::RemoveName>("/people/{person}/names/{name}/removal"),
        Route::form::<identifiers::AddIdentifier>("/people/{person}/identifiers/new"),
        Route::form::<identifiers::RemoveIdentifier>(
            "/people/{person}/identifiers/{identifier}/removal",
        ),
    ]
    .concat()
}
