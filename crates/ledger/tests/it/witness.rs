//! The witness.

use crate::world::{ORIGIN, World, checkpoint, checkpoints_over, ledger_of, vkey};
use ledger::{
    CheckpointError, Frontier, Hash, KeyUse, ProofError, SignedCheckpoint, SigningKey, Witness,
    WitnessError, consistency_proof,
};

fn key() -> SigningKey {
    SigningKey::from_bytes("witness.example.net", KeyUse::Witness, &[9; 32]).unwrap()
}

fn witness() -> Witness {
    Witness::new(ORIGIN, vkey(), key()).unwrap()
}

fn note_at(world: &World, size: usize) -> String {
    let mut frontier = Frontier::default();
    for row in &world.rows[..size] {
        frontier.push(row.leaf);
    }
    checkpoint(&frontier).sign(&world.key).unwrap().to_string()
}

fn proof(world: &World, old: u64, new: u64) -> Vec<Hash> {
    consistency_proof(old, new, |index| world.leaf(index)).unwrap()
}

#[test]
fn a_witness_countersigns_a_ledger_that_only_grew() {
    let (world, mut witness) = (ledger_of(120), witness());
    let first = witness.cosign(&note_at(&world, 70), &[], 1_000).unwrap();
    let mut witness = self::witness().resume(&first).unwrap();
    let second = witness.cosign(&note_at(&world, 120), &proof(&world, 70, 120), 2_000).unwrap();
    let second: SignedCheckpoint = second.parse().unwrap();
    assert_eq!(second.verify(ORIGIN, &vkey()).unwrap().size, 120);
    assert_eq!(second.verify_cosignature(key().verifying_key()), Ok(2_000));
    assert_eq!(witness.last(), Some(second.unverified()));
}

#[test]
fn a_witness_countersigns_the_same_checkpoint_again_with_one_signature() {
    let (world, mut witness) = (ledger_of(60), witness());
    let once = witness.cosign(&note_at(&world, 60), &[], 1).unwrap();
    let twice = witness.cosign(&once, &[], 2).unwrap();
    assert_eq!(once.lines().count(), twice.lines().count());
    let twice: SignedCheckpoint = twice.parse().unwrap();
    assert_eq!(twice.verify_cosignature(key().verifying_key()), Ok(2));
}

#[test]
fn a_witness_does_not_sign_a_rewritten_or_shorter_ledger() {
    let (mut world, mut witness) = (ledger_of(120), witness());
    witness.cosign(&note_at(&world, 70), &[], 1).unwrap();
    assert_eq!(
        witness.cosign(&note_at(&world, 50), &proof(&world, 50, 70), 2),
        Err(WitnessError::Shrunk { witnessed: 70, offered: 50 })
    );
    let inconsistent = |why| Err(WitnessError::Inconsistent { witnessed: 70, why });
    assert_eq!(witness.cosign(&note_at(&world, 120), &[], 2), inconsistent(ProofError::Length));
    world.rows[20].entry.outcome = "refused".to_owned();
    world.rows[20].recompute_leaf();
    world.checkpoints = checkpoints_over(&world.rows, &world.key);
    let rewritten = proof(&world, 70, 120);
    assert_eq!(
        witness.cosign(&note_at(&world, 120), &rewritten, 2),
        inconsistent(ProofError::Root)
    );
    assert_eq!(witness.cosign(&note_at(&world, 70), &[], 2), inconsistent(ProofError::Root));
    assert_eq!(witness.last().unwrap().size, 70);
}

#[test]
fn a_witness_signs_nothing_that_the_ledger_did_not_sign() {
    let (world, mut witness) = (ledger_of(10), witness());
    let forged = note_at(&world, 10).replace("\n10\n", "\n11\n");
    let refused = Err(WitnessError::Checkpoint(CheckpointError::Signature));
    assert_eq!(witness.cosign(&forged, &[], 1), refused);
    assert!(witness.last().is_none());
}

#[test]
fn a_witness_does_not_take_up_a_state_that_it_did_not_write() {
    let world = ledger_of(10);
    let never_cosigned = witness().resume(&note_at(&world, 10));
    assert_eq!(never_cosigned.err(), Some(WitnessError::State(CheckpointError::Unsigned)));
    assert!(witness().resume("").is_err());
}

#[test]
fn a_witness_needs_a_key_made_for_witnessing() {
    let made = Witness::new(ORIGIN, vkey(), crate::world::ledger_key());
    assert_eq!(made.err(), Some(CheckpointError::KeyUse));
}
