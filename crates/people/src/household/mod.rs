//! People living together. Each member keeps their own record; a reader sees the members whose
//! records they may see, and nothing of the others.
//!
//! `model` has the parts that people play, `store` the SQL, `web` adds someone, `leaving` records that
//! someone moved out.

pub mod leaving;
pub mod model;
pub(crate) mod store;
pub mod web;

pub use store::of;
