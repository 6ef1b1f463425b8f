//! Entries for reads: gathered from everybody who is waiting and kept in one commit.
//!
//! Nothing is answered before its entry is on disk (invariant 4), and one wait for the disk serves
//! all who wait at that moment. A batch that fails is answered with the failure, so that no case
//! data leaves without its entry.

use kernel::Env;
use tokio::sync::{mpsc, oneshot};

use crate::{Db, DbError, NewEntry};

/// The most entries that share a commit.
const BATCH: usize = 256;
const TRIES: u32 = 4;

type Waiting = (NewEntry, oneshot::Sender<bool>);

/// Takes entries for reads and answers when they are on disk.
#[derive(Clone)]
pub(crate) struct Recorder {
    queue: mpsc::Sender<Waiting>,
}

impl Recorder {
    pub(crate) fn start(db: Db, env: Env) -> Self {
        let (queue, waiting) = mpsc::channel(4 * BATCH);
        tokio::spawn(keep_recording(db, env, waiting));
        Self { queue }
    }

    /// Waits until the entry is on disk.
    pub(crate) async fn record(&self, entry: NewEntry) -> Result<(), DbError> {
        let (done, kept) = oneshot::channel();
        self.queue.send((entry, done)).await.map_err(|_| DbError::Stopping)?;
        match kept.await {
            Ok(true) => Ok(()),
            Ok(false) => Err(DbError::Ledger("the entry could not be kept".into())),
            Err(_) => Err(DbError::Stopping),
        }
    }
}

async fn keep_recording(db: Db, env: Env, mut waiting: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        let (entries, waiters): (Vec<_>, Vec<_>) = batch.drain(..).unzip();
        let count = entries.len();
        // On a task of its own: a panic in it fails these readers and not everybody after them.
        let kept = match tokio::spawn(keep(db.clone(), env.clone(), entries)).await {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::error!(%error, count, "entries for reads were not kept");
                false
            }
            Err(_) => {
                tracing::error!(count, "keeping entries for reads panicked");
                false
            }
        };
        for waiter in waiters {
            // Whoever hung up no longer needs the answer; the entry stands all the same.
            let _ = waiter.send(kept);
        }
    }
}

async fn keep(db: Db, env: Env, entries: Vec<NewEntry>) -> Result<(), DbError> {
    let mut tries = 0;
    loop {
        tries += 1;
        let kept = async {
            let tx = db.begin().await?;
            tx.commit(env.now(), entries.clone()).await.map(drop)
        };
        match kept.await {
            Err(error) if error.is_passing() && tries < TRIES => {}
            other => return other,
        }
    }
}
