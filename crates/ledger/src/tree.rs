//! The Merkle tree of RFC 6962 (and 9162): hashes and the frontier.
//!
//! A leaf is hashed after a zero byte, a node after a one byte, so that neither can pass for the
//! other. To append, only the roots of the full subtrees on the right edge are needed: at most 64
//! hashes, kept in one database row.

use sha2::{Digest, Sha256};

/// A SHA-256 hash: a leaf, a node, a root or a commitment.
pub type Hash = [u8; 32];

/// Hashes the canonical bytes of an entry into its leaf.
pub fn leaf_hash(canonical: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(canonical).finalize().into()
}

/// Hashes two neighbouring subtrees into their parent.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root of a tree with these leaves; the empty tree's root is the hash of nothing.
pub fn root(leaves: &[Hash]) -> Hash {
    let mut frontier = Frontier::default();
    for leaf in leaves {
        frontier.push(*leaf);
    }
    frontier.root()
}

/// The right edge of the tree: all that is needed to append a leaf and to state the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// Roots of the full subtrees, largest first: one for each one bit of `size`.
    subtrees: Vec<Hash>,
}

/// The bytes in the database are not a frontier.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrontierError {
    /// Too short, or not the number of hashes that a tree of this size has.
    #[error("the stored frontier has {found} bytes, which no tree of its size has")]
    Length {
        /// How many bytes were read.
        found: usize,
    },
    /// Larger than any real ledger: the row is damaged.
    #[error("the stored frontier claims {0} entries, more than a ledger can have")]
    TooLarge(u64),
}

impl Frontier {
    /// How many leaves the tree has, which is also the index of the next one.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf and returns its index, the entry's `seq`.
    pub fn push(&mut self, leaf: Hash) -> u64 {
        let index = self.size;
        let mut hash = leaf;
        // Each trailing one bit of the size is a full subtree as large as what we carry.
        for _ in 0..index.trailing_ones() {
            if let Some(left) = self.subtrees.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.subtrees.push(hash);
        self.size += 1;
        index
    }

    /// The root of the tree as it stands.
    pub fn root(&self) -> Hash {
        let mut subtrees = self.subtrees.iter().rev();
        match subtrees.next() {
            None => Sha256::digest([]).into(),
            Some(smallest) => subtrees.fold(*smallest, |right, left| node_hash(left, &right)),
        }
    }

    /// The frontier as it is kept: the size in eight bytes, big end first, then the hashes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        bytes.extend(self.subtrees.as_flattened());
        bytes
    }

    /// Reads what [`Frontier::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrontierError> {
        let length = FrontierError::Length { found: bytes.len() };
        let Some((size, hashes)) = bytes.split_first_chunk::<8>() else { return Err(length) };
        let size = u64::from_be_bytes(*size);
        if size > u64::MAX >> 1 {
            return Err(FrontierError::TooLarge(size));
        }
        let (subtrees, rest) = hashes.as_chunks::<32>();
        if !rest.is_empty() || u64::try_from(subtrees.len()) != Ok(u64::from(size.count_ones())) {
            return Err(length);
        }
        Ok(Self { size, subtrees: subtrees.to_vec() })
    }
}
