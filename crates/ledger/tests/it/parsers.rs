//! Whatever is read from outside never brings the reader down.

use crate::world::{ORIGIN, ledger_of, vkey};
use ledger::{
    Detail, Frontier, Kind, SignedCheckpoint, Verifier, VerifyingKey, consistency_ranges, from_hex,
    inclusion_ranges, read_checkpoint, read_entry, verify_consistency, verify_export,
    verify_inclusion, write_entry,
};
use proptest::prelude::*;

fn read_everything(text: &str) {
    let _ = text.parse::<SignedCheckpoint>().map(|note| {
        let _ = note.verify(ORIGIN, &vkey());
        note.to_string()
    });
    let _ = text.parse::<VerifyingKey>();
    let _ = text.parse::<Kind>();
    let _ = from_hex::<32>(text);
}

fn read_bytes(bytes: &[u8]) {
    let _ = Frontier::from_bytes(bytes).map(|mut frontier| {
        frontier.push([0; 32]);
        frontier.root()
    });
    let _ = read_entry(bytes);
    let _ = read_checkpoint(bytes);
    let mut verifier = Verifier::new(ORIGIN, vkey()).unwrap();
    verify_export(&mut verifier, bytes, bytes).unwrap();
    verifier.finish();
}

/// A genuine text with some bytes changed reaches deeper than a random one.
fn damaged(genuine: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let length = genuine.len();
    let hits = prop::collection::vec((0..length, any::<u8>()), 0..4);
    (hits, 0..=length).prop_map(move |(hits, end)| {
        let mut bytes = genuine.clone();
        hits.into_iter().for_each(|(at, byte)| bytes[at] = byte);
        bytes.truncate(if end < 20 { end } else { length });
        bytes
    })
}

fn genuine_line() -> Vec<u8> {
    let (world, mut line) = (ledger_of(1), Vec::new());
    let row = &world.rows[0];
    write_entry(&mut line, &row.entry, &row.leaf, row.detail()).unwrap();
    line
}

fn genuine_note() -> Vec<u8> {
    ledger_of(1).checkpoints[0].to_string().into_bytes()
}

proptest! {
    #[test]
    fn no_text_brings_a_reader_down(
        text in ".*",
        note in "[a-z]{0,3}\n[0-9]{0,22}\n[A-Za-z0-9+/=]{0,50}\n\n(— [a-z+ ]{0,4} [A-Za-z0-9+/=]{0,100}\n){0,3}",
        key in "[a-z]{0,3}\\+[0-9a-f]{7,9}\\+[A-Za-z0-9+/]{40,48}=?",
    ) {
        read_everything(&text);
        read_everything(&note);
        read_everything(&key);
        read_bytes(text.as_bytes());
    }

    #[test]
    fn no_bytes_bring_a_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read_bytes(&bytes);
    }

    #[test]
    fn no_damage_to_a_genuine_line_or_note_brings_a_reader_down(
        line in damaged(genuine_line()), note in damaged(genuine_note()),
    ) {
        read_bytes(&line);
        if let Ok(note) = String::from_utf8(note) {
            read_everything(&note);
        }
    }

    #[test]
    fn no_sizes_bring_a_proof_down(
        a: u64, b: u64, near in 0..5_u64, hashes in prop::collection::vec(any::<[u8; 32]>(), 0..70),
    ) {
        let ends = [a, b, near, u64::MAX - near];
        for (one, other) in ends.iter().flat_map(|one| ends.iter().map(move |other| (*one, *other))) {
            let _ = inclusion_ranges(one, other);
            let _ = consistency_ranges(one, other);
            let _ = verify_inclusion(one, &[1; 32], other, &[2; 32], &hashes);
            let _ = verify_consistency(one, &[1; 32], other, &[2; 32], &hashes);
        }
    }

    #[test]
    fn no_order_of_entries_brings_the_verifier_down(
        seqs in prop::collection::vec(prop_oneof![any::<u64>(), 0..6_u64, Just(u64::MAX)], 0..20),
    ) {
        let world = ledger_of(3);
        let mut verifier = world.verifier();
        verifier.expect_checkpoint_every(1);
        for seq in seqs {
            let mut row = world.rows[0].clone();
            row.entry.seq = seq;
            verifier.entry(&row.entry, &row.leaf, Detail::Absent);
            verifier.unreadable(seq, None, "spoilt");
        }
        prop_assert!(!verifier.finish().is_sound());
    }
}
