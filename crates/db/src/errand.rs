//! An operation or a reading without its own type: what the door does with either is then compiled
//! once, and not for each of some two hundred of them.

use std::{any::Any, collections::BTreeSet};

use agreement::{Action, Agreement, Facts, Granted};
use futures::future::BoxFuture;
use kernel::{CaseId, Env};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    DbError, Doing, Keys, Looking, Operation, Reading, Sought, Stop, Subject, Tx, doer::outcome,
    recheck::Listed,
};

/// What is asked, of which record.
pub(crate) struct What {
    pub(crate) subject: Subject,
    pub(crate) name: &'static str,
    pub(crate) action: Action,
}

/// What the door lends while something is done or shown.
pub(crate) struct Means<'a> {
    pub(crate) env: &'a Env,
    pub(crate) tx: &'a mut Tx,
    pub(crate) keys: &'a Keys,
    pub(crate) agreement: &'a Agreement,
    pub(crate) granted: Granted,
    pub(crate) about: BTreeSet<Uuid>,
}

/// What it leaves behind for its entry in the ledger.
#[derive(Default)]
pub(crate) struct Traces {
    pub(crate) detail: Value,
    pub(crate) about: BTreeSet<Uuid>,
    pub(crate) listed: Listed,
    pub(crate) sought: Vec<Sought>,
    /// The case that a form is about, if it is another than the subject.
    pub(crate) case: Option<CaseId>,
}

/// What an operation gave back: also the answer to its key sent twice.
pub(crate) trait Done: Any + Send {
    fn answer(&self) -> Result<Value, DbError>;
}

impl<T: Serialize + Any + Send> Done for T {
    fn answer(&self) -> Result<Value, DbError> {
        Ok(serde_json::to_value(self)?)
    }
}

/// An operation on its way: what it gave back, and its traces.
pub(crate) type Doings<'a> = BoxFuture<'a, (Result<Box<dyn Done>, Stop>, Traces)>;

/// An operation, whatever its type.
pub(crate) trait Change: Send + Sync {
    fn what(&self) -> What;

    fn asked(&self) -> Result<Value, DbError>;

    fn run<'a>(&'a self, means: Means<'a>) -> Doings<'a>;
}

impl<O: Operation> Change for O {
    fn what(&self) -> What {
        What { subject: self.subject(), name: O::NAME, action: O::ACTION }
    }

    fn asked(&self) -> Result<Value, DbError> {
        Ok(serde_json::to_value(self)?)
    }

    fn run<'a>(&'a self, means: Means<'a>) -> Doings<'a> {
        Box::pin(async move {
            let Means { env, tx, keys, agreement, granted, about } = means;
            let Some(permit) = granted.permit() else {
                return (Err(Stop::NotThere), Traces::default());
            };
            let (permit, detail, sought) = (&permit, json!({}), Vec::new());
            let mut doing = Doing { env, tx, permit, keys, agreement, detail, about, sought };
            let done = Operation::run(self, &mut doing).await;
            let Doing { detail, about, sought, .. } = doing;
            let traces = Traces { detail, about, sought, ..Traces::default() };
            (done.map(|done| Box::new(done) as Box<dyn Done>), traces)
        })
    }
}

/// A reading, whatever its type; what it shows stays with it.
pub(crate) trait Sight: Send {
    fn what(&self) -> What;

    fn is_export(&self) -> bool;

    fn asked(&self) -> Result<Value, DbError>;

    /// Reads it, and says how that ended.
    fn read<'a>(
        &'a mut self,
        means: Means<'a>,
        facts: &'a Facts,
    ) -> BoxFuture<'a, (&'static str, Traces)>;
}

/// A reading with its answer: until it has been read, nothing is there.
pub(crate) struct Shows<R: Reading> {
    reading: R,
    pub(crate) answer: Result<R::Answer, Stop>,
}

impl<R: Reading> Shows<R> {
    pub(crate) fn of(reading: R) -> Self {
        Self { reading, answer: Err(Stop::NotThere) }
    }
}

impl<R: Reading> Sight for Shows<R> {
    fn what(&self) -> What {
        What { subject: self.reading.subject(), name: R::NAME, action: R::ACTION }
    }

    fn is_export(&self) -> bool {
        R::IS_EXPORT
    }

    fn asked(&self) -> Result<Value, DbError> {
        Ok(serde_json::to_value(&self.reading)?)
    }

    fn read<'a>(
        &'a mut self,
        means: Means<'a>,
        facts: &'a Facts,
    ) -> BoxFuture<'a, (&'static str, Traces)> {
        Box::pin(async move {
            let Means { env, tx, keys, agreement, granted, about: shown } = means;
            let Some(permit) = granted.permit() else {
                return (outcome(&self.answer), Traces::default());
            };
            let mut looking = Looking {
                env,
                tx,
                permit: &permit,
                keys,
                agreement,
                detail: json!({}),
                shown,
                listed: Listed::new(),
                about: None,
                facts,
                sought: Vec::new(),
            };
            self.answer = self.reading.read(&mut looking).await;
            let Looking { detail, shown: about, listed, sought, about: case, .. } = looking;
            (outcome(&self.answer), Traces { detail, about, listed, sought, case })
        })
    }
}
