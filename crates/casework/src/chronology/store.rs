//! SQL for the chronology.

use agreement::{Act, Permit};
use db::{At, Day, DbError, Doing, Tx, all, insert, one};
use jiff::civil::Date;
use kernel::CaseId;

use super::web::Event;

/// Writes what an operation did into the chronology of a case, dated today.
///
/// # Errors
///
/// When the database fails.
pub async fn note<O: Act>(
    doing: &mut Doing<'_, O>,
    case: CaseId,
    sentence: &str,
) -> Result<(), DbError> {
    let when = (doing.env.today(), At(doing.env.now()));
    add(doing.tx, doing.permit, doing.env.new_id(), case, when, sentence).await
}

/// Writes one line: the permit's operation is its kind, `sentence` names nobody.
///
/// # Errors
///
/// When the database fails.
pub async fn add<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    id: uuid::Uuid,
    case: CaseId,
    (on, at): (Date, At),
    sentence: &str,
) -> Result<(), DbError> {
    insert!(
        tx,
        chronology_event {
            id: id,
            case_id: case,
            happened_on: Day(on),
            kind: permit.operation(),
            said: sentence,
            recorded_by: permit.principal().practitioner,
            recorded_at: at,
        }
    )
}

/// Every line of a case, the earliest first.
pub(super) async fn events<A: Act>(tx: &mut Tx, permit: &Permit<A>) -> Result<Vec<Event>, DbError> {
    let rows: Vec<(Day, At, String, String, Option<String>)> = all!(
        tx,
        "select e.happened_on, e.recorded_at, e.kind, e.said, p.name from chronology_event e
         left join practitioner p on p.id = e.recorded_by
         where e.case_id = $1 order by e.happened_on, e.recorded_at, e.id",
        permit.subject()
    )?;
    let event = |(on, at, kind, said, by): (Day, At, String, String, Option<String>)| Event {
        on: on.0,
        recorded_at: Some(at.0),
        kind,
        said,
        by,
    };
    Ok(rows.into_iter().map(event).collect())
}

/// The referral that a case came from.
pub(super) type Came = (String, Day, String, Option<Day>, i64, String);

/// The referral's reference, when it came, from which group, when it was accepted at which level, and
/// the edition of the case's charter.
pub(super) async fn referral<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Option<Came>, DbError> {
    let found: Option<Came> = one!(
        tx,
        "select r.source_reference, r.received_on, r.referrer_group, r.decided_on, c.level_of_need,
                f.charter || '/' || c.charter_version
         from case_record c
         join referral r on r.id = c.referral_id
         join forum f on f.id = c.forum_id
         where c.id = $1",
        permit.subject()
    )?;
    if let Some((.., edition)) = &found {
        crate::charters::ready(tx, edition).await?;
    }
    Ok(found)
}
