//! SQL for persons of concern: what is known of one is sealed under the key of the person at risk.

use agreement::{Act, Permit};
use db::{At, Day, DbError, Keys, Tx, all, insert, run};
use jiff::Timestamp;
use kernel::{ConcernId, PersonId, PractitionerId};

use super::{
    model::{Checked, Known},
    see::{ConcernLine, ConcernState},
};

/// Under which field of the person at risk it is sealed.
#[must_use]
pub fn field(id: ConcernId) -> String {
    format!("person of concern {id}")
}

fn reason_field(id: ConcernId) -> String {
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
    ended_by: Option<String>,
    ended_at: Option<At>,
}

/// What is known of everybody of concern on a person's record, those who still are first, then the latest; and whether anything
/// that holds was kept back because this reader is not among staff involved (`reaches`). Of what was entered in error, and of what a
/// key was destroyed for, nobody reads what it said. Ask for a permit to read the record.
pub(super) async fn of<A: Act>(
    tx: &mut Tx,
    keys: &Keys,
    _permit: &Permit<A>,
    (person, reaches): (PersonId, bool),
) -> Result<(Vec<ConcernLine>, bool), DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select c.id, c.readers, c.sealed, c.sealed_reason, c.review_on, c.version, c.outcome, p.name as added_by,
                c.added_by as added_by_id, c.added_at, e.name as ended_by, c.ended_at
           from person_of_concern c
           left join practitioner p on p.id = c.added_by
           left join practitioner e on e.id = c.ended_by
          where c.person_id = $1
          order by case when c.outcome = '' then 0 else 1 end, c.added_at desc, c.id",
        person
    )?;
    let (mut lines, mut kept_back) = (Vec::with_capacity(rows.len()), false);
    for row in rows {
        let state = ConcernState::from_name(&row.outcome)
            .ok_or_else(|| DbError::corrupt("person_of_concern", "outcome", &row.outcome))?;
        if !reaches && row.readers != "record" {
            kept_back |= state == ConcernState::Holds;
            continue;
        }
        lines.push(line(keys, person, row, state).await?);
    }
    Ok((lines, kept_back))
}

async fn line(
    keys: &Keys,
    person: PersonId,
    row: Row,
    state: ConcernState,
) -> Result<ConcernLine, DbError> {
    let known = match state {
        ConcernState::InError => None,
        _ => keys.unseal(person.0, &field(row.id), &row.sealed).await?,
    };
    let known = known.and_then(|it| serde_json::from_str::<Known>(&it).ok()).unwrap_or_default();
    let reason = match &row.sealed_reason {
        Some(sealed) => keys.unseal(person.0, &reason_field(row.id), sealed).await?,
        None => None,
    };
    Ok(ConcernLine {
        concern: row.id,
        known,
        readers: row.readers,
        review_on: row.review_on.0,
        version: row.version,
        added_by: row.added_by.unwrap_or_default(),
        added_by_id: Some(row.added_by_id),
        added_at: row.added_at.0,
        state,
        end_reason: reason.unwrap_or_default(),
        ended_by: row.ended_by.unwrap_or_default(),
        ended_at: row.ended_at.map(|at: At| -> Timestamp { at.0 }),
    })
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

/// Changes what is known, who reads it, and until when it need not be looked at.
pub(super) async fn keep<A: Act>(
    tx: &mut Tx,
    keys: &Keys,
    _permit: &Permit<A>,
    (person, id): (PersonId, ConcernId),
    checked: &Checked,
) -> Result<(), DbError> {
    run!(
        tx,
        "update person_of_concern set readers = $1, sealed = $2, review_on = $3, version = version + 1
          where id = $4 and person_id = $5 and outcome = ''",
        &checked.readers,
        sealed(keys, (person, id), &checked.known).await?,
        Day(checked.review_on),
        id,
        person
    )?;
    Ok(())
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
          where id = $5 and person_id = $6 and outcome = ''",
        state.name(),
        keys.seal(person.0, &reason_field(id), reason).await?,
        permit.principal().practitioner,
        at,
        id,
        person
    )?;
    Ok(())
}

/// The organisations for which somebody of this name works: the directory is open to everybody with an account.
pub(super) async fn works_for(tx: &mut Tx, name: &str) -> Result<Vec<(String,)>, DbError> {
    all!(
        tx,
        "select min(o.name)
           from practitioner p
           join held_role m on m.practitioner_id = p.id
           join organisation o on o.id = m.organisation_id
          where lower(p.name) = lower($1)
          group by p.id
          order by 1",
        name
    )
}
