//! Tests of the agreement as others use it.

use agreement::Agreement;

#[test]
fn the_first_agreement_loads() {
    let agreement = Agreement::first().unwrap();
    assert_eq!(agreement.clauses().count(), 30);
}
