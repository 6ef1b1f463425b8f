//! What a charter promises, tried on the charters that are shipped and on broken ones.

mod allocation_group;
mod eligibility;
