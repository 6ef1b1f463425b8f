//! D10: everything in a backup, brought back into an empty folder, and its ledger proven: whole commands,
//! as an operator gives them on the morning after.

use std::{path::Path, process::Command, time::Instant};

use crate::{
    Problem,
    server::beside,
    table::{Aim, Table},
};

/// The size at which the trust bar asks for it, and the seconds that it allows.
pub(crate) const CASES: u64 = 100_000;
const SECONDS: f64 = 120.0;

/// Backs the data in a folder up, restores them beside it, and verifies the ledger of what came back.
pub(crate) fn measure(table: &Table, data: &Path) -> Result<(), Problem> {
    let place = tempfile::tempdir_in(data)?;
    let [phrase, backup, restored] =
        ["phrase", "backup", "restored"].map(|it| place.path().join(it));
    std::fs::write(&phrase, "a passphrase for the bench\n")?;
    let run = |words: &[&str], named: &[(&str, &Path)]| -> Result<f64, Problem> {
        let mut command = Command::new(beside("throughline")?);
        command.args(words);
        for (name, path) in named {
            command.arg(name).arg(path);
        }
        let began = Instant::now();
        let output = command.output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        Ok(began.elapsed().as_secs_f64())
    };
    let (with, keep) = ("--passphrase-file", ("--to", backup.as_path()));
    let took = run(&["backup"], &[("--data", data), keep, (with, &phrase)])?;
    table.line("D10 backup, whole command", took, "s", Aim::None);
    let size = std::fs::metadata(&backup)?.len() / 1_000_000;
    table.line("D10 backup, size", f64::from(u32::try_from(size)?), "MB", Aim::None);
    let into = [("--from", backup.as_path()), ("--data", &restored), (with, &phrase)];
    let back = run(&["restore"], &into)?;
    let proven = run(&["ledger", "verify"], &[("--data", &restored)])?;
    let what = "D10 restored into an empty folder, ledger verified";
    table.line(what, back + proven, "s", Aim::AtMost(SECONDS));
    Ok(())
}
