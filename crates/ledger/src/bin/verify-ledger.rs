//! Checks an exported ledger: `verify-ledger ENTRIES CHECKPOINTS ORIGIN VKEY [VKEY …]`.
//!
//! The same check as `verify_ledger.py`, faster. Findings go to standard output; the exit code is
//! 0 if there are none, 1 if there are some and 2 if the check could not be made.

use std::error::Error;
use std::fs::File;
use std::io::{BufReader, Write};
use std::process::ExitCode;

use ledger::{Report, Verifier, verify_export};

fn main() -> ExitCode {
    let mut out = std::io::stdout().lock();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let told = match arguments.as_slice() {
        [entries, checkpoints, origin, key, older @ ..] => {
            verify(entries, checkpoints, origin, key, older)
                .and_then(|report| Ok((tell(&mut out, &report)?, report.is_sound())))
        }
        _ => Err("usage: verify-ledger ENTRIES CHECKPOINTS ORIGIN VKEY [VKEY …]".into()),
    };
    match told {
        Ok(((), true)) => ExitCode::SUCCESS,
        Ok(((), false)) => ExitCode::from(1),
        Err(error) => {
            // Nothing is left to do if even this cannot be written.
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::from(2)
        }
    }
}

fn verify(
    entries: &str,
    checkpoints: &str,
    origin: &str,
    key: &str,
    older: &[String],
) -> Result<Report, Box<dyn Error>> {
    let mut verifier = Verifier::new(origin, key.parse()?)?;
    for key in older {
        verifier.also_trust(key.parse()?)?;
    }
    let open = |path: &str| {
        File::open(path).map(BufReader::new).map_err(|error| format!("{path}: {error}"))
    };
    verify_export(&mut verifier, open(entries)?, open(checkpoints)?)?;
    Ok(verifier.finish())
}

fn tell(out: &mut impl Write, report: &Report) -> Result<(), Box<dyn Error>> {
    for finding in &report.findings {
        writeln!(out, "{finding}")?;
    }
    if report.findings_not_listed > 0 {
        writeln!(out, "and {} more", report.findings_not_listed)?;
    }
    if report.is_sound() {
        let Report { entries, checkpoints_held, vouched, .. } = report;
        writeln!(
            out,
            "sound: {entries} entries, {checkpoints_held} checkpoints hold, \
             the last over {vouched} entries"
        )?;
    }
    Ok(())
}
