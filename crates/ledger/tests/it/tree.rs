//! Our tree against an independent one.

use crate::world::Dice;
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ledger::{
    Frontier, FrontierError, Hash, ProofError, consistency_proof, inclusion_proof, leaf_hash, root,
    verify_consistency, verify_inclusion,
};
use sha2::Sha256;

type Oracle = MemoryBackedTree<Sha256, [u8; 8]>;

fn leaves(size: u64) -> Vec<Hash> {
    (0..size).map(|index| leaf_hash(&index.to_be_bytes())).collect()
}

fn oracle(size: u64) -> Oracle {
    let mut tree = Oracle::new();
    (0..size).for_each(|index| tree.push(index.to_be_bytes()));
    tree
}

fn reader(leaves: &[Hash]) -> impl Fn(u64) -> Option<Hash> {
    |index| leaves.get(usize::try_from(index).unwrap()).copied()
}

fn number(size: u64) -> usize {
    usize::try_from(size).unwrap()
}

#[test]
fn the_root_is_that_of_an_independent_tree_for_every_size_up_to_300() {
    let (mut frontier, mut tree) = (Frontier::default(), Oracle::new());
    for (index, leaf) in (0..=300).zip(leaves(301)) {
        assert_eq!(frontier.root()[..], tree.root().as_bytes()[..], "size {index}");
        assert_eq!(frontier.root(), root(&leaves(index)));
        let kept = frontier.to_bytes();
        frontier = Frontier::from_bytes(&kept).unwrap();
        assert_eq!(frontier.push(leaf), index);
        tree.push(index.to_be_bytes());
    }
}

fn check_inclusion(tree: &Oracle, leaves: &[Hash], index: u64) {
    let (size, root) = (tree.len(), root(leaves));
    let proof = inclusion_proof(index, size, reader(leaves)).unwrap();
    let theirs = tree.prove_inclusion(number(index));
    assert_eq!(proof.as_flattened(), theirs.as_bytes(), "entry {index} of {size}");
    let leaf = &leaves[number(index)];
    assert_eq!(verify_inclusion(index, leaf, size, &root, &proof), Ok(()));
    let mut other = *leaf;
    other[0] ^= 1;
    assert!(verify_inclusion(index, &other, size, &root, &proof).is_err());
    if size > 1 {
        assert!(verify_inclusion((index + 1) % size, leaf, size, &root, &proof).is_err());
        assert!(verify_inclusion(index, leaf, size, &root, &proof[1..]).is_err());
        let longer = [&proof[..], &[*leaf]].concat();
        assert!(verify_inclusion(index, leaf, size, &root, &longer).is_err());
    }
}

fn check_consistency(tree: &Oracle, leaves: &[Hash], old: u64) {
    let (new, new_root, old_root) = (tree.len(), root(leaves), root(&leaves[..number(old)]));
    let proof = consistency_proof(old, new, reader(leaves)).unwrap();
    let theirs = tree.prove_consistency(number(new - old));
    assert_eq!(proof.as_flattened(), theirs.as_bytes(), "{old} to {new}");
    assert_eq!(verify_consistency(old, &old_root, new, &new_root, &proof), Ok(()));
    let mut other = old_root;
    other[31] ^= 1;
    assert!(verify_consistency(old, &other, new, &new_root, &proof).is_err());
    assert!(verify_consistency(old, &old_root, new, &other, &proof).is_err());
    if old < new {
        assert!(verify_consistency(old, &old_root, new, &new_root, &proof[1..]).is_err());
        let longer = [&proof[..], &[other]].concat();
        assert!(verify_consistency(old, &old_root, new, &new_root, &longer).is_err());
    }
    for at in 0..proof.len() {
        let mut spoilt = proof.clone();
        spoilt[at][5] ^= 4;
        assert!(verify_consistency(old, &old_root, new, &new_root, &spoilt).is_err());
    }
}

#[test]
fn proofs_are_those_of_an_independent_tree_for_every_pair_of_sizes_up_to_64() {
    for size in 1..=64 {
        let (tree, leaves) = (oracle(size), leaves(size));
        (0..size).for_each(|index| check_inclusion(&tree, &leaves, index));
        (1..=size).for_each(|old| check_consistency(&tree, &leaves, old));
    }
}

#[test]
fn proofs_are_those_of_an_independent_tree_for_random_sizes() {
    let mut dice = Dice(6962);
    for size in (65..=300).chain((0..20).map(|_| 301 + dice.next() % 2_000).collect::<Vec<_>>()) {
        let (tree, leaves) = (oracle(size), leaves(size));
        check_inclusion(&tree, &leaves, dice.next() % size);
        check_consistency(&tree, &leaves, 1 + dice.next() % size);
    }
}

#[test]
fn an_empty_ledger_is_the_beginning_of_every_other() {
    let (nothing, leaves) = (root(&[]), leaves(5));
    assert_eq!(consistency_proof(0, 5, reader(&leaves)), Ok(Vec::new()));
    assert_eq!(verify_consistency(0, &nothing, 5, &root(&leaves), &[]), Ok(()));
    assert_eq!(verify_consistency(0, &nothing, 0, &nothing, &[]), Ok(()));
    assert_eq!(
        verify_consistency(0, &root(&leaves), 5, &root(&leaves), &[]),
        Err(ProofError::Root)
    );
}

#[test]
fn a_proof_outside_the_ledger_is_refused_with_the_reason() {
    let leaves = leaves(5);
    let outside = Err(ProofError::OutOfRange { asked: 5, size: 5 });
    assert_eq!(inclusion_proof(5, 5, reader(&leaves)), outside);
    let outside = Err(ProofError::OutOfRange { asked: 6, size: 5 });
    assert_eq!(consistency_proof(6, 5, reader(&leaves)), outside);
    assert_eq!(inclusion_proof(0, 6, reader(&leaves)), Err(ProofError::MissingLeaf(5)));
}

#[test]
fn a_damaged_frontier_is_refused_rather_than_built_on() {
    let mut frontier = Frontier::default();
    leaves(6).into_iter().for_each(|leaf| {
        frontier.push(leaf);
    });
    let bytes = frontier.to_bytes();
    assert_eq!(bytes.len(), 8 + 2 * 32);
    for length in (0..bytes.len()).filter(|length| *length != bytes.len()) {
        let error = FrontierError::Length { found: length };
        assert_eq!(Frontier::from_bytes(&bytes[..length]), Err(error));
    }
    let mut wrong_size = bytes.clone();
    wrong_size[7] = 7;
    assert!(Frontier::from_bytes(&wrong_size).is_err());
    let mut huge = [0xff; 8 + 64 * 32];
    assert_eq!(Frontier::from_bytes(&huge), Err(FrontierError::TooLarge(u64::MAX)));
    huge[0] = 0x7f;
    assert_eq!(Frontier::from_bytes(&huge[..8 + 63 * 32]).unwrap().size(), u64::MAX >> 1);
}
