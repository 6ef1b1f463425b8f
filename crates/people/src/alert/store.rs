//! SQL for alerts.

use agreement::{Act, Permit};
use db::{At, Day, DbError, Tx, all, insert, one, run};
use kernel::{AlertId, PersonId, PractitionerId};

use super::{model::Checked, web::Alert};

#[derive(sqlx::FromRow)]
struct Row {
    id: AlertId,
    kind: String,
    words: String,
    review_on: Day,
    version: i64,
    added_by: Option<String>,
    added_by_id: Option<PractitionerId>,
    added_at: At,
    end_reason: String,
    in_error: bool,
    ended_by: Option<String>,
    ended_at: Option<At>,
}

/// The alerts of a person, those that hold first, then the latest; of what was entered in error nobody reads what it said,
/// for it may be about somebody else. Ask for a permit to read the record.
pub(crate) async fn of<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    person: PersonId,
) -> Result<Vec<Alert>, DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select a.id, a.kind, case when a.in_error then '' else a.words end as words, a.review_on, a.version,
                p.name as added_by, a.added_by as added_by_id, a.added_at, a.end_reason, a.in_error, e.name as ended_by, a.ended_at
           from person_alert a
           left join practitioner p on p.id = a.added_by
           left join practitioner e on e.id = a.ended_by
          where a.person_id = $1
          order by case when a.ended_at is null then 0 else 1 end, a.added_at desc, a.id",
        person
    )?;
    let alert = |row: Row| Alert {
        alert: row.id,
        kind: row.kind,
        words: row.words,
        review_on: row.review_on.0,
        version: row.version,
        added_by: row.added_by.unwrap_or_default(),
        added_by_id: row.added_by_id,
        added_at: row.added_at.0,
        end_reason: row.end_reason,
        in_error: row.in_error,
        ended_by: row.ended_by.unwrap_or_default(),
        ended_at: row.ended_at.map(|at| at.0),
    };
    Ok(rows.into_iter().map(alert).collect())
}

/// Adds an alert.
pub(super) async fn add<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    person: PersonId,
    alert: &Checked,
    (id, at): (AlertId, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        person_alert {
            id: id,
            person_id: person,
            kind: &alert.kind,
            words: &alert.words,
            review_on: Day(alert.review_on),
            version: 1_i64,
            added_by: permit.principal().practitioner,
            added_at: at,
            end_reason: "",
            ended_by: None::<PractitionerId>,
            ended_at: None::<At>,
        }
    )
}

/// Changes what an alert says, and until when it need not be looked at.
pub(super) async fn keep<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    (person, id): (PersonId, AlertId),
    alert: &Checked,
) -> Result<(), DbError> {
    run!(
        tx,
        "update person_alert set kind = $1, words = $2, review_on = $3, version = version + 1
          where id = $4 and person_id = $5 and ended_at is null",
        &alert.kind,
        &alert.words,
        Day(alert.review_on),
        id,
        person
    )?;
    Ok(())
}

/// Ends an alert; that there was one stays known.
pub(super) async fn end<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (person, id): (PersonId, AlertId),
    (reason, in_error): (&str, bool),
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "update person_alert
            set end_reason = $1, ended_by = $2, ended_at = $3, version = version + 1, in_error = $6
          where id = $4 and person_id = $5 and ended_at is null",
        reason,
        permit.principal().practitioner,
        at,
        id,
        person,
        in_error
    )?;
    Ok(())
}

/// Whether an alert that was said to be an error was added anew in the same words, and holds.
pub(crate) async fn stands_anew<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    (person, id): (PersonId, AlertId),
) -> Result<bool, DbError> {
    let found: Option<(i64,)> = one!(
        tx,
        "select count(*)
           from person_alert b
           join person_alert a on a.person_id = b.person_id and a.kind = b.kind and a.words = b.words
          where b.id = $1 and b.person_id = $2 and a.id <> b.id and a.ended_at is null",
        id,
        person
    )?;
    Ok(found.is_some_and(|(count,)| count > 0))
}

/// An alert that was said to be an error stands as it did. Its version tells whoever had it open that it changed.
pub(crate) async fn stands_again<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    (person, id): (PersonId, AlertId),
) -> Result<(), DbError> {
    run!(
        tx,
        "update person_alert
            set in_error = false, end_reason = '', ended_by = null, ended_at = null, version = version + 1
          where id = $1 and person_id = $2 and in_error",
        id,
        person
    )?;
    Ok(())
}
