//! The verifier: fed with entries in order, it recomputes every leaf from the columns and every
//! signed root from the leaves. It keeps the frontier only, so ten million entries need no memory.
//!
//! Two frontiers are kept from the first entry whose columns do not hash to its leaf: one over the
//! leaves as stored, one as computed. Whichever the next checkpoint confirms is the truth, and the
//! check goes on from there: one altered column does not hide what comes after it.
//!
//! The clock may jump: an entry whose `at` lies before its predecessor's is no finding.

use std::collections::BTreeMap;

use crate::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
use crate::entry::{Entry, commitment};
use crate::key::{KeyUse, VerifyingKey};
use crate::report::{Finding, Report};
use crate::tree::{Frontier, Hash};

/// What is known of an entry's detail.
#[derive(Clone, Copy, Debug)]
pub enum Detail<'a> {
    /// Salt and detail are there and must fit the commitment.
    Given {
        /// The 32 random bytes.
        salt: &'a [u8; 32],
        /// What was shown or changed.
        detail: &'a [u8],
    },
    /// Erased, or not shown to this reader.
    Absent,
}

/// Checks a ledger as a stream: first the checkpoints, then the entries by `seq`, then
/// [`Verifier::finish`].
#[derive(Debug)]
pub struct Verifier {
    origin: String,
    keys: Vec<VerifyingKey>,
    /// Signed roots by size, taken out as they are passed.
    signed: BTreeMap<u64, Hash>,
    largest_signed: u64,
    checkpoints_seen: u64,
    /// The most entries that may stand without a checkpoint, if that was promised.
    stretch: Option<u64>,
    last_signed: u64,
    /// The position that is due next.
    next: u64,
    computed: Frontier,
    /// Set while stored and computed leaves differ.
    stored: Option<Frontier>,
    /// False once an entry is missing: from there on no root can be computed.
    gap_free: bool,
    root_failed: bool,
    report: Report,
}

impl Verifier {
    /// A verifier of the ledger of this origin, whose checkpoints this key signs.
    pub fn new(origin: &str, key: VerifyingKey) -> Result<Self, CheckpointError> {
        let mut verifier = Self {
            origin: origin.to_owned(),
            keys: Vec::new(),
            signed: BTreeMap::new(),
            largest_signed: 0,
            checkpoints_seen: 0,
            stretch: None,
            last_signed: 0,
            next: 0,
            computed: Frontier::default(),
            stored: None,
            gap_free: true,
            root_failed: false,
            report: Report {
                entries: 0,
                root: Frontier::default().root(),
                vouched: 0,
                checkpoints_held: 0,
                checkpoints_unchecked: 0,
                details_held: 0,
                details_absent: 0,
                findings: Vec::new(),
                findings_not_listed: 0,
            },
        };
        verifier.also_trust(key)?;
        Ok(verifier)
    }

    /// Accepts another key of the same ledger, from before or after a change of keys.
    pub fn also_trust(&mut self, key: VerifyingKey) -> Result<(), CheckpointError> {
        if key.used_for() != KeyUse::Ledger {
            return Err(CheckpointError::KeyUse);
        }
        self.keys.push(key);
        Ok(())
    }

    /// Holds the ledger to its promise of a checkpoint at least every so many entries. Without it,
    /// someone who removes checkpoints along with entries is found only by what a witness kept.
    pub fn expect_checkpoint_every(&mut self, entries: u64) {
        self.stretch = Some(entries);
    }

    /// Takes a signed checkpoint, from the ledger's own store or (better) from a witness. All
    /// checkpoints come before the first entry.
    pub fn checkpoint(&mut self, note: &str) {
        self.checkpoints_seen += 1;
        let number = self.checkpoints_seen;
        match self.read_checkpoint(note) {
            Err(why) => self.found(Finding::BadCheckpoint { number, why }),
            Ok(Checkpoint { size, root, .. }) => {
                self.largest_signed = self.largest_signed.max(size);
                if *self.signed.entry(size).or_insert(root) != root {
                    self.found(Finding::TwoHistories { size });
                }
            }
        }
    }

    fn read_checkpoint(&self, note: &str) -> Result<Checkpoint, CheckpointError> {
        let note: SignedCheckpoint = note.parse()?;
        let mut result = Err(CheckpointError::Unsigned);
        for key in &self.keys {
            let checked = note.verify(&self.origin, key);
            if checked != Err(CheckpointError::Unsigned) {
                result = checked;
            }
            if checked.is_ok() {
                break;
            }
        }
        result.cloned()
    }

    /// Takes the next entry, with its leaf as stored.
    pub fn entry(&mut self, entry: &Entry, stored_leaf: &Hash, detail: Detail<'_>) {
        let position = entry.seq;
        let leaf = entry.leaf_hash();
        self.come_to(position);
        if leaf != *stored_leaf {
            self.found(Finding::Altered { position });
        }
        match detail {
            Detail::Absent => self.report.details_absent += 1,
            Detail::Given { salt, detail } if commitment(salt, detail) == entry.commitment => {
                self.report.details_held += 1;
            }
            Detail::Given { .. } => self.found(Finding::DetailAltered { position }),
        }
        if position == self.next {
            self.push(leaf, *stored_leaf);
        }
    }

    /// Takes the next entry if a column of it cannot be read; its leaf, if that can be.
    pub fn unreadable(&mut self, position: u64, stored_leaf: Option<&Hash>, reason: &str) {
        self.come_to(position);
        self.found(Finding::Unreadable { position, reason: reason.to_owned() });
        if position == self.next {
            match stored_leaf {
                Some(leaf) => self.push(*leaf, *leaf),
                None => {
                    self.gap_free = false;
                    self.push([0; 32], [0; 32]);
                }
            }
        }
    }

    /// The end of the ledger.
    pub fn finish(mut self) -> Report {
        self.pass_checkpoints();
        let (entries, signed, good) = (self.next, self.largest_signed, self.report.vouched);
        if signed > entries {
            self.found(Finding::Truncated { good, entries, signed });
        }
        self.check_stretch(entries);
        self.report.root = self.computed.root();
        self.report
    }

    /// Sees whether this position is the one due, and notes a gap or a step back.
    fn come_to(&mut self, position: u64) {
        self.pass_checkpoints();
        self.report.entries += 1;
        if position < self.next {
            self.found(Finding::OutOfOrder { seq: position, expected: self.next });
        }
        if position > self.next {
            self.found(Finding::Missing { first: self.next, last: position - 1 });
            self.gap_free = false;
            self.next = position;
            self.pass_checkpoints();
        }
    }

    fn push(&mut self, computed: Hash, stored: Hash) {
        if computed != stored && self.stored.is_none() {
            self.stored = Some(self.computed.clone());
        }
        if let Some(frontier) = &mut self.stored {
            frontier.push(stored);
        }
        self.computed.push(computed);
        self.next = self.next.saturating_add(1);
    }

    /// Checks the signed roots up to the position that is due.
    fn pass_checkpoints(&mut self) {
        while let Some(first) = self.signed.first_entry().filter(|first| *first.key() <= self.next)
        {
            let (size, root) = first.remove_entry();
            self.check_stretch(size);
            self.last_signed = size;
            if self.root_failed {
                self.report.checkpoints_unchecked += 1;
            } else if self.gap_free && self.leads_to(&root) {
                self.report.checkpoints_held += 1;
                self.report.vouched = size;
            } else {
                self.root_failed = true;
                let good = self.report.vouched;
                self.found(Finding::RootMismatch { good, checkpoint: size });
            }
        }
    }

    /// Whether the stored or the computed leaves lead to the root; goes on with those that do.
    fn leads_to(&mut self, root: &Hash) -> bool {
        let stored = self.stored.take();
        if self.computed.root() == *root {
            return true;
        }
        match stored {
            Some(frontier) if frontier.root() == *root => {
                self.computed = frontier;
                true
            }
            _ => false,
        }
    }

    fn check_stretch(&mut self, size: u64) {
        let bare = size.saturating_sub(self.last_signed);
        if self.stretch.is_some_and(|most| bare > most) {
            self.found(Finding::Uncovered { first: self.last_signed, last: size - 1 });
        }
    }

    fn found(&mut self, finding: Finding) {
        if self.report.findings.len() < Report::MOST_FINDINGS {
            self.report.findings.push(finding);
        } else {
            self.report.findings_not_listed += 1;
        }
    }
}
