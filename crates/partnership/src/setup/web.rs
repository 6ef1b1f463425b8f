//! The operation that sets a partnership up.

use agreement::{Act, Action, Kind};
use db::{Doing, Operation, Stop, Subject};
use kernel::OrganisationId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{read, store};

/// Sets the partnership up from its file, once.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SetUpPartnership {
    /// The text of the partnership's file (TOML).
    pub file: String,
}

/// What was set up.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct SetUp {
    /// The partnership's name.
    pub name: String,
    /// How many places.
    pub places: usize,
    /// How many organisations.
    pub organisations: usize,
    /// How many forums.
    pub forums: usize,
    /// The first organisation of the file, for whom the first administrator acts.
    pub first_organisation: OrganisationId,
}

impl Act for SetUpPartnership {
    const NAME: &'static str = "set_up_partnership";
    const ACTION: Action = Action::ManagePartnership;
}

impl Operation for SetUpPartnership {
    type Done = SetUp;
    const SAYS: &'static str = "Set the partnership up from its file";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<SetUp, Stop> {
        let file = read(&self.file)?;
        if store::name(doing.tx).await?.is_some() {
            let why = "This database already holds a partnership. Choose an empty folder.";
            return Err(Stop::NotNow(why.into()));
        }
        let first = store::add(doing.tx, doing.permit, doing.env, &file).await?;
        Ok(SetUp {
            places: file.places.len(),
            organisations: file.organisations.len(),
            forums: file.forums.len(),
            first_organisation: first,
            name: file.name,
        })
    }
}
