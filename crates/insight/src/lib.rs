//! Figures for the partnership: counts by place, exact for those who may see the cases and under
//! disclosure control for everybody else.
//!
//! Start with [`disclosure`]: which counts are hidden. `allocation`, `breakdown`, `leading` and `referring` make tables of
//! counts, `released` keeps the tables of two readers from telling more than one, `store` counts them in SQL, `write` writes a table as CSV, XLSX and text, `web` has the
//! readings and routes.

#![warn(missing_docs)]

mod allocation;
mod breakdown;
pub mod disclosure;
pub mod figures;
mod leading;
mod pages;
mod parts;
mod period;
mod referring;
mod released;
mod store;
mod web;
pub mod write;

use ui::Route;

pub use web::{ExportReport, SeeReport, SeeReports};

/// Every route of the reports.
pub fn routes() -> Vec<Route> {
    web::routes()
}
