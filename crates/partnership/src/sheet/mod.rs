//! Rows from a spreadsheet: as a CSV file, or as cells that were copied and pasted. What they say of places,
//! services and organisations is checked line by line, and told before anything is changed.
//!
//! `read` makes rows of a text and cuts a long one into chunks, `model` says what would become of them, `pages` shows
//! it. No I/O: the features that take rows in have the SQL.

mod model;
mod pages;
mod read;

#[cfg(test)]
pub(crate) use model::words_of;
pub use model::{Outcome, Told};
pub(crate) use model::{Planned, Step, differences, refused, told_before_sending};
pub(crate) use pages::{fields, outcome};
pub use read::{Cells, Chunk, cells, chunks};
pub(crate) use read::{Columns, Row, Sheet};
