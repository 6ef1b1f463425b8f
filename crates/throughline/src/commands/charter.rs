//! `throughline charter check`: every problem of a charter's files at once, with its line.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Failure;

#[derive(Args)]
pub(super) struct Charter {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Check the files of a charter. The exit code is 0 when they can be used.
    Check {
        /// The charter's folder.
        folder: PathBuf,
    },
}

impl Charter {
    #[expect(clippy::print_stdout, reason = "what was found is what the command is for")]
    pub(super) fn run(self) -> Result<(), Failure> {
        let What::Check { folder } = self.what;
        match charter::Charter::load_dir(&folder) {
            Ok(_) => {
                println!("{} can be used as a charter", folder.display());
                Ok(())
            }
            Err(problems) => {
                for problem in &problems {
                    println!("{problem}");
                }
                let count = problems.len();
                Err(Failure::Asked(format!("the charter cannot be used: {count} to mend")))
            }
        }
    }
}
