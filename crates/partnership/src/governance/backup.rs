//! A backup is a disclosure of everything at once, so the ledger says when one was taken.

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
