//! What a family agreed to: that they are supported, and that others are told (guide: consent to support is not
//! the lawful basis for sharing; both are kept). What was said before stays.
//!
//! `see` is the page of a case about consent and `paper` the form to sign. Rules: `model` (what a record must say),
//! `decider` (who decided, and by what competence), `renewal` (when they are asked again). Operations: `web` records
//! consent, `exclude` keeps organisations out that must not be told, `told` records what was shared or kept back, and
//! `renewals` lists where a lead professional asks again. `store` has the SQL, `pages` what is shown. That a line was
//! entered in error is said in `in_error`.

pub mod decider;
pub mod exclude;
pub mod model;
pub(crate) mod pages;
pub mod paper;
pub(crate) mod renewal;
pub mod renewals;
pub mod see;
pub(crate) mod store;
pub mod told;
pub mod web;

use ui::Route;

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::page::<renewals::SeeRenewals>("/consents"),
        Route::page::<see::SeeConsent>("/cases/{case}/consent"),
        Route::page::<paper::SeeConsentForm>("/cases/{case}/consent/form"),
        Route::form::<web::RecordConsent>("/cases/{case}/consent/new"),
        Route::form::<exclude::ExcludeOrganisations>("/cases/{case}/exclusions/new"),
        Route::form::<told::RecordSharing>("/cases/{case}/sharing/new"),
    ]
    .concat()
}
