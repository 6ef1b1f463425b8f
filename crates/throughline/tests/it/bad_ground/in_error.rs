//! An old need that was back, and was entered in error.

use agreement::Kind;
use db::{At, Day, insert};
use kernel::{GoalId, PractitionerId};
use uuid::Uuid;

use super::By;
use crate::trust_ground::{Ground, Standing, id_of};

pub(super) const ERROR: Uuid = Uuid::from_u128(0xBAF8);
const RELAPSE: Uuid = Uuid::from_u128(0xBAF9);

/// Whoever is asked first said it, for nobody else but the coordinator takes it back.
pub(super) async fn said(tx: &mut db::Tx, ground: &Ground, case: Uuid, (me, now): By) {
    let asked_first = ground.who("practitioner").principal.practitioner;
    insert!(
        tx,
        relapse_event {
            id: RELAPSE,
            case_id: case,
            happened_on: Day(jiff::civil::date(2026, 11, 2)),
            goal_id: None::<GoalId>,
            sign: "other",
            seen: "Late",
            done: "",
            was_outcome: "",
            was_outcome_words: "",
            recorded_by: me,
            recorded_at: now,
            error_reason: "Twins",
        }
    )
    .unwrap();
    insert!(
        tx,
        entry_error {
            id: ERROR,
            referral_id: id_of(Kind::Referral, Standing::Own),
            entry_id: RELAPSE,
            sort: "relapse",
            reason: "Twins",
            said_by: asked_first,
            said_at: now,
            back_reason: "",
            back_by: None::<PractitionerId>,
            back_at: None::<At>,
        }
    )
    .unwrap();
}
