//! Which district and ward a postcode lies in, from the ONS Postcode Directory.
//!
//! `row` says what a row must be, `file` finds the columns and reads the rows, `operation` holds the steps through
//! the door, `import` takes a whole file from beginning to end.
//!
//! Nobody ever reads a half of it. A file comes in as a release of its own beside the one in use, chunk by chunk;
//! only when all of its rows are there, one change puts it in use. What it replaces is removed after that, again
//! chunk by chunk. An import that is broken off leaves a release that was never in use: the next one removes it.

mod file;
mod import;
mod operation;
mod row;
mod store;

pub use import::{Brought, Keep, import_postcodes};
pub use operation::{
    AddPostcodes, BeginPostcodes, BegunPostcodes, RemovePostcodes, RemovedPostcodes, UsePostcodes,
};
pub use row::PostcodeRow;
