//! Amending a member body, and letting it leave the partnership. Nothing of what it did is removed.

use agreement::{Act, Action, Kind};
use db::{Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{FieldErrors, OrganisationId};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};

use super::{
    model::{self, Organisation},
    pages, store,
    web::TAKEN,
};
use crate::withdrawal;

/// What the forms about one organisation show.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OneOrganisation {
    /// The organisation as it is.
    pub organisation: Organisation,
    /// How many people have a role for it.
    pub people: i64,
}

/// Opens a form about one organisation.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskOneOrganisation {
    /// Which.
    pub organisation: OrganisationId,
}

impl Act for AskOneOrganisation {
    const NAME: &'static str = "ask_one_organisation";
    const ACTION: Action = Action::ManagePartnership;
}

impl Reading for AskOneOrganisation {
    type Answer = OneOrganisation;
    const SAYS: &'static str = "Open the form about an organisation";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<OneOrganisation, Stop> {
        let found = store::by_id(looking.tx, self.organisation).await?;
        let organisation = found.ok_or(Stop::NotThere)?;
        let people = store::people(looking.tx, organisation.id).await?;
        Ok(OneOrganisation { organisation, people })
    }
}

/// The organisation as it is now, when the version that was read is still its version.
async fn still<O: Act>(
    doing: &mut Doing<'_, O>,
    id: OrganisationId,
    version: i64,
) -> Result<Organisation, Stop> {
    let now = store::by_id(doing.tx, id).await?.ok_or(Stop::NotThere)?;
    doing.about.insert(id.0);
    if now.version == version {
        return Ok(now);
    }
    Err(Stop::Conflict(json!({
        "version": now.version,
        "Name": now.name,
        "Kind": model::kind_words(&now.kind),
        "Group it counts under when it refers": now.referrer_group,
        "Left the partnership on": now.withdrawn.map(|it| it.on.to_string()),
    })))
}

/// Changes what is said of an organisation.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AmendOrganisation {
    /// Which.
    pub organisation: OrganisationId,
    /// The version that was read.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
    /// Its name.
    pub name: String,
    /// A code of the kinds of organisation, such as `housing_provider`.
    pub kind: String,
    /// The group it counts under when it refers; may be empty.
    pub referrer_group: String,
}

impl Act for AmendOrganisation {
    const NAME: &'static str = "amend_organisation";
    const ACTION: Action = Action::ManagePartnership;
}

impl Operation for AmendOrganisation {
    type Done = ();
    const SAYS: &'static str = "Change what is said of an organisation";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let id = self.organisation;
        let typed = model::checked(id, &self.name, &self.kind, &self.referrer_group)?;
        still(doing, id, self.version).await?;
        if store::is_named(doing.tx, &typed.name, id).await? {
            return Err(FieldErrors::one("name", TAKEN).into());
        }
        Ok(store::amend(doing.tx, doing.permit, &typed).await?)
    }
}

impl Form for AmendOrganisation {
    type Ask = AskOneOrganisation;
    const TITLE: &'static str = "Change an organisation";
    const BUTTON: &'static str = "Save changes";

    fn ask(&self) -> AskOneOrganisation {
        AskOneOrganisation { organisation: self.organisation }
    }

    fn begin(self, asked: &OneOrganisation) -> Self {
        let Organisation { version, name, kind, referrer_group, .. } = asked.organisation.clone();
        Self { version, name, kind, referrer_group, ..self }
    }

    fn fields(&self, _: &OneOrganisation, errors: &FieldErrors, _: &Frame) -> Markup {
        html! {
            input type="hidden" name="version" value=(self.version);
            (pages::fields([&self.name, &self.kind, &self.referrer_group], errors))
        }
    }

    fn next(&self, (): &()) -> Next {
        Next::to("/organisations", "The changes were saved")
    }
}

/// Says that an organisation has left the partnership.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WithdrawOrganisation {
    /// Which.
    pub organisation: OrganisationId,
    /// The version that was read.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
    /// Why it left.
    pub reason: String,
}

impl Act for WithdrawOrganisation {
    const NAME: &'static str = "withdraw_organisation";
    const ACTION: Action = Action::ManagePartnership;
}

impl Operation for WithdrawOrganisation {
    type Done = ();
    const SAYS: &'static str = "Say that an organisation has left the partnership";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let reason = withdrawal::reason(&self.reason, "Enter why it leaves the partnership")?;
        let organisation = still(doing, self.organisation, self.version).await?;
        if organisation.withdrawn.is_some() {
            return Err(Stop::NotNow("This organisation has left the partnership already.".into()));
        }
        let people = store::people(doing.tx, organisation.id).await?;
        model::may_leave(people).map_err(Stop::NotNow)?;
        let on = Some(doing.env.today());
        Ok(store::withdraw(doing.tx, doing.permit, organisation.id, (on, &reason)).await?)
    }
}

impl Form for WithdrawOrganisation {
    type Ask = AskOneOrganisation;
    const TITLE: &'static str = "Withdraw an organisation";
    const BUTTON: &'static str = "Withdraw organisation";

    fn ask(&self) -> AskOneOrganisation {
        AskOneOrganisation { organisation: self.organisation }
    }

    fn begin(self, asked: &OneOrganisation) -> Self {
        Self { version: asked.organisation.version, ..self }
    }

    fn fields(&self, asked: &OneOrganisation, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::withdrawal(self, asked, errors)
    }

    fn next(&self, (): &()) -> Next {
        Next::to("/organisations", "The organisation has left the partnership")
    }
}

/// Takes an organisation back that had left.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RestoreOrganisation {
    /// Which.
    pub organisation: OrganisationId,
}

impl Act for RestoreOrganisation {
    const NAME: &'static str = "restore_organisation";
    const ACTION: Action = Action::ManagePartnership;
}

impl Operation for RestoreOrganisation {
    type Done = ();
    const SAYS: &'static str = "Take an organisation back into the partnership";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let found = store::by_id(doing.tx, self.organisation).await?;
        let organisation = found.ok_or(Stop::NotThere)?;
        doing.about.insert(organisation.id.0);
        if organisation.withdrawn.is_none() {
            return Err(Stop::NotNow(
                "This organisation belongs to the partnership already.".into(),
            ));
        }
        Ok(store::withdraw(doing.tx, doing.permit, organisation.id, (None, "")).await?)
    }
}

impl Form for RestoreOrganisation {
    type Ask = AskOneOrganisation;
    const TITLE: &'static str = "Take back";
    const BUTTON: &'static str = "Take back";

    fn ask(&self) -> AskOneOrganisation {
        AskOneOrganisation { organisation: self.organisation }
    }

    fn fields(&self, _: &OneOrganisation, _: &FieldErrors, _: &Frame) -> Markup {
        Markup::default()
    }

    fn next(&self, (): &()) -> Next {
        Next::to("/organisations", "The organisation belongs to the partnership again")
    }
}
