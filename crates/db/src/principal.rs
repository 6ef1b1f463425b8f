//! Who acts, as the door finds them in this moment: a right that ended a second ago is not there.

use agreement::{Principal, Role};
use kernel::ForumId;

use crate::{DbError, Tx, all, door::Actor};

pub(crate) async fn load(tx: &mut Tx, actor: Actor) -> Result<Principal, DbError> {
    let (practitioner, organisation, session) = match actor {
        Actor::Visitor => return Ok(Principal::visitor()),
        Actor::Console => return Ok(Principal::console()),
        Actor::Practitioner { practitioner, organisation, session } => {
            (practitioner, organisation, session)
        }
    };
    let rows: Vec<(String, Option<ForumId>)> = all!(
        tx,
        "select m.role, m.forum_id
           from membership m
           join practitioner p on p.id = m.practitioner_id
          where m.practitioner_id = $1 and m.organisation_id = $2
            and m.ended_at is null and p.active = true",
        practitioner,
        organisation
    )?;
    let mut principal = Principal::new(practitioner, organisation);
    principal.session = session;
    for (role, forum) in rows {
        let known = Role::from_name(&role);
        let known = known.ok_or_else(|| DbError::corrupt("membership", "role", &role))?;
        let forums = match known {
            Role::Coordinator => &mut principal.coordinates,
            Role::Chair => &mut principal.chairs,
            Role::ForumMember => &mut principal.member_of,
            Role::FrontDoorWorker => &mut principal.front_door_of,
            other => {
                principal.roles.insert(other);
                continue;
            }
        };
        let forum = forum.ok_or_else(|| {
            DbError::corrupt("membership", "forum_id", "a role of a forum names no forum")
        })?;
        forums.insert(forum);
    }
    Ok(principal)
}
