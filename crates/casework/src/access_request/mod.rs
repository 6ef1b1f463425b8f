//! A person asks to see all that is held about them (subject access), or somebody does for them: the request and its clock,
//! the review, and the answer that is handed out.
//!
//! `list` says of every table and column whether it is about the person, `elsewhere` of which tables nothing is, and why.
//! `gather` makes things out of rows, and `words` says their codes; `model` holds the rules of a request, `things` those of what is decided. `web` has the request, `review` what somebody decides, `answer`
//! the file. Each coordinator answers for what their own forum holds, however much of another's they may read.

pub mod answer;
pub mod elsewhere;
pub(crate) mod gather;
pub mod list;
pub mod model;
pub(crate) mod pages;
pub mod review;
pub(crate) mod store;
pub mod things;
pub mod web;
mod words;

use ui::Route;

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::page::<web::SeeAccessRequests>("/people/{person}/access-requests"),
        Route::form::<web::RecordAccessRequest>("/people/{person}/access-requests/new"),
        Route::page::<review::SeeAccessRequest>("/people/{person}/access-requests/{access}"),
        Route::form::<review::DecideHeld>("/people/{person}/access-requests/{access}/items/{step}"),
        Route::form::<web::ExtendAccessRequest>(
            "/people/{person}/access-requests/{access}/extension",
        ),
        Route::form::<web::EndAccessRequest>("/people/{person}/access-requests/{access}/end"),
        Route::download::<answer::TakeAnswer>("/people/{person}/access-requests/{access}/file"),
        Route::download::<answer::TakeAnswerData>(
            "/people/{person}/access-requests/{access}/data/file",
        ),
    ]
    .concat()
}
