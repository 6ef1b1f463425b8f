//! Something that was missing for a family.

use db::{Day, insert};
use kernel::PlaceId;
use testkit::FORUM;
use uuid::Uuid;

use super::By;

pub(super) const GAP: Uuid = Uuid::from_u128(0xBAFA);

pub(super) async fn raised(tx: &mut db::Tx, (me, now): By) {
    insert!(
        tx,
        gap {
            id: GAP,
            forum_id: FORUM,
            need: "debt",
            place_id: None::<PlaceId>,
            reason: "full",
            words: "Debt advice in the evening",
            raised_on: Day(jiff::civil::date(2026, 11, 2)),
            raised_by: me,
            raised_at: now,
        }
    )
    .unwrap();
}
