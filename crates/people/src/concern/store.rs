//! SQL for persons of concern: what is known of one is sealed under the key of the person at risk.

use std::collections::BTreeSet;

use agreement::{Act, Permit};
use db::{At, Day, DbError, Keys, Tx, all, insert, run};
use kernel::{ConcernId, PersonId, PractitionerId};

use super::{
    model::{Checked, Known},
    see::{ConcernLine, ConcernState},
};
use crate::register::name_keys::words;

/// Under which field of the person at risk it is sealed.
#[must_use]
pub fn field(id: ConcernId) -> String {
    format!("person of concern {id}")
}

/// The same, of why it is over or what was wrong with it.
#[must_use]
pub fn reason_field(id: ConcernId) -> String {
    format!("person of concern {id}: why it is over")
}

#[derive(sqlx::FromRow)]
struct Row {
    id: ConcernId,
    readers: String,
    sealed: Vec<u8>,
    sealed_reason: Option<Vec<u8>>,
    review_on: Day,
    version: i64,
    outcome: String,
    added_by: Option<String>,
    added_by_id: PractitionerId,
    added_at: At,
    looked_by: Option<String>,
    looked_by_id: Option<PractitionerId>,
    looked_at: Option<At>,
    is_shared: bool,
    former_id: Option<ConcernId>,
    ended_by: Option<String>,
    ended_at: Option<At>,
}

/// What is known of everybody of concern on a person's record, those who still are first, then the latest; and whether anything
/// that holds was kept back because this reader does not read the address (`reaches`). Of what was entered in error nobody reads
/// what it said. Ask for a permit to read the record.
pub(super) async fn of<A: Act>(
    tx: &mut Tx,
    keys: &Keys,
    _permit: &Permit<A>,
    (person, reaches): (PersonId, bool),
) -> Result<(Vec<ConcernLine>, bool), DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select c.id, c.readers, c.sealed, c.sealed_reason, c.review_on, c.version, c.outcome, p.name as added_by,
                c.added_by as added_by_id, c.added_at, k.name as looked_by,
                c.looked_by as looked_by_id, c.looked_at, c.is_shared, c.former_id, e.name as ended_by, c.ended_at
           from person_of_concern c
           left join practitioner p on p.id = c.added_by
           left join practitioner k on k.id = c.looked_by
           left join practitioner e on e.id = c.ended_by
          where c.person_id = $1
          order by case when c.outcome = '' then 0 else 1 end, coalesce(c.ended_at, c.added_at) desc, c.id",
        person
    )?;
    let (mut lines, mut kept_back) = (Vec::with_capacity(rows.len()), false);
    for row in rows {
        let state = ConcernState::from_name(&row.outcome)
            .ok_or_else(|| DbError::corrupt("person_of_concern", "outcome", &row.outcome))?;
        // What was known before is told with what is known since.
        if state == ConcernState::InError && row.former_id.is_some() {
            continue;
        }
        if !reaches && row.readers != "record" {
            kept_back |= state == ConcernState::Holds;
            continue;
        }
        lines.push(line(keys, (person, reaches), row, state).await?);
    }
    Ok((lines, kept_back))
}

async fn line(
    keys: &Keys,
    (person, reaches): (PersonId, bool),
    row: Row,
    state: ConcernState,
) -> Result<ConcernLine, DbError> {
    let is_error = state == ConcernState::InError;
    let known = match is_error {
        true => Some(Known::default()),
        false => known(keys, (person, row.id), &row.sealed).await?,
    };
    let is_erased = known.is_none();
    // What was wrong with it may name somebody whom it was not about.
    let reason = match &row.sealed_reason {
        Some(sealed) if reaches || !is_error => {
            opened(keys, person, &reason_field(row.id), sealed).await?
        }
        _ => None,
    };
    Ok(ConcernLine {
        concern: row.id,
        known: known.unwrap_or_default(),
        is_erased,
        readers: row.readers,
        review_on: row.review_on.0,
        version: row.version,
        added_by: row.added_by.unwrap_or_default(),
        added_by_id: Some(row.added_by_id),
        added_at: row.added_at.0,
        looked_by: row.looked_by.unwrap_or_default(),
        looked_by_id: row.looked_by_id,
        is_shared: row.is_shared,
        looked_at: row.looked_at.map(|at| at.0),
        state,
        end_reason: reason.unwrap_or_default(),
        ended_by: row.ended_by.unwrap_or_default(),
        ended_at: row.ended_at.map(|at| at.0),
    })
}

/// What was sealed; nothing where its key was destroyed, whether or not the person has another since.
async fn opened(
    keys: &Keys,
    person: PersonId,
    field: &str,
    sealed: &[u8],
) -> Result<Option<String>, DbError> {
    match keys.unseal(person.0, field, sealed).await {
        Err(DbError::Sealed(_)) => Ok(None),
        other => other,
    }
}

/// What is known; nothing where it was erased.
pub(crate) async fn known(
    keys: &Keys,
    (person, id): (PersonId, ConcernId),
    sealed: &[u8],
) -> Result<Option<Known>, DbError> {
    // The words are nobody's to read in a log.
    let corrupt = |_| DbError::corrupt("person_of_concern", "sealed", "what is no record of one");
    let opened = opened(keys, person, &field(id), sealed).await?;
    opened.map(|it| serde_json::from_str(&it).map_err(corrupt)).transpose()
}

async fn sealed(
    keys: &Keys,
    (person, id): (PersonId, ConcernId),
    known: &Known,
) -> Result<Vec<u8>, DbError> {
    let text = serde_json::to_string(known).map_err(|_| DbError::Sealed("could not be written"))?;
    keys.seal(person.0, &field(id), &text).await
}

/// Records somebody of concern.
pub(super) async fn add<A: Act>(
    tx: &mut Tx,
    keys: &Keys,
    permit: &Permit<A>,
    it: (PersonId, ConcernId),
    (checked, at): (&Checked, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        person_of_concern {
            id: it.1,
            person_id: it.0,
            readers: &checked.readers,
            sealed: sealed(keys, it, &checked.known).await?,
            review_on: Day(checked.review_on),
            version: 1_i64,
            added_by: permit.principal().practitioner,
            added_at: at,
            outcome: "",
        }
    )
}

/// Changes what is known, who reads it, and until when it need not be looked at; who looked stays known.
pub(super) async fn keep<A: Act>(
    tx: &mut Tx,
    keys: &Keys,
    permit: &Permit<A>,
    (person, id): (PersonId, ConcernId),
    (checked, at): (&Checked, At),
) -> Result<(), DbError> {
    run!(
        tx,
        "update person_of_concern
            set readers = $1, sealed = $2, review_on = $3, looked_by = $4, looked_at = $5, version = version + 1,
                is_shared = is_shared or added_by <> $4
          where id = $6 and person_id = $7 and outcome = ''",
        &checked.readers,
        sealed(keys, (person, id), &checked.known).await?,
        Day(checked.review_on),
        permit.principal().practitioner,
        at,
        id,
        person
    )?;
    Ok(())
}

/// Keeps what it said until now beside it, under an id of its own: for those alone who read the address, whoever reads what is known
/// since.
pub(super) async fn keep_former<A: Act>(
    tx: &mut Tx,
    keys: &Keys,
    permit: &Permit<A>,
    (person, id): (PersonId, ConcernId),
    (now, at): (&ConcernLine, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        person_of_concern {
            id: id,
            person_id: person,
            readers: "involved",
            sealed: sealed(keys, (person, id), &now.known).await?,
            looked_by: now.looked_by_id,
            looked_at: now.looked_at.map(At),
            former_id: now.concern,
            review_on: Day(now.review_on),
            version: now.version,
            added_by: now.added_by_id,
            added_at: At(now.added_at),
            outcome: ConcernState::Replaced.name(),
            ended_by: Some(permit.principal().practitioner),
            ended_at: Some(at),
        }
    )
}

/// It is over, or was an error; that there was somebody stays known to those who could read it.
pub(super) async fn end<A: Act>(
    tx: &mut Tx,
    keys: &Keys,
    permit: &Permit<A>,
    (person, id): (PersonId, ConcernId),
    (state, reason, at): (ConcernState, &str, At),
) -> Result<(), DbError> {
    run!(
        tx,
        "update person_of_concern
            set outcome = $1, sealed_reason = $2, ended_by = $3, ended_at = $4, version = version + 1
          where id = $5 and person_id = $6 and outcome in ('', 'ended')",
        state.name(),
        keys.seal(person.0, &reason_field(id), reason).await?,
        permit.principal().practitioner,
        at,
        id,
        person
    )?;
    if state == ConcernState::InError {
        // Nor does anybody read what it said before.
        run!(tx, "update person_of_concern set outcome = 'in_error' where former_id = $1", id)?;
    }
    Ok(())
}

/// The organisations for which somebody of one of these names works, by the words of the name: the directory is open to everybody
/// with an account. Names are compared here, for the engines do not agree on what is a small letter.
pub(super) async fn work_for(
    tx: &mut Tx,
    names: &[Vec<String>],
) -> Result<Vec<(Vec<String>, String)>, DbError> {
    let rows: Vec<(String, String)> = all!(
        tx,
        "select p.name, o.name
           from practitioner p
           join held_role m on m.practitioner_id = p.id
           join organisation o on o.id = m.organisation_id
          order by p.id, o.name"
    )?;
    let of = |(name, organisation): (String, String)| (words(&name), organisation);
    let found = rows.into_iter().map(of).filter(|(name, _)| names.contains(name));
    Ok(found.collect::<BTreeSet<_>>().into_iter().collect())
}
