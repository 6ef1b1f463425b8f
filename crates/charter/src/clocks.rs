//! Clocks: how long each step may take, and so when it is due.

use jiff::{ToSpan as _, civil::Date};
use kernel::working_days_after;
use serde::Serialize;

use crate::{
    codes::{self, Codes},
    reading::Table,
};

/// The longest clock that makes sense: some twenty years of working days.
const LONGEST: u32 = 5_000;

/// How long one step may take, from one stage until another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// What is stored and looked up.
    pub code: String,
    /// What people see.
    pub name: String,
    /// What happens when it runs out.
    pub words: String,
    /// How long.
    pub length: Length,
    /// The stage that starts it.
    pub from: String,
    /// The stage that stops it.
    pub until: String,
}

/// How long a clock runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Length {
    /// Days on which offices are open in England.
    WorkingDays(u32),
    /// Calendar weeks, moved on to a working day.
    Weeks(u32),
}

impl Clock {
    /// The day on which a clock that starts on `from` runs out.
    pub fn due(&self, from: Date) -> Date {
        match self.length {
            Length::WorkingDays(days) => working_days_after(from, days),
            Length::Weeks(weeks) => {
                let eve = from.saturating_add(i64::from(weeks).weeks());
                working_days_after(eve.saturating_sub(1.day()), 1)
            }
        }
    }
}

/// Reads the clocks; each starts and stops at a stage of the charter.
pub(crate) fn read(charter: &Table<'_>, stages: &Codes) -> Vec<Clock> {
    let own = ["working_days", "weeks", "from", "until"];
    let (codes, details) = codes::read_with(charter, "clocks", &own, |table| {
        (length(table), stage(table, "from", stages), stage(table, "until", stages))
    });
    let join = |(entry, (length, from, until)): (&codes::Coded, _)| Clock {
        code: entry.code.clone(),
        name: entry.name.clone(),
        words: entry.words.clone(),
        length,
        from,
        until,
    };
    codes.iter().zip(details).map(join).collect()
}

fn length(table: &Table<'_>) -> Length {
    match (table.has("working_days"), table.has("weeks")) {
        (true, false) => Length::WorkingDays(table.count("working_days", LONGEST)),
        (false, true) => Length::Weeks(table.count("weeks", LONGEST)),
        _ => {
            table.note("a clock runs for working days or for weeks", "give exactly one of the two");
            Length::WorkingDays(0)
        }
    }
}

fn stage(table: &Table<'_>, key: &str, stages: &Codes) -> String {
    let name = table.text(key);
    if !name.is_empty() && !stages.contains(&name) {
        let mend = format!("use one of: {}", stages.listed());
        table.note_at(key, format!("there is no stage “{name}”"), mend);
    }
    name
}
