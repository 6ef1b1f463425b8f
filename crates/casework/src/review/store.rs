//! SQL for reviews.

use agreement::{Act, Permit};
use db::{At, Day, DbError, Tx, insert, one, run};
use jiff::civil::Date;
use kernel::ReviewId;

use super::{model::Review, web::RecordReview};
use crate::case::model::Head;

/// Records a review and when the next one is due.
pub(super) async fn record(
    tx: &mut Tx,
    permit: &Permit<RecordReview>,
    case: &Head,
    review: &Review,
    id: ReviewId,
    (today, at): (Date, At),
) -> Result<(), DbError> {
    let due: Option<(Option<Day>,)> =
        one!(tx, "select next_review_on from case_record where id = $1", permit.subject())?;
    insert!(
        tx,
        review {
            id: id,
            case_id: case.id,
            due_on: due.and_then(|(day,)| day),
            reviewed_on: Day(today),
            progress: &review.progress,
            decision: review.decision.name(),
            next_review_on: review.next_review_on.map(Day),
            recorded_by: permit.principal().practitioner,
            recorded_at: at,
        }
    )?;
    run!(
        tx,
        "update case_record set next_review_on = $1, version = version + 1, updated_at = $2
         where id = $3",
        review.next_review_on.map(Day),
        at,
        case.id
    )?;
    Ok(())
}

/// The last review of a case, when there is one (its day, what has changed, what follows), and how
/// many of its actions are open.
pub(super) async fn latest<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<(Option<(Day, String, String)>, i64), DbError> {
    let review = one!(
        tx,
        "select reviewed_on, progress, decision from review
         where case_id = $1 order by recorded_at desc, id desc limit 1",
        permit.subject()
    )?;
    let open: Option<(i64,)> = one!(
        tx,
        "select count(*) from plan_action where case_id = $1 and status in ('open', 'part_done')",
        permit.subject()
    )?;
    Ok((review, open.map_or(0, |(count,)| count)))
}

/// Marks a case and its referral as referred to social care; the first day counts.
pub(crate) async fn step_up<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    case: &Head,
    on: Date,
) -> Result<(), DbError> {
    run!(
        tx,
        "update case_record set stepped_up_on = $1 where id = $2 and stepped_up_on is null",
        Day(on),
        case.id
    )?;
    run!(
        tx,
        "update referral set stepped_up_on = $1 where id = $2 and stepped_up_on is null",
        Day(on),
        case.referral
    )?;
    Ok(())
}
