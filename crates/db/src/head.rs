//! The ledger's head: the one row whose lock orders all changes, and the appending of entries.
//!
//! Whoever changes anything holds this row until commit, on both engines (ADR 1). So sequence
//! numbers have no gaps, the tree's right edge moves only with a commit, and a holder that freezes
//! loses the row together with its transaction.

use ledger::{Entry, Frontier};
use serde_json::Value;
use uuid::Uuid;

use crate::{At, Db, DbError, Engine, Tx, insert_rows, one, run};

/// One entry before it has its place in the ledger.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// Change, read, list, refusal …
    pub kind: ledger::Kind,
    /// The operation's name.
    pub operation: String,
    /// Who did it.
    pub actor: Option<Uuid>,
    /// The organisation they acted for.
    pub organisation: Option<Uuid>,
    /// The session they did it in.
    pub session: Option<Uuid>,
    /// The kind of record it was done to.
    pub subject_kind: String,
    /// The record it was done to.
    pub subject: Option<Uuid>,
    /// The clauses of the agreement that allowed or refused it.
    pub clauses: String,
    /// What came of it: done, shown, refused, not_visible …
    pub outcome: String,
    /// The rest, committed to by a salted hash and erasable.
    pub detail: Value,
    /// The records the entry is about, for "who has looked at this record".
    pub about: Vec<Uuid>,
    /// What a search looked up.
    pub sought: Vec<Sought>,
}

/// One key that a search looked up, as a keyed hash.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sought {
    /// The hash.
    pub key: Uuid,
    /// Which part of the question it is: two keys of one part say the same in two ways.
    pub part: String,
    /// How many words of a name were sought.
    pub words: i64,
}

pub(crate) struct Head {
    size: u64,
    frontier: Frontier,
    /// Rows of `ledger_subject_recent`.
    unfolded: i64,
}

/// With more rows than this waiting, they are folded into the index: few enough to look through for
/// "who has looked at this record", and enough for the index to be written by whole pages.
const UNFOLDED: i64 = 2048;

impl Head {
    /// Takes the head for this transaction.
    pub(crate) async fn take(tx: &mut Tx) -> Result<Self, DbError> {
        const READ: &str = "select size, frontier, unfolded from ledger_head where id = 1";
        const LOCK: &str =
            "select size, frontier, unfolded from ledger_head where id = 1 for update";
        let (size, frontier, unfolded): (i64, Vec<u8>, i64) = match tx.engine() {
            Engine::Sqlite(c) => sqlx::query_as(READ).fetch_one(c).await?,
            Engine::Postgres(c) => sqlx::query_as(LOCK).fetch_one(c).await?,
        };
        let frontier = Frontier::from_bytes(&frontier)
            .map_err(|why| DbError::corrupt("ledger_head", "frontier", why))?;
        let size =
            u64::try_from(size).map_err(|why| DbError::corrupt("ledger_head", "size", why))?;
        if frontier.size() != size {
            return Err(DbError::corrupt("ledger_head", "size", "does not fit the frontier"));
        }
        Ok(Self { size, frontier, unfolded })
    }
}

/// Makes the head of an empty ledger, once.
pub(crate) async fn plant(db: &Db) -> Result<(), DbError> {
    const PLANT: &str =
        "insert into ledger_head (id, size, frontier) values (1, 0, $1) on conflict do nothing";
    let empty = Frontier::default().to_bytes();
    match db {
        Db::Sqlite { write, .. } => {
            sqlx::query(PLANT).bind(empty).execute(write).await.map(|_| ())?;
        }
        Db::Postgres(pool) => sqlx::query(PLANT).bind(empty).execute(pool).await.map(|_| ())?,
    }
    Ok(())
}

impl Tx {
    /// Keeps the changes of this transaction: the only way, and only with the ledger's account of
    /// them. Gives the sequence number of the first entry.
    ///
    /// # Errors
    ///
    /// When the database fails; nothing is kept then. (After an error the data may still have
    /// reached the disk: a form's key makes sure that trying again does nothing twice.)
    pub async fn commit(
        mut self,
        at: jiff::Timestamp,
        entries: Vec<NewEntry>,
    ) -> Result<u64, DbError> {
        let first = self.append(at, entries).await?;
        self.keep().await?;
        Ok(first)
    }

    pub(crate) async fn append(
        &mut self,
        at: jiff::Timestamp,
        entries: Vec<NewEntry>,
    ) -> Result<u64, DbError> {
        let Some(mut head) = self.head.take() else {
            return Err(DbError::Ledger("a transaction that only reads cannot be kept".into()));
        };
        let first = head.size;
        let placed: Result<Vec<Placed>, DbError> =
            entries.into_iter().map(|new| head.place(at, new)).collect();
        head.unfolded += write(self, at, &placed?).await?;
        if head.unfolded > UNFOLDED {
            fold(self).await?;
            head.unfolded = 0;
        }
        run!(
            self,
            "update ledger_head set size = $1, frontier = $2, unfolded = $3 where id = 1",
            to_i64(head.size)?,
            head.frontier.to_bytes(),
            head.unfolded
        )?;
        Ok(first)
    }
}

/// An entry in its place, with what its commitment stands for and the records that it is about.
struct Placed {
    seq: i64,
    entry: Entry,
    leaf: [u8; 32],
    salt: [u8; 32],
    detail: Vec<u8>,
    about: Vec<Uuid>,
    sought: Vec<Sought>,
}

impl Head {
    fn place(&mut self, at: jiff::Timestamp, new: NewEntry) -> Result<Placed, DbError> {
        let mut salt = [0_u8; 32];
        getrandom::fill(&mut salt)?;
        let detail = serde_json::to_vec(&new.detail)?;
        let entry = Entry {
            seq: self.size,
            at: at.as_microsecond(),
            kind: new.kind,
            operation: new.operation,
            actor: new.actor,
            organisation: new.organisation,
            session: new.session,
            subject_kind: new.subject_kind,
            subject: new.subject,
            clauses: new.clauses,
            outcome: new.outcome,
            commitment: ledger::commitment(&salt, &detail),
        };
        let leaf = entry.leaf_hash();
        self.frontier.push(leaf);
        self.size += 1;
        let mut about = new.about;
        about.sort_unstable();
        about.dedup();
        let (seq, sought) = (to_i64(entry.seq)?, new.sought);
        Ok(Placed { seq, entry, leaf, salt, detail, about, sought })
    }
}

/// Takes the last entries' records into the index that is in the order of the records. A row that somebody
/// put there by hand must not keep everybody from working: no answer leaves without an entry.
async fn fold(tx: &mut Tx) -> Result<(), DbError> {
    run!(
        tx,
        "insert into ledger_subject (record, seq)
         select record, seq from ledger_subject_recent where true order by record, seq
         on conflict do nothing"
    )?;
    run!(tx, "delete from ledger_subject_recent")?;
    Ok(())
}

/// Writes entries with few statements: a list names fifty records, and many readers share a commit.
/// Gives how many rows wait to be folded.
async fn write(tx: &mut Tx, at: jiff::Timestamp, placed: &[Placed]) -> Result<i64, DbError> {
    insert_rows!(tx, ledger_entry, placed, it => {
        seq: it.seq,
        at: At(at),
        kind: it.entry.kind.name(),
        operation: it.entry.operation.as_str(),
        actor: it.entry.actor,
        organisation: it.entry.organisation,
        session: it.entry.session,
        subject_kind: it.entry.subject_kind.as_str(),
        subject: it.entry.subject,
        clauses: it.entry.clauses.as_str(),
        outcome: it.entry.outcome.as_str(),
        commitment: it.entry.commitment.as_slice(),
        leaf: it.leaf.as_slice(),
    })?;
    insert_rows!(tx, ledger_detail, placed, it => {
        seq: it.seq,
        salt: it.salt.as_slice(),
        detail: it.detail.as_slice(),
    })?;
    let subjects: Vec<(i64, Uuid)> =
        placed.iter().flat_map(|it| it.about.iter().map(|record| (it.seq, *record))).collect();
    insert_rows!(tx, ledger_subject_recent, &subjects, it => { seq: it.0, record: it.1 })?;
    let sought: Vec<(&Sought, i64)> =
        placed.iter().flat_map(|it| it.sought.iter().map(|sought| (sought, it.seq))).collect();
    insert_rows!(tx, ledger_sought, &sought, it => {
        key: it.0.key,
        seq: it.1,
        part: it.0.part.as_str(),
        words: it.0.words,
    })?;
    i64::try_from(subjects.len()).map_err(|_| DbError::Ledger("too many records at once".into()))
}

/// The ledger's size and root as committed, for a checkpoint.
///
/// # Errors
///
/// When the database fails.
pub async fn size_and_root(tx: &mut Tx) -> Result<(u64, [u8; 32]), DbError> {
    let row: Option<(i64, Vec<u8>)> =
        one!(tx, "select size, frontier from ledger_head where id = 1")?;
    stated(row.unwrap_or_default())
}

/// What the row of the head states.
pub(crate) fn stated((size, frontier): (i64, Vec<u8>)) -> Result<(u64, [u8; 32]), DbError> {
    let frontier = Frontier::from_bytes(&frontier)
        .map_err(|why| DbError::corrupt("ledger_head", "frontier", why))?;
    let size = u64::try_from(size).map_err(|why| DbError::corrupt("ledger_head", "size", why))?;
    Ok((size, frontier.root()))
}

pub(crate) fn to_i64(number: u64) -> Result<i64, DbError> {
    i64::try_from(number).map_err(|_| DbError::Ledger("the ledger is full".into()))
}

impl NewEntry {
    /// An entry that only says that something was done, by nobody in particular: setting up.
    pub fn plain(operation: &str) -> Self {
        Self {
            kind: ledger::Kind::Change,
            operation: operation.to_owned(),
            actor: None,
            organisation: None,
            session: None,
            subject_kind: String::new(),
            subject: None,
            clauses: String::new(),
            outcome: "done".to_owned(),
            detail: Value::Object(serde_json::Map::new()),
            about: Vec::new(),
            sought: Vec::new(),
        }
    }
}
