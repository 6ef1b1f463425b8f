//! The operation by which the console brings a chunk of a file in.

use agreement::{Act, Action, Kind};
use db::{Doing, Operation, Stop, Subject};
use kernel::FieldErrors;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{bring::bring, plan::Outcome, sheet::Typed, store};

/// Opens the cases of some rows of a file. The console sees nobody: every row that is new is about somebody new, and one
/// that may be about somebody whose record is limited is left to a person's decision (ADR 4).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct BringCases {
    /// The name of the forum that has them.
    pub forum: String,
    /// The rows, with the names of the columns in the first line.
    pub sheet: String,
    /// What the sheet is called: with its reference, it tells one row from another.
    pub source: String,
    /// How many lines of the file come before these rows, besides the first.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub above: i64,
}

impl Act for BringCases {
    const NAME: &'static str = "bring_cases";
    const ACTION: Action = Action::Import;
}

impl Operation for BringCases {
    type Done = Outcome;
    const SAYS: &'static str = "Open the cases of a file";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<Outcome, Stop> {
        let forums = store::forums(doing.tx).await?;
        let named = self.forum.trim().to_lowercase();
        let found = forums.iter().find(|(_, name)| name.to_lowercase() == named);
        let Some((forum, _)) = found else {
            let names: Vec<&str> = forums.iter().map(|(_, name)| name.as_str()).collect();
            let told =
                format!("There is no forum “{}”. Name one of: {}", self.forum, names.join(", "));
            return Err(FieldErrors::one("forum", told).into());
        };
        let typed = Typed {
            sheet: &self.sheet,
            above: self.above,
            source: &self.source,
            columns: &[],
            headed: "",
        };
        bring(doing, *forum, typed).await
    }
}
