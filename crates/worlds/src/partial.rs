//! Cedar's own partial evaluation of the same policies, as a second opinion on list filters.
//!
//! It is an experimental feature of Cedar (the version is pinned), so the product does not depend
//! on it; only tests ask it.

use std::collections::{HashMap, HashSet};

use agreement::{AGREEMENT_SCHEMA, Action, FIRST_AGREEMENT, Kind, Principal, Relation, Target};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityUid, PartialEntities,
    PartialEntityUid, PartialRequest, PolicySet, Request, RestrictedExpression, Schema,
};
use kernel::ForumId;
use uuid::Uuid;

use crate::Record;

/// The first agreement, ready for partial evaluation.
pub struct Partial {
    policies: PolicySet,
    schema: Schema,
}

/// What is left of the policies once principal, action and kind are known.
pub struct Residual {
    policies: PolicySet,
    principal: EntityUid,
    action: EntityUid,
}

/// A record as an entity, made once for many questions.
pub struct Prepared {
    uid: EntityUid,
    entities: Entities,
}

impl Partial {
    /// Reads the first agreement.
    ///
    /// # Errors
    ///
    /// Fails if Cedar cannot read it.
    pub fn first() -> Result<Self, String> {
        Self::load(FIRST_AGREEMENT)
    }

    /// Reads the text of an agreement.
    ///
    /// # Errors
    ///
    /// Fails if Cedar cannot read it.
    pub fn load(text: &str) -> Result<Self, String> {
        let policies: PolicySet = text.parse().map_err(said)?;
        let (schema, _) = Schema::from_cedarschema_str(AGREEMENT_SCHEMA).map_err(said)?;
        Ok(Self { policies, schema })
    }

    /// Evaluates the policies as far as they go without knowing the record.
    ///
    /// # Errors
    ///
    /// Fails if Cedar does.
    pub fn residual(
        &self,
        principal: &Principal,
        action: Action,
        kind: Kind,
    ) -> Result<Residual, String> {
        let subject = principal_entity(principal)?;
        let subject_uid = subject.uid();
        let action_uid = uid("Action", action.name())?;
        let request = PartialRequest::new(
            PartialEntityUid::from_concrete(subject_uid.clone()),
            action_uid.clone(),
            PartialEntityUid::new(kind.entity_type().parse().map_err(said)?, None),
            Some(Context::empty()),
            &self.schema,
        )
        .map_err(said)?;
        let known = PartialEntities::from_concrete(self.entities([subject])?, &self.schema)
            .map_err(said)?;
        #[expect(clippy::disallowed_methods, reason = "tests may ask partial evaluation")]
        let response = self.policies.tpe(&request, &known, &self.schema).map_err(said)?;
        Ok(Residual { policies: response.policy_set(), principal: subject_uid, action: action_uid })
    }

    /// Makes the entity of a record.
    ///
    /// # Errors
    ///
    /// Fails if Cedar does.
    pub fn prepare(&self, record: &Record) -> Result<Prepared, String> {
        let entity = record_entity(record)?;
        Ok(Prepared { uid: entity.uid(), entities: self.entities([entity])? })
    }

    #[expect(clippy::disallowed_methods, reason = "an oracle must not ask what it checks")]
    fn entities<const N: usize>(&self, entities: [Entity; N]) -> Result<Entities, String> {
        Entities::from_entities(entities, Some(&self.schema)).map_err(said)
    }
}

impl Residual {
    /// Finishes the evaluation for one record.
    ///
    /// # Errors
    ///
    /// Fails if Cedar does, or if any policy failed to evaluate.
    #[expect(clippy::disallowed_methods, reason = "an oracle must not ask what it checks")]
    pub fn allows(&self, record: &Prepared) -> Result<bool, String> {
        let request = Request::new(
            self.principal.clone(),
            self.action.clone(),
            record.uid.clone(),
            Context::empty(),
            None,
        )
        .map_err(said)?;
        let response = Authorizer::new().is_authorized(&request, &self.policies, &record.entities);
        match response.diagnostics().errors().next() {
            Some(error) => Err(error.to_string()),
            None => Ok(response.decision() == Decision::Allow),
        }
    }
}

fn principal_entity(principal: &Principal) -> Result<Entity, String> {
    let forums = |forums: &std::collections::BTreeSet<ForumId>| {
        set("Forum", forums.iter().map(|forum| forum.0))
    };
    let organisation = uuid_uid("Organisation", principal.organisation.0)?;
    let attributes = HashMap::from([
        ("organisation".to_owned(), RestrictedExpression::new_entity_uid(organisation)),
        (
            "organisations".to_owned(),
            set("Organisation", principal.organisations.iter().map(|it| it.0))?,
        ),
        ("member_of".to_owned(), forums(&principal.member_of)?),
        ("coordinates".to_owned(), forums(&principal.coordinates)?),
        ("chairs".to_owned(), forums(&principal.chairs)?),
        ("front_door_of".to_owned(), forums(&principal.front_door_of)?),
        ("overrides".to_owned(), set("Override", principal.overrides.iter().copied())?),
    ]);
    let roles: Result<HashSet<EntityUid>, String> =
        principal.all_roles().iter().map(|role| uid("Role", role.name())).collect();
    let id = uuid_uid("Practitioner", principal.practitioner.0)?;
    Entity::new(id, attributes, roles?).map_err(said)
}

fn record_entity(record: &Record) -> Result<Entity, String> {
    let mut attributes = HashMap::new();
    for relation in Relation::ALL {
        let targets = record.scopes.iter().filter(|(r, _)| r == relation).map(|(_, id)| *id);
        let value = match relation.target() {
            Target::Forum => set("Forum", targets)?,
            Target::Practitioner => set("Practitioner", targets)?,
            Target::Organisation => set("Organisation", targets)?,
            Target::Override => set("Override", targets)?,
            Target::Marker => RestrictedExpression::new_bool(match relation {
                Relation::Recorded => !record.scopes.is_empty(),
                _ => targets.count() > 0,
            }),
        };
        attributes.insert(relation.name().to_owned(), value);
    }
    let id = uuid_uid(record.kind.entity_type(), record.id)?;
    Entity::new(id, attributes, HashSet::new()).map_err(said)
}

fn set(entity_type: &str, ids: impl Iterator<Item = Uuid>) -> Result<RestrictedExpression, String> {
    let members: Result<Vec<_>, String> =
        ids.map(|id| uuid_uid(entity_type, id).map(RestrictedExpression::new_entity_uid)).collect();
    Ok(RestrictedExpression::new_set(members?))
}

fn uuid_uid(entity_type: &str, id: Uuid) -> Result<EntityUid, String> {
    uid(entity_type, &id.to_string())
}

fn uid(entity_type: &str, id: &str) -> Result<EntityUid, String> {
    let entity_type = entity_type.parse().map_err(said)?;
    Ok(EntityUid::from_type_name_and_id(entity_type, EntityId::new(id)))
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}
