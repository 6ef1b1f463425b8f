//! The second pair of eyes: a decision that the charter does not leave to one person alone is proposed first. Until
//! another who may decide confirms it, its request stands undecided, its clock runs on, and its referrer is told nothing.
//!
//! `model` says who may answer a proposal and how, `store` keeps it, `answer` confirms it or gives it back, `list` shows
//! what waits, `pages` what they look like. What follows from a decision that counts is in `decision::carry_out`.

pub mod answer;
pub mod list;
pub mod model;
pub(crate) mod pages;
pub(crate) mod store;

use ui::Route;

pub(crate) fn routes() -> Vec<Route> {
    [answer::routes(), list::routes()].concat()
}
