//! Who must not see a person's record: restricted to named staff, or barred from it.
//!
//! What holds for a person holds for their referrals and cases: the scope rows are written on all of
//! them. A referral or case that is made later copies them from the person.
//!
//! Any forum that holds a person may keep somebody out; letting them back is for the forum in which
//! that was done, and for those that work with the person (`model`).
//!
//! `web` limits a record to named staff, `bars` keeps a practitioner or an organisation out (`exclusion` an organisation
//! from the page of a case), `unshared`
//! finds the limited records that only coordinators are named on.

pub mod bars;
pub mod exclusion;
mod model;
mod pages;
mod store;
pub mod unshared;
pub mod web;
