//! The export, checked by Python's standard library alone: row L4 in small.

use crate::world::{Dice, ORIGIN, Row, World, ledger_of, vkey};
use ledger::{Report, Verifier, read_entry, verify_export, write_checkpoint, write_entry};
use std::path::{Path, PathBuf};
use std::process::Command;

struct Export {
    entries: PathBuf,
    checkpoints: PathBuf,
}

fn export(world: &World, name: &str) -> Export {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (mut entries, mut checkpoints) = (Vec::new(), Vec::new());
    for row in &world.rows {
        write_entry(&mut entries, &row.entry, &row.leaf, row.detail()).unwrap();
    }
    for checkpoint in &world.checkpoints {
        write_checkpoint(&mut checkpoints, checkpoint).unwrap();
    }
    let file = |kind: &str, bytes: &[u8]| {
        let path = folder.join(format!("{name}-{kind}.jsonl"));
        std::fs::write(&path, bytes).unwrap();
        path
    };
    Export { entries: file("entries", &entries), checkpoints: file("checkpoints", &checkpoints) }
}

fn by_us(export: &Export) -> Report {
    let mut verifier = Verifier::new(ORIGIN, vkey()).unwrap();
    let open = |path| std::io::BufReader::new(std::fs::File::open(path).unwrap());
    verify_export(&mut verifier, open(&export.entries), open(&export.checkpoints)).unwrap();
    verifier.finish()
}

/// The exit code and the lines that the script printed.
fn by_python(export: &Export) -> (i32, Vec<String>) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("verify_ledger.py");
    let run = Command::new("python3")
        .arg(script)
        .args([&export.entries, &export.checkpoints])
        .args([ORIGIN, &vkey().to_string()])
        .output();
    let Ok(run) = run else {
        panic!(
            "python3 is missing: install it (for example `apt-get install python3`), version 3.8 or later"
        );
    };
    assert_eq!(String::from_utf8_lossy(&run.stderr), "");
    let lines = String::from_utf8(run.stdout).unwrap().lines().map(str::to_owned).collect();
    (run.status.code().unwrap(), lines)
}

fn check(name: &str, tamper: impl FnOnce(&mut World)) -> Vec<String> {
    let mut world = ledger_of(120);
    tamper(&mut world);
    let export = export(&world, name);
    let ours: Vec<_> = by_us(&export).findings.iter().map(ToString::to_string).collect();
    let (code, theirs) = by_python(&export);
    if ours.is_empty() {
        assert_eq!(code, 0, "{theirs:?}");
        let last = world.rows.len();
        assert_eq!(
            theirs,
            [format!("sound: {last} entries, 3 checkpoints hold, the last over {last} entries")]
        );
    } else {
        assert_eq!((code, &theirs), (1, &ours));
    }
    ours
}

#[test]
fn l4_python_and_we_agree_that_a_good_export_is_sound() {
    let sound: [&str; 0] = [];
    assert_eq!(check("good", |_| ()), sound);
    assert_eq!(check("erased", |world| world.rows[7].detail = None), sound);
}

#[test]
fn l4_python_and_we_name_the_same_faults_in_a_tampered_export() {
    let found = check("column", |world| world.rows[57].entry.outcome = "refused".to_owned());
    assert_eq!(found, ["entry 57: its columns or its leaf were altered"]);
    let found = check("leaf", |world| world.rows[57].leaf[0] ^= 1);
    assert_eq!(found, ["entry 57: its columns or its leaf were altered"]);
    let found = check("detail", |world| world.rows[57].detail.as_mut().unwrap().1[0] ^= 1);
    assert_eq!(found, ["entry 57: its detail or salt was altered"]);
    let found = check("rechain", |world| {
        world.rows[57] = Row::random(57, &mut Dice(1));
    });
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("between entries 50 and 100 "));
    let found = check("delete", |world| {
        world.rows.remove(57);
    });
    assert_eq!(found[0], "entries 57 to 57 are missing");
    let found = check("swap", |world| world.rows.swap(57, 58));
    assert_eq!(found.len(), 3, "{found:?}");
    let found = check("truncate", |world| world.rows.truncate(90));
    assert_eq!(
        found,
        [
            "the ledger ends after 90 entries, but 120 were signed for: only the first 50 are vouched for"
        ]
    );
    let found = check("other ledger", |world| {
        let mut other = world.checkpoints[1].unverified().clone();
        other.origin = "other.example.org".to_owned();
        world.checkpoints[1] = other.sign(&world.key).unwrap();
    });
    assert_eq!(found, ["checkpoint 2 (counted from 1): the checkpoint belongs to another ledger"]);
    let found = check("forged size", |world| {
        let forged = world.checkpoints[1].to_string().replace("\n100\n", "\n101\n");
        world.checkpoints[1] = forged.parse().unwrap();
    });
    assert_eq!(
        found,
        ["checkpoint 2 (counted from 1): the checkpoint's signature does not fit its text"]
    );
    let found = check("two histories", |world| {
        let mut other = world.checkpoints[2].unverified().clone();
        other.root[0] ^= 1;
        world.checkpoints.push(other.sign(&world.key).unwrap());
    });
    assert_eq!(found, ["two different roots are signed for the first 120 entries"]);
}

#[test]
fn a_line_of_an_export_has_one_spelling_for_each_column() {
    let row = &ledger_of(1).rows[0];
    let mut line = Vec::new();
    write_entry(&mut line, &row.entry, &row.leaf, row.detail()).unwrap();
    let line = String::from_utf8(line).unwrap();
    assert_eq!(read_entry(line.as_bytes()).unwrap().entry, row.entry);
    let actor = row.entry.actor.unwrap().to_string();
    for other in [
        line.replace(&actor, &actor.to_uppercase()),
        line.replace(&actor, &actor.replace('-', "")),
        line.replace("Z\"", "+00:00\""),
        line.replace("{\"seq\":0", "{\"seq\":0,\"note\":1"),
        line.replace("{\"seq\":0", "{\"seq\":0,\"seq\":0"),
        line.replace("\"salt\":\"", "\"salt\":\"0"),
    ] {
        assert_ne!(other, line);
        assert!(read_entry(other.as_bytes()).is_err(), "{other}");
    }
}

#[test]
fn a_line_that_cannot_be_read_is_a_finding_and_the_check_goes_on() {
    let mut world = ledger_of(120);
    world.rows[110].entry.outcome = "refused".to_owned();
    let export = export(&world, "unreadable");
    let text = std::fs::read_to_string(&export.entries).unwrap();
    let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
    lines[57] = lines[57].replacen("\"kind\":\"", "\"kind\":\"x", 1);
    std::fs::write(&export.entries, lines.join("\n")).unwrap();
    let report = by_us(&export);
    let found: Vec<_> = report.findings.iter().map(ToString::to_string).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("entry 57: it cannot be read: unknown variant `x"), "{found:?}");
    assert_eq!(found[1], "entry 110: its columns or its leaf were altered");
    assert_eq!(report.vouched, 120);
}
