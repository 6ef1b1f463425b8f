//! Services from a spreadsheet: pasted by an administrator, who sees what would become of each line before anything
//! is changed, or brought in from a file by the console. `model` says what the rows ask for.

mod model;

use agreement::{Act, Action, Kind};
use db::{Doing, Looking, Operation, Reading, Stop, Subject, Tx};
use kernel::{FieldErrors, ServiceId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};

use self::model::{COLUMNS, EXAMPLE, Known, SAYS, plan};
use super::store;
use crate::sheet::{self, Outcome, Sheet, Step};

/// Adds the services of a sheet, and changes those that are known by organisation and name.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ImportServices {
    /// The rows, with the names of the columns in the first line.
    pub sheet: String,
    /// How many lines of the file come before these rows, besides the first.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub above: i64,
}

impl Act for ImportServices {
    const NAME: &'static str = "import_services";
    const ACTION: Action = Action::ManagePartnership;
}

impl Operation for ImportServices {
    type Done = Outcome;
    const SAYS: &'static str = "Add and change services as the rows of a spreadsheet say";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<Outcome, Stop> {
        let sheet = Sheet::read(&self.sheet, &COLUMNS, self.above)?;
        let plan = plan(&sheet, &known(doing.tx).await?);
        let outcome = Outcome::of(&sheet, &plan);
        sheet::refused(&outcome).into_result()?;
        for it in plan {
            let (Step::Add(wanted) | Step::Change(wanted, _)) = it.step else { continue };
            let id = wanted.known.unwrap_or_else(|| ServiceId(doing.env.new_id()));
            if wanted.known.is_some() {
                store::amend(doing.tx, doing.permit, id, &wanted.service).await?;
            } else {
                let whose = (id, wanted.organisation);
                store::add(doing.tx, doing.permit, whose, &wanted.service).await?;
            }
            doing.about.insert(id.0);
        }
        doing.detail = json!({ "rows": sheet.hashes() });
        Ok(outcome)
    }
}

async fn known(tx: &mut Tx) -> Result<Known, Stop> {
    Ok(Known {
        services: store::every(tx).await?,
        providers: store::providers(tx).await?,
        places: store::coded_places(tx).await?,
    })
}

/// What the form needs to say what would become of each line.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskServicesSheet {}

impl Act for AskServicesSheet {
    const NAME: &'static str = "ask_services_sheet";
    const ACTION: Action = Action::ManagePartnership;
}

impl Reading for AskServicesSheet {
    type Answer = Known;
    const SAYS: &'static str = "Open the form for services from a spreadsheet";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Known, Stop> {
        known(looking.tx).await
    }
}

impl ImportServices {
    fn outcome(&self, known: &Known) -> Result<Outcome, FieldErrors> {
        let sheet = Sheet::read(&self.sheet, &COLUMNS, self.above)?;
        Ok(Outcome::of(&sheet, &plan(&sheet, known)))
    }
}

impl Form for ImportServices {
    type Ask = AskServicesSheet;
    const TITLE: &'static str = "Add services from a spreadsheet";
    const BUTTON: &'static str = "Add and change services";

    fn ask(&self) -> AskServicesSheet {
        AskServicesSheet {}
    }

    fn fields(&self, _: &Known, errors: &FieldErrors, _: &Frame) -> Markup {
        sheet::fields(&self.sheet, &COLUMNS, (SAYS, EXAMPLE), errors)
    }

    fn problems(&self, known: &Known, _: &Frame) -> FieldErrors {
        match self.outcome(known) {
            Ok(outcome) => sheet::told_before_sending(&outcome),
            Err(errors) => errors,
        }
    }

    fn check(&self, known: &Known) -> Option<Markup> {
        Some(sheet::outcome(&self.outcome(known).unwrap_or_default()))
    }

    fn back(&self, _: &Known) -> Option<String> {
        Some("/services".into())
    }

    fn next(&self, done: &Outcome) -> Next {
        Next::to("/services", done.said())
    }
}
