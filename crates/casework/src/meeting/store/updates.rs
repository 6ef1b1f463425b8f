//! SQL for what partners write about a case before its meeting.

use agreement::{Act, Permit};
use db::{At, DbError, Tx, all, one, run};
use kernel::AgendaItemId;

/// What was written about one item: organisation and words.
pub(in crate::meeting) async fn of_item<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    item: AgendaItemId,
) -> Result<Vec<(String, String)>, DbError> {
    all!(
        tx,
        "select o.name, u.words from item_update u join agenda_item i on i.id = u.item_id
           join organisation o on o.id = u.organisation_id
          where u.item_id = $1 and i.meeting_id = $2 order by o.name",
        item,
        permit.subject()
    )
}

/// What one's own organisation wrote about an item, and its version: nothing and 0 before it did.
pub(in crate::meeting) async fn of_own<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    item: AgendaItemId,
) -> Result<(String, i64), DbError> {
    let found: Option<(String, i64)> = one!(
        tx,
        "select words, version from item_update where item_id = $1 and organisation_id = $2",
        item,
        permit.principal().organisation
    )?;
    Ok(found.unwrap_or_default())
}

/// Writes it, in place of what the organisation wrote before.
pub(in crate::meeting) async fn write<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    item: AgendaItemId,
    words: &str,
    at: At,
) -> Result<(), DbError> {
    let who = permit.principal();
    run!(
        tx,
        "insert into item_update (item_id, organisation_id, words, version, written_by, written_at)
         values ($1, $2, $3, 1, $4, $5)
         on conflict (item_id, organisation_id) do update
            set words = excluded.words, version = item_update.version + 1,
                written_by = excluded.written_by, written_at = excluded.written_at",
        item,
        who.organisation,
        words,
        who.practitioner,
        at
    )?;
    Ok(())
}

/// Takes away what was written about an item that comes off the agenda; the caller has kept the words.
pub(in crate::meeting) async fn remove<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    item: AgendaItemId,
) -> Result<(), DbError> {
    run!(tx, "delete from item_update where item_id = $1", item)?;
    Ok(())
}
