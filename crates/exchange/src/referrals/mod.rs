//! Referrals from another system, as a CSV file.
//!
//! `row` says what a row must be, `file` reads and keeps rows, `operation` brings a chunk of rows in
//! through the door, `import` takes a whole file from beginning to end.

mod file;
mod import;
mod operation;
mod row;
mod store;

pub use import::{ImportError, Progress, Summary, import_file};
pub use operation::{ImportReferrals, Imported, Outcome};
pub use row::{COLUMNS, District, Known, ReferralRow, TypedRow, checked, hash};
