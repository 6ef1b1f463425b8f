//! Storage and the one door. The only crate that knows which database engine is underneath.
//!
//! Start with [`Door`]: `perform` for changes, `read` for everything that is shown. Features write
//! their SQL in their own `store.rs` with the macros [`all!`], [`one!`], [`run!`], [`insert!`] and
//! [`list!`], one text for SQLite and PostgreSQL.

#![warn(missing_docs)]

mod about;
pub mod audit;
mod copy;
mod doer;
mod door;
mod engine;
mod errand;
mod error;
#[doc(hidden)]
pub mod fetch;
mod gathered;
mod head;
mod keys;
pub mod look_up;
mod migrate;
mod operation;
mod principal;
mod recheck;
mod recorder;
pub mod scope;
mod spool;
mod sql;
mod time;

pub use agreement::Window;
pub use door::{Actor, Basis, Door, Shown, Stopped};
pub use engine::{Db, Engine, Tx};
pub use error::DbError;
pub use gathered::{Source, bytes_of, gathered, gathered_text};
pub use head::{NewEntry, Sought, size_and_root};
#[doc(hidden)]
pub use inventory;
pub use keys::Keys;
pub use migrate::migrations;
pub use operation::{Doing, Looking, Operation, Reading, Stop, Subject};
pub use spool::{PIECE, Spool, Spooling};
pub use sql::{Among, Insert, Statement};
#[doc(hidden)]
pub use sql::{ROWS, insert_rows_text, insert_text};
#[doc(hidden)]
pub use sqlx;
pub use time::{At, Day};
