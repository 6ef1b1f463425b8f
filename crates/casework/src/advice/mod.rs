//! Advice instead of a request: a practitioner says what is going on, what was tried and what they ask, and names nobody;
//! whoever runs the forum answers within the charter's days. It opens no record and counts apart from requests. What was
//! written is not typed again by whoever goes on to ask for support.
//!
//! `model` holds the rules, `store` the SQL, `ask` and `answer` the two forms, `list` what waits for both, `pages` what
//! they look like.

pub mod answer;
pub mod ask;
pub mod list;
pub mod model;
mod pages;
pub(crate) mod store;

use ui::Route;

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::page::<list::SeeAdvice>("/advice"),
        Route::form::<ask::AskForAdvice>("/forums/{forum}/advice/new"),
        Route::form::<answer::AnswerAdvice>("/forums/{forum}/advice/{advice}"),
    ]
    .concat()
}
