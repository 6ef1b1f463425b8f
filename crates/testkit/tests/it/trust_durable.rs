//! Rows D1 and D2: a killed process and a cut in the power lose nothing that was acknowledged.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use db::{Db, Keys, all, audit, one};
use powercut::{images, record};
use tempfile::tempdir;
use worlds::Dice;

const PROGRAM: &str = env!("CARGO_BIN_EXE_soak");
const KILLS: u64 = 200;
const IMAGES: usize = 200;

/// Runs operations of the service until it has said so many lines, kills it, and gives the last number it said.
fn kill_after(folder: &Path, from: u64, lines: u64) -> Option<u64> {
    let mut child = Command::new(PROGRAM)
        .args([folder.to_str().unwrap(), &from.to_string(), "1000000", "after"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut last = None;
    for _ in 0..lines {
        let line = said.next().unwrap();
        last = line.strip_prefix("ACK ").map(|number| number.parse().unwrap());
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // What it had said by then and we had not read was acknowledged, too.
    said.filter_map(|line| line.strip_prefix("ACK ")?.parse().ok()).last().or(last)
}

/// How often each number is kept, when the file is sound and the ledger's head fits its entries.
async fn kept(folder: &Path) -> Option<BTreeMap<u64, usize>> {
    let db = Db::sqlite(&folder.join("throughline.db")).await.ok()?;
    let mut tx = db.snapshot().await.ok()?;
    let sound: Option<(String,)> = one!(&mut tx, "pragma integrity_check").ok()?;
    let tables: Option<(i64,)> =
        one!(&mut tx, "select count(*) from sqlite_master where name = 'organisation'").ok()?;
    let mut found = BTreeMap::new();
    if tables == Some((1,)) {
        let names: Vec<(String,)> = all!(&mut tx, "select name from organisation").ok()?;
        for (name,) in names {
            *found.entry(name.strip_prefix("Soak ")?.parse().ok()?).or_insert(0) += 1;
        }
        let head: Vec<(i64, i64)> =
            all!(&mut tx, "select h.size, (select count(*) from ledger_entry) from ledger_head h")
                .ok()?;
        let fits = head.iter().all(|(size, entries)| size == entries);
        if !fits {
            return None;
        }
    }
    drop(tx);
    db.close().await;
    (sound?.0 == "ok").then_some(found)
}

mod slow {
    use super::*;

    #[tokio::test]
    async fn d1_d9_200_kills_under_write_load_lose_nothing_and_repeat_nothing() {
        let folder = tempdir().unwrap();
        let (mut dice, mut next) = (Dice::new(1), 0);
        for kill in 1..=KILLS {
            let place = folder.path().to_owned();
            let lines = dice.roll() % 12;
            let from = next;
            let last = tokio::task::spawn_blocking(move || kill_after(&place, from, lines)).await;
            next = last.unwrap().map_or(next, |last| last + 1);
            if kill % 20 == 0 {
                // What was in the middle when the process died may be kept or not: it is asked for
                // again by the same key, and is there once.
                let kept = kept(folder.path()).await.expect("the file is damaged");
                assert!(
                    (0..next).all(|number| kept.get(&number) == Some(&1)),
                    "after {kill} kills: {kept:?}"
                );
                assert!(kept.len() <= usize::try_from(next + 1).unwrap());
            }
        }
        assert!(next > KILLS, "{next} were acknowledged");
        let db = Db::sqlite(&folder.path().join("throughline.db")).await.unwrap();
        let keys =
            Keys::open(Db::sqlite(&folder.path().join("keys.db")).await.unwrap()).await.unwrap();
        let report = audit::verify(&db, &keys).await.unwrap();
        assert!(report.findings.is_empty() && report.entries >= next, "{report:?}");
    }

    /// Images in which something acknowledged is missing, and images that are damaged.
    async fn after_power_cuts(too_early: bool) -> (usize, usize) {
        let folder = tempdir().unwrap();
        let place = folder.path().canonicalize().unwrap();
        let moment = if too_early { "before" } else { "after" };
        let arguments = [place.to_str().unwrap(), "0", "120", moment];
        let recording = record(&place, Path::new(PROGRAM), &arguments).unwrap();
        let (mut lost, mut damaged) = (0, 0);
        for image in images(&recording, IMAGES, 3) {
            let folder = tempdir().unwrap();
            image.write_to(folder.path()).unwrap();
            match kept(folder.path()).await {
                Some(kept) => {
                    lost +=
                        usize::from(image.acknowledged.iter().any(|it| kept.get(it) != Some(&1)));
                }
                None => damaged += 1,
            }
        }
        (lost, damaged)
    }

    #[tokio::test]
    async fn d2_200_power_cuts_lose_nothing_that_was_acknowledged_and_damage_nothing() {
        assert_eq!(after_power_cuts(false).await, (0, 0));
    }

    #[tokio::test]
    async fn d2_a_planted_early_acknowledgement_is_caught() {
        let (lost, damaged) = after_power_cuts(true).await;
        assert!(lost > 50 && damaged == 0, "{lost} lost, {damaged} damaged");
    }
}
