//! The register: what is kept of a person, and how it is written.
//!
//! `model` says what a person's record holds, `numbers` checks NHS numbers, postcodes and telephone
//! numbers, `name_keys` and `name_pairs` make the keys by which names are found, `store` has the SQL.

pub mod approximate;
mod model;
pub mod name_keys;
pub mod name_pairs;
pub mod numbers;
mod store;

pub(crate) use model::with_own_name;
pub use model::{NewPerson, PersonSummary, YesNo, full_name};
pub(crate) use store::{Contacts, contacts, rekey, write_contacts, yes_no};
pub use store::{add, summary};
