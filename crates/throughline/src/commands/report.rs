//! `throughline report`: figures for the board.

use std::{
    fs,
    io::{Write as _, stdout},
    path::PathBuf,
};

use clap::{Args, ValueEnum};
use db::{Actor, Stopped};
use insight::{ExportReport, SeeReport, write};

use super::{Failure, data::Data};

/// Which figures.
#[derive(Clone, Copy, ValueEnum)]
enum Which {
    /// Received, accepted, known and referred to social care, by place.
    Allocation,
    /// Returned requests by reason.
    Returns,
    /// Requests by referrer group.
    Referrers,
    /// How far requests came.
    Funnel,
    /// Who was asked to lead, and plans and reviews in time, by organisation.
    Leads,
    /// Why those who were asked to lead declined.
    Declines,
    /// Whether things were done in time.
    Timeliness,
    /// Requests and returns by referrer group.
    Groups,
    /// Returns before and after awareness sessions.
    Sessions,
    /// Gaps in services by need.
    Gaps,
    /// How complete records are.
    Quality,
}

/// How they are written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table with its sentence and rule.
    Text,
    /// The table and nothing else.
    Csv,
    /// A spreadsheet with sentence and rule.
    Xlsx,
}

#[derive(Args)]
pub(super) struct Report {
    /// Which figures.
    #[arg(value_enum)]
    which: Which,
    #[command(flatten)]
    data: Data,
    /// The first day on which requests were received, such as 2011-04-01.
    #[arg(long)]
    from: String,
    /// The last day.
    #[arg(long)]
    to: String,
    /// The tier of place, such as quadrant or district.
    #[arg(long, default_value = "")]
    by: String,
    /// What had happened by this day counts; today when left out.
    #[arg(long, default_value = "")]
    as_at: String,
    /// Under disclosure control, fit to be published.
    #[arg(long)]
    publish: bool,
    /// How to write it.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// A file to write to, in place of the standard output.
    #[arg(long)]
    out: Option<PathBuf>,
}

impl Report {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let door = self.data.door().await?;
        let name = |value: Option<clap::builder::PossibleValue>| {
            value.map(|value| value.get_name().to_owned()).unwrap_or_default()
        };
        let asked = SeeReport {
            report: name(self.which.to_possible_value()),
            from: self.from,
            to: self.to,
            by: self.by,
            as_at: self.as_at,
            publish: if self.publish { "yes".into() } else { String::new() },
        };
        let export = ExportReport { asked, format: name(self.format.to_possible_value()) };
        let shown = door.read(Actor::Console, export).await.map_err(why)?;
        let figures = shown.answer;
        let failed =
            |why: String| Failure::Asked(format!("the report could not be written: {why}"));
        let bytes = match self.format {
            Format::Text => write::text(&figures).into_bytes(),
            Format::Csv => write::csv(&figures).map_err(|error| failed(error.to_string()))?,
            Format::Xlsx => write::xlsx(&figures).map_err(|error| failed(error.to_string()))?,
        };
        match &self.out {
            Some(path) => {
                fs::write(path, bytes).map_err(|error| super::file::failed(path, &error))?;
            }
            None => stdout().lock().write_all(&bytes)?,
        }
        Ok(())
    }
}

fn why(stopped: Stopped) -> Failure {
    match stopped {
        Stopped::Failed(error) => Failure::Db(error),
        Stopped::NotNow(why) => Failure::Asked(why),
        Stopped::Fields(errors) => {
            let told: Vec<&str> = errors.iter().map(|(_, message)| message).collect();
            Failure::Asked(told.join("\n"))
        }
        _ => Failure::Asked("there is no partnership here: run `throughline init` first".into()),
    }
}
