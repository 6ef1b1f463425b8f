//! Figures for the partnership: counts by place, exact for those who may see the cases and under
//! disclosure control for everybody else.
//!
//! Which counts are hidden is the crate `disclosure`. `allocation`, `breakdown`, `leading`, `referring`, `advising`, `levels` and `quality` make tables of
//! counts, `released` keeps the tables of two readers from telling more than one, `store` counts them in SQL, `write` writes a table as CSV, XLSX and text, `tables` says who gets which table of which forums,
//! `web` has the readings and routes, `missing` lists the records behind a count.

#![warn(missing_docs)]

mod advising;
mod allocation;
mod breakdown;
pub mod figures;
mod leading;
mod levels;
mod missing;
mod pages;
mod parts;
mod period;
mod quality;
mod referring;
mod released;
mod store;
mod tables;
mod web;
pub mod write;

use ui::Route;

pub use missing::{LackingLine, Missing, SeeMissing};
pub use web::{ExportReport, SeeReport, SeeReports};

/// Every route of the reports.
pub fn routes() -> Vec<Route> {
    web::routes()
}
