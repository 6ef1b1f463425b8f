//! That somebody asked to see what is held about everybody's person.

use agreement::Kind;
use db::{Day, insert};
use jiff::civil::date;
use uuid::Uuid;

use super::{By, id_of};
use crate::trust_ground::Standing;

pub(super) const ACCESS: Uuid = Uuid::from_u128(0xBAF1);

pub(super) async fn asked(tx: &mut db::Tx, (me, now): By) {
    insert!(
        tx,
        access_request {
            id: ACCESS,
            person_id: id_of(Kind::Person, Standing::Own),
            asked_by: "self",
            identity_words: "Known to me",
            received_on: Day(date(2026, 11, 20)),
            due_on: Day(date(2026, 12, 20)),
            extension_reason: "",
            status: "open",
            end_words: "",
            recorded_by: me,
            recorded_at: now,
        }
    )
    .unwrap();
}
