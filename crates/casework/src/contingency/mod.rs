//! What matters most to a family, and what is done if things get worse: early signs, what sets it off, what to do and
//! whom to call (PRSB Personalised Care and Support Plan: "about me" and "contingency plan").
//!
//! `model` holds the rules, `store` the SQL, `web` the operation; the page of the case and the plan to share show it.

pub mod model;
pub(crate) mod store;
pub mod web;
