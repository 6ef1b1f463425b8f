//! Forms that are filled in about a case, from the library that comes with the product: in parts, one page each,
//! saved as one goes, completed, read, printed, reopened.
//!
//! A form never changes under its answers: its text is kept beside the first answers to it. What is answered is
//! sealed under the person's key, for it holds what any form can hold.

pub mod model;
mod pages;
pub mod steps;
pub(crate) mod store;
pub mod web;

pub(crate) use pages::status_words;
use ui::Route;

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::page::<web::SeeForms>("/cases/{case}/forms"),
        Route::press::<steps::StartForm>("/cases/{case}/forms"),
        Route::page::<web::SeeForm>("/cases/{case}/forms/{form}"),
        Route::page::<web::ReadForm>("/cases/{case}/forms/{form}/answers"),
        Route::form::<steps::FillSection>("/cases/{case}/forms/{form}/parts/{section}"),
        Route::press::<steps::CompleteForm>("/cases/{case}/forms/{form}/completion"),
        Route::press::<steps::ReopenForm>("/cases/{case}/forms/{form}/reopening"),
    ]
    .concat()
}
