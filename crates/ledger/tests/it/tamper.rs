//! Row L3: whoever edits the database is found, and the place is named.

use crate::world::{Dice, Row, World, ledger_of};
use ledger::{Finding, Hash, Report};
use std::ops::RangeInclusive;

const SIZE: usize = 230;
const EVERY: u64 = 50;

/// A row as it lies in the database: bytes that an attacker may set to anything.
#[derive(Clone)]
struct Raw {
    seq: u64,
    columns: Vec<Vec<u8>>,
    leaf: Hash,
    detail: ([u8; 32], Vec<u8>),
}

const COMMITMENT: usize = 10;

impl Raw {
    fn of(row: &Row) -> Self {
        let entry = &row.entry;
        let id = |id: Option<uuid::Uuid>| id.map_or(Vec::new(), |id| id.into_bytes().to_vec());
        let columns = vec![
            entry.at.to_be_bytes().to_vec(),
            entry.kind.name().into(),
            entry.operation.clone().into(),
            id(entry.actor),
            id(entry.organisation),
            id(entry.session),
            entry.subject_kind.clone().into(),
            id(entry.subject),
            entry.clauses.clone().into(),
            entry.outcome.clone().into(),
            entry.commitment.to_vec(),
        ];
        Self { seq: entry.seq, columns, leaf: row.leaf, detail: row.detail.clone().unwrap() }
    }

    /// Reads the row as the database crate would: typed columns, or why not.
    fn read(&self) -> Result<Row, String> {
        let column = |index: usize| self.columns[index].as_slice();
        let text = |index| String::from_utf8(column(index).to_vec()).map_err(|e| e.to_string());
        let id = |index| match column(index) {
            [] => Ok(None),
            bytes => uuid::Uuid::from_slice(bytes).map(Some).map_err(|e| e.to_string()),
        };
        let entry = ledger::Entry {
            seq: self.seq,
            at: i64::from_be_bytes(column(0).try_into().unwrap()),
            kind: text(1)?.parse().map_err(|e: ledger::EntryError| e.to_string())?,
            operation: text(2)?,
            actor: id(3)?,
            organisation: id(4)?,
            session: id(5)?,
            subject_kind: text(6)?,
            subject: id(7)?,
            clauses: text(8)?,
            outcome: text(9)?,
            commitment: column(COMMITMENT).try_into().unwrap(),
        };
        Ok(Row { entry, leaf: self.leaf, detail: Some(self.detail.clone()) })
    }

    fn recompute_leaf(&mut self) {
        self.leaf = self.read().unwrap().entry.leaf_hash();
    }
}

/// Reads the table `order by seq`, as the service does.
fn verify(world: &World, table: &[Raw]) -> Report {
    let mut table: Vec<_> = table.iter().collect();
    table.sort_by_key(|raw| raw.seq);
    let mut verifier = world.verifier();
    for raw in table {
        match raw.read() {
            Ok(row) => verifier.entry(&row.entry, &row.leaf, row.detail()),
            Err(reason) => verifier.unreadable(raw.seq, Some(&raw.leaf), &reason),
        }
    }
    verifier.finish()
}

/// Where the edit was made and how narrowly it must be named.
struct Edit {
    what: String,
    position: u64,
    within: u64,
}

fn edit(what: impl Into<String>, position: usize, within: u64) -> Edit {
    Edit { what: what.into(), position: u64::try_from(position).unwrap(), within }
}

fn flip_a_bit_of(bytes: &mut [u8], dice: &mut Dice) {
    let at = dice.below(bytes.len());
    bytes[at] ^= 1 << dice.below(8);
}

/// Flips a bit anywhere in a row: its columns, its `seq`, its leaf, its salt or its detail.
fn flip(table: &mut [Raw], dice: &mut Dice) -> Edit {
    let at = dice.below(table.len());
    let raw = &mut table[at];
    let column = dice.below(raw.columns.len() + 4);
    match column.checked_sub(raw.columns.len()) {
        Some(0) => raw.seq ^= 1 << dice.below(63),
        Some(1) => flip_a_bit_of(&mut raw.leaf, dice),
        Some(2) => flip_a_bit_of(&mut raw.detail.0, dice),
        Some(_) => flip_a_bit_of(&mut raw.detail.1, dice),
        // A column that is NULL or empty is filled instead.
        None if raw.columns[column].is_empty() => raw.columns[column] = vec![b'x'; 16],
        None => flip_a_bit_of(&mut raw.columns[column], dice),
    }
    edit(format!("flip in column {column}"), at, 1)
}

fn delete(table: &mut Vec<Raw>, dice: &mut Dice) -> Edit {
    let at = dice.below(table.len());
    table.remove(at);
    edit("delete", at, 1)
}

fn delete_and_close_the_gap(table: &mut Vec<Raw>, dice: &mut Dice) -> Edit {
    let at = dice.below(table.len());
    table.remove(at);
    for raw in &mut table[at..] {
        raw.seq -= 1;
        raw.recompute_leaf();
    }
    edit("delete and renumber", at, EVERY)
}

fn swap(table: &mut [Raw], dice: &mut Dice) -> Edit {
    let at = dice.below(table.len() - 1);
    let other = at + 1 + dice.below(table.len() - at - 1);
    (table[at].seq, table[other].seq) = (table[other].seq, table[at].seq);
    if dice.below(2) == 0 {
        return edit("swap", at, 1);
    }
    table[at].recompute_leaf();
    table[other].recompute_leaf();
    edit("swap and recompute", at, EVERY)
}

fn truncate(table: &mut Vec<Raw>, dice: &mut Dice) -> Edit {
    let at = dice.below(table.len());
    table.truncate(at);
    edit("truncate", at, u64::MAX)
}

fn insert(table: &mut Vec<Raw>, dice: &mut Dice) -> Edit {
    let at = dice.below(table.len());
    let seq = u64::try_from(at).unwrap();
    let forged = Raw::of(&Row::random(seq, dice));
    if dice.below(2) == 0 {
        table.push(forged);
        return edit("insert a second", at, 2);
    }
    for raw in &mut table[at..] {
        raw.seq += 1;
        raw.recompute_leaf();
    }
    table.insert(at, forged);
    edit("insert and renumber", at, EVERY)
}

/// Changes an entry and makes its leaf fit, and often those of all that follow.
fn rechain(table: &mut [Raw], dice: &mut Dice) -> Edit {
    let at = dice.below(table.len());
    let last = if dice.below(2) == 0 { at + 1 } else { table.len() };
    for raw in &mut table[at..last] {
        let forged = Row::random(raw.seq, dice);
        *raw = Raw::of(&forged);
    }
    edit("re-chain", at, EVERY)
}

#[test]
fn l3_a_thousand_random_edits_are_all_found_and_placed() {
    let world = ledger_of(u64::try_from(SIZE).unwrap());
    let untouched: Vec<_> = world.rows.iter().map(Raw::of).collect();
    assert!(verify(&world, &untouched).is_sound());
    let mut dice = Dice(3);
    for round in 0..1_000 {
        let mut table = untouched.clone();
        let edit = match round % 8 {
            0 | 1 => flip(&mut table, &mut dice),
            2 => delete(&mut table, &mut dice),
            3 => delete_and_close_the_gap(&mut table, &mut dice),
            4 => swap(&mut table, &mut dice),
            5 => truncate(&mut table, &mut dice),
            6 => insert(&mut table, &mut dice),
            _ => rechain(&mut table, &mut dice),
        };
        let report = verify(&world, &table);
        let what = format!("round {round}: {} at {}", edit.what, edit.position);
        assert!(!report.is_sound(), "{what} was not found");
        assert!(is_placed(&report, &edit), "{what} is placed elsewhere: {:?}", report.findings);
        nothing_before_the_edit_is_accused(&report, &edit);
        if edit.what == "truncate" {
            assert_eq!(report.entries, edit.position, "{what}");
        }
    }
}

fn is_placed(report: &Report, edit: &Edit) -> bool {
    let narrow = |positions: &RangeInclusive<u64>| {
        positions.contains(&edit.position) && positions.end() - positions.start() < edit.within
    };
    report.findings.iter().filter_map(Finding::positions).any(|positions| narrow(&positions))
}

/// The stretch named may begin at the last checkpoint before the edit, but not before that.
fn nothing_before_the_edit_is_accused(report: &Report, edit: &Edit) {
    if edit.what.starts_with("flip") {
        return; // a flipped `seq` makes a duplicate of an earlier entry
    }
    let checkpoint = edit.position / EVERY * EVERY;
    for positions in report.findings.iter().filter_map(Finding::positions) {
        assert!(*positions.start() >= checkpoint, "{}: {positions:?}", edit.what);
    }
}
