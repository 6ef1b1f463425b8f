//! What the agreement needs to know about one record: its scope rows.

use uuid::Uuid;

use crate::words::{Kind, Relation};

/// The scope rows of one record, as the door read them in the transaction that decides.
///
/// A record that does not exist is a record without rows: it is decided by the same work and
/// refused in the same words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Facts {
    kind: Kind,
    id: Option<Uuid>,
    scopes: Vec<(Relation, Uuid)>,
}

impl Facts {
    /// Makes facts from rows of `record_scope`. Only the door may call this (see `clippy.toml`):
    /// facts that a caller makes up would let the caller decide.
    #[must_use]
    pub fn from_scopes(kind: Kind, id: Option<Uuid>, scopes: Vec<(Relation, Uuid)>) -> Self {
        Self { kind, id, scopes }
    }

    /// What sort of record it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Which record it is.
    #[must_use]
    pub fn id(&self) -> Option<Uuid> {
        self.id
    }

    /// Whether the record has any row, that is, whether it exists.
    #[must_use]
    pub fn recorded(&self) -> bool {
        !self.scopes.is_empty()
    }

    /// The targets that the record is tied to by this relation.
    pub(crate) fn targets(&self, relation: Relation) -> impl Iterator<Item = Uuid> + '_ {
        self.scopes.iter().filter(move |(r, _)| *r == relation).map(|(_, target)| *target)
    }

    /// Whether there is a row with this relation, whatever its target.
    pub(crate) fn has(&self, relation: Relation) -> bool {
        self.targets(relation).next().is_some()
    }
}
