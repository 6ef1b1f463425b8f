//! Binds the rules to one principal: which records of a kind they may act on, as a tree.

use std::sync::Arc;

use uuid::Uuid;

use crate::condition::{Condition, Forums, Whom};
use crate::facts::Facts;
use crate::principal::Principal;
use crate::translate::Rule;
use crate::words::{Kind, Relation};
use crate::{Action, Clause};

/// A condition on the scope rows of a record, with nothing left open and no negation of a group:
/// what is negated is a single tie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Filter {
    Always,
    Never,
    All(Vec<Self>),
    Any(Vec<Self>),
    /// There is a row with this relation and one of these targets.
    Tied(Tie),
    /// There is no such row.
    Untied(Tie),
}

impl Filter {
    /// Whether it holds of every record without a row of [`Relation::BARS`]: then a row's mark says so
    /// for all of them, and nothing need be looked up.
    pub(crate) fn is_idle_unbarred(&self) -> bool {
        match self {
            Self::Always => true,
            Self::Untied(tie) => tie.relation.is_some_and(|it| Relation::BARS.contains(&it)),
            Self::All(parts) => parts.iter().all(Self::is_idle_unbarred),
            Self::Any(parts) => parts.iter().any(Self::is_idle_unbarred),
            Self::Never | Self::Tied(_) => false,
        }
    }
}

/// A row that must, or must not, be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tie {
    /// The relation; without one, any row will do.
    pub(crate) relation: Option<Relation>,
    /// The targets; without any, whatever the target.
    pub(crate) targets: Vec<Uuid>,
}

impl Tie {
    fn matches(&self, facts: &Facts) -> bool {
        match self.relation {
            None => facts.recorded(),
            Some(relation) if self.targets.is_empty() => facts.has(relation),
            Some(relation) => facts.targets(relation).any(|id| self.targets.contains(&id)),
        }
    }
}

/// The records of one kind on which one principal may act: the only way to a list.
///
/// Made by [`crate::Agreement::list_filter`] alone, from the same rules that decide one record.
#[derive(Clone, Debug)]
pub struct Visible {
    pub(crate) kind: Kind,
    pub(crate) action: Action,
    pub(crate) permits: Filter,
    pub(crate) bars: Filter,
    pub(crate) clauses: Vec<Arc<Clause>>,
}

impl Visible {
    /// What sort of records it is about.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// What the principal may do with them.
    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }

    /// The clauses that shaped the filter, for the ledger entry of a list.
    #[must_use]
    pub fn clauses(&self) -> &[Arc<Clause>] {
        &self.clauses
    }

    /// Whether no record at all can match, so that no query is needed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.permits == Filter::Never || self.bars == Filter::Never
    }

    /// Whether one record matches: the same tree as the SQL, run here.
    #[must_use]
    pub fn matches(&self, facts: &Facts) -> bool {
        facts.kind() == self.kind && self.permits.matches(facts) && self.bars.matches(facts)
    }
}

/// Binds the rules for one action and kind. `bars` is what must hold besides: no bar applies.
pub(crate) fn bind<'a>(
    rules: impl Iterator<Item = &'a Rule>,
    principal: &Principal,
    action: Action,
    kind: Kind,
) -> (Filter, Filter, Vec<&'a str>) {
    let (mut permits, mut bars, mut used) = (Vec::new(), Vec::new(), Vec::new());
    for rule in rules.filter(|rule| rule.actions.contains(&action)) {
        let bound = bind_condition(&rule.condition, principal, kind, rule.forbids);
        let idle = if rule.forbids { Filter::Always } else { Filter::Never };
        if bound == idle {
            continue;
        }
        used.push(rule.id.as_str());
        if rule.forbids { bars.push(bound) } else { permits.push(bound) }
    }
    (any(permits), all(bars), used)
}

/// Binds one condition; `negated` pushes a negation down to the ties.
fn bind_condition(
    condition: &Condition,
    principal: &Principal,
    kind: Kind,
    negated: bool,
) -> Filter {
    let each = |parts: &[Condition]| -> Vec<Filter> {
        parts.iter().map(|part| bind_condition(part, principal, kind, negated)).collect()
    };
    match condition {
        Condition::Always => constant(!negated),
        Condition::Never => constant(negated),
        Condition::Not(inner) => bind_condition(inner, principal, kind, !negated),
        Condition::All(parts) if negated => any(each(parts)),
        Condition::All(parts) => all(each(parts)),
        Condition::Any(parts) if negated => all(each(parts)),
        Condition::Any(parts) => any(each(parts)),
        Condition::Holds(roles) => {
            let held = principal.all_roles();
            constant(roles.iter().any(|role| held.contains(role)) != negated)
        }
        Condition::IsKind(wanted) => constant((*wanted == kind) != negated),
        Condition::Recorded => tie(None, Vec::new(), negated),
        Condition::Tied(relation, Whom::Marked) => tie(Some(*relation), Vec::new(), negated),
        Condition::Tied(relation, whom) => {
            let targets = targets(*whom, principal);
            if targets.is_empty() {
                return constant(negated);
            }
            tie(Some(*relation), targets, negated)
        }
    }
}

fn tie(relation: Option<Relation>, targets: Vec<Uuid>, negated: bool) -> Filter {
    let tie = Tie { relation, targets };
    if negated { Filter::Untied(tie) } else { Filter::Tied(tie) }
}

fn targets(whom: Whom, principal: &Principal) -> Vec<Uuid> {
    let forums = match whom {
        Whom::Practitioner => return vec![principal.practitioner.0],
        Whom::Organisation => return vec![principal.organisation.0],
        Whom::Organisations => return principal.organisations.iter().map(|it| it.0).collect(),
        Whom::Overrides => return principal.overrides.iter().copied().collect(),
        Whom::Marked => return Vec::new(),
        Whom::Forums(Forums::MemberOf) => &principal.member_of,
        Whom::Forums(Forums::Coordinates) => &principal.coordinates,
        Whom::Forums(Forums::Chairs) => &principal.chairs,
        Whom::Forums(Forums::FrontDoorOf) => &principal.front_door_of,
    };
    forums.iter().map(|forum| forum.0).collect()
}

fn constant(value: bool) -> Filter {
    if value { Filter::Always } else { Filter::Never }
}

/// Joins parts that must all hold, and drops what says nothing.
pub(crate) fn all(parts: Vec<Filter>) -> Filter {
    let mut kept = Vec::new();
    for part in parts {
        match part {
            Filter::Always => {}
            Filter::Never => return Filter::Never,
            Filter::All(inner) => inner.into_iter().for_each(|part| keep(&mut kept, part)),
            other => keep(&mut kept, other),
        }
    }
    one_or(kept, Filter::Always, Filter::All)
}

/// Joins parts of which one must hold, and drops what can never hold.
pub(crate) fn any(parts: Vec<Filter>) -> Filter {
    let mut kept = Vec::new();
    for part in parts {
        match part {
            Filter::Never => {}
            Filter::Always => return Filter::Always,
            Filter::Any(inner) => inner.into_iter().for_each(|part| keep(&mut kept, part)),
            other => keep(&mut kept, other),
        }
    }
    // "Tied to one of these, or to one of those" by the same relation is one tie; so few shapes
    // of SQL exist. The same holds for "untied" under `all`, but no two bars share a relation.
    one_or(merged(kept), Filter::Never, Filter::Any)
}

fn keep(kept: &mut Vec<Filter>, part: Filter) {
    if !kept.contains(&part) {
        kept.push(part);
    }
}

fn merged(parts: Vec<Filter>) -> Vec<Filter> {
    let mut kept: Vec<Filter> = Vec::new();
    for part in parts {
        let Filter::Tied(new) = &part else {
            kept.push(part);
            continue;
        };
        let same = kept.iter_mut().find_map(|filter| match filter {
            Filter::Tied(old) if old.relation == new.relation => Some(old),
            _ => None,
        });
        match same {
            Some(old) if old.targets.is_empty() || new.targets.is_empty() => old.targets.clear(),
            Some(old) => {
                let added: Vec<Uuid> =
                    new.targets.iter().filter(|id| !old.targets.contains(id)).copied().collect();
                old.targets.extend(added);
            }
            None => kept.push(part),
        }
    }
    kept
}

fn one_or(mut parts: Vec<Filter>, none: Filter, many: fn(Vec<Filter>) -> Filter) -> Filter {
    match (parts.pop(), parts.is_empty()) {
        (None, _) => none,
        (Some(only), true) => only,
        (Some(last), false) => {
            parts.push(last);
            many(parts)
        }
    }
}

impl Filter {
    pub(crate) fn matches(&self, facts: &Facts) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::All(parts) => parts.iter().all(|part| part.matches(facts)),
            Self::Any(parts) => parts.iter().any(|part| part.matches(facts)),
            Self::Tied(tie) => tie.matches(facts),
            Self::Untied(tie) => !tie.matches(facts),
        }
    }
}
