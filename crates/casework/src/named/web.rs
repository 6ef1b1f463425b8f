//! Saying who of an organisation does an action.

use agreement::{Act, Action, Kind};
use db::{Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{ActionId, CaseId, FieldErrors, OrganisationId, PractitionerId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};

use super::{model, pages, store};
use crate::{
    case::{store::open_head, web::SeeCase},
    chronology::store::note,
    plan::{
        self,
        web::{ActionLine, OwnerLine, RecordAction},
    },
};

/// Says who of an owning organisation does an action, or that nobody is named.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NamePractitioner {
    /// The case.
    pub case: CaseId,
    /// The action.
    pub action: ActionId,
    /// The organisation that owns it, alone or with others.
    pub organisation: OrganisationId,
    /// The practitioner, or `nobody`.
    pub practitioner: String,
}

impl Act for NamePractitioner {
    const NAME: &'static str = "name_practitioner";
    const ACTION: Action = Action::ReportBack;
}

impl Operation for NamePractitioner {
    /// Whether whoever named them reads the record.
    type Done = bool;
    const SAYS: &'static str = "Say who of an organisation does an action";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<bool, Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let actions = plan::store::of_case(doing.tx, doing.permit, doing.env.today()).await?;
        let (action, owner) = owned(&actions, (self.action, self.organisation))?;
        let is_ours = doing.principal().organisation == owner.organisation;
        let keeps = doing.may::<RecordAction>(self.subject()).await?;
        if !is_ours && !keeps {
            return Err(Stop::NotThere);
        }
        model::has_to_do(action, owner).map_err(|why| Stop::NotNow(why.to_owned()))?;
        let of = (self.organisation, keeps);
        let all = store::colleagues(doing.tx, doing.permit, &head, of).await?;
        let who = model::chosen(&self.practitioner, &all)?;
        store::name(doing.tx, doing.permit, (self.action, self.organisation), who).await?;
        note(doing, head.id, &said(&owner.name, who)).await?;
        doing.about.insert(self.action.0);
        doing.may::<SeeCase>(self.subject()).await
    }
}

/// What the chronology says; it names nobody.
pub(super) fn said(organisation: &str, who: Option<PractitionerId>) -> String {
    match who {
        Some(_) => format!("{organisation} has somebody named for an action."),
        None => format!("{organisation} has nobody named for an action any more."),
    }
}

/// The action and its owner, if there are such.
fn owned(
    actions: &[ActionLine],
    (action, organisation): (ActionId, OrganisationId),
) -> Result<(&ActionLine, &OwnerLine), Stop> {
    let action = actions.iter().find(|it| it.action == action).ok_or(Stop::NotThere)?;
    let owner = action.owners.iter().find(|it| it.organisation == organisation);
    Ok((action, owner.ok_or(Stop::NotThere)?))
}

/// What the form shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct NamedAsked {
    /// The action.
    pub action: ActionLine,
    /// The organisation that owns it.
    pub organisation: String,
    /// Whoever is named now.
    pub now: Option<PractitionerId>,
    /// Those who may be named: ids and words.
    pub choices: Vec<(String, String)>,
    /// Whether the reader may open the record.
    pub opens: bool,
}

/// Opens the form for who does an action.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskNamed {
    /// The case.
    pub case: CaseId,
    /// The action.
    pub action: ActionId,
    /// The organisation that owns it, alone or with others.
    pub organisation: OrganisationId,
}

impl Act for AskNamed {
    const NAME: &'static str = "ask_named";
    const ACTION: Action = Action::ReportBack;
}

impl Reading for AskNamed {
    type Answer = NamedAsked;
    const SAYS: &'static str = "Open the form for who of an organisation does an action";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<NamedAsked, Stop> {
        let head = open_head(looking.tx, looking.permit).await?;
        let today = looking.env.today();
        let actions = plan::store::of_case(looking.tx, looking.permit, today).await?;
        let (action, owner) = owned(&actions, (self.action, self.organisation))?;
        let rights = [Action::RecordPlan, Action::SeeRecord];
        let rights = looking.rights(self.subject(), &rights).await?;
        let is_ours = looking.principal().organisation == owner.organisation;
        let keeps = rights.contains(&Action::RecordPlan);
        if !is_ours && !keeps {
            return Err(Stop::NotThere);
        }
        model::has_to_do(action, owner).map_err(|why| Stop::NotNow(why.to_owned()))?;
        let of = (self.organisation, keeps);
        let all = store::colleagues(looking.tx, looking.permit, &head, of).await?;
        Ok(NamedAsked {
            organisation: owner.name.clone(),
            now: owner.named.as_ref().map(|it| it.practitioner),
            choices: all.iter().map(|it| (it.practitioner.to_string(), it.words(today))).collect(),
            opens: rights.contains(&Action::SeeRecord),
            action: action.clone(),
        })
    }
}

impl Form for NamePractitioner {
    type Ask = AskNamed;
    const TITLE: &'static str = "Who does this action?";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskNamed {
        let Self { case, action, organisation, .. } = *self;
        AskNamed { case, action, organisation }
    }

    fn begin(self, asked: &NamedAsked) -> Self {
        Self { practitioner: asked.now.map(|it| it.to_string()).unwrap_or_default(), ..self }
    }

    fn back(&self, asked: &NamedAsked) -> Option<String> {
        (!asked.opens).then(|| format!("/cases/{}/summary", self.case))
    }

    fn fields(&self, asked: &NamedAsked, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::name(self, asked, errors, frame)
    }

    fn next(&self, opens: &bool) -> Next {
        let part = if *opens { "" } else { "/summary" };
        Next::to(format!("/cases/{}{part}", self.case), "Who does the action was saved")
    }
}
