//! The one door (invariant 1): every change and every reading of data goes through here.
//!
//! `perform` is one re-runnable function: facts, decision, pure rule, rows and ledger entries in one
//! transaction. It tries again when a passing fault stops it, and answers a repeated key with the
//! first result. `read` answers only when its entry is on disk.

use std::{collections::BTreeSet, sync::Arc};

use agreement::{Agreement, Clause, Kind, Permit, Principal, Refused};
use kernel::{Env, FieldErrors, OrganisationId, PractitionerId, SessionId};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    At, Db, DbError, Doing, Keys, Looking, NewEntry, Operation, Reading, Sought, Stop, Tx, insert,
    one, operation::Subject, principal, recheck, recheck::Listed, recorder::Recorder,
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

/// An answer, and the clauses of the agreement that let its reader in.
#[derive(Debug)]
pub struct Shown<A> {
    /// What was asked for.
    pub answer: A,
    /// The clauses.
    pub clauses: Vec<Arc<Clause>>,
    /// Who it was shown to, in the agreement's eyes.
    pub principal: Principal,
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

    /// A snapshot for what `look_up` asks; it stays in this crate.
    pub(crate) async fn snapshot(&self) -> Result<Tx, DbError> {
        self.db.snapshot().await
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
        let door = self.clone();
        let key = key.map(str::to_owned);
        // On a task of its own, so that a browser that hangs up does not stop it halfway.
        let task = tokio::spawn(async move {
            let mut tries = 0;
            loop {
                tries += 1;
                match door.perform_once(actor, key.as_deref(), &operation).await {
                    Err(Stopped::Failed(error)) if error.is_passing() && tries < TRIES => {}
                    other => return other,
                }
            }
        });
        task.await.map_err(DbError::from)?
    }

    async fn perform_once<O: Operation>(
        &self,
        actor: Actor,
        key: Option<&str>,
        operation: &O,
    ) -> Result<O::Done, Stopped> {
        let mut tx = self.db.begin().await?;
        let subject = own(actor, operation.subject());
        let (principal, facts) = principal::load(&mut tx, actor, subject).await?;
        let asked = serde_json::to_vec(operation).map_err(DbError::from)?;
        let asked: [u8; 32] = Sha256::digest(&asked).into();
        let permit = match self.agreement.permit::<O>(&principal, &facts) {
            Ok(permit) => permit,
            Err(refused) => {
                drop(tx);
                return Err(self.refuse::<O>(actor, subject, refused).await?);
            }
        };
        if let Some(key) = key
            && let Some(first) = first_answer::<O>(&mut tx, &permit, key, asked).await?
        {
            drop(tx);
            let about = subject.1.into_iter().collect();
            let said = (ids(permit.clauses()), "repeated");
            let again = entry::<O>(actor, subject, ledger::Kind::Read, said, json!({}), about);
            self.recorder.record(again).await?;
            return first;
        }
        let mut doing = Doing {
            env: &self.env,
            tx: &mut tx,
            permit: &permit,
            keys: &self.keys,
            agreement: &self.agreement,
            detail: json!({}),
            about: subject.1.into_iter().collect(),
            sought: Vec::new(),
        };
        let done = operation.run(&mut doing).await;
        let (mut detail, about, sought) =
            (doing.detail, doing.about.into_iter().collect(), doing.sought);
        let done = match done {
            Ok(done) => done,
            Err(stop) => {
                drop(tx);
                let left = (about, sought);
                return Err(self.stopped::<O>((actor, subject), &permit, left, stop).await?);
            }
        };
        if let Value::Object(map) = &mut detail {
            map.insert("asked".into(), hex(&asked).into());
        }
        let now = self.env.now();
        if let Some(key) = key {
            insert!(
                &mut tx,
                repeated_key {
                    actor: permit.principal().practitioner,
                    operation: O::NAME,
                    key: key.to_owned(),
                    body_hash: asked.to_vec(),
                    answer: serde_json::to_value(&done).map_err(DbError::from)?,
                    at: At(now),
                }
            )?;
        }
        let said = (ids(permit.clauses()), "done");
        let entry = entry::<O>(actor, subject, ledger::Kind::Change, said, detail, about);
        tx.commit(now, vec![NewEntry { sought, ..entry }]).await?;
        Ok(done)
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
        let mut tx = self.db.snapshot().await?;
        let subject = own(actor, reading.subject());
        let (principal, facts) = principal::load(&mut tx, actor, subject).await?;
        let permit = match self.agreement.permit::<R>(&principal, &facts) {
            Ok(permit) => permit,
            Err(refused) => {
                drop(tx);
                return Err(self.refuse::<R>(actor, subject, refused).await?);
            }
        };
        let mut looking = Looking {
            env: &self.env,
            tx: &mut tx,
            permit: &permit,
            keys: &self.keys,
            agreement: &self.agreement,
            detail: json!({}),
            shown: subject.1.into_iter().collect(),
            listed: Listed::new(),
            facts: &facts,
            sought: Vec::new(),
        };
        let answer = reading.read(&mut looking).await;
        let (mut detail, shown, sought) = (looking.detail, looking.shown, looking.sought);
        let listed = looking.listed;
        if answer.is_ok() && recheck::is_due(&listed, subject.1.is_some())? {
            let principal = permit.principal();
            let wrong = recheck::differing(&mut tx, &self.agreement, principal, &listed).await?;
            if !wrong.is_empty() {
                drop(tx);
                return Err(self.alarm::<R>(actor, subject, wrong).await?);
            }
        }
        drop(tx);
        let clauses = permit.clauses().to_vec();
        let outcome = match &answer {
            Ok(_) => "shown",
            Err(Stop::NotThere) => "not_there",
            Err(_) => "stopped",
        };
        let kind = match subject.1 {
            _ if R::IS_EXPORT => ledger::Kind::Export,
            Some(_) => ledger::Kind::Read,
            None => ledger::Kind::List,
        };
        if let Value::Object(map) = &mut detail {
            map.insert("asked".into(), serde_json::to_value(&reading).map_err(DbError::from)?);
            map.insert("shown".into(), json!(shown));
        }
        let about = shown.into_iter().collect();
        let entry = entry::<R>(actor, subject, kind, (ids(&clauses), outcome), detail, about);
        self.recorder.record(NewEntry { sought, ..entry }).await?;
        let principal = permit.principal().clone();
        Ok(Shown { answer: answer?, clauses, principal })
    }

    /// Writes down that an operation was stopped, then says why: what stopped it may tell of a record,
    /// most of all what a conflict says of its present state. Visitors have no record to be told of;
    /// what is tried at the way in has entries of its own.
    async fn stopped<O: agreement::Act>(
        &self,
        (actor, subject): (Actor, Subject),
        permit: &Permit<O>,
        (about, sought): (Vec<Uuid>, Vec<Sought>),
        stop: Stop,
    ) -> Result<Stopped, DbError> {
        let (kind, outcome) = match &stop {
            Stop::Failed(_) => return Ok(stop.into()),
            // A second record that it names may not be seen: a refusal like any other.
            Stop::NotThere => (ledger::Kind::Refusal, "not_there"),
            _ if actor == Actor::Visitor => return Ok(stop.into()),
            Stop::Conflict(_) => (ledger::Kind::Read, "conflict"),
            _ => (ledger::Kind::Read, "stopped"),
        };
        let said = (ids(permit.clauses()), outcome);
        let entry = entry::<O>(actor, subject, kind, said, json!({}), about);
        self.recorder.record(NewEntry { sought, ..entry }).await?;
        Ok(stop.into())
    }

    /// Writes the refusal down, then says it: a record that may not be seen is one that is not there.
    async fn refuse<A: agreement::Act>(
        &self,
        actor: Actor,
        subject: Subject,
        refused: Refused,
    ) -> Result<Stopped, DbError> {
        let outcome = if refused.visible { "refused" } else { "not_there" };
        let clauses = ids(&refused.clauses);
        let about = subject.1.into_iter().collect();
        let kind = ledger::Kind::Refusal;
        self.recorder
            .record(entry::<A>(actor, subject, kind, (clauses, outcome), json!({}), about))
            .await?;
        Ok(if refused.visible { Stopped::Refused(refused) } else { Stopped::NotThere })
    }

    /// A list and the agreement differ: nothing of the answer leaves, and whoever keeps the ledger
    /// or the log learns which records it would have shown.
    async fn alarm<A: agreement::Act>(
        &self,
        actor: Actor,
        subject: Subject,
        wrong: BTreeSet<Uuid>,
    ) -> Result<Stopped, DbError> {
        let (count, operation) = (wrong.len(), A::NAME);
        tracing::error!(operation, ?wrong, "a list and the agreement differ; nothing was shown");
        let detail = json!({ "differs": wrong });
        let said = (String::new(), "list_differs");
        let about = wrong.into_iter().collect();
        let kind = ledger::Kind::Refusal;
        self.recorder.record(entry::<A>(actor, subject, kind, said, detail, about)).await?;
        Ok(Stopped::Failed(DbError::ListDiffers(count)))
    }
}

/// The first answer to this key, or that the key was used for something else.
async fn first_answer<O: Operation>(
    tx: &mut Tx,
    permit: &Permit<O>,
    key: &str,
    asked: [u8; 32],
) -> Result<Option<Result<O::Done, Stopped>>, DbError> {
    let actor = permit.principal().practitioner;
    let found: Option<(Vec<u8>, Value)> = one!(
        tx,
        "select body_hash, answer from repeated_key where actor = $1 and operation = $2 and key = $3",
        actor,
        O::NAME,
        key
    )?;
    let Some((hash, answer)) = found else { return Ok(None) };
    if hash != asked {
        return Ok(Some(Err(Stopped::KeyReused)));
    }
    Ok(Some(Ok(serde_json::from_value(answer)?)))
}

/// What is one's own needs no id: it is the account of whoever asks.
fn own(actor: Actor, subject: Subject) -> Subject {
    match (actor, subject) {
        (Actor::Practitioner { practitioner, .. }, (Kind::Account, None)) => {
            (Kind::Account, Some(practitioner.0))
        }
        _ => subject,
    }
}

fn ids(clauses: &[Arc<Clause>]) -> String {
    let ids: Vec<&str> = clauses.iter().map(|clause| clause.id.as_str()).collect();
    ids.join(",")
}

fn entry<A: agreement::Act>(
    actor: Actor,
    (subject_kind, subject): Subject,
    kind: ledger::Kind,
    (clauses, outcome): (String, &str),
    detail: Value,
    about: Vec<Uuid>,
) -> NewEntry {
    let (who, organisation, session) = match actor {
        Actor::Visitor => (None, None, None),
        Actor::Console => (Some(Principal::CONSOLE.0), None, None),
        Actor::Practitioner { practitioner, organisation, session } => {
            (Some(practitioner.0), Some(organisation.0), session.map(|id| id.0))
        }
    };
    NewEntry {
        kind,
        operation: A::NAME.to_owned(),
        actor: who,
        organisation,
        session,
        subject_kind: subject_kind.name().to_owned(),
        subject,
        clauses,
        outcome: outcome.to_owned(),
        detail,
        about,
        sought: Vec::new(),
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
