//! Casework: from a referral to the closed case.
//!
//! One room for each step of a case's life: [`case`] (the record and the caseload), [`meeting`],
//! [`lead`], [`plan`], [`allocation`], [`review`], [`closure`]; [`chronology`] tells it in order.

pub mod allocation;
pub mod case;
pub mod charters;
pub mod chronology;
pub mod closure;
pub mod lead;
pub mod meeting;
pub mod plan;
mod press;
pub mod review;

use ui::Route;

/// Every route of casework.
pub fn routes() -> Vec<Route> {
    [
        case::web::routes(),
        meeting::web::routes(),
        lead::web::routes(),
        plan::web::routes(),
        allocation::web::routes(),
        review::web::routes(),
        closure::web::routes(),
        chronology::web::routes(),
    ]
    .concat()
}
