//! Whoever the paths name: they are named for an action.

use db::run;
use testkit::COUNCIL;
use uuid::Uuid;

use crate::trust_ground::SPARE;

pub(super) async fn somebody(tx: &mut db::Tx, action: Uuid) {
    run!(
        tx,
        "update action_owner set practitioner_id = $1 where action_id = $2 and organisation_id = $3",
        SPARE,
        action,
        COUNCIL
    )
    .unwrap();
}
