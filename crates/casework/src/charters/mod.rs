//! The charter of a forum, by the code that the forum carries. Loaded once.

use std::{collections::BTreeMap, sync::LazyLock};

use charter::Charter;
use db::DbError;

static SHIPPED: LazyLock<BTreeMap<&'static str, Charter>> = LazyLock::new(|| {
    let loaded = charter::shipped_codes().filter_map(|code| match charter::shipped(code) {
        Some(Ok(charter)) => Some((code, charter)),
        _ => None,
    });
    loaded.collect()
});

/// The charter with a code.
///
/// # Errors
///
/// When a forum carries a code that no charter has: a fault of the data, told to an engineer.
pub fn charter_of(code: &str) -> Result<&'static Charter, DbError> {
    SHIPPED.get(code).ok_or_else(|| DbError::corrupt("forum", "charter", code))
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
