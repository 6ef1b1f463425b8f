//! People: who they are, who they live with, where they can safely be reached, and who may know.
//!
//! Start with [`register`]: what is kept of a person, and the two functions by which other rooms
//! write and name one. [`search`] comes before [`person`]: nobody is added who is already known.

pub mod alert;
pub mod communication;
pub mod concern;
pub mod family;
pub mod household;
pub mod in_error;
pub mod known_as;
pub mod known_words;
pub mod override_access;
pub mod person;
pub mod register;
pub mod restriction;
pub mod search;
pub mod sought;

use ui::Route;

/// Every route of people.
pub fn routes() -> Vec<Route> {
    [
        search::web::routes(),
        person::routes(),
        household::web::routes(),
        override_access::routes(),
        family::routes(),
        known_as::routes(),
        alert::web::routes(),
        concern::routes(),
        in_error::routes(),
        communication::web::routes(),
        restriction::web::routes(),
        sought::web::routes(),
    ]
    .concat()
}
