//! SQL for the order of an agenda, and for deputies.

use agreement::{Act, Permit};
use db::{DbError, Tx, all, run};
use kernel::{AgendaItemId, CaseId, PractitionerId};

use super::super::{deputy::NameDeputy, order::ArrangeAgenda, web::Attendance};

/// Where an item stands.
pub(crate) struct Place {
    pub(crate) item: AgendaItemId,
    pub(crate) case: CaseId,
    pub(crate) position: i64,
}

/// Where each item of the agenda stands, whoever may see it.
pub(crate) async fn places(
    tx: &mut Tx,
    permit: &Permit<ArrangeAgenda>,
) -> Result<Vec<Place>, DbError> {
    let rows: Vec<(AgendaItemId, CaseId, i64)> = all!(
        tx,
        "select id, case_id, position from agenda_item where meeting_id = $1 order by position, id",
        permit.subject()
    )?;
    Ok(rows.into_iter().map(|(item, case, position)| Place { item, case, position }).collect())
}

/// Puts an item at its place, with the minutes that it has of its own.
pub(crate) async fn place(
    tx: &mut Tx,
    permit: &Permit<ArrangeAgenda>,
    item: AgendaItemId,
    (position, minutes): (i64, Option<i64>),
) -> Result<(), DbError> {
    run!(
        tx,
        "update agenda_item set position = $1, minutes = $2 where id = $3 and meeting_id = $4",
        position,
        minutes,
        item,
        permit.subject()
    )?;
    Ok(())
}

/// Says when the meeting begins; as the charter says when empty.
pub(crate) async fn begin(
    tx: &mut Tx,
    permit: &Permit<ArrangeAgenda>,
    starts: &str,
) -> Result<(), DbError> {
    run!(tx, "update meeting set starts = $1 where id = $2", starts, permit.subject())?;
    Ok(())
}

/// Those who work for a member's organisation, without the member.
pub(crate) async fn colleagues<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    member: &Attendance,
) -> Result<Vec<(PractitionerId, String)>, DbError> {
    all!(
        tx,
        "select distinct p.id, p.name from working_role h join practitioner p on p.id = h.practitioner_id
          where h.organisation_id = $1 and p.id <> $2
          order by p.name, p.id",
        member.organisation,
        member.practitioner
    )
}

/// Says who came for a member.
pub(crate) async fn deputise(
    tx: &mut Tx,
    permit: &Permit<NameDeputy>,
    member: PractitionerId,
    (deputy, name): (Option<PractitionerId>, &str),
) -> Result<(), DbError> {
    run!(
        tx,
        "update attendance set deputy_id = $1, deputy_name = $2
          where meeting_id = $3 and practitioner_id = $4",
        deputy,
        name,
        permit.subject(),
        member
    )?;
    Ok(())
}
