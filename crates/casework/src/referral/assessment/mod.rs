//! The common assessment: the form of the forum's charter, answered here. A new answer is a new
//! version; none is ever overwritten.

pub(crate) mod pages;
pub(crate) mod store;
pub mod web;
