//! Who acts, and what they act on, as the door finds both in this moment: a right that ended a
//! second ago is not there.
//!
//! Roles give only what they give for the organisation that somebody acts for. What they take away
//! counts from every organisation: a bar on any of them, and a desk role held for any of them, or
//! whoever hands out roles could step round both by choosing another organisation at sign-in.

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
    let rows: Vec<(String, String, Option<Uuid>, Uuid)> = all!(
        tx,
        "select 'role', m.role, m.forum_id, m.organisation_id
           from membership m
           join practitioner p on p.id = m.practitioner_id
          where m.practitioner_id = $1 and m.ended_at is null and p.active = true
         union all
         select 'relation', s.relation, s.target, s.record
           from record_scope s where s.kind = $2 and s.record = $3",
        practitioner,
        kind.name(),
        record.unwrap_or_default()
    )?;
    let (mut roles, mut scopes) = (Vec::new(), Vec::new());
    for (sort, word, id, whose) in rows {
        match sort.as_str() {
            "role" => roles.push((word, id.map(ForumId), OrganisationId(whose))),
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
    roles: Vec<(String, Option<ForumId>, OrganisationId)>,
) -> Result<Principal, DbError> {
    let mut principal = Principal::new(practitioner, organisation);
    for (role, forum, of) in roles {
        let known = Role::from_name(&role);
        let known = known.ok_or_else(|| DbError::corrupt("membership", "role", &role))?;
        principal.organisations.insert(of);
        if matches!(known, Role::Coordinator | Role::Chair) {
            principal.runs_for_any.extend(forum);
        }
        if of != organisation {
            if Role::DESKS.contains(&known) {
                principal.roles.insert(Role::DeskElsewhere);
            }
            continue;
        }
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
