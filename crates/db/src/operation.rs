//! What someone does in the system: operations change things, readings show them.
//!
//! Both are typed values *as typed by the person*: the same struct is the HTML form, the JSON body,
//! its schema, and the marker of its permit. Checking the text is the first thing that `run` does.

use std::{borrow::Cow, collections::BTreeSet};

use agreement::{Act, Action, Agreement, Facts, Kind, Permit, Principal, Visible};
use kernel::{CaseId, Env, FieldErrors};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use uuid::Uuid;

use crate::{DbError, Keys, Sought, Tx, recheck::Listed, scope};

/// The record that a permit is asked for: its kind and, unless there is only one, its id.
pub type Subject = (Kind, Option<Uuid>);

/// Something that changes data.
pub trait Operation:
    Act + Serialize + DeserializeOwned + JsonSchema + Clone + Send + Sync + 'static
{
    /// What it gives back: also the answer to the same key sent twice, so it holds no secret.
    type Done: Serialize + DeserializeOwned + JsonSchema + Send + 'static;
    /// The sentence that the API's description shows.
    const SAYS: &'static str;

    /// The record whose permit it needs.
    fn subject(&self) -> Subject;

    /// Loads, decides by the pure rules, saves. It may be run again from the start.
    fn run(
        &self,
        doing: &mut Doing<'_, Self>,
    ) -> impl Future<Output = Result<Self::Done, Stop>> + Send;
}

/// Something that shows data and changes nothing but the ledger.
pub trait Reading:
    Act + Serialize + DeserializeOwned + JsonSchema + Clone + Send + Sync + 'static
{
    /// What it shows.
    type Answer: Serialize + JsonSchema + Send + 'static;
    /// The sentence that the API's description shows.
    const SAYS: &'static str;
    /// Whether what it shows leaves the system as a file: an entry of its own kind.
    const IS_EXPORT: bool = false;

    /// The record whose permit it needs.
    fn subject(&self) -> Subject;

    /// Loads what the permit and the filters allow.
    fn read(
        &self,
        looking: &mut Looking<'_, Self>,
    ) -> impl Future<Output = Result<Self::Answer, Stop>> + Send;
}

/// Why an operation or a reading stopped.
#[derive(Debug)]
pub enum Stop {
    /// Answers are missing or wrong: every problem at once.
    Fields(FieldErrors),
    /// Something it names does not exist, or may not be seen by this person.
    NotThere,
    /// Someone else changed the thing meanwhile: what it says now, to be shown beside what was typed.
    Conflict(Value),
    /// The thing is not in a state for this: a sentence that says what to do instead.
    NotNow(String),
    /// Too much was asked in too little time: a sentence that says when to try again.
    TooMany(String),
    /// The database failed.
    Failed(DbError),
}

impl From<DbError> for Stop {
    fn from(error: DbError) -> Self {
        Self::Failed(error)
    }
}

impl From<FieldErrors> for Stop {
    fn from(errors: FieldErrors) -> Self {
        Self::Fields(errors)
    }
}

/// What an operation works with.
pub struct Doing<'a, O> {
    /// The clock and new ids.
    pub env: &'a Env,
    /// The transaction; the door commits it.
    pub tx: &'a mut Tx,
    /// The permit of this operation on its subject; every store function that writes asks for one.
    pub permit: &'a Permit<O>,
    /// Seals and opens personal fields.
    pub keys: &'a Keys,
    /// The agreement, for a second record that the operation names.
    pub agreement: &'a Agreement,
    /// What the ledger's entry commits to besides the operation itself.
    pub detail: Value,
    /// Records that the ledger's entry is about, besides the subject.
    pub about: BTreeSet<Uuid>,
    /// What was looked up on the way, as a search would, whether or not it met anybody.
    pub sought: Vec<Sought>,
}

/// What a reading works with.
pub struct Looking<'a, R> {
    /// The clock.
    pub env: &'a Env,
    /// A snapshot of one moment; it cannot write.
    pub tx: &'a mut Tx,
    /// The permit of this reading on its subject; every store function that reads a record asks for one.
    pub permit: &'a Permit<R>,
    /// Opens personal fields.
    pub keys: &'a Keys,
    /// The agreement, for filters and further permits.
    pub agreement: &'a Agreement,
    /// What the ledger's entry commits to besides the reading itself.
    pub detail: Value,
    /// Records shown, besides the subject.
    pub(crate) shown: BTreeSet<Uuid>,
    /// Those of them that a filter found.
    pub(crate) listed: Listed,
    /// The case that a form is about, if it is another than the subject.
    pub(crate) about: Option<CaseId>,
    /// What the permit was decided on, so that nothing is looked up twice in one moment.
    pub(crate) facts: &'a Facts,
    /// What a search looked up, whether or not it found anything.
    pub sought: Vec<Sought>,
}

impl<O: Act> Doing<'_, O> {
    /// Who is doing it.
    pub fn principal(&self) -> &Principal {
        self.permit.principal()
    }

    /// A permit for a second record that the operation names.
    ///
    /// # Errors
    ///
    /// [`Stop::NotThere`] when the agreement does not give one.
    pub async fn permit_for<A: Act>(&mut self, subject: Subject) -> Result<Permit<A>, Stop> {
        let facts = scope::facts(self.tx, subject).await?;
        let permit = self.agreement.permit::<A>(self.principal(), &facts);
        permit.map_err(|_| Stop::NotThere)
    }

    /// Whether whoever does it may also do something else.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn may<A: Act>(&mut self, subject: Subject) -> Result<bool, Stop> {
        allowed(self.permit_for::<A>(subject).await)
    }

    /// Whether they may do it anyway, without an access override that is over within the hour.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn may_anyway<A: Act>(&mut self, subject: Subject) -> Result<bool, Stop> {
        let facts = scope::facts(self.tx, subject).await?;
        Ok(self.agreement.permit::<A>(&self.principal().without_overrides(), &facts).is_ok())
    }
}

/// A permit that the agreement does not give is no failure for whoever only asks.
fn allowed<A: Act>(permit: Result<Permit<A>, Stop>) -> Result<bool, Stop> {
    match permit {
        Ok(_) => Ok(true),
        Err(Stop::NotThere) => Ok(false),
        Err(stop) => Err(stop),
    }
}

impl<'a, R: Act> Looking<'a, R> {
    /// Who is looking.
    pub fn principal(&self) -> &Principal {
        self.permit.principal()
    }

    /// A permit for a further record, or for more of this one.
    ///
    /// # Errors
    ///
    /// [`Stop::NotThere`] when the agreement does not give one.
    pub async fn permit_for<A: Act>(&mut self, subject: Subject) -> Result<Permit<A>, Stop> {
        let facts = self.facts_of(subject).await?;
        let permit = self.agreement.permit::<A>(self.principal(), &facts);
        permit.map_err(|_| Stop::NotThere)
    }

    /// Facts about the subject are at hand; a snapshot does not change.
    async fn facts_of(&mut self, subject: Subject) -> Result<Cow<'a, Facts>, DbError> {
        if subject == (self.facts.kind(), self.facts.id()) {
            return Ok(Cow::Borrowed(self.facts));
        }
        Ok(Cow::Owned(scope::facts(self.tx, subject).await?))
    }

    /// Whether this person may do something to a record: for showing a link or not.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn may<A: Act>(&mut self, subject: Subject) -> Result<bool, Stop> {
        allowed(self.permit_for::<A>(subject).await)
    }

    /// Whether they may do it anyway, without an access override that is over within the hour.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn may_anyway<A: Act>(&mut self, subject: Subject) -> Result<bool, Stop> {
        let facts = self.facts_of(subject).await?;
        Ok(self.agreement.permit::<A>(&self.principal().without_overrides(), &facts).is_ok())
    }

    /// A permit about another record, and what of these actions one may do to it as well, with one look at its facts.
    ///
    /// # Errors
    ///
    /// [`Stop::NotThere`] when the agreement does not give one.
    pub async fn permit_with<A: Act>(
        &mut self,
        subject: Subject,
        actions: &[Action],
    ) -> Result<(Permit<A>, BTreeSet<Action>), Stop> {
        let facts = self.facts_of(subject).await?;
        let permit = self.agreement.permit::<A>(self.permit.principal(), &facts);
        let permit = permit.map_err(|_| Stop::NotThere)?;
        let decided = self.agreement.decide_each(self.permit.principal(), actions, &facts);
        let allowed = decided.into_iter().filter(|(_, it)| it.allowed).map(|(action, _)| action);
        Ok((permit, allowed.collect()))
    }

    /// What this person may do to one record, of the actions asked, with one look at its facts: for
    /// the buttons of a page.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn rights(
        &mut self,
        subject: Subject,
        actions: &[Action],
    ) -> Result<BTreeSet<Action>, Stop> {
        let facts = self.facts_of(subject).await?;
        let principal = self.permit.principal();
        let decided = self.agreement.decide_each(principal, actions, &facts).into_iter();
        Ok(decided.filter(|(_, it)| it.allowed).map(|(action, _)| action).collect())
    }

    /// Says that what is asked is about this case, which the answer shows: a form of a meeting may be about
    /// one of its items. Whose case it is will stand above the form.
    pub fn is_about(&mut self, case: CaseId) {
        self.about = Some(case);
        self.names(case.0);
    }

    /// Says that the answer lists these records, which this filter found: they stand in the ledger's
    /// entry, and the door decides them again before the answer leaves.
    pub fn lists(&mut self, visible: &Visible, records: impl IntoIterator<Item = Uuid>) {
        let listed = self.listed.entry((visible.kind(), visible.action())).or_default();
        for record in records {
            self.shown.insert(record);
            listed.insert(record);
        }
    }

    /// Says that the answer names a record, as a part of the one that the permit is for.
    pub fn names(&mut self, record: Uuid) {
        self.shown.insert(record);
    }

    /// The filter for lists, counts and search of this person.
    pub fn visible<A: Act>(&self, kind: Kind) -> Visible {
        self.agreement.list_filter(self.permit.principal(), A::ACTION, kind)
    }
}
