//! Accounts: who may come in, and as whom.
//!
//! [`sign_in`] is the way in for people and programs, [`link`] the one-time links by which a
//! password is set, [`web`] what an administrator does, [`own`] what everyone does with their own
//! account ([`password`] is its own way), [`demo`] the doors of the demonstration that need no password;
//! `ending` and `naming` take and keep what hangs on somebody's roles.
//!
//! Three things keep signing in honest. A try is counted in the database *before* the password is
//! looked at, so many guesses at once are not many free guesses. The work of hashing is done outside
//! the transaction and bounded by the machine (`ui::passwords`). And what starts a session is an
//! operation that cannot be typed: it holds a [`ui::passwords::Verified`], which only a right
//! password makes, and no form or JSON body can be read as one.
//!
//! A second factor would be one more stage of a session (`ui::session`): the password makes a
//! session at that stage, the factor moves it on with a new token, and until then the session is
//! nobody, as it is for someone who has still to choose an organisation.

pub mod change;
pub mod choose;
pub mod confirm;
pub mod demo;
pub mod ending;
pub mod link;
pub mod model;
mod naming;
pub mod own;
mod pages;
pub mod password;
pub mod sign_in;
mod store;
pub mod web;

use db::{Actor, Door, Stopped};
use kernel::{FieldErrors, OrganisationId};
use ui::Route;

pub use demo::routes as demo_routes;

/// Everything about accounts, but for the demonstration's own doors.
pub(crate) fn routes() -> Vec<Route> {
    [
        sign_in::routes(),
        link::routes(),
        own::routes(),
        password::routes(),
        confirm::routes(),
        web::routes(),
    ]
    .concat()
}

/// Whether somebody can be the first administrator by these names, before anything is made.
///
/// # Errors
///
/// Every problem with them.
pub fn first_administrator_names(name: &str, sign_in_name: &str) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    model::name(&mut errors, name);
    model::sign_in_name(&mut errors, sign_in_name);
    errors.into_result()
}

/// Makes the first administrator and gives the path of the one-time link by which they set their
/// password. For the command line.
///
/// # Errors
///
/// When the names are not right, or taken, or the database fails.
pub async fn first_administrator(
    door: &Door,
    name: &str,
    sign_in_name: &str,
    organisation: OrganisationId,
) -> Result<String, Stopped> {
    let invite = web::InvitePractitioner {
        name: name.to_owned(),
        sign_in_name: sign_in_name.to_owned(),
        organisation: organisation.to_string(),
        role: agreement::Role::Administrator.name().to_owned(),
        forum: String::new(),
    };
    let practitioner = door.perform(Actor::Console, None, invite).await?;
    let shown = door.read(Actor::Console, web::SeePractitioner { practitioner }).await?;
    shown.answer.link.ok_or(Stopped::NotThere)
}
