//! A case that is to step up.

use db::{Day, insert};
use kernel::PractitionerId;
use uuid::Uuid;

use super::By;

pub(super) const STEP_UP: Uuid = Uuid::from_u128(0xBADF);

/// A step-up that was not answered.
pub(super) async fn asked(tx: &mut db::Tx, case: Uuid, (me, now): By) {
    insert!(
        tx,
        step_up {
            id: STEP_UP,
            case_id: case,
            reason: "Worse",
            level: 4_i64,
            rung: "The duty social worker",
            rung_on: Day(jiff::civil::date(2026, 11, 20)),
            status: "waiting",
            answered_on: None::<Day>,
            answer_words: "",
            answered_by: None::<PractitionerId>,
            recorded_by: me,
            recorded_at: now,
        }
    )
    .unwrap();
}
