//! Setting a partnership up from its file: places, organisations with their services, forums.
//!
//! `read` reads the file and says everything that is wrong with it, `model` holds what it says,
//! `store` the SQL, `web` the operation. It is done once, by the console.

mod check;
mod model;
mod read;
mod store;
mod web;

pub use model::{NewForum, NewOrganisation, NewPlace, NewService, PartnershipFile};
pub use read::read;
pub use store::{name, safeguarding};
pub use web::{SetUp, SetUpPartnership};
