//! A question for advice.

use db::{Day, insert};
use testkit::{COUNCIL, FORUM};
use uuid::Uuid;

use super::By;

pub(super) const ADVICE: Uuid = Uuid::from_u128(0xBAE7);

/// A question for advice that was not answered.
pub(super) async fn asked(tx: &mut db::Tx, (me, now): By) {
    insert!(
        tx,
        advice {
            id: ADVICE,
            forum_id: FORUM,
            situation: "He is late",
            tried: "A chat",
            question: "Who helps?",
            asked_by: me,
            asked_for: COUNCIL,
            asked_on: Day(jiff::civil::date(2026, 11, 20)),
            asked_at: now,
            kind: "",
            words: "",
        }
    )
    .unwrap();
}
