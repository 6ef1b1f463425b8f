//! Which edition of its charter a forum works by.
//!
//! A forum adopts a charter: the text of its files is kept as it is then, under the charter's code and
//! version. Referrals and cases keep the edition that they were made under (ADR 6).

pub(crate) mod store;
pub mod web;
