//! Organisations from a spreadsheet, as services are (`services::sheet`). `model` says what the rows ask for.

mod model;

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{FieldErrors, OrganisationId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};

use self::model::{COLUMNS, EXAMPLE, plan, says};
use super::{model::Organisation, store};
use crate::sheet::{self, Outcome, Sheet, Step};

/// Adds the organisations of a sheet, and changes those that are known by name.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ImportOrganisations {
    /// The rows, with the names of the columns in the first line.
    pub sheet: String,
    /// How many lines of the file come before these rows, besides the first.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub above: i64,
}

impl Act for ImportOrganisations {
    const NAME: &'static str = "import_organisations";
    const ACTION: Action = Action::ManagePartnership;
}

impl Operation for ImportOrganisations {
    type Done = Outcome;
    const SAYS: &'static str = "Add and change organisations as the rows of a spreadsheet say";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<Outcome, Stop> {
        let sheet = Sheet::read(&self.sheet, &COLUMNS, self.above)?;
        let plan = plan(&sheet, &store::every(doing.tx).await?);
        let outcome = Outcome::of(&sheet, &plan);
        sheet::refused(&outcome).into_result()?;
        for it in plan {
            let about = match it.step {
                Step::Add(organisation) => {
                    let id = OrganisationId(doing.env.new_id());
                    let organisation = Organisation { id, ..organisation };
                    let at = At(doing.env.now());
                    store::add(doing.tx, doing.permit, &organisation, at).await?;
                    id
                }
                Step::Change(organisation, _) => {
                    store::amend(doing.tx, doing.permit, &organisation).await?;
                    organisation.id
                }
                Step::Nothing | Step::Refuse(_) => continue,
            };
            doing.about.insert(about.0);
        }
        doing.detail = json!({ "rows": sheet.hashes() });
        Ok(outcome)
    }
}

/// What the form needs to say what would become of each line.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskOrganisationsSheet {}

impl Act for AskOrganisationsSheet {
    const NAME: &'static str = "ask_organisations_sheet";
    const ACTION: Action = Action::ManagePartnership;
}

impl Reading for AskOrganisationsSheet {
    type Answer = Vec<Organisation>;
    const SAYS: &'static str = "Open the form for organisations from a spreadsheet";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Self::Answer, Stop> {
        Ok(store::every(looking.tx).await?)
    }
}

impl ImportOrganisations {
    fn outcome(&self, known: &[Organisation]) -> Result<Outcome, FieldErrors> {
        let sheet = Sheet::read(&self.sheet, &COLUMNS, self.above)?;
        Ok(Outcome::of(&sheet, &plan(&sheet, known)))
    }
}

impl Form for ImportOrganisations {
    type Ask = AskOrganisationsSheet;
    const TITLE: &'static str = "Add organisations from a spreadsheet";
    const BUTTON: &'static str = "Add and change organisations";

    fn ask(&self) -> AskOrganisationsSheet {
        AskOrganisationsSheet {}
    }

    fn fields(&self, _: &Vec<Organisation>, errors: &FieldErrors, _: &Frame) -> Markup {
        let says = says();
        let says: Vec<(&str, &str)> = says.iter().map(|(at, what)| (*at, what.as_str())).collect();
        sheet::fields(&self.sheet, &COLUMNS, (&says, EXAMPLE), errors)
    }

    fn problems(&self, known: &Vec<Organisation>, _: &Frame) -> FieldErrors {
        match self.outcome(known) {
            Ok(outcome) => sheet::told_before_sending(&outcome),
            Err(errors) => errors,
        }
    }

    fn check(&self, known: &Vec<Organisation>) -> Option<Markup> {
        Some(sheet::outcome(&self.outcome(known).unwrap_or_default()))
    }

    fn back(&self, _: &Vec<Organisation>) -> Option<String> {
        Some("/organisations".into())
    }

    fn next(&self, done: &Outcome) -> Next {
        Next::to("/organisations", done.said())
    }
}
