//! A paper that hangs on a request and on a case at once, so that the addresses of both lead to it.

use agreement::Kind;
use db::{At, insert};
use kernel::PractitionerId;
use uuid::Uuid;

use super::{By, id_of};
use crate::trust_ground::{Ground, Standing};

pub(super) const PAPER: Uuid = Uuid::from_u128(0xBAE8);

/// A text of one piece.
pub(super) async fn added(tx: &mut db::Tx, ground: &Ground, case: Uuid, (me, now): By) {
    let person = id_of(Kind::Person, Standing::Own);
    let keys = db::Keys::open(ground.world.fresh.keys.clone()).await.unwrap();
    let field = format!("paper {PAPER} 0 of 1");
    let sealed = keys.seal_bytes(person, &field, b"Dear all").await.unwrap();
    insert!(
        tx,
        paper {
            id: PAPER,
            referral_id: Some(id_of(Kind::Referral, Standing::Own)),
            case_id: Some(case),
            person_id: person,
            title: "Letter",
            sort: "letter",
            format: "txt",
            size: 8_i64,
            pieces: 1_i64,
            added_by: me,
            added_at: now,
            error_reason: "",
            error_by: None::<PractitionerId>,
            error_at: None::<At>,
        }
    )
    .unwrap();
    insert!(tx, paper_piece { paper_id: PAPER, number: 0_i64, sealed: sealed }).unwrap();
}
