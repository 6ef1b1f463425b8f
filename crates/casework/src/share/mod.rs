//! The plan to share: the plan in plain words, to read with the family and to print (ADR 10). A line stands on
//! it once somebody who keeps the plan has said that it may; until then, and when its words change, it does not.
//!
//! `model` says what could stand on it, `store` keeps what may, `see` is the plan, `choose` the form.

pub mod choose;
pub mod model;
pub mod see;
pub(crate) mod store;

use ui::Route;

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::page::<see::SeePlan>("/cases/{case}/plan"),
        Route::form::<choose::ChooseLines>("/cases/{case}/plan/choose"),
    ]
    .concat()
}
