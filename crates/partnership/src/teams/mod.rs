//! Teams of an organisation, and who is in which: so that whoever looks for a practitioner knows where they work. A
//! team opens nothing to anybody.
//!
//! `model` holds the rules, `store` the SQL, `change` the operations that add a team and put somebody in one.

mod change;
pub mod model;
pub(crate) mod store;

use ui::Route;

pub use change::{AddTeam, AskTeam, JoinTeam, TeamAsked};

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::form::<AddTeam>("/organisations/{organisation}/teams/new"),
        Route::form::<JoinTeam>("/practitioners/{practitioner}/memberships/{membership}/team"),
    ]
    .concat()
}
