//! Casework: from a request for support to the closed case.
//!

pub mod charters;

use ui::Route;

/// Every route of casework.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
