//! Proofs about the tree: that an entry is in it, and that today's tree extends last month's.
//!
//! A proof is a list of subtree roots. [`inclusion_ranges`] and [`consistency_ranges`] say which
//! subtrees, so that a store which keeps interior hashes can answer without reading every leaf;
//! [`inclusion_proof`] and [`consistency_proof`] read the leaves.

use std::ops::Range;

use crate::tree::{Frontier, Hash, node_hash};

/// Why a proof could not be made or does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The entry or the smaller tree lies outside the larger tree.
    #[error("{asked} is outside a ledger of {size} entries")]
    OutOfRange {
        /// The index or size asked for.
        asked: u64,
        /// The size of the tree.
        size: u64,
    },
    /// A leaf needed for the proof is not there.
    #[error("the leaf of entry {0} is missing")]
    MissingLeaf(u64),
    /// The proof has too few or too many hashes for these sizes.
    #[error("the proof has the wrong number of hashes")]
    Length,
    /// The hashes do not lead to the root.
    #[error("the proof does not lead to the root")]
    Root,
}

/// The root of the subtree over these leaves, read one by one.
pub fn range_root(
    range: Range<u64>,
    mut leaf: impl FnMut(u64) -> Option<Hash>,
) -> Result<Hash, ProofError> {
    let mut frontier = Frontier::default();
    for index in range {
        frontier.push(leaf(index).ok_or(ProofError::MissingLeaf(index))?);
    }
    Ok(frontier.root())
}

/// Proves that entry `index` is in the tree of `size` entries.
pub fn inclusion_proof(
    index: u64,
    size: u64,
    mut leaf: impl FnMut(u64) -> Option<Hash>,
) -> Result<Vec<Hash>, ProofError> {
    inclusion_ranges(index, size)?.into_iter().map(|range| range_root(range, &mut leaf)).collect()
}

/// Proves that the tree of `new` entries begins with the tree of `old` entries.
pub fn consistency_proof(
    old: u64,
    new: u64,
    mut leaf: impl FnMut(u64) -> Option<Hash>,
) -> Result<Vec<Hash>, ProofError> {
    consistency_ranges(old, new)?.into_iter().map(|range| range_root(range, &mut leaf)).collect()
}

/// The subtrees, as ranges of leaves, whose roots prove entry `index`, in the order of the proof.
pub fn inclusion_ranges(index: u64, size: u64) -> Result<Vec<Range<u64>>, ProofError> {
    if index >= size {
        return Err(ProofError::OutOfRange { asked: index, size });
    }
    let (mut range, mut siblings) = (0..size, Vec::new());
    while range.end - range.start > 1 {
        let middle = range.start + left_size(range.end - range.start);
        if index < middle {
            siblings.push(middle..range.end);
            range.end = middle;
        } else {
            siblings.push(range.start..middle);
            range.start = middle;
        }
    }
    siblings.reverse();
    Ok(siblings)
}

/// The subtrees, as ranges of leaves, whose roots prove that `new` extends `old`.
pub fn consistency_ranges(old: u64, new: u64) -> Result<Vec<Range<u64>>, ProofError> {
    if old > new {
        return Err(ProofError::OutOfRange { asked: old, size: new });
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let (mut range, mut ranges) = (0..new, Vec::new());
    while range.end != old {
        let middle = range.start + left_size(range.end - range.start);
        if old <= middle {
            ranges.push(middle..range.end);
            range.end = middle;
        } else {
            ranges.push(range.start..middle);
            range.start = middle;
        }
    }
    // The verifier already knows this subtree's root when it is the whole of the old tree.
    if range.start > 0 {
        ranges.push(range);
    }
    ranges.reverse();
    Ok(ranges)
}

/// The largest power of two smaller than `size`, which is at least 2: RFC 6962 splits there.
fn left_size(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// Checks an inclusion proof against a root that the reader trusts.
pub fn verify_inclusion(
    index: u64,
    leaf: &Hash,
    size: u64,
    root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::OutOfRange { asked: index, size });
    }
    let (mut node, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if on_the_left(&mut node, &mut last) {
            hash = node_hash(sibling, &hash);
        } else {
            hash = node_hash(&hash, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    ends_at(last, &[(hash, root)])
}

/// Checks that the tree of `new` entries begins with the tree of `old` entries.
pub fn verify_consistency(
    old: u64,
    old_root: &Hash,
    new: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::OutOfRange { asked: old, size: new });
    }
    if old == 0 || old == new {
        let expected = if old == new { *new_root } else { Frontier::default().root() };
        let known = if proof.is_empty() { Ok(()) } else { Err(ProofError::Length) };
        return known.and(ends_at(0, &[(expected, old_root)]));
    }
    let (mut node, mut last) = (old - 1, new - 1);
    let shift = node.trailing_ones();
    (node, last) = (node >> shift, last >> shift);
    // A full old tree is itself the subtree to start from, and is not repeated in the proof.
    let mut proof = proof.iter();
    let start = if old.is_power_of_two() { Some(old_root) } else { proof.next() };
    let start = *start.ok_or(ProofError::Length)?;
    let (mut old_hash, mut new_hash) = (start, start);
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if on_the_left(&mut node, &mut last) {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    ends_at(last, &[(old_hash, old_root), (new_hash, new_root)])
}

/// Whether the sibling stands on the left of this node; levels at which the node is a lone right
/// edge without a sibling are skipped.
fn on_the_left(node: &mut u64, last: &mut u64) -> bool {
    if *node & 1 == 0 && *node != *last {
        return false;
    }
    while *node & 1 == 0 && *node != 0 {
        (*node, *last) = (*node >> 1, *last >> 1);
    }
    true
}

fn ends_at(last: u64, hashes: &[(Hash, &Hash)]) -> Result<(), ProofError> {
    if last != 0 {
        return Err(ProofError::Length);
    }
    if hashes.iter().all(|(found, expected)| found == *expected) {
        Ok(())
    } else {
        Err(ProofError::Root)
    }
}
