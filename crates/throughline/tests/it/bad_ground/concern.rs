//! Somebody of whom a person has to be kept safe.

use agreement::Kind;
use db::{At, Day, Keys, insert};
use kernel::{ConcernId, PractitionerId};
use uuid::Uuid;

use super::By;
use crate::trust_ground::{Ground, Standing, id_of};

pub(super) const CONCERN: Uuid = Uuid::from_u128(0xBAFE);

/// Nobody's name here is that of anybody else, for the tests look for names.
pub(super) async fn recorded(tx: &mut db::Tx, ground: &Ground, (me, now): By) {
    let person = id_of(Kind::Person, Standing::Own);
    let keys = Keys::open(ground.world.fresh.keys.clone()).await.unwrap();
    let known = r#"{"name":"Kit Marsh","tie":"former_partner","near":"must_not_know","feared":"He looks for her","handling":"Ring first"}"#;
    let field = people::concern::store::field(ConcernId(CONCERN));
    insert!(
        tx,
        person_of_concern {
            id: CONCERN,
            person_id: person,
            readers: "involved",
            sealed: keys.seal(person, &field, known).await.unwrap(),
            review_on: Day(jiff::civil::date(2026, 12, 2)),
            version: 1_i64,
            added_by: me,
            added_at: now,
            outcome: "",
            ended_by: None::<PractitionerId>,
            ended_at: None::<At>,
        }
    )
    .unwrap();
}
