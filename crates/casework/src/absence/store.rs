//! SQL for absences: the present or next one of each practitioner.

use agreement::{Act, Permit};
use db::{At, Day, DbError, Tx, one, run};
use kernel::PractitionerId;

use super::model::Absence;

/// What a practitioner said last.
pub(super) async fn of<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    who: PractitionerId,
) -> Result<Option<Absence>, DbError> {
    let row: Option<(Day, Option<Day>)> =
        one!(tx, "select from_on, until_on from absence where practitioner_id = $1", who)?;
    Ok(row.and_then(|(from, until)| absence(Some(from), until)))
}

/// An absence as its columns hold it.
pub(crate) fn absence(from: Option<Day>, until: Option<Day>) -> Option<Absence> {
    Some(Absence { from: from?.0, until: until.map(|day| day.0) })
}

/// Records what a practitioner says of themself; nothing when they are there.
pub(super) async fn record<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    absence: Option<Absence>,
    at: At,
) -> Result<(), DbError> {
    let who = permit.principal().practitioner;
    run!(tx, "delete from absence where practitioner_id = $1", who)?;
    if let Some(Absence { from, until }) = absence {
        run!(
            tx,
            "insert into absence (practitioner_id, from_on, until_on, recorded_at)
             values ($1, $2, $3, $4)",
            who,
            Day(from),
            until.map(Day),
            at
        )?;
    }
    Ok(())
}
