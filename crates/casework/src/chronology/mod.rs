//! The chronology: the journey of a case in order. Every step writes its line in the transaction
//! that takes the step, in a sentence without names.

mod pages;
pub mod store;
pub mod web;
