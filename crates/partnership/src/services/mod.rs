//! What the member bodies can offer families: for whom, where, for how many, from when.
//!
//! `model` holds the rules, `store` the SQL, `see` the list, `change` the operations that add, amend and
//! withdraw, `sheet` those of a spreadsheet, `pages` what they look like. A package of services is put together in casework.

mod change;
pub mod model;
mod pages;
mod see;
mod sheet;
mod store;

use ui::Route;

pub use change::{
    AddService, AmendService, AskNewService, AskService, RestoreService, WithdrawService,
};
pub use see::SeeServices;
pub use sheet::{AskServicesSheet, ImportServices};

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::page::<SeeServices>("/services"),
        Route::form::<AddService>("/services/new"),
        Route::form::<ImportServices>("/services/sheet"),
        Route::form::<AmendService>("/services/{service}/amend"),
        Route::form::<WithdrawService>("/services/{service}/withdrawal"),
        Route::press::<RestoreService>("/services/{service}/restoring"),
    ]
    .concat()
}
