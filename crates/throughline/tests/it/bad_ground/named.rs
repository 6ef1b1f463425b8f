//! Whoever the paths name: they are named for an action, and sent a deputy to the meeting.

use agreement::Kind;
use db::{insert, run};
use testkit::COUNCIL;
use uuid::Uuid;

use crate::trust_ground::{SPARE, Standing, id_of};

pub(super) async fn somebody(tx: &mut db::Tx, action: Uuid) {
    run!(
        tx,
        "update action_owner set practitioner_id = $1 where action_id = $2 and organisation_id = $3",
        SPARE,
        action,
        COUNCIL
    )
    .unwrap();
    insert!(
        tx,
        attendance {
            meeting_id: id_of(Kind::Meeting, Standing::Own),
            practitioner_id: SPARE,
            organisation_id: COUNCIL,
            status: "deputy_sent",
            deputy_name: "",
        }
    )
    .unwrap();
}
