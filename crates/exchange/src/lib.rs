//! Files in: rows come in through the same door as forms, and every row that does not is told, with
//! its line, its column and the reason.

#![warn(missing_docs)]

pub mod cases;
pub mod postcodes;
pub mod referrals;

use ui::Route;

/// Every route of what comes in from files.
pub fn routes() -> Vec<Route> {
    cases::routes()
}
