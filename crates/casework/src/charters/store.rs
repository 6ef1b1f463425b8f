//! SQL for the texts of charters.

use std::collections::BTreeMap;

use db::{DbError, Tx, one};
use kernel::ForumId;
use serde_json::Value;

/// The files of an edition, path and text, as a forum adopted them.
pub(super) async fn kept(
    tx: &mut Tx,
    code: &str,
    version: &str,
) -> Result<Option<BTreeMap<String, String>>, DbError> {
    let found: Option<(Value,)> = one!(
        tx,
        "select files from charter_version where code = $1 and version = $2",
        code,
        version
    )?;
    found.map(|(files,)| serde_json::from_value(files).map_err(DbError::from)).transpose()
}

/// A forum's name, and the edition that it adopted last.
pub(super) async fn forum(tx: &mut Tx, id: ForumId) -> Result<Option<(String, String)>, DbError> {
    one!(tx, "select name, charter || '/' || charter_version from forum where id = $1", id)
}
