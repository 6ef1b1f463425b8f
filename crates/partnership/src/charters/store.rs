//! SQL for the texts of charters.

use std::fmt::Write as _;

use agreement::{Act, Permit};
use db::{At, DbError, Tx, one, run};
use kernel::ForumId;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::web::AdoptCharter;

/// What tells one text of a charter from another.
pub(super) fn hash(files: &[(&str, &str)]) -> String {
    let mut digest = Sha256::new();
    for (path, text) in files {
        for part in [path, text] {
            digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(part.as_bytes());
        }
    }
    digest.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The hash of an edition's text, when it is kept.
pub(super) async fn kept(
    tx: &mut Tx,
    code: &str,
    version: &str,
) -> Result<Option<String>, DbError> {
    let found: Option<(String,)> = one!(
        tx,
        "select hash from charter_version where code = $1 and version = $2",
        code,
        version
    )?;
    Ok(found.map(|(hash,)| hash))
}

/// Keeps the text of an edition; one that is kept stays as it is.
pub(crate) async fn keep<O: Act>(
    tx: &mut Tx,
    _permit: &Permit<O>,
    (code, version): (&str, &str),
    files: &[(&str, &str)],
    at: At,
) -> Result<(), DbError> {
    let object: Map<String, Value> =
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).into())).collect();
    run!(
        tx,
        "insert into charter_version (code, version, hash, files, adopted_at)
         values ($1, $2, $3, $4, $5) on conflict (code, version) do nothing",
        code,
        version,
        hash(files),
        Value::Object(object),
        at
    )?;
    Ok(())
}

/// A forum by its name: its id and the code of its charter.
pub(super) async fn forum(tx: &mut Tx, name: &str) -> Result<Option<(ForumId, String)>, DbError> {
    one!(tx, "select id, charter from forum where name = $1", name)
}

/// From now on the forum works by this version.
pub(super) async fn adopt(
    tx: &mut Tx,
    _permit: &Permit<AdoptCharter>,
    forum: ForumId,
    version: &str,
) -> Result<(), DbError> {
    run!(tx, "update forum set charter_version = $1 where id = $2", version, forum)?;
    Ok(())
}
