//! `throughline import`: records from a file, through the door. Exit code 0 when every row is in, 3
//! when some are not, 1 when none is.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use exchange::{
    postcodes::{Brought, Keep, import_postcodes},
    referrals::{ImportError, Progress, Summary, import_file},
};
use kernel::counted;
use partnership::{
    organisations::ImportOrganisations, places::ImportPlaces, services::ImportServices,
    sheet::Chunk,
};

use super::{Failure, data::Data, sheet};

#[derive(Args)]
pub(super) struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Referrals from another system, one a row.
    Referrals(Referrals),
    /// Cases that are open today, one a row: those that are there already are left alone.
    Cases(Cases),
    /// Which district and ward a postcode lies in, from the ONS Postcode Directory. It replaces what was there.
    Postcodes(Postcodes),
    /// Places, such as wards: those whose codes are known are renamed, others added.
    Places(Places),
    /// Services: those that are known by organisation and name are changed, others added.
    Services(Sheet),
    /// Organisations: those that are known by name are changed, others added.
    Organisations(Sheet),
}

#[derive(Args)]
struct Sheet {
    #[command(flatten)]
    data: Data,
    /// The CSV file, with the names of the columns in its first line.
    file: PathBuf,
}

#[derive(Args)]
struct Cases {
    #[command(flatten)]
    data: Data,
    /// The CSV file, or the workbook (.xlsx), with the names of the columns in its first line.
    file: PathBuf,
    /// The name of the forum that has them.
    #[arg(long)]
    forum: String,
    /// What the sheet is called. With the reference it tells one row from another.
    #[arg(long, default_value = "Caseload")]
    source: String,
}

#[derive(Args)]
struct Places {
    #[command(flatten)]
    data: Data,
    /// The CSV file: tier, name, gss_code, vintage, parent. A place stands below the one that it lies in.
    file: PathBuf,
    /// A tier that no place has yet, such as ward.
    #[arg(long)]
    new_tier: Vec<String>,
}

#[derive(Args)]
struct Postcodes {
    #[command(flatten)]
    data: Data,
    /// The CSV file: the directory itself, or an extract of it.
    file: PathBuf,
    /// What the release is called, such as "ONSPD November 2025".
    #[arg(long)]
    vintage: String,
    /// Keeps every postcode of the file, and not only those of the partnership's districts.
    #[arg(long)]
    all: bool,
}

#[derive(Args)]
struct Referrals {
    #[command(flatten)]
    data: Data,
    /// The CSV file. Rows that do not come in go to FILE.rejected.csv, to be mended and imported
    /// again; FILE.rejected.txt says what is wrong with each.
    file: PathBuf,
    /// The system that the file comes from. With reference and day it tells one row from another.
    #[arg(long, default_value = "county")]
    source: String,
}

impl Import {
    pub(super) async fn run(self) -> Result<(), Failure> {
        match self.what {
            What::Referrals(referrals) => referrals.run().await,
            What::Cases(cases) => cases.run().await,
            What::Postcodes(postcodes) => postcodes.run().await,
            What::Services(Sheet { data, file }) => {
                let import = |Chunk { sheet, above }| ImportServices { sheet, above };
                sheet::bring(&data, &file, import).await
            }
            What::Organisations(Sheet { data, file }) => {
                let import = |Chunk { sheet, above }| ImportOrganisations { sheet, above };
                sheet::bring(&data, &file, import).await
            }
            What::Places(Places { data, file, new_tier }) => {
                let import = |part: Chunk| ImportPlaces {
                    sheet: part.sheet,
                    above: part.above,
                    new_tiers: new_tier.clone(),
                };
                sheet::bring(&data, &file, import).await
            }
        }
    }
}

impl Cases {
    #[expect(
        clippy::print_stdout,
        clippy::print_stderr,
        reason = "the outcome is what the command is for"
    )]
    async fn run(self) -> Result<(), Failure> {
        let text = text_of(&self.file)?;
        let door = self.data.door().await?;
        let named = (self.forum.trim(), self.source.trim());
        let done = exchange::cases::import_file(&door, &text, named).await;
        let done = done.map_err(|why| Failure::Asked(format!("{}: {why}", self.file.display())))?;
        println!(
            "opened {}, already there {}, left out {}; asked to lead {}, without an account {}",
            done.opened.len(),
            done.here.len(),
            done.left_out.len(),
            done.asked.len(),
            done.no_account.len()
        );
        if !done.unread.is_empty() {
            eprintln!("Nothing reads these columns: {}", done.unread.join(", "));
        }
        for it in &done.no_account {
            eprintln!("line {it}: the lead professional has no account: appoint somebody");
        }
        for it in &done.left_out {
            eprintln!("line {}: {}", it.line, it.words.join("; "));
        }
        left_out(&done)
    }
}

/// A workbook's first sheet, or the text that the file is.
fn text_of(file: &Path) -> Result<String, Failure> {
    let is_workbook = file.extension().is_some_and(|it| it.eq_ignore_ascii_case("xlsx"));
    if !is_workbook {
        return super::file::text(file);
    }
    let bytes = std::fs::read(file).map_err(|error| super::file::failed(file, &error))?;
    let text = exchange::cases::text_of_workbook(bytes);
    text.map_err(|why| Failure::Asked(format!("{}: {why}", file.display())))
}

fn left_out(done: &exchange::cases::Outcome) -> Result<(), Failure> {
    if done.left_out.is_empty() {
        return Ok(());
    }
    let what = format!(
        "{} did not come in. Mend what is wrong in the file and import it again: what is in already stays.",
        counted(done.left_out.len(), "row", "rows")
    );
    let is_nothing = done.opened.is_empty() && done.here.is_empty();
    if is_nothing { Err(Failure::Asked(what)) } else { Err(Failure::InPart(what)) }
}

impl Postcodes {
    #[expect(clippy::print_stdout, reason = "the outcome is what the command is for")]
    async fn run(self) -> Result<(), Failure> {
        let door = self.data.door().await?;
        let keep = if self.all { Keep::Every } else { Keep::Ours };
        let open = || Ok(Box::new(File::open(&self.file)?) as Box<dyn Read + Send>);
        let brought = import_postcodes(&door, &open, self.vintage.trim(), keep).await;
        let brought = brought.map_err(|error| failed(&self.file, error))?;
        let Brought { postcodes, terminated, elsewhere, unchanged } = brought;
        if unchanged {
            println!("The same postcodes are in use already.");
        } else {
            println!(
                "in use {postcodes}, of them no longer given to addresses {terminated}, left out {elsewhere}"
            );
        }
        Ok(())
    }
}

/// What is wrong, with the file.
fn failed(file: &Path, error: ImportError) -> Failure {
    match error {
        ImportError::Stopped(why) => Failure::Asked(why),
        ImportError::File(error) => super::file::failed(file, &error),
        other => Failure::Asked(format!("{}: {other}", file.display())),
    }
}

impl Referrals {
    #[expect(clippy::print_stdout, reason = "the outcome is what the command is for")]
    async fn run(self) -> Result<(), Failure> {
        let door = self.data.door().await?;
        let mut said = 0;
        let mut progress = |progress: Progress| say(progress, &mut said);
        let summary = import_file(&door, &self.file, self.source.trim(), &mut progress).await;
        let summary = summary.map_err(|error| failed(&self.file, error))?;
        let Summary { imported, unchanged, conflicts, rejected, .. } = summary;
        println!(
            "imported {imported}, already there {unchanged}, conflicts {conflicts}, rejected {rejected}"
        );
        told(&summary)
    }
}

#[expect(clippy::print_stderr, reason = "progress is for the person who waits")]
fn say(progress: Progress, said: &mut u64) {
    if progress.percent > *said {
        *said = progress.percent;
        eprintln!("{} rows, {}% of the file", progress.rows, progress.percent);
    }
}

/// What is left over, and what to do with it.
#[expect(clippy::print_stderr, reason = "problems are for the person who mends them")]
fn told(summary: &Summary) -> Result<(), Failure> {
    if !summary.unread.is_empty() {
        eprintln!("Nothing reads these columns: {}", summary.unread.join(", "));
    }
    for reason in &summary.reasons {
        eprintln!("{reason}");
    }
    let Some((rows, reasons)) = &summary.left_out else { return Ok(()) };
    let count = counted(summary.left_out(), "row", "rows");
    let (rows, reasons) = (rows.display(), reasons.display());
    let what = format!(
        "{count} did not come in. Mend what is wrong in {rows} and import that file; {reasons} says what \
         it is."
    );
    if summary.in_now() == 0 { Err(Failure::Asked(what)) } else { Err(Failure::InPart(what)) }
}
