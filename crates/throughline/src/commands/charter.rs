//! `throughline charter check`: every problem of a charter's files at once, with its line.
//! `throughline charter adopt`: a forum works by a changed charter from now on.
//! `throughline charter import-forms`: a council's forms become Questionnaires.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use db::{Actor, Stopped};
use partnership::charters::web::AdoptCharter;

use super::{Failure, data::Data};

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
    /// Have a forum work by a changed charter from now on. What was decided before keeps the
    /// version that it was decided under.
    Adopt(Adopt),
    /// Make Questionnaires of a council's forms, as the adult social care pathway of Hackney Council
    /// keeps them in its forms.json. What could not be kept as it was is told.
    ImportForms(ImportForms),
}

#[derive(Args)]
struct ImportForms {
    /// The file with the forms.
    file: PathBuf,
    /// The folder in which each form becomes a file, such as charters/mine/forms.
    #[arg(long)]
    out: PathBuf,
    /// The version that the forms have from now on.
    #[arg(long, default_value = "1")]
    version: String,
}

impl ImportForms {
    #[expect(clippy::print_stdout, reason = "what was made is what the command is for")]
    fn run(&self) -> Result<(), Failure> {
        let place = self.file.display();
        let text = fs::read_to_string(&self.file)
            .map_err(|error| Failure::Asked(format!("{place} cannot be read: {error}")))?;
        let forms = charter::import_forms(&text, &self.version).map_err(|error| {
            Failure::Asked(format!(
                "{place} is no list of forms with themes, steps and fields: {error}"
            ))
        })?;
        fs::create_dir_all(&self.out)?;
        for form in &forms {
            let file = self.out.join(format!("{}.json", form.id));
            fs::write(&file, format!("{:#}\n", form.questionnaire))?;
            println!("{}", file.display());
            form.notes.iter().for_each(|note| println!("  {note}"));
        }
        println!("{} forms were made into Questionnaires", forms.len());
        Ok(())
    }
}

#[derive(Args)]
struct Adopt {
    #[command(flatten)]
    data: Data,
    /// The forum's name.
    #[arg(long)]
    forum: String,
    /// The charter's folder.
    folder: PathBuf,
}

impl Adopt {
    #[expect(clippy::print_stdout, reason = "the outcome is what the command is for")]
    async fn run(self) -> Result<(), Failure> {
        let files = charter::texts(&self.folder).map_err(|problems| {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Failure::Asked(problems.join("\n"))
        })?;
        let door = self.data.door().await?;
        let adopt = AdoptCharter { forum: self.forum, files: files.into_iter().collect() };
        let forum = adopt.forum.clone();
        let done = door.perform(Actor::Console, None, adopt).await;
        let edition = done.map_err(|stopped| match stopped {
            Stopped::Fields(problems) => {
                let problems: Vec<&str> = problems.iter().map(|(_, problem)| problem).collect();
                Failure::Asked(problems.join("\n"))
            }
            Stopped::Failed(error) => Failure::Db(error),
            _ => Failure::Asked("run `throughline init` first: there is no partnership yet".into()),
        })?;
        println!("{forum} works by {edition} from now on");
        Ok(())
    }
}

impl Charter {
    pub(super) async fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Check { folder } => check(&folder),
            What::Adopt(adopt) => adopt.run().await,
            What::ImportForms(import) => import.run(),
        }
    }
}

#[expect(clippy::print_stdout, reason = "what was found is what the command is for")]
fn check(folder: &Path) -> Result<(), Failure> {
    match charter::Charter::load_dir(folder) {
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
