//! The whole agreement as a table that people review.

use agreement::Agreement;

/// Changing this file is changing the policy: it is reviewed as such. `UPDATE_EXPECTED=1` rewrites it.
const EXPECTED: &str = include_str!("policy_table.md");

#[test]
fn the_policy_is_exactly_the_reviewed_table() {
    let table = Agreement::first().unwrap().policy_table();
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/policy_table.md"), &table)
            .unwrap();
        return;
    }
    for (made, reviewed) in table.lines().zip(EXPECTED.lines()) {
        assert_eq!(made, reviewed, "the agreement no longer says what was reviewed");
    }
    assert_eq!(table, EXPECTED);
}
