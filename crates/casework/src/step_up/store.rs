//! SQL for stepping up.

use agreement::{Act, Permit};
use db::{At, Day, DbError, Tx, all, insert, one, run};
use jiff::civil::Date;
use kernel::PractitionerId;
use uuid::Uuid;

use super::{
    model::{Status, StepUp},
    see::StepUpLine,
};
use crate::{
    case::{model::Head, store::changed},
    review,
};

pub(super) fn status(name: &str) -> Result<Status, DbError> {
    Status::from_name(name).ok_or_else(|| DbError::corrupt("step_up", "status", name))
}

/// The step-ups of a case, the latest first.
pub(super) async fn of_case<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<StepUpLine>, DbError> {
    type Row = (String, i64, String, Day, String, Option<Day>, String, String);
    let rows: Vec<Row> = all!(
        tx,
        "select s.reason, s.level, s.rung, s.rung_on, s.status, s.answered_on, s.answer_words, p.name
           from step_up s join practitioner p on p.id = s.recorded_by
          where s.case_id = $1
          order by s.recorded_at desc, s.id desc",
        permit.subject()
    )?;
    let line =
        |(reason, level, rung, rung_on, status, answered_on, answer_words, by): Row| StepUpLine {
            reason,
            level,
            rung,
            rung_on: rung_on.0,
            status,
            answered_on: answered_on.map(|day| day.0),
            answer_words,
            by,
        };
    Ok(rows.into_iter().map(line).collect())
}

/// The latest step-up of a case: its id, its state, and when they were rung.
pub(crate) async fn latest<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Option<(Uuid, Status, Date)>, DbError> {
    let row: Option<(Uuid, String, Day)> = one!(
        tx,
        "select id, status, rung_on from step_up
          where case_id = $1 order by recorded_at desc, id desc limit 1",
        permit.subject()
    )?;
    row.map(|(id, name, rung_on)| Ok((id, status(&name)?, rung_on.0))).transpose()
}

/// Records a step-up: the case and its referral count as referred from the day on which somebody rang.
pub(super) async fn record<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    it: &StepUp,
    (id, at): (Uuid, At),
) -> Result<(), DbError> {
    insert!(
        tx,
        step_up {
            id: id,
            case_id: case.id,
            reason: &it.reason,
            level: it.level,
            rung: &it.rung,
            rung_on: Day(it.rung_on),
            status: Status::Waiting.name(),
            answered_on: None::<Day>,
            answer_words: "",
            answered_by: None::<PractitionerId>,
            recorded_by: permit.principal().practitioner,
            recorded_at: at,
        }
    )?;
    review::store::step_up(tx, permit, case, it.rung_on).await?;
    changed(tx, case, at).await
}

/// Records what the service answered.
pub(super) async fn answer<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    case: &Head,
    id: Uuid,
    (status, on, words): (Status, Date, &str),
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "update step_up set status = $1, answered_on = $2, answer_words = $3, answered_by = $4 where id = $5",
        status.name(),
        Day(on),
        words,
        permit.principal().practitioner,
        id
    )?;
    changed(tx, case, at).await
}
