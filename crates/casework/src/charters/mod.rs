//! The charters that forums, referrals and cases go by.
//!
//! An *edition* is a charter's code and version, `maag/1`. A forum carries the edition that it adopted
//! last, a referral and its case the one that they were made and decided under (ADR 6). Its text is
//! kept in the database; one that a forum never adopted there is the one that comes with the product.
//! Whoever loads an edition from a row makes it [`ready`]; from then on it is at hand everywhere.

pub(crate) mod store;

use std::{
    collections::BTreeMap,
    sync::{LazyLock, PoisonError, RwLock},
};

use charter::Charter;
use db::{DbError, Tx};
use kernel::ForumId;

static SHIPPED: LazyLock<BTreeMap<&'static str, Charter>> = LazyLock::new(|| {
    let loaded = charter::shipped_codes().filter_map(|code| match charter::shipped(code) {
        Some(Ok(charter)) => Some((code, charter)),
        _ => None,
    });
    loaded.collect()
});

/// The editions that were made ready. A text that is kept never changes, so none is ever dropped.
static READY: RwLock<BTreeMap<String, &'static Charter>> = RwLock::new(BTreeMap::new());

/// The charter of an edition that is ready, or the one that comes with the product for a bare code.
///
/// # Errors
///
/// When a row carries an edition that there is not: a fault of the data, told to an engineer.
pub fn charter_of(edition: &str) -> Result<&'static Charter, DbError> {
    let ready = READY.read().unwrap_or_else(PoisonError::into_inner).get(edition).copied();
    let found = ready.or_else(|| SHIPPED.get(edition));
    found.ok_or_else(|| DbError::corrupt("forum", "charter", edition))
}

/// The name of a forum and the charter that it goes by now; none when there is no such forum.
///
/// # Errors
///
/// When the charter is not there, or the database fails.
pub async fn of_forum(
    tx: &mut Tx,
    forum: ForumId,
) -> Result<Option<(String, &'static Charter)>, DbError> {
    let Some((name, edition)) = store::forum(tx, forum).await? else { return Ok(None) };
    ready(tx, &edition).await?;
    Ok(Some((name, charter_of(&edition)?)))
}

/// Makes an edition ready: from the text that is kept, or as it comes with the product.
///
/// # Errors
///
/// When there is no such edition, or the database fails.
pub(crate) async fn ready(tx: &mut Tx, edition: &str) -> Result<(), DbError> {
    if READY.read().unwrap_or_else(PoisonError::into_inner).contains_key(edition) {
        return Ok(());
    }
    let no_such = || DbError::corrupt("charter_version", "version", edition);
    let (code, version) = edition.split_once('/').ok_or_else(no_such)?;
    let charter = match store::kept(tx, code, version).await? {
        Some(files) => loaded(&files).ok_or_else(no_such)?,
        None => {
            let shipped = SHIPPED.get(code).filter(|charter| charter.version == version);
            shipped.cloned().ok_or_else(no_such)?
        }
    };
    let mut all = READY.write().unwrap_or_else(PoisonError::into_inner);
    all.entry(edition.to_owned()).or_insert_with(|| Box::leak(Box::new(charter)));
    Ok(())
}

fn loaded(files: &BTreeMap<String, String>) -> Option<Charter> {
    let texts: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Charter::load(&texts).ok()
}

/// A label at the start of a heading: "Request for support".
pub fn heading(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_charter_that_comes_with_the_product_loads_and_an_unknown_one_is_named() {
        for code in charter::shipped_codes() {
            assert!(charter_of(code).is_ok(), "{code}");
        }
        let unknown = charter_of("castle").map(|it| it.code.clone()).unwrap_err();
        assert!(unknown.to_string().contains("castle"), "{unknown}");
    }

    #[test]
    fn a_label_begins_a_heading_with_a_capital() {
        assert_eq!(heading("request for support"), "Request for support");
    }
}
