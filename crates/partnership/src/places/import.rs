//! Brings a sheet of places in. It is done by the console: a place decides where people and forums are counted.

use agreement::{Act, Action, Kind};
use db::{Doing, Operation, Stop, Subject};
use kernel::PlaceId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    model::{COLUMNS, plan},
    store,
};
use crate::sheet::{Outcome, Sheet, Step, refused};

/// Adds places, or renames those whose codes are known.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ImportPlaces {
    /// The rows, with the names of the columns in the first line.
    pub sheet: String,
    /// How many lines of the file come before these rows, besides the first.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub above: i64,
    /// Tiers that no place has yet.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub new_tiers: Vec<String>,
}

impl Act for ImportPlaces {
    const NAME: &'static str = "import_places";
    const ACTION: Action = Action::Import;
}

impl Operation for ImportPlaces {
    type Done = Outcome;
    const SAYS: &'static str = "Add places, or rename those whose codes are known";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<Outcome, Stop> {
        let sheet = Sheet::read(&self.sheet, &COLUMNS, self.above)?;
        let known = store::every(doing.tx).await?;
        let env = doing.env;
        let plan = plan(&sheet, known, &self.new_tiers, &mut || PlaceId(env.new_id()));
        let outcome = Outcome::of(&sheet, &plan);
        refused(&outcome).into_result()?;
        let mut position = store::last(doing.tx).await?;
        for it in &plan {
            match &it.step {
                Step::Add(place) => {
                    position = position.saturating_add(1);
                    store::add(doing.tx, doing.permit, place, position).await?;
                    doing.about.insert(place.id.0);
                }
                Step::Change(place, _) => {
                    store::amend(doing.tx, doing.permit, place).await?;
                    doing.about.insert(place.id.0);
                }
                Step::Nothing | Step::Refuse(_) => {}
            }
        }
        doing.detail = json!({ "rows": sheet.hashes() });
        Ok(outcome)
    }
}
