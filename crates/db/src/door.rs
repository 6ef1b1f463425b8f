//! The one door (invariant 1): every change and every reading of data goes through here.
//!
//! `perform` is one re-runnable function: facts, decision, pure rule, rows and ledger entries in one
//! transaction. It tries again when a passing fault stops it, and answers a repeated key with the
//! first result. `read` answers only when its entry is on disk.

use std::{any::Any, collections::BTreeSet, sync::Arc};

use agreement::{Agreement, Clause, Granted, Principal, Refused};
use kernel::{Env, FieldErrors, OrganisationId, PractitionerId, SessionId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    At, Db, DbError, Keys, NewEntry, Operation, Reading, Stop, Tx, about,
    doer::{Doer, SHOWN, Seen, hex, ids, own},
    errand::{Change, Done, Means, Shows, Sight, Traces, What},
    insert, one, principal, recheck,
    recorder::Recorder,
};

const TRIES: u32 = 5;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who has not signed in.
    Visitor,
    /// A practitioner, for one of their organisations.
    Practitioner {
        /// Who.
        practitioner: PractitionerId,
        /// For which organisation, chosen at sign-in.
        organisation: OrganisationId,
        /// In which session.
        session: Option<SessionId>,
    },
    /// The command line of the machine that holds the data.
    Console,
}

/// Why the door did not do what was asked.
#[derive(Debug)]
pub enum Stopped {
    /// Answers are missing or wrong.
    Fields(FieldErrors),
    /// It does not exist, or may not be seen: nobody can tell which.
    NotThere,
    /// It may be seen, but not this: the clauses that say so.
    Refused(Refused),
    /// Someone else changed it meanwhile.
    Conflict(Value),
    /// The same form's key came with another content.
    KeyReused,
    /// It is not in a state for this.
    NotNow(String),
    /// Too much in too little time.
    TooMany(String),
    /// The database failed.
    Failed(DbError),
}

impl From<DbError> for Stopped {
    fn from(error: DbError) -> Self {
        Self::Failed(error)
    }
}

impl From<Stop> for Stopped {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Fields(errors) => Self::Fields(errors),
            Stop::NotThere => Self::NotThere,
            Stop::Conflict(theirs) => Self::Conflict(theirs),
            Stop::NotNow(why) => Self::NotNow(why),
            Stop::TooMany(why) => Self::TooMany(why),
            Stop::Failed(error) => Self::Failed(error),
        }
    }
}

/// An answer, and on what it stands.
#[derive(Debug)]
pub struct Shown<A> {
    /// What was asked for.
    pub answer: A,
    /// Who it was shown to, and why.
    pub basis: Basis,
}

/// On what an answer stands.
#[derive(Debug)]
pub struct Basis {
    /// The clauses of the agreement that let its reader in.
    pub clauses: Vec<Arc<Clause>>,
    /// Who it was shown to, in the agreement's eyes.
    pub principal: Principal,
    /// The name of whom it is about, when a form was asked for.
    pub about: String,
}

/// What an operation gave.
enum Given {
    /// Just now.
    Now(Box<dyn Done>),
    /// When the same key came first.
    Before(Value),
}

/// The one way in.
#[derive(Clone)]
pub struct Door {
    db: Db,
    env: Env,
    keys: Keys,
    agreement: Arc<Agreement>,
    recorder: Recorder,
}

impl Door {
    /// Opens the door of a database.
    pub fn new(db: Db, env: Env, keys: Keys, agreement: Arc<Agreement>) -> Self {
        let recorder = Recorder::start(db.clone(), env.clone());
        Self { db, env, keys, agreement, recorder }
    }

    /// The clock and new ids.
    pub fn env(&self) -> &Env {
        &self.env
    }

    /// The agreement that decides.
    pub fn agreement(&self) -> &Agreement {
        &self.agreement
    }

    /// The store of keys.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// A connection for the one statement that `look_up` asks; it stays in this crate.
    pub(crate) async fn glance(&self) -> Result<Tx, DbError> {
        self.db.glance().await
    }

    pub(crate) async fn begin_checkpoint(&self) -> Result<Tx, DbError> {
        self.db.begin().await
    }

    /// Does an operation, once for each key.
    ///
    /// # Errors
    ///
    /// [`Stopped`] says why nothing was changed.
    pub async fn perform<O: Operation>(
        &self,
        actor: Actor,
        key: Option<&str>,
        operation: O,
    ) -> Result<O::Done, Stopped> {
        match self.undertake(actor, key, Box::new(operation)).await? {
            Given::Now(done) => {
                let done: Box<dyn Any> = done;
                Ok(*done.downcast().map_err(|_| DbError::Mistaken)?)
            }
            Given::Before(answer) => Ok(serde_json::from_value(answer).map_err(DbError::from)?),
        }
    }

    async fn undertake(
        &self,
        actor: Actor,
        key: Option<&str>,
        change: Box<dyn Change>,
    ) -> Result<Given, Stopped> {
        let door = self.clone();
        let key = key.map(str::to_owned);
        // On a task of its own, so that a browser that hangs up does not stop it halfway.
        let task = tokio::spawn(async move {
            let mut tries = 0;
            loop {
                tries += 1;
                match door.perform_once(actor, key.as_deref(), &*change).await {
                    Err(Stopped::Failed(error)) if error.is_passing() && tries < TRIES => {}
                    other => return other,
                }
            }
        });
        task.await.map_err(DbError::from)?
    }

    async fn perform_once(
        &self,
        actor: Actor,
        key: Option<&str>,
        change: &dyn Change,
    ) -> Result<Given, Stopped> {
        let mut tx = self.db.begin().await?;
        let What { subject, name, action } = change.what();
        let act = Doer { actor, subject: own(actor, subject), name };
        let (principal, facts) =
            principal::load(&mut tx, actor, act.subject, At(self.env.now())).await?;
        // Under a key: a part of a form has few answers, and whoever holds the rows alone could try them all.
        let asked = self.keys.blind_index("asked", &change.asked()?.to_string());
        let granted = match self.agreement.grant(&principal, (name, action), &facts) {
            Ok(granted) => granted,
            Err(refused) => {
                drop(tx);
                return Err(self.refuse(act, refused).await?);
            }
        };
        let clauses = ids(granted.clauses());
        if let Some(key) = key
            && let Some(first) = first_answer(&mut tx, act, &principal, key, &asked).await?
        {
            drop(tx);
            self.repeated(act, clauses).await?;
            return first.map(Given::Before);
        }
        let (done, traces) = change.run(self.means(&mut tx, granted, act)).await;
        let done = match done {
            Ok(done) => done,
            Err(stop) => {
                drop(tx);
                return Err(self.stopped(act, clauses, traces, stop).await?);
            }
        };
        let answer = match key {
            Some(key) => Some((key, done.answer()?)),
            None => None,
        };
        self.keep(tx, act, (&principal, clauses), (asked, answer), traces).await?;
        Ok(Given::Now(done))
    }

    fn means<'a>(&'a self, tx: &'a mut Tx, granted: Granted, act: Doer) -> Means<'a> {
        let (env, keys, agreement) = (&self.env, &self.keys, &*self.agreement);
        Means { env, tx, keys, agreement, granted, about: act.about() }
    }

    /// Keeps what an operation changed, with the answer to its key and its entry.
    async fn keep(
        &self,
        mut tx: Tx,
        act: Doer,
        (principal, clauses): (&Principal, String),
        (asked, answer): (Vec<u8>, Option<(&str, Value)>),
        Traces { mut detail, about, sought, .. }: Traces,
    ) -> Result<(), DbError> {
        if let Value::Object(map) = &mut detail {
            map.insert("asked".into(), hex(&asked).into());
        }
        let now = self.env.now();
        if let Some((key, answer)) = answer {
            insert!(
                &mut tx,
                repeated_key {
                    actor: principal.practitioner,
                    operation: act.name,
                    key: key.to_owned(),
                    body_hash: asked,
                    answer: answer,
                    at: At(now),
                }
            )?;
        }
        let entry = act.entry(ledger::Kind::Change, (clauses, "done"), detail, about);
        tx.commit(now, vec![NewEntry { sought, ..entry }]).await?;
        Ok(())
    }

    /// Shows data; the answer leaves when its entry is on disk.
    ///
    /// # Errors
    ///
    /// [`Stopped`] says why nothing was shown.
    pub async fn read<R: Reading>(
        &self,
        actor: Actor,
        reading: R,
    ) -> Result<Shown<R::Answer>, Stopped> {
        self.look(actor, reading, false).await
    }

    /// The same for a form, which also says whom it is about: somebody with three families open in
    /// three windows must see whose closing this is.
    ///
    /// # Errors
    ///
    /// [`Stopped`] says why nothing was shown.
    pub async fn ask<R: Reading>(
        &self,
        actor: Actor,
        reading: R,
    ) -> Result<Shown<R::Answer>, Stopped> {
        self.look(actor, reading, true).await
    }

    async fn look<R: Reading>(
        &self,
        actor: Actor,
        reading: R,
        is_form: bool,
    ) -> Result<Shown<R::Answer>, Stopped> {
        let mut sight = Shows::of(reading);
        let basis = self.show(actor, &mut sight, is_form).await?;
        Ok(Shown { answer: sight.answer?, basis })
    }

    async fn show(
        &self,
        actor: Actor,
        sight: &mut dyn Sight,
        is_form: bool,
    ) -> Result<Basis, Stopped> {
        let mut tx = self.db.snapshot().await?;
        let What { subject, name, action } = sight.what();
        let act = Doer { actor, subject: own(actor, subject), name };
        let (principal, facts, whom) =
            principal::load_with(&mut tx, actor, act.subject, (At(self.env.now()), is_form))
                .await?;
        let granted = match self.agreement.grant(&principal, (name, action), &facts) {
            Ok(granted) => granted,
            Err(refused) => {
                drop(tx);
                return Err(self.refuse(act, refused).await?);
            }
        };
        let clauses = granted.clauses().to_vec();
        let (outcome, mut traces) = sight.read(self.means(&mut tx, granted, act), &facts).await;
        let whom = match (outcome == SHOWN, traces.case) {
            (false, _) => None,
            (true, Some(case)) => about::of_case(&mut tx, case.0).await?,
            (true, None) => whom,
        };
        let about = whom.and_then(|it| it.known_to(&self.agreement, &principal));
        traces.about.extend(about.iter().map(|(person, _)| *person));
        let about = about.map(|(_, name)| name).unwrap_or_default();
        let seen = Seen { outcome, is_export: sight.is_export(), asked: sight.asked()?, traces };
        self.note(tx, act, (&principal, ids(&clauses)), seen).await?;
        Ok(Basis { clauses, principal, about })
    }

    /// Decides again what is listed, when it is its turn, and waits until the entry is on disk.
    async fn note(
        &self,
        mut tx: Tx,
        act: Doer,
        (principal, clauses): (&Principal, String),
        seen: Seen,
    ) -> Result<(), Stopped> {
        let Seen { outcome, is_export, asked, traces } = seen;
        let Traces { mut detail, about: shown, listed, sought, .. } = traces;
        let is_of_one = act.subject.1.is_some();
        if outcome == SHOWN && recheck::is_due(&listed, is_of_one)? {
            let some = recheck::chosen(&listed)?;
            let wrong = recheck::differing(&mut tx, &self.agreement, principal, &some).await?;
            if !wrong.is_empty() {
                drop(tx);
                return Err(self.alarm(act, wrong).await?);
            }
        }
        drop(tx);
        let kind = match is_of_one {
            _ if is_export => ledger::Kind::Export,
            true => ledger::Kind::Read,
            false => ledger::Kind::List,
        };
        if let Value::Object(map) = &mut detail {
            map.insert("asked".into(), asked);
            map.insert("shown".into(), json!(shown));
        }
        let entry = act.entry(kind, (clauses, outcome), detail, shown);
        self.recorder.record(NewEntry { sought, ..entry }).await?;
        Ok(())
    }

    /// Writes down that the same was sent twice.
    async fn repeated(&self, act: Doer, clauses: String) -> Result<(), DbError> {
        let said = (clauses, "repeated");
        self.recorder.record(act.entry(ledger::Kind::Read, said, json!({}), act.about())).await
    }

    /// Writes down that an operation was stopped, then says why: what stopped it may tell of a record,
    /// most of all what a conflict says of its present state. Visitors have no record to be told of;
    /// what is tried at the way in has entries of its own.
    async fn stopped(
        &self,
        act: Doer,
        clauses: String,
        Traces { about, sought, .. }: Traces,
        stop: Stop,
    ) -> Result<Stopped, DbError> {
        let (kind, outcome) = match &stop {
            Stop::Failed(_) => return Ok(stop.into()),
            // A second record that it names may not be seen: a refusal like any other.
            Stop::NotThere => (ledger::Kind::Refusal, "not_there"),
            _ if act.actor == Actor::Visitor => return Ok(stop.into()),
            Stop::Conflict(_) => (ledger::Kind::Read, "conflict"),
            _ => (ledger::Kind::Read, "stopped"),
        };
        let entry = act.entry(kind, (clauses, outcome), json!({}), about);
        self.recorder.record(NewEntry { sought, ..entry }).await?;
        Ok(stop.into())
    }

    /// Writes the refusal down, then says it: a record that may not be seen is one that is not there.
    async fn refuse(&self, act: Doer, refused: Refused) -> Result<Stopped, DbError> {
        let outcome = if refused.visible { "refused" } else { "not_there" };
        let said = (ids(&refused.clauses), outcome);
        self.recorder
            .record(act.entry(ledger::Kind::Refusal, said, json!({}), act.about()))
            .await?;
        Ok(if refused.visible { Stopped::Refused(refused) } else { Stopped::NotThere })
    }

    /// A list and the agreement differ: nothing of the answer leaves, and whoever keeps the ledger
    /// or the log learns which records it would have shown.
    async fn alarm(&self, act: Doer, wrong: BTreeSet<Uuid>) -> Result<Stopped, DbError> {
        let (count, operation) = (wrong.len(), act.name);
        tracing::error!(operation, ?wrong, "a list and the agreement differ; nothing was shown");
        let detail = json!({ "differs": wrong });
        let said = (String::new(), "list_differs");
        self.recorder.record(act.entry(ledger::Kind::Refusal, said, detail, wrong)).await?;
        Ok(Stopped::Failed(DbError::ListDiffers(count)))
    }
}

/// The first answer to this key, or that the key was used for something else.
async fn first_answer(
    tx: &mut Tx,
    act: Doer,
    principal: &Principal,
    key: &str,
    asked: &[u8],
) -> Result<Option<Result<Value, Stopped>>, DbError> {
    let found: Option<(Vec<u8>, Value)> = one!(
        tx,
        "select body_hash, answer from repeated_key where actor = $1 and operation = $2 and key = $3",
        principal.practitioner,
        act.name,
        key
    )?;
    let is_same = |hash: Vec<u8>| hash == asked;
    Ok(found.map(|(hash, answer)| if is_same(hash) { Ok(answer) } else { Err(Stopped::KeyReused) }))
}
