//! A small ledger as a database would hold it, to be checked and tampered with.

use ledger::{
    Checkpoint, Detail, Entry, Frontier, Hash, KeyUse, Kind, Report, SignedCheckpoint, SigningKey,
    Verifier, VerifyingKey, commitment,
};
use uuid::Uuid;

pub(crate) const ORIGIN: &str = "ledger.example.org";

/// Numbers that look random and are the same in every run (splitmix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit).unwrap()).unwrap()
    }

    pub(crate) fn uuid(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.next(), self.next())
    }

    pub(crate) fn bytes(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes.fill_with(|| self.next().to_le_bytes()[0]);
        bytes
    }
}

/// A row of the ledger's table: columns, leaf, and the erasable detail.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) entry: Entry,
    pub(crate) leaf: Hash,
    pub(crate) detail: Option<([u8; 32], Vec<u8>)>,
}

impl Row {
    pub(crate) fn random(seq: u64, dice: &mut Dice) -> Self {
        let (salt, detail) = (dice.bytes(), format!("{{\"shown\":[\"{}\"]}}", dice.uuid()));
        let entry = Entry {
            seq,
            at: 1_795_359_299_000_000 + i64::try_from(dice.next() % 1_000_000_000_000).unwrap(),
            kind: Kind::ALL[dice.below(Kind::ALL.len())],
            operation: ["see case", "record action", "list \"caseload\"", "naïve\tÅ"]
                [dice.below(4)]
            .to_owned(),
            actor: Some(dice.uuid()),
            organisation: Some(dice.uuid()),
            session: (dice.below(3) > 0).then(|| dice.uuid()),
            subject_kind: "case".to_owned(),
            subject: (dice.below(3) > 0).then(|| dice.uuid()),
            clauses: "involved-staff,own-forum".to_owned(),
            outcome: "permitted".to_owned(),
            commitment: commitment(&salt, detail.as_bytes()),
        };
        let leaf = entry.leaf_hash();
        Self { entry, leaf, detail: Some((salt, detail.into_bytes())) }
    }

    /// What an attacker does after changing a column.
    pub(crate) fn recompute_leaf(&mut self) {
        self.leaf = self.entry.leaf_hash();
    }

    pub(crate) fn detail(&self) -> Detail<'_> {
        self.detail.as_ref().map_or(Detail::Absent, |(salt, detail)| Detail::Given { salt, detail })
    }
}

pub(crate) struct World {
    pub(crate) key: SigningKey,
    pub(crate) rows: Vec<Row>,
    pub(crate) checkpoints: Vec<SignedCheckpoint>,
}

/// A ledger of so many entries, with a checkpoint every 50 and one at the end.
pub(crate) fn ledger_of(size: u64) -> World {
    let mut dice = Dice(size);
    let rows: Vec<Row> = (0..size).map(|seq| Row::random(seq, &mut dice)).collect();
    let key = ledger_key();
    let checkpoints = checkpoints_over(&rows, &key);
    World { key, rows, checkpoints }
}

pub(crate) fn checkpoints_over(rows: &[Row], key: &SigningKey) -> Vec<SignedCheckpoint> {
    let (mut frontier, mut checkpoints) = (Frontier::default(), Vec::new());
    for (count, row) in (1..).zip(rows) {
        frontier.push(row.leaf);
        if count % 50 == 0 || count == rows.len() {
            checkpoints.push(checkpoint(&frontier).sign(key).unwrap());
        }
    }
    checkpoints
}

pub(crate) fn checkpoint(frontier: &Frontier) -> Checkpoint {
    Checkpoint { origin: ORIGIN.to_owned(), size: frontier.size(), root: frontier.root() }
}

pub(crate) fn ledger_key() -> SigningKey {
    SigningKey::from_bytes(ORIGIN, KeyUse::Ledger, &[7; 32]).unwrap()
}

pub(crate) fn vkey() -> VerifyingKey {
    ledger_key().verifying_key().clone()
}

impl World {
    pub(crate) fn leaf(&self, index: u64) -> Option<Hash> {
        self.rows.get(usize::try_from(index).unwrap()).map(|row| row.leaf)
    }

    pub(crate) fn verifier(&self) -> Verifier {
        let mut verifier = Verifier::new(ORIGIN, vkey()).unwrap();
        for checkpoint in &self.checkpoints {
            verifier.checkpoint(&checkpoint.to_string());
        }
        verifier
    }

    pub(crate) fn verify(&self) -> Report {
        let mut verifier = self.verifier();
        for row in &self.rows {
            verifier.entry(&row.entry, &row.leaf, row.detail());
        }
        verifier.finish()
    }
}
