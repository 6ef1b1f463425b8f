//! Who is what to whom: parents, carers, partners, siblings, and who holds parental responsibility. A
//! relationship names two people: it is shown to whoever may know of both, and says nothing to anybody else.
//!
//! `model` has the kinds and rules, `web` records and ends, `see` is the page, `genogram` draws it. That one was entered in error
//! is taken back in `in_error`.

pub(crate) mod genogram;
pub mod model;
mod pages;
pub mod see;
pub(crate) mod store;
pub mod web;

use ui::Route;

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::page::<see::SeeFamily>("/people/{person}/family"),
        Route::form::<web::RecordRelationship>("/people/{person}/family/new"),
        Route::form::<web::EndRelationship>("/people/{person}/family/{relationship}/end"),
    ]
    .concat()
}
