//! Signed checkpoints.

use crate::world::{ORIGIN, ledger_key, ledger_of, vkey};
use ledger::{
    Checkpoint, CheckpointError, KeyError, KeyUse, SignedCheckpoint, SigningKey, VerifyingKey,
};

/// The public key of the Go checksum database and one of the checkpoints it has published.
const GO_KEY: &str = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
const GO_CHECKPOINT: &str = "go.sum database tree
6476701
mb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=

— sum.golang.org Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw=
";

fn signed() -> SignedCheckpoint {
    ledger_of(3).checkpoints[0].clone()
}

#[test]
fn a_checkpoint_reads_back_from_its_text() {
    let note = signed();
    let text = note.to_string();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[..2], [ORIGIN, "3"]);
    assert_eq!(lines[3], "");
    assert!(lines[4].starts_with("— ledger.example.org "));
    assert_eq!(lines.len(), 5);
    let read: SignedCheckpoint = text.parse().unwrap();
    assert_eq!(read, note);
    assert_eq!(read.verify(ORIGIN, &vkey()), Ok(note.unverified()));
}

#[test]
fn a_key_reads_back_from_its_text() {
    assert_eq!(vkey().to_string().parse(), Ok(vkey()));
    let witness = SigningKey::from_bytes("w", KeyUse::Witness, &[1; 32]).unwrap();
    assert_eq!(witness.verifying_key().to_string().parse().as_ref(), Ok(witness.verifying_key()));
}

#[test]
fn a_checkpoint_and_key_of_a_public_ledger_written_by_another_tool_are_accepted() {
    let key: VerifyingKey = GO_KEY.parse().unwrap();
    assert_eq!(key.to_string(), GO_KEY);
    let note: SignedCheckpoint = GO_CHECKPOINT.parse().unwrap();
    assert_eq!(note.verify("go.sum database tree", &key).unwrap().size, 6_476_701);
    assert_eq!(note.to_string(), GO_CHECKPOINT);
}

#[test]
fn a_miscopied_key_is_refused() {
    let miscopied = GO_KEY.replace("golang", "gulang");
    assert_eq!(miscopied.parse::<VerifyingKey>(), Err(KeyError::Hash));
}

#[test]
fn a_changed_byte_of_a_checkpoint_is_never_accepted_as_another_statement() {
    let note = signed();
    let text = note.to_string().into_bytes();
    for at in 0..text.len() {
        for bit in 0..8 {
            let mut other = text.clone();
            other[at] ^= 1 << bit;
            let Ok(other) = String::from_utf8(other) else { continue };
            if let Ok(other) = other.parse::<SignedCheckpoint>() {
                assert!(other.verify(ORIGIN, &vkey()).is_err(), "byte {at} bit {bit}: {other}");
            }
        }
    }
}

#[test]
fn each_reason_for_not_relying_on_a_checkpoint_is_named() {
    let note = signed();
    let other = SigningKey::from_bytes(ORIGIN, KeyUse::Ledger, &[8; 32]).unwrap();
    let witness = SigningKey::from_bytes("w", KeyUse::Witness, &[8; 32]).unwrap();
    assert_eq!(note.verify("another", &vkey()), Err(CheckpointError::OtherLedger));
    assert_eq!(note.verify(ORIGIN, other.verifying_key()), Err(CheckpointError::Unsigned));
    assert_eq!(note.verify(ORIGIN, witness.verifying_key()), Err(CheckpointError::KeyUse));
    assert_eq!(note.verify_cosignature(witness.verifying_key()), Err(CheckpointError::Unsigned));
    let grown = note.to_string().replace("\n3\n", "\n4\n");
    let grown: SignedCheckpoint = grown.parse().unwrap();
    assert_eq!(grown.verify(ORIGIN, &vkey()), Err(CheckpointError::Signature));
    assert_eq!(note.unverified().sign(&witness), Err(CheckpointError::KeyUse));
    let two_lines = Checkpoint { origin: "a\nb".to_owned(), size: 1, root: [0; 32] };
    assert_eq!(two_lines.sign(&ledger_key()), Err(CheckpointError::Origin));
}

#[test]
fn a_malformed_checkpoint_is_refused() {
    let text = signed().to_string();
    let refused = [
        String::new(),
        text.trim_end().to_owned(),
        text.replace("\n3\n", "\n03\n"),
        text.replace("\n3\n", "\n+3\n"),
        text.replace("\n3\n", "\n18446744073709551616\n"),
        text.replace("\n\n", "\n"),
        text.replace("— ", "- "),
        text.replace(ORIGIN, ""),
        text.replace("=\n\n", "\n\n"),
        text.replace("\n3\n", "\n3\r\n"),
        text.clone() + &text.lines().last().map(|line| format!("{line}\n")).unwrap().repeat(100),
        text.clone() + &"— x AAAAAAA=\n".repeat(10_000),
    ];
    for text in refused {
        assert_eq!(text.parse::<SignedCheckpoint>(), Err(CheckpointError::Form), "{text}");
    }
}

#[test]
fn a_key_with_an_unusable_name_or_value_is_refused() {
    for name in ["", "two words", "a+b", "line\nbreak"] {
        let key = SigningKey::from_bytes(name, KeyUse::Ledger, &[1; 32]);
        assert_eq!(key.err(), Some(KeyError::Name), "{name:?}");
    }
    for text in ["", "a+b", "a+0000000g+AQ==", "a+00000000+AQ==", "a+00000000+!"] {
        assert_eq!(text.parse::<VerifyingKey>(), Err(KeyError::Form), "{text}");
    }
    // The neutral element of the curve would accept forged signatures.
    let weak = "a+00000000+AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    assert_eq!(weak.parse::<VerifyingKey>(), Err(KeyError::Key));
}

#[test]
fn a_signing_key_is_never_shown() {
    let shown = format!("{:?}", SigningKey::from_bytes("k", KeyUse::Ledger, &[7; 32]).unwrap());
    assert!(shown.contains("public"));
    assert!(!shown.contains("7, 7, 7"), "{shown}");
}
