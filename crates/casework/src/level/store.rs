//! SQL for judgements of the level of need.

pub(crate) mod proposals;

use agreement::{Act, Permit};
use db::{At, Day, DbError, Tx, all, insert, insert_rows, run};
use jiff::civil::Date;
use kernel::{PractitionerId, ReferralId};
use uuid::Uuid;

use super::model::{self, Indicator, Judged, Occasion};
use crate::{
    case::model::Head,
    charters::{charter_of, ready},
};

/// Keeps a judgement; the charter's version says in whose words its indicators are read.
pub(super) async fn add<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    (referral, charter_version): (ReferralId, &str),
    (occasion, by): (Occasion, PractitionerId),
    (before, judged): (Option<i64>, &Judged),
    (id, on, at): (Uuid, Date, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        level_judgement {
            id: id,
            referral_id: referral,
            occasion: occasion.name(),
            level_before: before,
            level: judged.level,
            reason: &judged.reason,
            charter_version: charter_version,
            judged_on: Day(on),
            judged_by: by,
            judged_at: at,
        }
    )?;
    insert_rows!(tx, level_indicator, &judged.indicators, code => {
        judgement_id: id,
        indicator: code.as_str(),
    })
}

/// Sets the level of a case.
pub(super) async fn set<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: &Head,
    level: i64,
) -> Result<(), DbError> {
    run!(tx, "update case_record set level_of_need = $1 where id = $2", level, case.id)?;
    Ok(())
}

/// A judgement as it is kept, or the case alone when nobody has judged anything yet.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub(super) opened_on: Day,
    pub(super) level_now: i64,
    pub(super) id: Option<Uuid>,
    pub(super) occasion: Option<String>,
    pub(super) level_before: Option<i64>,
    pub(super) level: Option<i64>,
    pub(super) reason: Option<String>,
    pub(super) edition: Option<String>,
    pub(super) judged_on: Option<Day>,
    pub(super) judged_by: Option<String>,
    pub(super) judged_at: Option<At>,
    pub(super) indicator: Option<String>,
}

/// The judgements of a case in the order of time, a row for each indicator of one.
pub(super) async fn of_case<A: Act>(tx: &mut Tx, permit: &Permit<A>) -> Result<Vec<Row>, DbError> {
    let rows: Vec<Row> = all!(
        tx,
        "select c.opened_on, c.level_of_need as level_now, j.id, j.occasion, j.level_before, j.level, j.reason,
                f.charter || '/' || j.charter_version as edition, j.judged_on, w.name as judged_by, j.judged_at,
                i.indicator
           from case_record c
           join forum f on f.id = c.forum_id
           left join level_judgement j on j.referral_id = c.referral_id
           left join practitioner w on w.id = j.judged_by
           left join level_indicator i on i.judgement_id = j.id
          where c.id = $1
          order by j.judged_at, j.id, i.indicator",
        permit.subject()
    )?;
    for edition in rows.iter().filter_map(|row| row.edition.as_deref()) {
        ready(tx, edition).await?;
    }
    Ok(rows)
}

/// Codes in the words of an edition of a charter; the code that is empty stands for a judgement that relies on none.
pub(crate) async fn in_words(
    tx: &mut Tx,
    (edition, mut codes): (String, Vec<String>),
) -> Result<Vec<Indicator>, DbError> {
    codes.retain(|code| !code.is_empty());
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    ready(tx, &edition).await?;
    Ok(model::in_words(&codes, charter_of(&edition)?))
}
