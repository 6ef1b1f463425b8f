//! The partnership itself: places, organisations, forums, practitioners and their accounts,
//! services and their capacity.
//!
//! Start with [`organisations`]: the smallest feature, and the shape of every other one.

pub mod accounts;
pub mod charters;
pub mod governance;
pub mod organisations;
pub mod places;
pub mod services;
pub mod setup;
pub mod sheet;
pub mod teams;
pub mod withdrawal;

use ui::Route;

/// Every route of the partnership.
pub fn routes() -> Vec<Route> {
    [
        accounts::routes(),
        organisations::web::routes(),
        services::routes(),
        places::routes(),
        teams::routes(),
        governance::routes(),
    ]
    .concat()
}
