//! Who leads what, and handing over the cases of somebody who is away, leaves or has left: on one page, so that no
//! family is without a lead professional (guide A2). Whoever is asked answers as always; until they accept, whoever
//! leads goes on leading.
//!
//! `store` has the SQL, `leads` the list of lead professionals, `web` the handing over, `pages` what both look like.

pub mod leads;
mod pages;
pub(crate) mod store;
pub mod web;

use ui::Route;

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::page::<leads::SeeLeads>("/leads"),
        Route::form::<web::HandOver>("/leads/{practitioner}/handover"),
    ]
    .concat()
}
