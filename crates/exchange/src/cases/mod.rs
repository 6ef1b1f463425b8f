//! Open cases from a spreadsheet: what a partnership has on the day on which it begins.
//!
//! `column` guesses what each column holds, `sheet` reads the rows, `row` (with `day` and `action`) says what a row
//! must be, `plan` what becomes of each, `bring` opens the cases. `web` is the browser's form, on which a coordinator
//! sees all of it before anything is changed; `console`, `import` and `workbook` take a file in.
//!
//! A row becomes what a referral that was accepted becomes (`casework::decision`): the same rows and the same scope
//! rows, so that it is open to the same people.

mod action;
mod bring;
mod column;
mod console;
mod day;
mod import;
mod pages;
mod plan;
mod row;
mod sheet;
mod store;
mod web;
mod words;
mod workbook;

pub use console::BringCases;
pub use import::{Summary, import_file};
pub use plan::{LeftOut, Outcome};
pub use web::{AskCasesSheet, ChooseSheetForum, ImportCases};
pub use workbook::text_of_workbook;

use ui::Route;

/// The routes of open cases from a spreadsheet.
pub(crate) fn routes() -> Vec<Route> {
    web::routes()
}
