//! Meetings of a forum: arranged, agenda published, held, minutes confirmed.
//!
//! A meeting is a filtered list: each reader's agenda and minutes hold the items of cases that they
//! may see, and what is left out leaves no trace. `web` has the meeting itself, `items` what is on
//! its agenda, `steps` the buttons that take it from one state to the next,
//! `updates` what partners write beforehand, `order` the order of the agenda, `deputy` who came for somebody else.

pub mod deputy;
pub mod items;
pub mod model;
pub mod order;
mod pages;
pub mod steps;
pub(crate) mod store;
pub mod updates;
pub mod web;
