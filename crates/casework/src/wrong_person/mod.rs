//! A request or a case that was made about the wrong person: it is put right, everything that belongs to it goes with it,
//! and who may see the one record or the other changes with it (ADR 12).
//!
//! `model` says when that would open what is limited, `store` has the SQL (`store/ties.rs`: who may see what), `web` the
//! two operations, `see` what was written before and that somebody has checked it, `request` the same of a request that is no
//! case, `pages` what they look like.

/// What stands beside a line that was written before it was put right.
pub(crate) const BEFORE: &str = "Written while this case was about another record";

mod model;
mod pages;
pub mod request;
pub mod see;
mod store;
pub mod web;

pub(crate) use pages::{banner, link};
use ui::Route;

/// The routes of putting right whom a request or a case is about.
pub(crate) fn routes() -> Vec<Route> {
    [
        Route::form::<web::CorrectReferral>("/referrals/{referral}/wrong-person"),
        Route::form::<web::CorrectCase>("/cases/{case}/wrong-person"),
        Route::page::<see::SeeCorrections>("/cases/{case}/corrections"),
        Route::press::<see::CheckCorrection>("/cases/{case}/corrections"),
        Route::press::<request::CheckReferralCorrection>("/referrals/{referral}/corrections"),
    ]
    .concat()
}
