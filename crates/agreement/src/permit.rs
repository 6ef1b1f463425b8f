//! The proof that an operation was allowed, and the reasons when it was not.

use std::marker::PhantomData;
use std::sync::Arc;

use uuid::Uuid;

use crate::principal::Principal;
use crate::words::Kind;
use crate::{Action, Clause};

/// An operation of the product: its type is the marker that a permit is made out for.
pub trait Act {
    /// The stable name of the operation, kept in the ledger.
    const NAME: &'static str;
    /// What it asks of the agreement.
    const ACTION: Action;
}

/// That the agreement allowed one operation on one record, not yet made out for its own type. Only the
/// agreement makes one.
#[must_use]
#[derive(Debug)]
pub struct Granted {
    operation: &'static str,
    action: Action,
    principal: Principal,
    kind: Kind,
    subject: Option<Uuid>,
    clauses: Vec<Arc<Clause>>,
}

impl Granted {
    pub(crate) fn new(
        (operation, action): (&'static str, Action),
        principal: Principal,
        (kind, subject): (Kind, Option<Uuid>),
        clauses: Vec<Arc<Clause>>,
    ) -> Self {
        Self { operation, action, principal, kind, subject, clauses }
    }

    /// The clauses that let them in, for the page and the ledger.
    #[must_use]
    pub fn clauses(&self) -> &[Arc<Clause>] {
        &self.clauses
    }

    /// The permit, unless it is asked for another operation than the one that was allowed.
    #[must_use]
    pub fn permit<O: Act>(self) -> Option<Permit<O>> {
        let is_it = self.operation == O::NAME && self.action == O::ACTION;
        is_it.then(|| self.made_out())
    }

    /// The permit for the operation whose action was just decided.
    pub(crate) fn made_out<O: Act>(self) -> Permit<O> {
        Permit { granted: self, operation: PhantomData }
    }
}

/// Proof that the agreement allowed operation `O` on one record. Only the agreement makes one.
#[must_use]
pub struct Permit<O> {
    granted: Granted,
    operation: PhantomData<fn() -> O>,
}

impl<O: Act> Permit<O> {
    /// Who was allowed.
    #[must_use]
    pub fn principal(&self) -> &Principal {
        &self.granted.principal
    }

    /// What sort of record it is about.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.granted.kind
    }

    /// Which record it is about.
    #[must_use]
    pub fn subject(&self) -> Option<Uuid> {
        self.granted.subject
    }

    /// The clauses that let them in, for the page and the ledger.
    #[must_use]
    pub fn clauses(&self) -> &[Arc<Clause>] {
        self.granted.clauses()
    }

    /// The name of the operation.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        O::NAME
    }
}

impl<O: Act> std::fmt::Debug for Permit<O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Permit")
            .field("operation", &O::NAME)
            .field("kind", &self.granted.kind)
            .field("subject", &self.granted.subject)
            .finish_non_exhaustive()
    }
}

/// The agreement said no.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", self.why())]
pub struct Refused {
    /// What was asked.
    pub action: Action,
    /// Whether they may know that the record exists. If not, answer as if it did not.
    pub visible: bool,
    /// The clauses that kept them out, for the ledger; none when simply no clause lets them in.
    pub clauses: Vec<Arc<Clause>>,
    /// The clauses under which others may do it.
    pub open_under: Vec<Arc<Clause>>,
    /// Whether something failed to evaluate: refuse, and tell an engineer.
    pub alarm: bool,
}

impl Refused {
    /// The reason in words. Of a record that may not be seen it says nothing, so that it cannot be
    /// told from one that does not exist.
    #[must_use]
    pub fn why(&self) -> String {
        match (self.visible, self.clauses.is_empty()) {
            (false, _) => "There is no such record.".to_owned(),
            (true, false) => sentences(&self.clauses),
            (true, true) if self.open_under.is_empty() => {
                "No clause lets anybody do this.".to_owned()
            }
            (true, true) => {
                format!("No clause lets you do this. {}", sentences(&self.open_under))
            }
        }
    }
}

fn sentences(clauses: &[Arc<Clause>]) -> String {
    let sentences: Vec<&str> = clauses.iter().map(|clause| clause.sentence.as_str()).collect();
    sentences.join(" ")
}

/// What the agreement says about one principal, action and record, without making a permit.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Whether it is allowed.
    pub allowed: bool,
    /// The clauses that decided.
    pub clauses: Vec<Arc<Clause>>,
    /// Whether something failed to evaluate.
    pub alarm: bool,
}
