//! Who acts, and what they act on, as the door finds both in this moment: a right that ended a
//! second ago is not there.

use agreement::{Facts, Principal, Role};
use kernel::{ForumId, OrganisationId, PractitionerId};
use uuid::Uuid;

use crate::{DbError, Tx, all, door::Actor, operation::Subject, scope};

/// The actor in the agreement's eyes and the facts about the subject, with one statement.
pub(crate) async fn load(
    tx: &mut Tx,
    actor: Actor,
    (kind, record): Subject,
) -> Result<(Principal, Facts), DbError> {
    let (practitioner, organisation, session) = match actor {
        Actor::Visitor => {
            return Ok((Principal::visitor(), scope::facts(tx, (kind, record)).await?));
        }
        Actor::Console => {
            return Ok((Principal::console(), scope::facts(tx, (kind, record)).await?));
        }
        Actor::Practitioner { practitioner, organisation, session } => {
            (practitioner, organisation, session)
        }
    };
    let rows: Vec<(String, String, Option<Uuid>)> = all!(
        tx,
        "select 'role', m.role, m.forum_id
           from membership m
           join practitioner p on p.id = m.practitioner_id
          where m.practitioner_id = $1 and m.organisation_id = $2
            and m.ended_at is null and p.active = true
         union all
         select 'relation', s.relation, s.target
           from record_scope s where s.kind = $3 and s.record = $4",
        practitioner,
        organisation,
        kind.name(),
        record.unwrap_or_default()
    )?;
    let (mut roles, mut scopes) = (Vec::new(), Vec::new());
    for (sort, word, id) in rows {
        match sort.as_str() {
            "role" => roles.push((word, id.map(ForumId))),
            _ => scopes.push((scope::relation(&word)?, id.unwrap_or_default())),
        }
    }
    let mut principal = principal(practitioner, organisation, roles)?;
    principal.session = session;
    Ok((principal, scope::as_facts((kind, record), scopes)))
}

fn principal(
    practitioner: PractitionerId,
    organisation: OrganisationId,
    roles: Vec<(String, Option<ForumId>)>,
) -> Result<Principal, DbError> {
    let mut principal = Principal::new(practitioner, organisation);
    for (role, forum) in roles {
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
