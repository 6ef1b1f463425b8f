//! What the console takes out as a whole: a backup, or the ledger. The ledger says so first.

use agreement::{Act, Action, Kind};
use db::{Doing, Operation, Stop, Subject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Says in the ledger that a backup is being taken; the copy is made after it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TakeBackup {}

impl Act for TakeBackup {
    const NAME: &'static str = "take_backup";
    const ACTION: Action = Action::TakeBackup;
}

impl Operation for TakeBackup {
    type Done = ();
    const SAYS: &'static str = "Take a backup";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, _: &mut Doing<'_, Self>) -> Result<(), Stop> {
        Ok(())
    }
}

/// Says in the ledger that the ledger itself is handed out; the files are written after it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ExportLedger {
    /// Whether what was asked and shown goes with it.
    pub with_detail: bool,
}

impl Act for ExportLedger {
    const NAME: &'static str = "export_ledger";
    const ACTION: Action = Action::SeeLedger;
}

impl Operation for ExportLedger {
    type Done = ();
    const SAYS: &'static str = "Hand the ledger out to be checked";

    fn subject(&self) -> Subject {
        (Kind::Ledger, None)
    }

    async fn run(&self, _: &mut Doing<'_, Self>) -> Result<(), Stop> {
        Ok(())
    }
}
