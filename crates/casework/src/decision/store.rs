//! SQL for decisions.

use agreement::{Act, Permit};
use db::{At, Day, DbError, Tx, insert, run};
use jiff::civil::Date;
use kernel::{CaseId, PractitionerId};
use uuid::Uuid;

use super::{
    carry_out::Decider,
    model::{Decision, What},
    web::Decide,
};
use crate::referral::model::{Referral, Status};

/// Writes the decision on the referral; false when somebody else changed it first.
pub(super) async fn decide<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    (referral, case): (&Referral, Option<CaseId>),
    (decision, by): (&Decision<'_>, Decider),
    (level, on): (Option<i64>, Date),
) -> Result<bool, DbError> {
    let (status, reason) = match decision.what {
        What::Accept(_) => (Status::Accepted, ""),
        What::Return(reason) => (Status::Returned, reason),
    };
    let changed = run!(
        tx,
        "update referral set status = $1, return_reason = $2, decision_rationale = $3,
             override_reason = $4, level_of_need = $5, decided_on = $6, decided_by = $7,
             confirmed_by = $8, case_id = $9, version = version + 1
         where id = $10 and version = $11 and status = 'received'",
        status.name(),
        reason,
        decision.rationale,
        decision.override_reason,
        level,
        Day(on),
        by.decided_by,
        by.confirmed_by,
        case,
        referral.id,
        referral.version
    )?;
    Ok(changed == 1)
}

/// Opens the case of an accepted referral.
pub(super) async fn open_case<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    (id, referral): (CaseId, &Referral),
    (charter_version, level): (&str, i64),
    (on, at): (Date, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        case_record {
            id: id,
            referral_id: referral.id,
            forum_id: referral.forum,
            person_id: referral.person,
            charter_version: charter_version,
            level_of_need: level,
            status: "open",
            opened_on: Day(on),
            closure_reason: "",
            closure_outcome: "",
            closure_summary: "",
            lead_status: "to_be_appointed",
            version: 1_i64,
            created_at: at,
            updated_at: at,
        }
    )
}

/// One event of the case's journey; its sentence names nobody.
pub(super) async fn tell<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    (id, case): (Uuid, CaseId),
    (on, kind, said): (Date, &str, &str),
    (by, at): (Option<PractitionerId>, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        chronology_event {
            id: id,
            case_id: case,
            happened_on: Day(on),
            kind: kind,
            said: said,
            significant: kind == Decide::NAME,
            recorded_by: by,
            recorded_at: at,
        }
    )
}
