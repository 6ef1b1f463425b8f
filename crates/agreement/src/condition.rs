//! The closed list of things that a rule may say, as a tree.
//!
//! A rule that says anything else is refused when the agreement is loaded, because it could not be
//! turned into a list filter, and a condition dropped from a list shows what nobody may see.

use crate::words::{Kind, Relation, Role};

/// Which of the principal's forums a rule speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Forums {
    MemberOf,
    Coordinates,
    Chairs,
    FrontDoorOf,
}

impl Forums {
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "member_of" => Some(Self::MemberOf),
            "coordinates" => Some(Self::Coordinates),
            "chairs" => Some(Self::Chairs),
            "front_door_of" => Some(Self::FrontDoorOf),
            _ => None,
        }
    }
}

/// Whom a relation must point at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Whom {
    /// The practitioner who acts.
    Practitioner,
    /// The organisation that they act for.
    Organisation,
    /// One of the organisations in which they have a role.
    Organisations,
    /// One of their forums.
    Forums(Forums),
    /// One of the access overrides that they hold.
    Overrides,
    /// Anyone: the row itself is the fact.
    Marked,
}

/// A condition of a rule, with the principal still open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    Always,
    Never,
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    /// The principal holds one of these roles.
    Holds(Vec<Role>),
    /// The record is of this kind.
    IsKind(Kind),
    /// The record exists.
    Recorded,
    /// The record is tied to them by this relation.
    Tied(Relation, Whom),
}

impl Condition {
    /// What the condition says of a record that does not exist: true, false, or "it depends on the
    /// principal" (`None`). A rule that permits must be false of it, or it would let somebody into
    /// nothing, and a refusal could be told from an absence.
    pub(crate) fn on_nothing(&self) -> Option<bool> {
        match self {
            Self::Always => Some(true),
            Self::Never | Self::Recorded | Self::Tied(..) => Some(false),
            Self::Holds(_) | Self::IsKind(_) => None,
            Self::Not(inner) => inner.on_nothing().map(|value| !value),
            Self::All(parts) => all_of(parts.iter().map(Self::on_nothing)),
            Self::Any(parts) => {
                all_of(parts.iter().map(|part| part.on_nothing().map(|value| !value)))
                    .map(|value| !value)
            }
        }
    }
}

fn all_of(values: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut result = Some(true);
    for value in values {
        match value {
            Some(false) => return Some(false),
            None => result = None,
            Some(true) => {}
        }
    }
    result
}
