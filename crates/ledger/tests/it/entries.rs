//! The bytes of an entry.

use crate::world::{Dice, Row};
use ledger::{Entry, Kind, commitment, format_at, from_hex, to_hex};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn plain() -> Entry {
    Entry {
        seq: 12,
        at: 1_795_359_299_120_000,
        kind: Kind::SignIn,
        operation: "see \"case\"\n\u{1}é".to_owned(),
        actor: Some(uuid::Uuid::from_u128(0xABC)),
        organisation: None,
        session: None,
        subject_kind: "case".to_owned(),
        subject: None,
        clauses: String::new(),
        outcome: "permitted".to_owned(),
        commitment: [0xAB; 32],
    }
}

#[test]
fn the_bytes_of_an_entry_never_change() {
    let expected = concat!(
        r#"["throughline-entry-v1",12,"2026-11-22T14:54:59.120000Z","sign_in","#,
        r#""see \"case\"\n\u0001é","00000000-0000-0000-0000-000000000abc",null,null,"#,
        r#""case",null,"","permitted","#,
        r#""abababababababababababababababababababababababababababababababab"]"#,
    );
    assert_eq!(String::from_utf8(plain().canonical()).unwrap(), expected);
    let leaf = "8308e54109a32d69f29db4c181ec1d6ae0fae67638cac5387081dd9987e53faa";
    assert_eq!(to_hex(&plain().leaf_hash()), leaf);
}

#[test]
fn every_kind_has_one_name_that_reads_back() {
    let names: BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(names.len(), Kind::ALL.len());
    for kind in Kind::ALL {
        assert_eq!(kind.name().parse(), Ok(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
    }
    assert!("Read".parse::<Kind>().is_err());
}

#[test]
fn a_commitment_depends_on_every_bit_of_salt_and_detail() {
    let (salt, detail) = ([3; 32], b"ids shown".to_vec());
    let committed = commitment(&salt, &detail);
    let expected = "2233573b916b39fbed4ec3cd6088f63bc166910e9c166fa26d63c9e449eaf80c";
    assert_eq!(to_hex(&committed), expected);
    for bit in 0..8 * 32 {
        let mut other = salt;
        other[bit / 8] ^= 1 << (bit % 8);
        assert_ne!(commitment(&other, &detail), committed);
    }
    for bit in 0..8 * detail.len() {
        let mut other = detail.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        assert_ne!(commitment(&salt, &other), committed);
    }
}

#[test]
fn every_column_is_part_of_the_leaf() {
    let first = Row::random(3, &mut Dice(1)).entry;
    let id = Some(uuid::Uuid::from_u128(9));
    let text = || "other".to_owned();
    let others = [
        Entry { seq: 4, ..first.clone() },
        Entry { at: first.at + 1, ..first.clone() },
        Entry { kind: Kind::Alarm, ..first.clone() },
        Entry { operation: text(), ..first.clone() },
        Entry { actor: id, ..first.clone() },
        Entry { actor: None, ..first.clone() },
        Entry { organisation: id, ..first.clone() },
        Entry { session: id, ..first.clone() },
        Entry { subject_kind: text(), ..first.clone() },
        Entry { subject: id, ..first.clone() },
        Entry { clauses: text(), ..first.clone() },
        Entry { outcome: text(), ..first.clone() },
        Entry { commitment: [1; 32], ..first.clone() },
    ];
    let leaves: BTreeSet<_> = others.iter().chain([&first]).map(Entry::leaf_hash).collect();
    assert_eq!(leaves.len(), others.len() + 1);
}

proptest! {
    #[test]
    fn the_bytes_are_those_of_a_common_json_writer(
        seq: u64, at: i64, kind in 0..Kind::ALL.len(), texts: [String; 4], odd in "[\\x00-\\x7f\u{2028}]*",
        ids: [Option<u128>; 4], commitment: [u8; 32],
    ) {
        let [operation, subject_kind, clauses, outcome] = texts;
        let [actor, organisation, session, subject] = ids.map(|id| id.map(uuid::Uuid::from_u128));
        let entry = Entry {
            seq, at, kind: Kind::ALL[kind], operation: operation + &odd, actor, organisation,
            session, subject_kind, subject, clauses, outcome, commitment,
        };
        let values = serde_json::json!([
            "throughline-entry-v1", seq, format_at(at), entry.kind, entry.operation, actor,
            organisation, session, entry.subject_kind, subject, entry.clauses, entry.outcome,
            to_hex(&commitment),
        ]);
        prop_assert_eq!(String::from_utf8(entry.canonical()).unwrap(), values.to_string());
        let there_and_back: Entry = serde_json::from_str(&serde_json::to_string(&entry).unwrap()).unwrap();
        prop_assert_eq!(there_and_back, entry);
        prop_assert_eq!(from_hex(&to_hex(&commitment)), Some(commitment));
    }
}
