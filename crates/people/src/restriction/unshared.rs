//! Limited records on which nobody is named but coordinators: whoever worked with the person was never
//! named, or has left (ADR 7). The coordinators are told on their home page.

use agreement::{Act, Kind};
use db::{Looking, Stop};
use kernel::PersonId;
use schemars::JsonSchema;
use serde::Serialize;

use super::{store, web::RestrictRecord};

/// A person whose limited record names no staff but coordinators.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Unshared {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
}

/// Those among them whom the reader can name others for. Whoever shows them says so to the ledger.
///
/// # Errors
///
/// When the database fails.
pub async fn unshared<R: Act>(looking: &mut Looking<'_, R>) -> Result<Vec<Unshared>, Stop> {
    if looking.principal().coordinates.is_empty() {
        return Ok(Vec::new());
    }
    let who = looking.principal().practitioner;
    let restricts = looking.visible::<RestrictRecord>(Kind::Person);
    Ok(store::only_coordinators(looking.tx, &restricts, who).await?)
}
