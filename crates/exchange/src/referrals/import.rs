//! A whole file, from beginning to end.

use std::path::{Path, PathBuf};

use db::{Actor, Door, Stopped};

use super::{
    file::{FileRow, Rejected, Rows, hash_of},
    operation::{ImportReferrals, Outcome},
    row::TypedRow,
};

/// How many rows come in together.
const CHUNK: usize = 100;
/// How many reasons are told at the end; all of them are in a file.
const SAID: usize = 20;

/// Why nothing, or nothing more, could come in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read as what it should be.
    #[error("{0}")]
    Unreadable(String),
    /// The file cannot be opened, read or written.
    #[error("{0}")]
    File(#[from] std::io::Error),
    /// The file is not CSV.
    #[error("The file cannot be read as CSV: {0}")]
    Csv(#[from] csv::Error),
    /// The door did not open.
    #[error("{0}")]
    Stopped(String),
}

/// How far an import is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// Rows done.
    pub rows: u64,
    /// Parts of a hundred of the file that have been read.
    pub percent: u64,
}

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows that are in now.
    pub imported: u64,
    /// Rows that were in already.
    pub unchanged: u64,
    /// Rows that were in already and said something else.
    pub conflicts: u64,
    /// Rows that are wrong.
    pub rejected: u64,
    /// What is wrong with the first of them.
    pub reasons: Vec<String>,
    /// Where the rows are that did not come in, and the reasons.
    pub left_out: Option<(PathBuf, PathBuf)>,
    /// Columns that nothing reads.
    pub unread: Vec<String>,
}

impl Summary {
    /// Rows that did not come in and must be looked at.
    pub fn left_out(&self) -> u64 {
        self.conflicts.saturating_add(self.rejected)
    }

    /// Rows that are in, now or before.
    pub fn in_now(&self) -> u64 {
        self.imported.saturating_add(self.unchanged)
    }
}

/// Takes a whole file in, chunk by chunk; a file that is broken off is simply taken in again.
///
/// # Errors
///
/// [`ImportError`] says what to do; the chunks before it are in.
pub async fn import_file(
    door: &Door,
    path: &Path,
    source: &str,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Summary, ImportError> {
    let (file_hash, size) = hash_of(path)?;
    let mut rows = Rows::open(path)?;
    let known = super::COLUMNS;
    let unread = rows.header.iter().filter(|name| !known.contains(name)).map(str::to_owned);
    let mut summary = Summary { unread: unread.collect(), ..Summary::default() };
    let mut rejected = Rejected::beside(path);
    let mut chunk = ImportReferrals {
        run: door.env().new_id(),
        file_hash,
        source: source.to_owned(),
        rows: Vec::new(),
    };
    let mut done = 0_u64;
    loop {
        let waiting = next_chunk(&mut rows)?;
        if waiting.is_empty() {
            break;
        }
        let sound = waiting.iter().filter_map(|it| it.row.as_ref().ok());
        chunk.rows = sound.cloned().collect::<Vec<TypedRow>>();
        let outcomes = perform(door, &chunk).await?;
        settle(&mut summary, &mut rejected, &rows, &waiting, outcomes)?;
        done = done.saturating_add(u64::try_from(waiting.len()).unwrap_or(0));
        let read = waiting.last().map_or(0, |it| it.read);
        progress(Progress { rows: done, percent: (read * 100).checked_div(size).unwrap_or(100) });
    }
    if done == 0 {
        return Err(ImportError::Unreadable("The file has no rows below its first line.".into()));
    }
    summary.left_out = rejected.finish()?;
    Ok(summary)
}

fn next_chunk(rows: &mut Rows) -> Result<Vec<FileRow>, ImportError> {
    let mut chunk = Vec::with_capacity(CHUNK);
    while chunk.len() < CHUNK {
        match rows.next()? {
            Some(row) => chunk.push(row),
            None => break,
        }
    }
    Ok(chunk)
}

async fn perform(door: &Door, chunk: &ImportReferrals) -> Result<Vec<Outcome>, ImportError> {
    match door.perform(Actor::Console, None, chunk.clone()).await {
        Ok(done) => Ok(done.outcomes),
        Err(Stopped::Failed(error)) => Err(ImportError::Stopped(format!(
            "{error}. The rows before this are in; import the file again to go on."
        ))),
        Err(other) => Err(ImportError::Stopped(format!("The import was not allowed: {other:?}"))),
    }
}

/// Counts what became of the rows, and puts those aside that did not come in.
fn settle(
    summary: &mut Summary,
    rejected: &mut Rejected,
    rows: &Rows,
    waiting: &[FileRow],
    outcomes: Vec<Outcome>,
) -> Result<(), ImportError> {
    let mut outcomes = outcomes.into_iter();
    for it in waiting {
        let outcome = match &it.row {
            Err(errors) => Outcome::Rejected(errors.clone()),
            Ok(_) => outcomes.next().unwrap_or(Outcome::Unchanged),
        };
        let reasons: Vec<String> = match &outcome {
            Outcome::Imported => {
                summary.imported += 1;
                continue;
            }
            Outcome::Unchanged => {
                summary.unchanged += 1;
                continue;
            }
            Outcome::Conflict => {
                summary.conflicts += 1;
                let why = "was imported before with another content, which was not changed";
                vec![format!("line {}: referral_ref: {why}", it.line)]
            }
            Outcome::Rejected(errors) => {
                summary.rejected += 1;
                errors
                    .iter()
                    .map(|(column, message)| format!("line {}: {column}: {message}", it.line))
                    .collect()
            }
        };
        rejected.keep(&rows.header, &it.raw, &reasons)?;
        let room = SAID.saturating_sub(summary.reasons.len());
        summary.reasons.extend(reasons.into_iter().take(room));
    }
    Ok(())
}
