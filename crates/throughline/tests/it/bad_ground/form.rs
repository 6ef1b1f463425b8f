//! A form about the case of everybody's test, and what was said about consent.

use agreement::Kind;
use db::{Day, insert};
use uuid::Uuid;

use super::By;
use crate::trust_ground::{Ground, Standing, id_of};

pub(super) const CONSENT: Uuid = Uuid::from_u128(0xBAE2);
pub(super) const FORM: Uuid = Uuid::from_u128(0xBAE0);

/// The form that is filled in about the case.
pub(super) fn filled() -> &'static charter::LibraryForm {
    charter::library().iter().find(|it| it.code == "determination-of-best-interests").unwrap()
}

/// A form that was started and not answered.
pub(super) async fn started(tx: &mut db::Tx, ground: &Ground, case: Uuid, (me, now): By) {
    let (digest, person) = (vec![1_u8; 32], id_of(Kind::Person, Standing::Own));
    let keys = db::Keys::open(ground.world.fresh.keys.clone()).await.unwrap();
    let answers = keys.seal(person, &format!("form {FORM}"), "{}").await.unwrap();
    insert!(tx, form_text { digest: digest.clone(), text: filled().text }).unwrap();
    insert!(
        tx,
        case_form {
            id: FORM,
            case_id: case,
            person_id: person,
            code: filled().code,
            title: "Determination of best interests",
            form_version: "1",
            digest: digest,
            status: "in_progress",
            answers: answers,
            version: 1_i64,
            started_by: me,
            started_at: now,
            changed_by: me,
            changed_at: now,
        }
    )
    .unwrap();
}

/// What the family agreed to.
pub(super) async fn agreed(tx: &mut db::Tx, (me, now): By) {
    insert!(
        tx,
        consent {
            id: CONSENT,
            person_id: id_of(Kind::Person, Standing::Own),
            referral_id: id_of(Kind::Referral, Standing::Own),
            purpose: "support",
            decision: "given",
            decided_on: Day(jiff::civil::date(2026, 11, 2)),
            recorded_by: me,
            recorded_at: now,
            note: "At home",
        }
    )
    .unwrap();
}
