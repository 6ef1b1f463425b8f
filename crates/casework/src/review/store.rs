//! SQL for reviews.

use agreement::{Act, Permit};
use db::{At, Day, DbError, Tx, insert, run};
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
    insert!(
        tx,
        review {
            id: id,
            case_id: case.id,
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
