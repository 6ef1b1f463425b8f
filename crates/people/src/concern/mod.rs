//! Persons of concern: from whom somebody has to be kept safe. What is known of one stands on a record of its own, apart from
//! the record of the person at risk and from whatever else is held about the person of concern (ADR 19).
//!
//! It hangs on the person at risk alone. It is sealed under that person's key, it ties to no other record, and no search finds
//! it: so nothing about the person of concern can lead anybody to it, and their own record, if there is one, says nothing of it.
//! Whoever reads the address reads it; whoever records it may open it to everybody who reads the record of the
//! person at risk. `model` has the rules, `store` the SQL, `see` the page, `add`, `amend` and `end` the operations, `tell` what a referrer sends, `meets` finds
//! where the two stand together by name, `pages` and `banner` are what it looks like.

pub mod add;
pub mod amend;
pub mod banner;
pub mod end;
mod meets;
pub mod model;
mod pages;
pub mod see;
pub mod store;
pub mod tell;

use ui::Route;

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::page::<see::SeePersonsOfConcern>("/people/{person}/persons-of-concern"),
        Route::form::<add::AddPersonOfConcern>("/people/{person}/persons-of-concern/new"),
        Route::form::<amend::AmendPersonOfConcern>("/people/{person}/persons-of-concern/{concern}"),
        Route::form::<end::EndPersonOfConcern>("/people/{person}/persons-of-concern/{concern}/end"),
    ]
    .concat()
}
