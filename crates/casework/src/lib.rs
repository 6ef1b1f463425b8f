//! Casework: from a request for support to the closed case.
//!
//! Start with [`referral`] (a request is made, amended, withdrawn, read) and [`decision`] (it is
//! accepted or returned). Each folder has `model` for the rules, `store` for the SQL, `web` for the
//! operations and routes, `pages` for what they look like.

pub mod charters;
pub mod decision;
pub mod referral;

use ui::Route;

/// Every route of casework.
pub fn routes() -> Vec<Route> {
    [referral::routes(), decision::routes()].concat()
}
