//! The information-sharing agreement: who may see and do what, decided by rules that people read.
//!
//! Start with `agreement.cedar`, the rules themselves. [`Agreement`] loads them; [`Agreement::permit`]
//! decides one record and [`Agreement::list_filter`] writes the same rules as a condition on a list.
//! A [`Permit`] or a [`Visible`] can be made nowhere else, so no row about a person is reached
//! without a decision (invariant 2). Roles, membership, involvement, restrictions are data: rows of
//! the table `record_scope (kind, record, relation, target)`, loaded by the door as [`Facts`].
//!
//! Nothing here does I/O.

#![warn(missing_docs)]

mod access;
mod action;
mod agreement;
mod condition;
mod engine;
mod facts;
mod filter;
mod load;
mod memo;
mod permit;
mod principal;
mod sql;
mod table;
mod translate;
mod words;

pub use action::Action;
pub use agreement::{Agreement, FIRST_AGREEMENT};
pub use facts::Facts;
pub use filter::Visible;
pub use load::{AGREEMENT_SCHEMA, Clause, LoadError};
pub use permit::{Act, Decision, Granted, Permit, Refused};
pub use principal::Principal;
pub use sql::Window;
pub use words::{Kind, Relation, Role, Target};
