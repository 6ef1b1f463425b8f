//! `throughline docs`: the documents that are made from the program itself.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Args;

use super::Failure;
use crate::generated;

/// Writes what can be said from the program itself: policies, routes, OpenAPI, tables.
#[derive(Args)]
pub(super) struct Docs {
    /// The folder to write to.
    #[arg(long, default_value = "docs/generated")]
    write: PathBuf,
    /// Write nothing; say which files are out of date, with exit code 1 when there are any.
    #[arg(long)]
    check: bool,
}

impl Docs {
    #[expect(clippy::print_stdout, reason = "says what was written or is out of date")]
    pub(super) fn run(self) -> Result<(), Failure> {
        let mut files = generated::files()?;
        if !self.check {
            super::file::folder(&self.write)?;
            files.push(generated::openapi()?);
        }
        let mut stale = 0;
        for (name, text) in files {
            let path = self.write.join(name);
            if is_current(&path, &text) {
                continue;
            }
            stale += 1;
            if self.check {
                println!("{} is out of date", path.display());
            } else {
                fs::write(&path, text)?;
                println!("{} written", path.display());
            }
        }
        if self.check && stale > 0 {
            return Err(Failure::Asked("run `make docs` and commit what it wrote".into()));
        }
        Ok(())
    }
}

fn is_current(path: &Path, text: &str) -> bool {
    fs::read_to_string(path).is_ok_and(|found| found == text)
}
