//! Reads Cedar policies as [`Condition`]s, and refuses whatever is not on the closed list.

use std::collections::{BTreeMap, BTreeSet};

use cedar_policy::Schema;
use cedar_policy::pst::{
    ActionConstraint, BinaryOp, Clause, Effect, EntityOrSlot, EntityUID, Expr, Literal,
    PrincipalConstraint, ResourceConstraint, Template, UnaryOp, Var,
};

use crate::condition::{Condition, Forums, Whom};
use crate::words::{Kind, Relation, Role, Target};
use crate::{Action, LoadError};

/// One policy, ready to be bound to a principal.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) forbids: bool,
    /// The actions that it speaks of, groups resolved.
    pub(crate) actions: BTreeSet<Action>,
    pub(crate) condition: Condition,
}

/// Each action and group with the actions that it covers.
pub(crate) type Groups = BTreeMap<String, BTreeSet<Action>>;

/// Reads from the schema which actions each name covers.
pub(crate) fn groups(schema: &Schema) -> Result<Groups, LoadError> {
    let entities = schema.action_entities().map_err(|error| LoadError::schema(&error))?;
    let mut groups = Groups::new();
    for action in Action::ALL {
        groups.entry(action.name().to_owned()).or_default().insert(*action);
    }
    for entity in entities.iter() {
        let uid = entity.uid();
        let Some(action) = Action::from_name(uid.id().unescaped()) else { continue };
        for group in entities.ancestors(&uid).into_iter().flatten() {
            groups.entry(group.id().unescaped().to_owned()).or_default().insert(action);
        }
    }
    Ok(groups)
}

/// Reads one policy.
pub(crate) fn rule(id: &str, policy: &Template, groups: &Groups) -> Result<Rule, LoadError> {
    let unknown = |what: String| LoadError::Untranslatable { id: id.to_owned(), what };
    let mut parts = vec![
        principal_scope(&policy.principal).map_err(unknown)?,
        resource_scope(&policy.resource).map_err(unknown)?,
    ];
    for clause in policy.clauses() {
        parts.push(match clause {
            Clause::When(expr) => boolean(expr).map_err(unknown)?,
            Clause::Unless(expr) => Condition::Not(Box::new(boolean(expr).map_err(unknown)?)),
        });
    }
    Ok(Rule {
        id: id.to_owned(),
        forbids: policy.effect == Effect::Forbid,
        actions: action_scope(&policy.action, groups).map_err(unknown)?,
        condition: Condition::All(parts),
    })
}

fn principal_scope(scope: &PrincipalConstraint) -> Result<Condition, String> {
    match scope {
        PrincipalConstraint::Any => Ok(Condition::Always),
        PrincipalConstraint::Is(kind) if kind.to_string() == "Practitioner" => {
            Ok(Condition::Always)
        }
        PrincipalConstraint::In(EntityOrSlot::Entity(uid)) => {
            Ok(Condition::Holds(vec![role(uid)?]))
        }
        other => Err(format!("{other:?} as the principal")),
    }
}

fn resource_scope(scope: &ResourceConstraint) -> Result<Condition, String> {
    match scope {
        ResourceConstraint::Any => Ok(Condition::Always),
        ResourceConstraint::Is(kind) => kind_named(&kind.to_string()).map(Condition::IsKind),
        other => Err(format!("{other:?} as the resource")),
    }
}

fn action_scope(scope: &ActionConstraint, groups: &Groups) -> Result<BTreeSet<Action>, String> {
    let covered = |uid: &EntityUID| {
        groups.get(uid.eid.as_str()).cloned().ok_or_else(|| format!("the action {uid}"))
    };
    match scope {
        ActionConstraint::Any => Ok(Action::ALL.iter().copied().collect()),
        ActionConstraint::Eq(uid) => covered(uid),
        ActionConstraint::In(uids) => {
            let mut actions = BTreeSet::new();
            for uid in uids {
                actions.extend(covered(uid)?);
            }
            Ok(actions)
        }
    }
}

/// Reads an expression that is true or false.
fn boolean(expr: &Expr) -> Result<Condition, String> {
    match expr {
        Expr::Literal(Literal::Bool(true)) => Ok(Condition::Always),
        Expr::Literal(Literal::Bool(false)) => Ok(Condition::Never),
        Expr::UnaryOp { op: UnaryOp::Not, expr } => Ok(Condition::Not(Box::new(boolean(expr)?))),
        Expr::BinaryOp { op: BinaryOp::And, left, right } => {
            Ok(Condition::All(vec![boolean(left)?, boolean(right)?]))
        }
        Expr::BinaryOp { op: BinaryOp::Or, left, right } => {
            Ok(Condition::Any(vec![boolean(left)?, boolean(right)?]))
        }
        Expr::BinaryOp { op: BinaryOp::In, left, right } => membership(left, right),
        Expr::BinaryOp { op: BinaryOp::Contains, left, right } => contains(left, right),
        Expr::BinaryOp { op: BinaryOp::ContainsAny, left, right } => contains_any(left, right),
        Expr::GetAttr { .. } => marker(expr),
        Expr::Is { expr: of, entity_type, in_expr: None } if is_resource(of) => {
            kind_named(&entity_type.to_string()).map(Condition::IsKind)
        }
        other => Err(other.to_string()),
    }
}

/// `principal in Role::"…"` or `principal in [Role::"…", …]`.
fn membership(left: &Expr, right: &Expr) -> Result<Condition, String> {
    if !is_principal(left) {
        return Err(format!("{left} in {right}"));
    }
    match right {
        Expr::Literal(Literal::EntityUID(uid)) => Ok(Condition::Holds(vec![role(uid)?])),
        Expr::Set(members) => {
            let roles = members.iter().map(|member| match member.as_ref() {
                Expr::Literal(Literal::EntityUID(uid)) => role(uid),
                other => Err(other.to_string()),
            });
            Ok(Condition::Holds(roles.collect::<Result<_, _>>()?))
        }
        other => Err(format!("principal in {other}")),
    }
}

/// `resource.relation.contains(principal)` or `….contains(principal.organisation)`.
fn contains(set: &Expr, member: &Expr) -> Result<Condition, String> {
    let refuse = || format!("{set}.contains({member})");
    let relation = relation_of(set).ok_or_else(refuse)?;
    let whom = if is_principal(member) {
        Whom::Practitioner
    } else if attribute_of(member, is_principal) == Some("organisation") {
        Whom::Organisation
    } else {
        return Err(refuse());
    };
    tied(relation, whom).ok_or_else(refuse)
}

/// `resource.relation.containsAny(principal.forums)`, or of their organisations or overrides, or the other way
/// round.
fn contains_any(left: &Expr, right: &Expr) -> Result<Condition, String> {
    let refuse = || format!("{left}.containsAny({right})");
    let (record, mine) = if relation_of(left).is_some() { (left, right) } else { (right, left) };
    let relation = relation_of(record).ok_or_else(refuse)?;
    let whom = match attribute_of(mine, is_principal) {
        Some("organisations") => Some(Whom::Organisations),
        Some("overrides") => Some(Whom::Overrides),
        Some(forums) => Forums::from_name(forums).map(Whom::Forums),
        None => None,
    };
    tied(relation, whom.ok_or_else(refuse)?).ok_or_else(refuse)
}

/// `resource.restricted` or `resource.recorded`.
fn marker(expr: &Expr) -> Result<Condition, String> {
    match relation_of(expr) {
        Some(Relation::Recorded) => Ok(Condition::Recorded),
        Some(relation) => tied(relation, Whom::Marked).ok_or_else(|| expr.to_string()),
        None => Err(expr.to_string()),
    }
}

/// A tie whose two ends are of one type.
fn tied(relation: Relation, whom: Whom) -> Option<Condition> {
    let fits = matches!(
        (relation.target(), whom),
        (Target::Practitioner, Whom::Practitioner)
            | (Target::Organisation, Whom::Organisation | Whom::Organisations)
            | (Target::Forum, Whom::Forums(_))
            | (Target::Override, Whom::Overrides)
            | (Target::Marker, Whom::Marked)
    );
    fits.then_some(Condition::Tied(relation, whom))
}

fn relation_of(expr: &Expr) -> Option<Relation> {
    attribute_of(expr, is_resource).and_then(Relation::from_name)
}

fn attribute_of(expr: &Expr, owner: fn(&Expr) -> bool) -> Option<&str> {
    match expr {
        Expr::GetAttr { expr, attr } if owner(expr) => Some(attr.as_str()),
        _ => None,
    }
}

fn is_principal(expr: &Expr) -> bool {
    matches!(expr, Expr::Var(Var::Principal))
}

fn is_resource(expr: &Expr) -> bool {
    matches!(expr, Expr::Var(Var::Resource))
}

fn role(uid: &EntityUID) -> Result<Role, String> {
    let known = if uid.ty.to_string() == "Role" { Role::from_name(&uid.eid) } else { None };
    known.ok_or_else(|| format!("the role {uid}"))
}

fn kind_named(name: &str) -> Result<Kind, String> {
    let kind = Kind::ALL.iter().copied().find(|kind| kind.entity_type() == name);
    kind.ok_or_else(|| format!("the kind {name}"))
}
