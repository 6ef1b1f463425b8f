//! Row A4: what Cedar decides is what the rules written by hand say. Row A3, in memory: what a
//! list shows is what would be decided row by row.
#![expect(clippy::unwrap_used, reason = "a set-up step that fails should stop the test")]

use std::collections::{BTreeMap, BTreeSet};

use agreement::{Action, Agreement, Kind};
use worlds::partial::{Partial, Prepared};
use worlds::{Record, Size, oracle, world};

const SIZE: Size = Size { practitioners: 15, organisations: 4, forums: 4, records_per_kind: 24 };

#[test]
fn a4_the_policies_decide_as_the_rules_written_by_hand() {
    let agreement = Agreement::first().unwrap();
    let (mut requests, mut decided) = (0_u32, BTreeMap::<(Action, Kind), [u32; 2]>::new());
    let mut used = BTreeSet::new();
    for seed in 0..6 {
        let world = world(seed, SIZE);
        for record in &world.records {
            let facts = record.facts();
            for action in Action::ALL.iter().filter(|action| action.applies_to(record.kind)) {
                for principal in &world.principals {
                    let decision = agreement.decide(principal, *action, &facts);
                    let expected = oracle::allows(principal, *action, record);
                    assert_eq!(
                        decision.allowed, expected,
                        "seed {seed}, {action} by {principal:#?} of {record:#?}: {:?}",
                        decision.clauses
                    );
                    assert!(!decision.alarm, "no rule fails to evaluate");
                    requests += 1;
                    decided.entry((*action, record.kind)).or_default()[usize::from(expected)] += 1;
                    used.extend(decision.clauses.iter().map(|clause| clause.id.clone()));
                }
            }
        }
    }
    assert!(requests >= 60_000, "only {requests} requests were made");
    let one_sided: Vec<_> = decided.iter().filter(|(_, counts)| counts.contains(&0)).collect();
    assert!(one_sided.is_empty(), "always or never allowed, so not tested: {one_sided:?}");
    let unused: Vec<_> = agreement.clauses().filter(|clause| !used.contains(&clause.id)).collect();
    assert!(unused.is_empty(), "no request was decided by {unused:?}");
}

#[test]
fn a3_lists_show_what_is_decided_row_by_row() {
    let agreement = Agreement::first().unwrap();
    let partial = Partial::first().unwrap();
    let mut pairs = 0_u32;
    for seed in 100..106 {
        let world = world(seed, SIZE);
        let prepared: Vec<(&Record, Prepared)> =
            world.records.iter().map(|record| (record, partial.prepare(record).unwrap())).collect();
        for principal in &world.principals {
            for action in Action::ALL {
                for kind in action.kinds() {
                    let visible = agreement.list_filter(principal, *action, *kind);
                    let residual = partial.residual(principal, *action, *kind).unwrap();
                    for (record, entity) in prepared.iter().filter(|(r, _)| r.kind == *kind) {
                        let facts = record.facts();
                        let listed = visible.matches(&facts);
                        let why = || format!("seed {seed}, {action}: {principal:#?} {record:#?}");
                        let decision = agreement.decide(principal, *action, &facts);
                        assert_eq!(listed, decision.allowed, "list and decision, {}", why());
                        let evaluated = residual.allows(entity).unwrap();
                        assert_eq!(listed, evaluated, "list and partial evaluation, {}", why());
                        let expected = oracle::allows(principal, *action, record);
                        assert_eq!(listed, expected, "list and oracle, {}", why());
                        pairs += 1;
                    }
                }
            }
        }
    }
    assert!(pairs >= 100_000, "only {pairs} pairs were compared");
}
