//! Who acts, and what they act on, as the door finds both in this moment: a right that ended a
//! second ago is not there.
//!
//! Roles give only what they give for the organisation that somebody acts for. What they take away
//! counts from every organisation: a bar on any of them, and a desk role held for any of them, or
//! whoever hands out roles could step round both by choosing another organisation at sign-in.

use std::collections::BTreeSet;

use agreement::{Facts, Kind, Principal, Role};
use kernel::{ForumId, OrganisationId, PractitionerId};
use uuid::Uuid;

use crate::{
    At, DbError, Tx,
    about::{Row, Whom},
    all,
    door::Actor,
    operation::Subject,
    scope,
};

/// The actor in the agreement's eyes and the facts about the subject, with one statement.
pub(crate) async fn load(
    tx: &mut Tx,
    actor: Actor,
    subject: Subject,
    now: At,
) -> Result<(Principal, Facts), DbError> {
    let (principal, facts, _) = load_with(tx, actor, subject, (now, false)).await?;
    Ok((principal, facts))
}

/// The same, and for a form whom the subject is about.
pub(crate) async fn load_with(
    tx: &mut Tx,
    actor: Actor,
    (kind, record): Subject,
    (now, is_form): (At, bool),
) -> Result<(Principal, Facts, Option<Whom>), DbError> {
    let (practitioner, organisation, session) = match actor {
        Actor::Visitor => {
            return Ok((Principal::visitor(), scope::facts(tx, (kind, record)).await?, None));
        }
        Actor::Console => {
            return Ok((Principal::console(), scope::facts(tx, (kind, record)).await?, None));
        }
        Actor::Practitioner { practitioner, organisation, session } => {
            (practitioner, organisation, session)
        }
    };
    let subject = (kind, record.unwrap_or_default());
    let rows = if is_form {
        rows_for_form(tx, (practitioner, now), subject).await?
    } else {
        rows(tx, (practitioner, now), subject).await?
    };
    let (mut roles, mut scopes, mut about) = (Vec::new(), Vec::new(), Vec::new());
    let mut overrides = BTreeSet::new();
    for (sort, word, id, whose) in rows {
        match sort.as_str() {
            "role" => roles.push((word, id.map(ForumId), OrganisationId(whose))),
            // One that was taken while acting for another organisation gives nothing here.
            "override" if OrganisationId(whose) == organisation => overrides.extend(id),
            "override" => {}
            "relation" => scopes.push((scope::relation(&word)?, id.unwrap_or_default())),
            _ => about.push((sort, word, id, whose)),
        }
    }
    let mut principal = principal(practitioner, organisation, roles)?;
    principal.session = session;
    principal.overrides = overrides;
    Ok((principal, scope::as_facts((kind, record), scopes), Whom::read(about)?))
}

/// `role`, its name, forum and organisation; `override`, its id and organisation; `relation`, its name, target and
/// record.
async fn rows(
    tx: &mut Tx,
    (practitioner, now): (PractitionerId, At),
    (kind, record): (Kind, Uuid),
) -> Result<Vec<Row>, DbError> {
    all!(
        tx,
        "select 'role', h.role, h.forum_id, h.organisation_id
           from held_role h where h.practitioner_id = $1
         union all
         select 'override', '', o.id, o.organisation_id
           from access_override o where o.practitioner_id = $1 and o.until_at > $4
         union all
         select 'relation', s.relation, s.target, s.record
           from record_scope s where s.kind = $2 and s.record = $3",
        practitioner,
        kind.name(),
        record,
        now
    )
}

/// The same, with whom the record is about.
async fn rows_for_form(
    tx: &mut Tx,
    (practitioner, now): (PractitionerId, At),
    (kind, record): (Kind, Uuid),
) -> Result<Vec<Row>, DbError> {
    all!(
        tx,
        "with whom as (
             select p.id, p.given_name || ' ' || p.family_name as name from person p
              where p.id = $3
                 or p.id = (select person_id from case_record where id = $3)
                 or p.id = (select person_id from referral where id = $3))
         select 'role', h.role, h.forum_id, h.organisation_id
           from held_role h where h.practitioner_id = $1
         union all
         select 'override', '', o.id, o.organisation_id
           from access_override o where o.practitioner_id = $1 and o.until_at > $4
         union all
         select 'relation', s.relation, s.target, s.record
           from record_scope s where s.kind = $2 and s.record = $3
         union all
         select 'name', w.name, cast(null as uuid), w.id from whom w
         union all
         select 'tie', s.relation, s.target, s.record
           from whom w join record_scope s on s.kind = 'person' and s.record = w.id",
        practitioner,
        kind.name(),
        record,
        now
    )
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
        if known == Role::Coordinator {
            principal.coordinates_for_any.extend(forum);
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
