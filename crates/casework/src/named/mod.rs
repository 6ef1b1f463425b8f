//! Who of an organisation does an action: a name beside the organisation that owns it, the list of what one's
//! organisation has to do, and handing over the actions of somebody who is away, leaves or has left.
//!
//! An organisation answers for its actions, with or without a name. A name opens nothing: whoever is offered may
//! see the case as anybody of the owning organisation does, and nobody else is offered (ADR 2).
//!
//! `web` says who does it, `list` shows what is to be done, `handover` hands over.

pub mod handover;
pub mod list;
pub mod model;
mod pages;
pub(crate) mod store;
pub mod web;

use ui::Route;

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::page::<list::SeeActions>("/actions"),
        Route::form::<handover::HandOverActions>("/actions/{practitioner}/handover"),
        Route::form::<web::NamePractitioner>(
            "/cases/{case}/actions/{action}/owners/{organisation}",
        ),
    ]
    .concat()
}
