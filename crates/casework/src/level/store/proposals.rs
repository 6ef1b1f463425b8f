//! SQL for levels that wait for a second person.

use agreement::{Act, Permit, Visible};
use db::{At, Day, DbError, Tx, all, insert, insert_rows, list, run};
use jiff::civil::Date;
use kernel::{CaseId, PractitionerId};
use uuid::Uuid;

use crate::{
    case::model::Head,
    charters::ready,
    confirmation::model::Status,
    level::model::{Judged, Occasion},
};

/// Keeps one that waits.
pub(in crate::level) async fn add<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    (occasion, level, judged, version): (Occasion, i64, &Judged, &str),
    (id, on, at): (Uuid, Date, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        level_proposal {
            id: id,
            case_id: case.id,
            occasion: occasion.name(),
            level_before: case.level,
            level: level,
            reason: &judged.reason,
            charter_version: version,
            proposed_on: Day(on),
            proposed_by: permit.principal().practitioner,
            proposed_at: at,
            status: Status::Waiting.name(),
            answer_reason: "",
            answered_by: None::<PractitionerId>,
            answered_at: None::<At>,
        }
    )?;
    insert_rows!(tx, level_proposal_indicator, &judged.indicators, code => {
        proposal_id: id,
        indicator: code.as_str(),
    })
}

/// Answers the one that waits; false when none does.
pub(in crate::level) async fn answer_waiting<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: CaseId,
    (status, reason): (Status, &str),
    (by, at): (Option<PractitionerId>, At),
) -> Result<bool, DbError> {
    let changed = run!(
        tx,
        "update level_proposal set status = $1, answer_reason = $2, answered_by = $3, answered_at = $4
          where case_id = $5 and status = 'waiting'",
        status.name(),
        reason,
        by,
        at,
        case
    )?;
    Ok(changed == 1)
}

/// A level that somebody proposed, as it is kept.
pub(in crate::level) struct Proposal {
    pub(in crate::level) id: Uuid,
    pub(in crate::level) status: String,
    occasion: String,
    pub(in crate::level) level_before: i64,
    pub(in crate::level) level: i64,
    pub(in crate::level) reason: String,
    pub(in crate::level) charter_version: String,
    pub(in crate::level) indicators: Vec<String>,
    pub(in crate::level) proposed_by: PractitionerId,
    pub(in crate::level) by_name: String,
    pub(in crate::level) on: Day,
    pub(in crate::level) at: At,
    pub(in crate::level) answer_reason: String,
    pub(in crate::level) answered_by: String,
}

impl Proposal {
    /// When it was judged.
    pub(in crate::level) fn occasion(&self) -> Result<Occasion, DbError> {
        let known = Occasion::from_name(&self.occasion);
        known.ok_or_else(|| DbError::corrupt("level_proposal", "occasion", &self.occasion))
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    status: String,
    occasion: String,
    level_before: i64,
    level: i64,
    reason: String,
    charter_version: String,
    proposed_by: PractitionerId,
    by_name: String,
    proposed_on: Day,
    proposed_at: At,
    answer_reason: String,
    answered_by: String,
    indicator: Option<String>,
}

/// The levels that were proposed in a case, the latest first.
pub(in crate::level) async fn of_case<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<Proposal>, DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select p.id, p.status, p.occasion, p.level_before, p.level, p.reason, p.charter_version, p.proposed_by,
                w.name as by_name, p.proposed_on, p.proposed_at, p.answer_reason, coalesce(a.name, '') as answered_by, i.indicator
           from level_proposal p
           join practitioner w on w.id = p.proposed_by
           left join practitioner a on a.id = p.answered_by
           left join level_proposal_indicator i on i.proposal_id = p.id
          where p.case_id = $1 order by p.proposed_at desc, p.id desc, i.indicator",
        permit.subject()
    )?;
    let mut found: Vec<Proposal> = Vec::new();
    for row in rows {
        match found.last_mut() {
            Some(last) if last.id == row.id => last.indicators.extend(row.indicator),
            _ => found.push(Proposal {
                id: row.id,
                status: row.status,
                occasion: row.occasion,
                level_before: row.level_before,
                level: row.level,
                reason: row.reason,
                charter_version: row.charter_version,
                indicators: row.indicator.into_iter().collect(),
                proposed_by: row.proposed_by,
                by_name: row.by_name,
                on: row.proposed_on,
                at: row.proposed_at,
                answer_reason: row.answer_reason,
                answered_by: row.answered_by,
            }),
        }
    }
    Ok(found)
}

/// A level that waits in a case that the reader reviews.
#[derive(sqlx::FromRow)]
pub(crate) struct Waits {
    pub(crate) case_id: CaseId,
    pub(crate) person_name: String,
    pub(crate) forum_name: String,
    pub(crate) level: i64,
    /// The code and version of the case's charter.
    pub(crate) charter: String,
    pub(crate) proposed_by: PractitionerId,
    pub(crate) by_name: String,
    pub(crate) proposed_on: Day,
}

/// The levels that wait in the cases that somebody may review, the longest first.
pub(crate) async fn waiting(tx: &mut Tx, reviews: &Visible) -> Result<Vec<Waits>, DbError> {
    let rows: Vec<Waits> = list!(
        tx,
        reviews,
        "c.id",
        "select c.id as case_id, p.given_name || ' ' || p.family_name as person_name, f.name as forum_name, l.level,
                f.charter || '/' || c.charter_version as charter, l.proposed_by, w.name as by_name, l.proposed_on
           from level_proposal l
           join case_record c on c.id = l.case_id
           join person p on p.id = c.person_id
           join forum f on f.id = c.forum_id
           join practitioner w on w.id = l.proposed_by
          where l.status = 'waiting' and {visible}
          order by l.proposed_at, l.id
          limit 200"
    )?;
    for row in &rows {
        ready(tx, &row.charter).await?;
    }
    Ok(rows)
}
