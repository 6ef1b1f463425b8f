//! Adding, amending and withdrawing services. Families who have a withdrawn service keep it.

use agreement::{Act, Action, Kind};
use db::{Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{FieldErrors, OrganisationId, ServiceId};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};

use super::{
    model::{Place, Service, Typed},
    pages, store,
};
use crate::withdrawal;

const TAKEN: &str = "This organisation already has a service with this name";

/// Adds a service.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AddService {
    /// The organisation that provides it.
    pub organisation: String,
    /// What is said of it.
    #[serde(flatten)]
    pub typed: Typed,
}

impl Act for AddService {
    const NAME: &'static str = "add_service";
    const ACTION: Action = Action::ManagePartnership;
}

impl Operation for AddService {
    type Done = ServiceId;
    const SAYS: &'static str = "Add a service that an organisation can offer families";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<ServiceId, Stop> {
        let mut errors = FieldErrors::default();
        let providers = store::providers(doing.tx).await?;
        let mut providers = providers.into_iter().map(|(id, _)| id);
        let provider = providers.find(|id| id.to_string() == self.organisation.trim());
        let provider = provider.ok_or("Select the organisation that provides it");
        let provider = errors.take("organisation", provider);
        let typed = self.typed.checked(&store::places(doing.tx).await?);
        let typed = typed.map_err(|wrong| wrong.iter().for_each(|(at, why)| errors.add(at, why)));
        let id = ServiceId(doing.env.new_id());
        let (Ok(typed), Some(provider)) = (typed, provider) else { return Err(errors.into()) };
        is_free(doing, provider, &typed.name, id).await?;
        store::add(doing.tx, doing.permit, (id, provider), &typed).await?;
        doing.about.insert(id.0);
        Ok(id)
    }
}

async fn is_free<O: Act>(
    doing: &mut Doing<'_, O>,
    provider: OrganisationId,
    name: &str,
    but: ServiceId,
) -> Result<(), Stop> {
    if store::is_named(doing.tx, provider, name, but).await? {
        return Err(FieldErrors::one("name", TAKEN).into());
    }
    Ok(())
}

/// What the form for adding a service offers.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct NewService {
    /// The organisations that may provide it.
    pub providers: Vec<(OrganisationId, String)>,
    /// The places where it may be offered.
    pub places: Vec<Place>,
}

/// Opens the form for adding a service.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskNewService {}

impl Act for AskNewService {
    const NAME: &'static str = "ask_new_service";
    const ACTION: Action = Action::ManagePartnership;
}

impl Reading for AskNewService {
    type Answer = NewService;
    const SAYS: &'static str = "Open the form for adding a service";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<NewService, Stop> {
        let providers = store::providers(looking.tx).await?;
        Ok(NewService { providers, places: store::places(looking.tx).await? })
    }
}

impl Form for AddService {
    type Ask = AskNewService;
    const TITLE: &'static str = "Add a service";
    const BUTTON: &'static str = "Add service";

    fn ask(&self) -> AskNewService {
        AskNewService {}
    }

    fn fields(&self, asked: &NewService, errors: &FieldErrors, _: &Frame) -> Markup {
        html! {
            (pages::provider(&self.organisation, &asked.providers, errors))
            (pages::fields(&self.typed, &asked.places, errors))
        }
    }

    fn next(&self, _: &ServiceId) -> Next {
        Next::to("/services", "The service was added")
    }
}

/// What the forms about one service show.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OneService {
    /// The service as it is.
    pub service: Service,
    /// The places where it may be offered.
    pub places: Vec<Place>,
}

/// Opens a form about one service.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskService {
    /// Which.
    pub service: ServiceId,
}

impl Act for AskService {
    const NAME: &'static str = "ask_service";
    const ACTION: Action = Action::ManagePartnership;
}

impl Reading for AskService {
    type Answer = OneService;
    const SAYS: &'static str = "Open the form about a service";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<OneService, Stop> {
        let service = store::by_id(looking.tx, self.service).await?.ok_or(Stop::NotThere)?;
        Ok(OneService { service, places: store::places(looking.tx).await? })
    }
}

/// The service as it is now, when the version that was read is still its version.
async fn still<O: Act>(
    doing: &mut Doing<'_, O>,
    id: ServiceId,
    version: i64,
) -> Result<Service, Stop> {
    let now = store::by_id(doing.tx, id).await?.ok_or(Stop::NotThere)?;
    doing.about.insert(id.0);
    if now.version == version {
        return Ok(now);
    }
    let places: Vec<&str> = now.places.iter().map(|place| place.name.as_str()).collect();
    Err(Stop::Conflict(json!({
        "version": now.version,
        "Name": now.name,
        "For whom it is": now.criteria,
        "Places": places.join(", "),
        "Families at a time": now.capacity,
        "Offered from": now.goes_live_on.map(|day| day.to_string()),
        "No longer offered since": now.withdrawn.map(|it| it.on.to_string()),
    })))
}

/// Changes what is said of a service.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AmendService {
    /// Which.
    pub service: ServiceId,
    /// The version that was read.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
    /// What is said of it.
    #[serde(flatten)]
    pub typed: Typed,
}

impl Act for AmendService {
    const NAME: &'static str = "amend_service";
    const ACTION: Action = Action::ManagePartnership;
}

impl Operation for AmendService {
    type Done = ();
    const SAYS: &'static str = "Change what is said of a service";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let typed = self.typed.checked(&store::places(doing.tx).await?)?;
        let service = still(doing, self.service, self.version).await?;
        is_free(doing, service.organisation, &typed.name, service.id).await?;
        Ok(store::amend(doing.tx, doing.permit, service.id, &typed).await?)
    }
}

impl Form for AmendService {
    type Ask = AskService;
    const TITLE: &'static str = "Change a service";
    const BUTTON: &'static str = "Save changes";

    fn ask(&self) -> AskService {
        AskService { service: self.service }
    }

    fn begin(self, asked: &OneService) -> Self {
        let typed = Typed::of(&asked.service);
        Self { version: asked.service.version, typed, ..self }
    }

    fn fields(&self, asked: &OneService, errors: &FieldErrors, _: &Frame) -> Markup {
        html! {
            input type="hidden" name="version" value=(self.version);
            p.govuk-body { "Provided by " strong { (asked.service.provider) } "." }
            (pages::fields(&self.typed, &asked.places, errors))
        }
    }

    fn next(&self, (): &()) -> Next {
        Next::to("/services", "The changes were saved")
    }
}

/// Says that a service is no longer offered.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WithdrawService {
    /// Which.
    pub service: ServiceId,
    /// The version that was read.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
    /// Why it is no longer offered.
    pub reason: String,
}

impl Act for WithdrawService {
    const NAME: &'static str = "withdraw_service";
    const ACTION: Action = Action::ManagePartnership;
}

impl Operation for WithdrawService {
    type Done = ();
    const SAYS: &'static str = "Say that a service is no longer offered; who has it keeps it";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let reason = withdrawal::reason(&self.reason, "Enter why it is no longer offered")?;
        let service = still(doing, self.service, self.version).await?;
        if service.withdrawn.is_some() {
            return Err(Stop::NotNow("This service is no longer offered already.".into()));
        }
        let on = Some(doing.env.today());
        Ok(store::withdraw(doing.tx, doing.permit, service.id, (on, &reason)).await?)
    }
}

impl Form for WithdrawService {
    type Ask = AskService;
    const TITLE: &'static str = "Withdraw a service";
    const BUTTON: &'static str = "Withdraw service";

    fn ask(&self) -> AskService {
        AskService { service: self.service }
    }

    fn begin(self, asked: &OneService) -> Self {
        Self { version: asked.service.version, ..self }
    }

    fn fields(&self, asked: &OneService, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::withdrawal(self, &asked.service, errors)
    }

    fn next(&self, (): &()) -> Next {
        Next::to("/services", "The service is no longer offered")
    }
}

/// Offers a service again that was withdrawn.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RestoreService {
    /// Which.
    pub service: ServiceId,
}

impl Act for RestoreService {
    const NAME: &'static str = "restore_service";
    const ACTION: Action = Action::ManagePartnership;
}

impl Operation for RestoreService {
    type Done = ();
    const SAYS: &'static str = "Offer a service again that was withdrawn";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let service = store::by_id(doing.tx, self.service).await?.ok_or(Stop::NotThere)?;
        doing.about.insert(service.id.0);
        if service.withdrawn.is_none() {
            return Err(Stop::NotNow("This service is offered already.".into()));
        }
        if service.provider_left {
            return Err(Stop::NotNow("Its organisation has left the partnership.".into()));
        }
        Ok(store::withdraw(doing.tx, doing.permit, service.id, (None, "")).await?)
    }
}

impl Form for RestoreService {
    type Ask = AskService;
    const TITLE: &'static str = "Offer again";
    const BUTTON: &'static str = "Offer again";

    fn ask(&self) -> AskService {
        AskService { service: self.service }
    }

    fn fields(&self, _: &OneService, _: &FieldErrors, _: &Frame) -> Markup {
        Markup::default()
    }

    fn next(&self, (): &()) -> Next {
        Next::to("/services", "The service is offered again")
    }
}
