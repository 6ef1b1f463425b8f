//! Stepping up to the statutory service, such as children's social care, and down from it (guide A2). A case that is
//! stepped up stays with its forum until the service accepts; one that is stepped down is complete once somebody has
//! accepted to lead and a review is set.
//!
//! `model` holds the rules, `store` the SQL, `web` the operations, `see` the page of a case, `pages` what they look like.

pub mod model;
mod pages;
pub mod see;
pub(crate) mod store;
pub mod web;

use ui::Route;

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::page::<see::SeeStepUps>("/cases/{case}/step-up"),
        Route::form::<web::RecordStepUp>("/cases/{case}/step-up/new"),
        Route::form::<web::AnswerStepUp>("/cases/{case}/step-up/answer"),
    ]
    .concat()
}
