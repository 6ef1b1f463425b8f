//! `throughline agreement`: check a changed agreement before it is used, and say what it means.

use std::path::PathBuf;

use agreement::Agreement as Rules;
use clap::{Args, Subcommand};
use partnership::governance::texts_of_clauses;

use super::Failure;

#[derive(Args)]
pub(super) struct Agreement {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Check the text of an agreement. The exit code is 0 when it can be used.
    Check(Text),
    /// Say in words and as tables who may do what.
    Explain(Text),
}

#[derive(Args)]
struct Text {
    /// The agreement in Cedar; the one that ships with Throughline when not given.
    file: Option<PathBuf>,
}

impl Text {
    fn load(&self) -> Result<Rules, Failure> {
        let Some(file) = &self.file else { return Ok(Rules::first()?) };
        let text = super::file::text(file)?;
        Rules::load(&text).map_err(|error| Failure::Asked(format!("{}: {error}", file.display())))
    }
}

impl Agreement {
    #[expect(clippy::print_stdout, reason = "what was found is what the command is for")]
    pub(super) fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Check(text) => {
                let clauses = texts_of_clauses(&text.load()?);
                let forbidding = clauses.iter().filter(|it| it.forbids).count();
                let permitting = clauses.len() - forbidding;
                println!(
                    "the agreement can be used: {permitting} clauses permit, {forbidding} forbid"
                );
            }
            What::Explain(text) => println!("{}", text.load()?.policy_table()),
        }
        Ok(())
    }
}
