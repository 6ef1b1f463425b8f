//! SQL for the tour: who has seen enough of it. The home page reads it (`home::store`).

use agreement::Permit;
use db::{At, DbError, Tx, run};

use super::end::EndTour;

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
