//! One person's record: added, shown as far as its reader may see, corrected.
//!
//! `model` checks what was typed, `store` has the SQL, `web` shows the record, `add`, `amend`,
//! `reach` and `death` change it, `pages` and `forms` are what that looks like.

pub mod add;
pub mod amend;
pub mod death;
mod forms;
mod model;
mod pages;
pub mod reach;
mod store;
pub mod web;

pub use model::nhs_status_words;
use ui::Route;

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::form::<add::AddPerson>("/people/new"),
        Route::page::<web::SeePerson>("/people/{person}"),
        Route::form::<amend::AmendPerson>("/people/{person}/amend"),
        Route::form::<reach::AmendContact>("/people/{person}/contact"),
        Route::form::<death::RecordDeath>("/people/{person}/death"),
    ]
    .concat()
}
