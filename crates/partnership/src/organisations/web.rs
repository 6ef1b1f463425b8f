//! What one can do with organisations: see them, add one. Changing one is in `change`.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{FieldErrors, OrganisationId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Page, Route};

use super::{
    change::{AmendOrganisation, RestoreOrganisation, WithdrawOrganisation},
    model::{self, Organisation},
    pages,
    sheet::ImportOrganisations,
    store,
};

use crate::teams;

pub(super) const TAKEN: &str = "There is already an organisation with this name";

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::page::<SeeOrganisations>("/organisations"),
        Route::form::<AddOrganisation>("/organisations/new"),
        Route::form::<ImportOrganisations>("/organisations/sheet"),
        Route::form::<AmendOrganisation>("/organisations/{organisation}/amend"),
        Route::form::<WithdrawOrganisation>("/organisations/{organisation}/withdrawal"),
        Route::press::<RestoreOrganisation>("/organisations/{organisation}/restoring"),
    ]
    .concat()
}

/// The organisations, and the teams of each.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Directory {
    /// The organisations.
    pub organisations: Vec<Organisation>,
    /// Whose team it is, and its name.
    pub teams: Vec<(OrganisationId, String)>,
}

/// The list of organisations.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeOrganisations {}

impl Act for SeeOrganisations {
    const NAME: &'static str = "see_organisations";
    const ACTION: Action = Action::SeePartnership;
}

impl Reading for SeeOrganisations {
    type Answer = Directory;
    const SAYS: &'static str = "The organisations of the partnership, and their teams";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Self::Answer, Stop> {
        let organisations = store::every(looking.tx).await?;
        Ok(Directory { organisations, teams: teams::store::every(looking.tx).await? })
    }
}

impl Page for SeeOrganisations {
    fn title(_: &Self::Answer) -> String {
        "Organisations".into()
    }

    fn content(&self, answer: &Self::Answer, frame: &Frame) -> Markup {
        pages::list(answer, frame)
    }
}

/// Adds an organisation.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AddOrganisation {
    /// Its name.
    pub name: String,
    /// A code of the kinds of organisation, such as `housing_provider`.
    pub kind: String,
    /// The group it counts under when it refers; may be empty.
    pub referrer_group: String,
}

impl Act for AddOrganisation {
    const NAME: &'static str = "add_organisation";
    const ACTION: Action = Action::ManagePartnership;
}

impl Operation for AddOrganisation {
    type Done = OrganisationId;
    const SAYS: &'static str = "Add an organisation to the partnership";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<OrganisationId, Stop> {
        let id = OrganisationId(doing.env.new_id());
        let organisation = model::checked(id, &self.name, &self.kind, &self.referrer_group)?;
        if store::is_named(doing.tx, &organisation.name, id).await? {
            return Err(FieldErrors::one("name", TAKEN).into());
        }
        store::add(doing.tx, doing.permit, &organisation, At(doing.env.now())).await?;
        doing.about.insert(id.0);
        Ok(id)
    }
}

/// What the form for adding an organisation needs: nothing but the right to use it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskOrganisation {}

impl Act for AskOrganisation {
    const NAME: &'static str = "ask_organisation";
    const ACTION: Action = Action::ManagePartnership;
}

impl Reading for AskOrganisation {
    type Answer = ();
    const SAYS: &'static str = "Open the form for adding an organisation";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, _: &mut Looking<'_, Self>) -> Result<(), Stop> {
        Ok(())
    }
}

impl Form for AddOrganisation {
    type Ask = AskOrganisation;
    const TITLE: &'static str = "Add an organisation";
    const BUTTON: &'static str = "Add organisation";

    fn ask(&self) -> AskOrganisation {
        AskOrganisation {}
    }

    fn fields(&self, _: &(), errors: &FieldErrors, _: &Frame) -> Markup {
        pages::fields([&self.name, &self.kind, &self.referrer_group], errors)
    }

    fn next(&self, _: &OrganisationId) -> Next {
        Next::to("/organisations", "The organisation was added")
    }
}
