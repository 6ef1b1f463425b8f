//! Random partnerships, and two second opinions on the agreement: for tests alone.
//!
//! [`world`] makes practitioners, records and scope rows from a seed. [`oracle::allows`] is the
//! first agreement written a second time, by hand, as a reader of the design would write it.
//! [`partial::Partial`] asks Cedar's own partial evaluation. A test holds these against what
//! [`agreement::Agreement`] decides, lists in memory, and lists as SQL on each engine.

#![warn(missing_docs)]

mod dice;
pub mod oracle;
pub mod partial;
mod world;

pub use dice::Dice;
pub use world::{Record, Size, World, world};
