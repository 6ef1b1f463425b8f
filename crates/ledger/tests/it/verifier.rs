//! What the verifier does not mind, and what only it can see.

use crate::world::{Dice, ORIGIN, Row, checkpoints_over, ledger_of, vkey};
use ledger::{CheckpointError, Finding, KeyUse, Report, SigningKey, Verifier, node_hash};

#[test]
fn an_untouched_ledger_is_sound() {
    for size in [0, 1, 49, 50, 51, 320] {
        let report = ledger_of(size).verify();
        assert_eq!(report.findings, []);
        assert_eq!((report.entries, report.vouched, report.details_held), (size, size, size));
        assert_eq!(report.checkpoints_held, size.div_ceil(50));
    }
}

#[test]
fn an_erased_detail_leaves_the_ledger_sound() {
    let mut world = ledger_of(120);
    for row in world.rows.iter_mut().step_by(3) {
        row.detail = None;
    }
    let report = world.verify();
    assert!(report.is_sound());
    assert_eq!((report.details_held, report.details_absent), (80, 40));
}

#[test]
fn a_clock_that_jumps_back_is_no_finding() {
    let mut world = ledger_of(60);
    world.rows[30].entry.at = -5;
    world.rows[30].recompute_leaf();
    world.checkpoints = checkpoints_over(&world.rows, &world.key);
    assert!(world.verify().is_sound());
}

#[test]
fn one_altered_entry_does_not_hide_a_later_one() {
    let mut world = ledger_of(200);
    world.rows[20].entry.outcome = "refused".to_owned();
    world.rows[120].leaf[3] ^= 1;
    world.rows[180].detail.as_mut().unwrap().0[0] ^= 1;
    let report = world.verify();
    let expected = [
        Finding::Altered { position: 20 },
        Finding::Altered { position: 120 },
        Finding::DetailAltered { position: 180 },
    ];
    assert_eq!(report.findings, expected);
    assert_eq!(report.vouched, 200);
}

#[test]
fn two_entries_folded_into_one_leaf_do_not_pass_for_both() {
    let mut world = ledger_of(50);
    // The last two leaves hang under one node: with its hash as a leaf, the root stays the same.
    world.rows[48].leaf = node_hash(&world.rows[48].leaf, &world.rows[49].leaf);
    world.rows[49] = Row::random(50, &mut Dice(1));
    let report = world.verify();
    let expected = [
        Finding::Altered { position: 48 },
        Finding::Missing { first: 49, last: 49 },
        Finding::RootMismatch { good: 0, checkpoint: 50 },
    ];
    assert_eq!(report.findings, expected);
    assert_eq!(report.vouched, 0);
}

#[test]
fn a_checkpoint_by_another_key_proves_nothing() {
    let mut world = ledger_of(120);
    let thief = SigningKey::from_bytes(ORIGIN, KeyUse::Ledger, &[66; 32]).unwrap();
    world.rows[70].entry.outcome = "refused".to_owned();
    world.rows[70].recompute_leaf();
    let forged = checkpoints_over(&world.rows, &thief);
    world.checkpoints[1..].clone_from_slice(&forged[1..]);
    let report = world.verify();
    let bad = |number| Finding::BadCheckpoint { number, why: CheckpointError::Unsigned };
    assert_eq!(report.findings, [bad(2), bad(3)]);
    assert_eq!(report.vouched, 50);
}

#[test]
fn checkpoints_removed_with_the_evidence_leave_an_uncovered_stretch() {
    let mut world = ledger_of(200);
    world.rows[120].entry.outcome = "refused".to_owned();
    world.rows[120].recompute_leaf();
    world.checkpoints.truncate(2);
    assert!(world.verify().is_sound());
    let mut verifier = world.verifier();
    verifier.expect_checkpoint_every(50);
    for row in &world.rows {
        verifier.entry(&row.entry, &row.leaf, row.detail());
    }
    let report = verifier.finish();
    assert_eq!(report.findings, [Finding::Uncovered { first: 100, last: 199 }]);
}

#[test]
fn an_insider_with_database_and_key_is_found_by_what_a_witness_kept() {
    let mut world = ledger_of(200);
    let witnessed = world.checkpoints[2].to_string();
    world.rows[120].entry.actor = None;
    world.rows[120].recompute_leaf();
    world.checkpoints = checkpoints_over(&world.rows, &world.key);
    assert!(world.verify().is_sound());
    let mut verifier = Verifier::new(ORIGIN, vkey()).unwrap();
    verifier.checkpoint(&witnessed);
    for row in &world.rows {
        verifier.entry(&row.entry, &row.leaf, row.detail());
    }
    assert_eq!(verifier.finish().findings, [Finding::RootMismatch { good: 0, checkpoint: 150 }]);
    let mut both = world.verifier();
    both.checkpoint(&witnessed);
    assert_eq!(both.finish().findings[0], Finding::TwoHistories { size: 150 });
}

#[test]
fn a_truncated_ledger_whose_checkpoints_went_too_is_found_by_what_a_witness_kept() {
    let mut world = ledger_of(200);
    let witnessed = world.checkpoints[3].to_string();
    world.rows.truncate(137);
    world.checkpoints.truncate(2);
    assert!(world.verify().is_sound());
    world.checkpoints.push(witnessed.parse().unwrap());
    assert_eq!(
        world.verify().findings,
        [Finding::Truncated { good: 100, entries: 137, signed: 200 }]
    );
}

#[test]
fn checkpoints_by_an_earlier_key_hold_once_it_is_trusted() {
    let mut world = ledger_of(200);
    let earlier = SigningKey::from_bytes(ORIGIN, KeyUse::Ledger, &[5; 32]).unwrap();
    let by_earlier = checkpoints_over(&world.rows, &earlier);
    world.checkpoints[..2].clone_from_slice(&by_earlier[..2]);
    let mut verifier = Verifier::new(ORIGIN, vkey()).unwrap();
    verifier.also_trust(earlier.verifying_key().clone()).unwrap();
    for checkpoint in &world.checkpoints {
        verifier.checkpoint(&checkpoint.to_string());
    }
    for row in &world.rows {
        verifier.entry(&row.entry, &row.leaf, row.detail());
    }
    let report = verifier.finish();
    assert_eq!((report.checkpoints_held, report.findings), (4, vec![]));
}

#[test]
fn a_ledger_in_ruins_does_not_fill_the_memory() {
    let mut verifier = Verifier::new(ORIGIN, vkey()).unwrap();
    let row = Row::random(0, &mut Dice(1));
    for _ in 0..5_000 {
        verifier.entry(&row.entry, &[0; 32], row.detail());
    }
    let report = verifier.finish();
    assert_eq!(report.findings.len(), Report::MOST_FINDINGS);
    assert_eq!(report.findings_not_listed, 2 * 5_000 - 1 - 1_000);
}
