//! SQL for the tour: who has seen enough of it.

use agreement::{Act, Permit};
use db::{At, DbError, Tx, one, run};

use super::end::EndTour;

/// Whether somebody does not want to be shown the tour again.
pub(crate) async fn has_ended<A: Act>(tx: &mut Tx, permit: &Permit<A>) -> Result<bool, DbError> {
    let who = permit.principal().practitioner;
    let found: Option<(At,)> =
        one!(tx, "select ended_at from tour_ended where practitioner_id = $1", who)?;
    Ok(found.is_some())
}

pub(super) async fn end(tx: &mut Tx, permit: &Permit<EndTour>, at: At) -> Result<(), DbError> {
    run!(
        tx,
        "insert into tour_ended (practitioner_id, ended_at) values ($1, $2)
         on conflict (practitioner_id) do nothing",
        permit.principal().practitioner,
        at
    )?;
    Ok(())
}
