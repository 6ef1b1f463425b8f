//! SQL for consent.

use agreement::{Act, Permit};
use db::{At, Day, DbError, Tx, all, insert};
use jiff::civil::Date;
use uuid::Uuid;

use super::{model::Consent, web::ConsentLine};
use crate::case::{model::Head, store::changed};

/// What was said for a case, the latest first: with its referral or since, and not for another case of the
/// same person, which its reader may not know of.
pub(super) async fn of_case<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: &Head,
) -> Result<Vec<ConsentLine>, DbError> {
    type Row = (String, String, Day, String, String, String, Option<String>);
    let rows: Vec<Row> = all!(
        tx,
        "select c.purpose, c.decision, c.decided_on, c.lawful_basis, c.without_consent_reason, c.note, p.name
           from consent c left join practitioner p on p.id = c.recorded_by
          where c.referral_id = $1 order by c.decided_on desc, c.id desc",
        case.referral
    )?;
    let line = |(purpose, decision, on, lawful_basis, without_consent_reason, note, by): (
        _,
        _,
        Day,
        _,
        _,
        _,
        _,
    )| ConsentLine {
        purpose,
        decision,
        on: on.0,
        lawful_basis,
        without_consent_reason,
        note,
        by,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Records what was said.
pub(super) async fn record<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    it: &Consent,
    (id, today, at): (Uuid, Date, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        consent {
            id: id,
            person_id: case.person,
            referral_id: case.referral,
            purpose: &it.purpose,
            decision: &it.decision,
            decided_on: Day(today),
            lawful_basis: &it.lawful_basis,
            without_consent_reason: &it.without_consent_reason,
            recorded_by: Some(permit.principal().practitioner),
            recorded_at: at,
            note: &it.note,
        }
    )?;
    changed(tx, case, at).await
}
