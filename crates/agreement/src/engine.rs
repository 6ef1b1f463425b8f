//! The only place that calls Cedar: entities are always built with the schema, any error refuses.
//!
//! Without the schema, Cedar silently skips rules about action groups; and a rule that forbids but
//! fails to evaluate is skipped by design. Both would let people in, so neither can happen here.

use std::collections::{HashMap, HashSet};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicyId,
    PolicySet, Request, RestrictedExpression, Schema,
};
use uuid::Uuid;

use crate::facts::Facts;
use crate::principal::Principal;
use crate::translate::Rule;
use crate::words::{Kind, Relation, Role, Target};
use crate::{Action, LoadError};

/// What Cedar answered.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// Whether it is allowed.
    pub(crate) allowed: bool,
    /// The ids of the policies that decided.
    pub(crate) policies: Vec<String>,
    /// Whether something failed to evaluate, which must be looked into at once.
    pub(crate) alarm: bool,
}

impl Answer {
    pub(crate) fn failed() -> Self {
        Self { allowed: false, policies: Vec::new(), alarm: true }
    }
}

/// Policies, schema and the entities that every decision shares.
pub(crate) struct Engine {
    schema: Schema,
    types: Types,
    actions: HashMap<Action, Prepared>,
    roles: HashMap<Role, EntityUid>,
    authorizer: Authorizer,
}

/// What every decision about one action shares.
struct Prepared {
    uid: EntityUid,
    /// The action with the groups that it is in, as the schema says.
    entities: Entities,
    /// The policies that speak of the action: the others could not apply.
    policies: PolicySet,
}

/// What Cedar is told of one principal and one record.
struct Told {
    subject: EntityUid,
    record: EntityUid,
    entities: Entities,
}

struct Types {
    practitioner: EntityTypeName,
    organisation: EntityTypeName,
    forum: EntityTypeName,
    access_override: EntityTypeName,
    kinds: HashMap<Kind, EntityTypeName>,
}

impl Types {
    fn new() -> Result<Self, LoadError> {
        Ok(Self {
            practitioner: type_name("Practitioner")?,
            organisation: type_name("Organisation")?,
            forum: type_name("Forum")?,
            access_override: type_name("Override")?,
            kinds: Kind::ALL
                .iter()
                .map(|kind| Ok((*kind, type_name(kind.entity_type())?)))
                .collect::<Result<_, LoadError>>()?,
        })
    }
}

impl Engine {
    /// Takes policies that have passed [`crate::load`], and prepares what decisions share.
    pub(crate) fn new(
        policies: &PolicySet,
        rules: &[Rule],
        schema: Schema,
    ) -> Result<Self, LoadError> {
        let role_type = type_name("Role")?;
        Ok(Self {
            types: Types::new()?,
            actions: prepare(policies, rules, &schema)?,
            roles: Role::ALL.iter().map(|role| (*role, uid(&role_type, role.name()))).collect(),
            authorizer: Authorizer::new(),
            schema,
        })
    }

    /// Decides several actions on one record: most of a decision is to tell Cedar who asks and about
    /// what, and that is told once. Whatever fails on the way is a refusal that raises the alarm.
    pub(crate) fn decide_each(
        &self,
        principal: &Principal,
        actions: &[Action],
        facts: &Facts,
    ) -> Vec<Answer> {
        let Some(told) = self.tell(principal, actions, facts) else {
            return actions.iter().map(|_| Answer::failed()).collect();
        };
        let answer = |action: &Action| self.answer(*action, &told).unwrap_or_else(Answer::failed);
        actions.iter().map(answer).collect()
    }

    /// Who asks, about what, and the actions that are asked for, checked against the schema.
    fn tell(&self, principal: &Principal, actions: &[Action], facts: &Facts) -> Option<Told> {
        let subject = self.principal_entity(principal)?;
        let record = self.record_entity(facts)?;
        let (subject_uid, record_uid) = (subject.uid(), record.uid());
        let (first, others) = actions.split_first()?;
        let others = others.iter().filter_map(|it| self.actions.get(it));
        let others = others.flat_map(|it| it.entities.iter().cloned());
        let all: Vec<Entity> = others.chain([subject, record]).collect();
        let entities = self.actions.get(first)?.entities.clone();
        #[expect(clippy::disallowed_methods, reason = "this is the wrapper")]
        let entities = entities.add_entities(all, Some(&self.schema)).ok()?;
        Some(Told { subject: subject_uid, record: record_uid, entities })
    }

    fn answer(&self, action: Action, told: &Told) -> Option<Answer> {
        let prepared = self.actions.get(&action)?;
        #[expect(clippy::disallowed_methods, reason = "this is the wrapper")]
        let request = Request::new(
            told.subject.clone(),
            prepared.uid.clone(),
            told.record.clone(),
            Context::empty(),
            Some(&self.schema),
        )
        .ok()?;
        #[expect(clippy::disallowed_methods, reason = "this is the wrapper")]
        let response = self.authorizer.is_authorized(&request, &prepared.policies, &told.entities);
        if response.diagnostics().errors().next().is_some() {
            return None;
        }
        Some(Answer {
            allowed: response.decision() == Decision::Allow,
            policies: response.diagnostics().reason().map(ToString::to_string).collect(),
            alarm: false,
        })
    }

    /// The entity that stands for whoever acts.
    fn principal_entity(&self, principal: &Principal) -> Option<Entity> {
        let types = &self.types;
        let organisation = member(&types.organisation, principal.organisation.0);
        let attributes = HashMap::from([
            ("organisation".to_owned(), organisation),
            (
                "organisations".to_owned(),
                set(&types.organisation, principal.organisations.iter().map(|it| it.0)),
            ),
            ("member_of".to_owned(), set(&types.forum, principal.member_of.iter().map(|f| f.0))),
            (
                "coordinates".to_owned(),
                set(&types.forum, principal.coordinates.iter().map(|f| f.0)),
            ),
            ("chairs".to_owned(), set(&types.forum, principal.chairs.iter().map(|f| f.0))),
            (
                "front_door_of".to_owned(),
                set(&types.forum, principal.front_door_of.iter().map(|f| f.0)),
            ),
            (
                "overrides".to_owned(),
                set(&types.access_override, principal.overrides.iter().copied()),
            ),
        ]);
        let parents: HashSet<EntityUid> =
            principal.all_roles().iter().filter_map(|role| self.roles.get(role).cloned()).collect();
        Entity::new(uuid_uid(&types.practitioner, principal.practitioner.0), attributes, parents)
            .ok()
    }

    /// The entity that stands for the record.
    fn record_entity(&self, facts: &Facts) -> Option<Entity> {
        let kind = self.types.kinds.get(&facts.kind())?;
        let attributes: HashMap<String, RestrictedExpression> = Relation::ALL
            .iter()
            .map(|relation| (relation.name().to_owned(), self.attribute(*relation, facts)))
            .collect();
        let id = uuid_uid(kind, facts.id().unwrap_or_default());
        Entity::new(id, attributes, HashSet::new()).ok()
    }

    fn attribute(&self, relation: Relation, facts: &Facts) -> RestrictedExpression {
        let target_type = match relation.target() {
            Target::Forum => &self.types.forum,
            Target::Practitioner => &self.types.practitioner,
            Target::Organisation => &self.types.organisation,
            Target::Override => &self.types.access_override,
            Target::Marker if relation == Relation::Recorded => {
                return RestrictedExpression::new_bool(facts.recorded());
            }
            Target::Marker => return RestrictedExpression::new_bool(facts.has(relation)),
        };
        set(target_type, facts.targets(relation))
    }
}

/// Sorts out, for each action, its entity with the groups and the policies that speak of it.
fn prepare(
    policies: &PolicySet,
    rules: &[Rule],
    schema: &Schema,
) -> Result<HashMap<Action, Prepared>, LoadError> {
    let action_type = type_name("Action")?;
    let all = schema.action_entities().map_err(|error| LoadError::schema(&error))?;
    let mut prepared = HashMap::new();
    for action in Action::ALL {
        let uid = uid(&action_type, action.name());
        let entity = all.get(&uid).cloned();
        let entity = entity.ok_or_else(|| LoadError::Schema(format!("no action {action}")))?;
        #[expect(clippy::disallowed_methods, reason = "the entity comes from the schema itself")]
        let entities = Entities::empty()
            .add_entities([entity], None)
            .map_err(|error| LoadError::schema(&error))?;
        let mut speaking = PolicySet::new();
        for rule in rules.iter().filter(|rule| rule.actions.contains(action)) {
            let policy = policies.policy(&PolicyId::new(&rule.id)).cloned();
            let policy = policy.ok_or_else(|| LoadError::Schema(format!("no rule {}", rule.id)))?;
            speaking.add(policy).map_err(|error| LoadError::schema(&error))?;
        }
        prepared.insert(*action, Prepared { uid, entities, policies: speaking });
    }
    Ok(prepared)
}

fn type_name(name: &str) -> Result<EntityTypeName, LoadError> {
    name.parse().map_err(|error| LoadError::schema(&error))
}

fn uid(entity_type: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(entity_type.clone(), EntityId::new(id))
}

fn uuid_uid(entity_type: &EntityTypeName, id: Uuid) -> EntityUid {
    uid(entity_type, id.simple().encode_lower(&mut Uuid::encode_buffer()))
}

fn member(entity_type: &EntityTypeName, id: Uuid) -> RestrictedExpression {
    RestrictedExpression::new_entity_uid(uuid_uid(entity_type, id))
}

fn set(entity_type: &EntityTypeName, ids: impl Iterator<Item = Uuid>) -> RestrictedExpression {
    RestrictedExpression::new_set(ids.map(|id| member(entity_type, id)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use kernel::{OrganisationId, PractitionerId};

    use super::*;
    use crate::condition::Condition;

    /// An engine with policies that loading would have refused, as if loading had a gap.
    fn unchecked(policies: &str) -> Engine {
        let (schema, _) = Schema::from_cedarschema_str(crate::AGREEMENT_SCHEMA).unwrap();
        let policies: PolicySet = policies.parse().unwrap();
        let rules: Vec<Rule> = policies
            .policies()
            .map(|policy| Rule {
                id: policy.id().to_string(),
                forbids: policy.effect() == cedar_policy::Effect::Forbid,
                actions: BTreeSet::from([Action::SeeRecord]),
                condition: Condition::Always,
            })
            .collect();
        Engine::new(&policies, &rules, schema).unwrap()
    }

    fn answer(policies: &str) -> Answer {
        let me = Principal::new(PractitionerId(Uuid::nil()), OrganisationId(Uuid::nil()));
        #[expect(clippy::disallowed_methods, reason = "the test stands in for the door")]
        let facts = Facts::from_scopes(Kind::Case, None, vec![(Relation::Recorded, Uuid::nil())]);
        unchecked(policies).decide_each(&me, &[Action::SeeRecord], &facts).pop().unwrap()
    }

    const PERMIT: &str = "permit (principal, action, resource) when { resource.recorded };";

    #[test]
    fn a_rule_that_forbids_but_fails_to_evaluate_refuses_and_raises_the_alarm() {
        let sound = answer(PERMIT);
        assert!(sound.allowed && !sound.alarm);
        let failing =
            "forbid (principal, action, resource) when { principal.organisation.closed };";
        let broken = answer(&format!("{PERMIT} {failing}"));
        assert!(!broken.allowed && broken.alarm);
    }

    #[test]
    fn a_rule_about_a_group_within_a_group_is_not_skipped() {
        let group = "forbid (principal, action in Action::\"about_people\", resource);";
        let refused = answer(&format!("{PERMIT} {group}"));
        assert!(!refused.allowed && !refused.alarm);
    }
}
