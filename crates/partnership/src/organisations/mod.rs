//! The member bodies of the partnership: council, NHS trust, police, school, charity …
//!
//! `model` holds the rules, `store` the SQL, `web` the list, the operation that adds one and the routes,
//! `change` what happens to one later, `sheet` what comes from a spreadsheet, `pages` what they look like.

mod change;
pub mod model;
mod pages;
mod sheet;
pub(crate) mod store;
pub mod web;

pub use change::{
    AmendOrganisation, AskOneOrganisation, OneOrganisation, RestoreOrganisation,
    WithdrawOrganisation,
};
pub use sheet::{AskOrganisationsSheet, ImportOrganisations};
