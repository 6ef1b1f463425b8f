//! Row A4: what Cedar decides is what the rules written by hand say. Row A3, in memory: what a
//! list shows is what would be decided row by row, and what partial evaluation says.

#![expect(clippy::unwrap_used, reason = "a set-up step that fails should stop the test")]

use std::collections::{BTreeMap, BTreeSet};

use agreement::{Action, Agreement, FIRST_AGREEMENT, Kind};
use worlds::partial::Partial;
use worlds::{Size, oracle, world};

const SIZE: Size = Size { practitioners: 15, organisations: 4, forums: 4, records_per_kind: 24 };
const WORLDS: u64 = 6;

/// What was asked, and how often it was refused and allowed.
#[derive(Default)]
struct Asked {
    pairs: u32,
    outcomes: BTreeMap<(Action, Kind), [u32; 2]>,
    clauses: BTreeSet<String>,
}

#[test]
fn a3_a4_decision_list_partial_evaluation_and_oracle_agree() {
    let agreement = Agreement::first().unwrap();
    let partial = Partial::first().unwrap();
    let mut asked = Asked::default();
    std::thread::scope(|scope| {
        let halves: Vec<_> = [0, 1]
            .map(|half| {
                let (agreement, partial) = (&agreement, &partial);
                scope.spawn(move || {
                    let mut asked = Asked::default();
                    for seed in (0..WORLDS).filter(|seed| seed % 2 == half) {
                        compare(seed, agreement, partial, &mut asked);
                    }
                    asked
                })
            })
            .into();
        for half in halves {
            let half = half.join().unwrap();
            asked.pairs += half.pairs;
            asked.clauses.extend(half.clauses);
            for (what, counts) in half.outcomes {
                let total = asked.outcomes.entry(what).or_default();
                *total = [total[0] + counts[0], total[1] + counts[1]];
            }
        }
    });
    assert!(asked.pairs >= 100_000, "only {} pairs were compared", asked.pairs);
    let one_sided: Vec<_> = asked.outcomes.iter().filter(|(_, n)| n.contains(&0)).collect();
    assert!(one_sided.is_empty(), "always or never allowed, so not tested: {one_sided:?}");
    let idle: Vec<_> = agreement.clauses().filter(|c| !asked.clauses.contains(&c.id)).collect();
    assert!(idle.is_empty(), "no request was decided by {idle:?}");
}

/// Clauses that the first agreement does not need, in every shape that lists can follow.
const CHANGES: &str = r#"
@id("both") @clause("Two ties at once.")
permit (principal, action == Action::"see_address", resource)
when { resource.open.containsAny(principal.member_of) && resource.offered.contains(principal.organisation) };

@id("either-and") @clause("One of two ties, and a third, and not a fourth.")
permit (principal is Practitioner, action in Action::"read_content", resource is Case)
when {
  (resource.named.contains(principal) || principal.front_door_of.containsAny(resource.open)) &&
  resource.organisation.contains(principal.organisation)
}
unless { resource.offered.contains(principal.organisation) || resource.restricted };

@id("not-not") @clause("A refusal within a refusal.")
forbid (principal in Role::"practitioner", action in [Action::"work_on_record"], resource)
unless { !(resource.forum.containsAny(principal.member_of) && !resource.lead.contains(principal)) };
"#;

#[test]
fn a3_lists_follow_a_changed_agreement_too() {
    let text = format!("{FIRST_AGREEMENT}{CHANGES}");
    let agreement = Agreement::load(&text).unwrap();
    let partial = Partial::load(&text).unwrap();
    let (world, mut decided) = (world(50, Size { records_per_kind: 60, ..SIZE }), BTreeSet::new());
    for principal in &world.principals {
        for action in Action::ALL.iter().filter(|action| action.applies_to(Kind::Case)) {
            let visible = agreement.list_filter(principal, *action, Kind::Case);
            let residual = partial.residual(principal, *action, Kind::Case).unwrap();
            for record in world.records.iter().filter(|record| record.kind == Kind::Case) {
                let facts = record.facts();
                let decision = agreement.decide(principal, *action, &facts);
                let evaluated = residual.allows(&partial.prepare(record).unwrap()).unwrap();
                let answers = [visible.matches(&facts), evaluated];
                assert_eq!(answers, [decision.allowed; 2], "{action} {principal:#?} {record:#?}");
                decided.extend(decision.clauses.iter().map(|clause| clause.id.clone()));
            }
        }
    }
    for id in ["both", "either-and", "not-not"] {
        assert!(decided.contains(id), "{id} decided nothing");
    }
}

/// Asks all four about every principal, action and record of one world.
fn compare(seed: u64, agreement: &Agreement, partial: &Partial, asked: &mut Asked) {
    let world = world(seed, SIZE);
    let records: Vec<_> = world
        .records
        .iter()
        .map(|record| (record, record.facts(), partial.prepare(record).unwrap()))
        .collect();
    for principal in &world.principals {
        for action in Action::ALL {
            for kind in action.kinds() {
                let visible = agreement.list_filter(principal, *action, *kind);
                let residual = partial.residual(principal, *action, *kind).unwrap();
                for (record, facts, entity) in records.iter().filter(|(r, ..)| r.kind == *kind) {
                    let decision = agreement.decide(principal, *action, facts);
                    let expected = oracle::allows(principal, *action, record);
                    let answers = [
                        decision.allowed,
                        visible.matches(facts),
                        residual.allows(entity).unwrap(),
                    ];
                    assert_eq!(
                        answers, [expected; 3],
                        "decision, list, partial evaluation; seed {seed}, {action} by \
                         {principal:#?} of {record:#?}, by {:?}",
                        decision.clauses
                    );
                    assert!(!decision.alarm, "no rule fails to evaluate");
                    asked.pairs += 1;
                    let [refused, allowed] = asked.outcomes.entry((*action, *kind)).or_default();
                    *(if expected { allowed } else { refused }) += 1;
                    asked.clauses.extend(decision.clauses.iter().map(|clause| clause.id.clone()));
                }
            }
        }
    }
}
