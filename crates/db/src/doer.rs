//! What the door writes down of whoever comes through it. None of it needs an operation's own type, so
//! it is compiled once and not for each operation.

use std::{collections::BTreeSet, sync::Arc};

use agreement::{Clause, Kind, Principal};
use serde_json::Value;
use uuid::Uuid;

use crate::{Actor, NewEntry, Stop, errand::Traces, operation::Subject};

/// Who does what to which record.
#[derive(Clone, Copy)]
pub(crate) struct Doer {
    pub(crate) actor: Actor,
    pub(crate) subject: Subject,
    /// The operation's name.
    pub(crate) name: &'static str,
}

/// What a reading showed, for its entry.
pub(crate) struct Seen {
    pub(crate) outcome: &'static str,
    pub(crate) is_export: bool,
    pub(crate) asked: Value,
    pub(crate) traces: Traces,
}

pub(crate) const SHOWN: &str = "shown";

pub(crate) fn outcome<A>(answer: &Result<A, Stop>) -> &'static str {
    match answer {
        Ok(_) => SHOWN,
        Err(Stop::NotThere) => "not_there",
        Err(_) => "stopped",
    }
}

/// What is one's own needs no id: it is the account of whoever asks.
pub(crate) fn own(actor: Actor, subject: Subject) -> Subject {
    match (actor, subject) {
        (Actor::Practitioner { practitioner, .. }, (Kind::Account, None)) => {
            (Kind::Account, Some(practitioner.0))
        }
        _ => subject,
    }
}

pub(crate) fn ids(clauses: &[Arc<Clause>]) -> String {
    let ids: Vec<&str> = clauses.iter().map(|clause| clause.id.as_str()).collect();
    ids.join(",")
}

impl Doer {
    /// The record that it is done to, for the entry.
    pub(crate) fn about(self) -> BTreeSet<Uuid> {
        self.subject.1.into_iter().collect()
    }

    pub(crate) fn entry(
        self,
        kind: ledger::Kind,
        (clauses, outcome): (String, &str),
        detail: Value,
        about: BTreeSet<Uuid>,
    ) -> NewEntry {
        let (who, organisation, session) = match self.actor {
            Actor::Visitor => (None, None, None),
            Actor::Console => (Some(Principal::CONSOLE.0), None, None),
            Actor::Practitioner { practitioner, organisation, session } => {
                (Some(practitioner.0), Some(organisation.0), session.map(|id| id.0))
            }
        };
        NewEntry {
            kind,
            operation: self.name.to_owned(),
            actor: who,
            organisation,
            session,
            subject_kind: self.subject.0.name().to_owned(),
            subject: self.subject.1,
            clauses,
            outcome: outcome.to_owned(),
            detail,
            about: about.into_iter().collect(),
            sought: Vec::new(),
        }
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
