//! Access override, or break-glass: whoever knows the summary of a person's records, and must read more at once, says
//! why and reads them for an hour. The coordinator is told at once and looks at it afterwards (TRUST A9). It is a
//! clause of the agreement like any other: whoever is barred stays barred, and a limited record stays limited.
//!
//! `model` holds the rules, `store` the SQL, `take` gives the access, `review` looks at it afterwards, `pages` is what
//! both look like.

pub mod model;
mod pages;
pub mod review;
mod store;
pub mod take;

use ui::Route;

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::form::<take::OverrideAccess>("/people/{person}/override"),
        Route::page::<review::SeeOverrides>("/overrides"),
        Route::form::<review::ReviewOverride>("/people/{person}/overrides/{override}"),
    ]
    .concat()
}
