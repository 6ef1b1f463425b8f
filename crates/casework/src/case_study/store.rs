//! SQL for case studies.

use agreement::{Act, Permit};
use db::{At, Day, DbError, Tx, all, insert, one, run};
use jiff::civil::Date;
use kernel::PractitionerId;
use uuid::Uuid;

use super::model::{Ground, Status, Study};
use crate::case::model::Head;

/// The latest case study of a case.
pub(super) struct Latest {
    pub(super) id: Uuid,
    pub(super) status: Status,
    pub(super) study: Study,
    pub(super) written_by: PractitionerId,
    pub(super) written_by_name: String,
    pub(super) written_on: Date,
    pub(super) answer_reason: String,
    pub(super) answered_by_name: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    status: String,
    #[sqlx(flatten)]
    study: Study,
    written_by: PractitionerId,
    written_by_name: String,
    written_on: Day,
    answer_reason: String,
    answered_by_name: String,
}

/// The case study that was written last.
pub(super) async fn latest<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Option<Latest>, DbError> {
    let row: Option<Row> = one!(
        tx,
        "select s.id, s.status, s.pseudonym, s.asked, s.strengths, s.done, s.changed, s.otherwise, s.written_by,
                w.name as written_by_name, s.written_on, s.answer_reason, coalesce(a.name, '') as answered_by_name
           from case_study s
           join case_record c on c.id = s.case_id and c.person_id = s.person_id
           join practitioner w on w.id = s.written_by
           left join practitioner a on a.id = s.answered_by
          where s.case_id = $1
          order by s.written_at desc, s.id desc limit 1",
        permit.subject()
    )?;
    let read = |row: Row| {
        let status = Status::from_name(&row.status);
        Ok(Latest {
            id: row.id,
            status: status.ok_or_else(|| DbError::corrupt("case_study", "status", &row.status))?,
            study: row.study,
            written_by: row.written_by,
            written_by_name: row.written_by_name,
            written_on: row.written_on.0,
            answer_reason: row.answer_reason,
            answered_by_name: row.answered_by_name,
        })
    };
    row.map(read).transpose()
}

/// Whether they agree to it now, and whether the record is limited, or kept from somebody.
pub(super) async fn ground<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
) -> Result<Ground, DbError> {
    let row: Option<(Option<String>, i64)> = one!(
        tx,
        "select (select t.decision from consent t
                  where t.referral_id = c.referral_id and t.purpose = 'case_study' and t.error_reason = ''
                  order by t.decided_on desc, t.id desc limit 1) as decision,
                cast((select count(*) from record_scope l
                       where l.relation in ('restricted', 'barred', 'barred_organisation')
                         and ((l.kind = 'case' and l.record = c.id)
                              or (l.kind = 'person' and l.record = c.person_id))) as bigint) as limits
           from case_record c where c.id = $1",
        permit.subject()
    )?;
    let (decision, limits) = row.unwrap_or_default();
    Ok(Ground {
        case: case.status,
        agreed: decision.as_deref() == Some("given"),
        is_limited: limits > 0,
    })
}

/// The names of organisations that may be told: a school says where a child is.
pub(super) async fn organisations(tx: &mut Tx) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> =
        all!(tx, "select name from organisation where kind <> 'school' order by name")?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// Keeps a case study: it waits for a second person. The one before waits no more, and others read it no more: only what was
/// written last is approved, given back or taken down.
pub(super) async fn write<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    it: &Study,
    (id, today, at): (Uuid, Date, At),
) -> Result<(), DbError> {
    run!(
        tx,
        "update case_study set status = 'replaced' where case_id = $1 and status in ('waiting', 'approved')",
        case.id
    )?;
    insert!(
        tx,
        case_study {
            id: id,
            case_id: case.id,
            person_id: case.person,
            pseudonym: &it.pseudonym,
            asked: &it.asked,
            strengths: &it.strengths,
            done: &it.done,
            changed: &it.changed,
            otherwise: &it.otherwise,
            status: Status::Waiting.name(),
            written_by: permit.principal().practitioner,
            written_on: Day(today),
            written_at: at,
            answer_reason: "",
            answered_by: None::<PractitionerId>,
            answered_at: None::<At>,
        }
    )
}

/// Answers it.
pub(super) async fn answer<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    study: Uuid,
    (status, reason): (Status, &str),
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "update case_study set status = $1, answer_reason = $2, answered_by = $3, answered_at = $4 where id = $5",
        status.name(),
        reason,
        permit.principal().practitioner,
        at,
        study
    )?;
    Ok(())
}

/// What everybody who works with people may read: nothing says of which case it is, nor in which order they were written.
pub(super) async fn told(tx: &mut Tx, rows: i64) -> Result<Vec<Study>, DbError> {
    all!(
        tx,
        "select t.pseudonym, t.asked, t.strengths, t.done, t.changed, t.otherwise
           from case_study_told t
          order by t.pseudonym, t.asked limit cast($1 as bigint)",
        rows
    )
}
