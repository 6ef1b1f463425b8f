//! An alert that was entered in error.

use agreement::Kind;
use db::{At, Day, insert};
use kernel::{PersonId, PractitionerId, RelationshipId};
use uuid::Uuid;

use super::By;
use crate::trust_ground::{Ground, Standing, id_of};

pub(super) const MARK: Uuid = Uuid::from_u128(0xBAFC);
const MARKED: Uuid = Uuid::from_u128(0xBAFD);

/// Whoever is asked first said it, for nobody else takes it back.
pub(super) async fn said(tx: &mut db::Tx, ground: &Ground, (me, now): By) {
    let asked_first = ground.who("practitioner").principal.practitioner;
    let person = id_of(Kind::Person, Standing::Own);
    insert!(
        tx,
        person_alert {
            id: MARKED,
            person_id: person,
            kind: "dog",
            words: "It barks",
            review_on: Day(jiff::civil::date(2026, 12, 2)),
            version: 2_i64,
            added_by: me,
            added_at: now,
            end_reason: "The neighbour's",
            in_error: true,
            ended_by: Some(asked_first),
            ended_at: Some(now),
        }
    )
    .unwrap();
    insert!(
        tx,
        person_error {
            id: MARK,
            person_id: person,
            other_id: None::<PersonId>,
            alert_id: MARKED,
            relationship_id: None::<RelationshipId>,
            reason: "The neighbour's",
            said_by: asked_first,
            said_at: now,
            back_reason: "",
            back_by: None::<PractitionerId>,
            back_at: None::<At>,
        }
    )
    .unwrap();
}
