//! Changing an action: its words, its day, who owns it.

use agreement::{Act, Action as Asked, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{ActionId, CaseId, FieldErrors, GoalId, OrganisationId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};

use super::{
    model::{self, Action, Report, Status, Typed},
    pages, store,
    web::{ActionAsked, ActionLine},
};
use crate::{case::store::open_head, chronology::store::note};

/// Changes an action that is still open.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AmendAction {
    /// The case.
    pub case: CaseId,
    /// The action.
    pub action: ActionId,
    /// The version that was read.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
    /// What is to be done.
    pub description: String,
    /// By when.
    pub due_on: String,
    /// Why the day is changed; may be empty when it is not.
    pub reason: String,
    /// The organisations that own it, one or more.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub owners: Vec<String>,
    /// The one of them that answers for it; may be empty when there is only one.
    pub accountable: String,
    /// The goal that it serves; may be empty.
    pub goal: String,
}

impl Act for AmendAction {
    const NAME: &'static str = "amend_action";
    const ACTION: Asked = Asked::RecordPlan;
}

impl Operation for AmendAction {
    type Done = ();
    const SAYS: &'static str = "Change an action: its words, its day, who owns it";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let today = doing.env.today();
        let now = open_action(store::of_case(doing.tx, doing.permit, today).await?, self.action)?;
        let organisations = store::organisations(doing.tx, doing.permit, &head).await?;
        let owns = now.owners.iter().map(|owner| owner.organisation);
        let known: Vec<OrganisationId> =
            organisations.iter().map(|(id, _)| *id).chain(owns).collect();
        let sources = store::sources(doing.tx, doing.permit, head.forum).await?;
        let goals: Vec<GoalId> = sources.goals.iter().map(|(id, _)| *id).collect();
        let earliest = now.due_on.min(today);
        let checked = model::checked(&self.typed(), &known, (&[], &goals), earliest);
        doing.about.insert(self.action.0);
        if now.version != self.version {
            checked?;
            return Err(theirs(&now));
        }
        let spoke = now.owners.iter().filter(|owner| owner.report.is_some());
        let spoke: Vec<OrganisationId> = spoke.map(|owner| owner.organisation).collect();
        let days = (now.due_on, today);
        let (action, moved) = model::amended(checked, days, &spoke, &self.reason)?;
        let change = (&now, &action, status(&now, &action));
        store::amend(doing.tx, doing.permit, &head, change, At(doing.env.now())).await?;
        let said = match moved {
            Some(why) => said_of_the_day(now.due_on, action.due_on, &why),
            None => "An action of the plan was changed.".to_owned(),
        };
        note(doing, head.id, &said).await?;
        Ok(())
    }
}

impl AmendAction {
    pub(super) fn typed(&self) -> Typed<'_> {
        Typed {
            description: &self.description,
            due_on: &self.due_on,
            owners: &self.owners,
            accountable: &self.accountable,
            meeting: "",
            goal: &self.goal,
        }
    }
}

/// The action, when there is still something to do about it.
fn open_action(actions: Vec<ActionLine>, id: ActionId) -> Result<ActionLine, Stop> {
    let action = actions.into_iter().find(|it| it.action == id).ok_or(Stop::NotThere)?;
    if action.status.is_open() {
        return Ok(action);
    }
    let told = "This action is settled. If more is needed, record a new action.";
    Err(Stop::NotNow(told.to_owned()))
}

/// Its state with the owners that it has now.
fn status(now: &ActionLine, action: &Action) -> Status {
    let report = |owner: &OrganisationId| {
        let line = now.owners.iter().find(|line| line.organisation == *owner)?;
        Report::from_name(line.report.as_deref()?)
    };
    Status::from_reports(&action.owners.iter().map(report).collect::<Vec<_>>())
}

fn said_of_the_day(was: Date, is: Date, why: &str) -> String {
    let [was, is] = [was, is].map(|day| day.strftime("%-d %B %Y").to_string());
    format!("An action due by {was} is now due by {is}: {}.", why.trim_end_matches('.'))
}

/// What an action says now that someone else changed it.
fn theirs(now: &ActionLine) -> Stop {
    let owners: Vec<&str> = now.owners.iter().map(|owner| owner.name.as_str()).collect();
    Stop::Conflict(json!({
        "version": now.version,
        "What is to be done": now.description,
        "By when": now.due_on,
        "Who": owners.join(", "),
    }))
}

/// What the form about one action shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OneAction {
    /// The action as it is.
    pub action: ActionLine,
    /// What may be chosen.
    pub asked: ActionAsked,
}

/// Opens the form about one action.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskOneAction {
    /// The case.
    pub case: CaseId,
    /// The action.
    pub action: ActionId,
}

impl Act for AskOneAction {
    const NAME: &'static str = "ask_one_action";
    const ACTION: Asked = Asked::RecordPlan;
}

impl Reading for AskOneAction {
    type Answer = OneAction;
    const SAYS: &'static str = "Open the form about an action of the plan";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<OneAction, Stop> {
        let head = open_head(looking.tx, looking.permit).await?;
        let actions = store::of_case(looking.tx, looking.permit, looking.env.today()).await?;
        let action = open_action(actions, self.action)?;
        let mut asked = ActionAsked::load(looking.tx, looking.permit, &head).await?;
        // An owner that has left the partnership since is still there, to be kept or replaced.
        for owner in &action.owners {
            let id = owner.organisation.to_string();
            if asked.organisations.iter().all(|(known, _)| *known != id) {
                asked.organisations.push((id, owner.name.clone()));
            }
        }
        Ok(OneAction { action, asked })
    }
}

impl Form for AmendAction {
    type Ask = AskOneAction;
    const TITLE: &'static str = "Change an action";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskOneAction {
        AskOneAction { case: self.case, action: self.action }
    }

    fn begin(self, asked: &OneAction) -> Self {
        let it = &asked.action;
        let accountable = it.owners.iter().find(|owner| owner.accountable);
        Self {
            version: it.version,
            description: it.description.clone(),
            due_on: it.due_on.to_string(),
            owners: it.owners.iter().map(|owner| owner.organisation.to_string()).collect(),
            accountable: accountable.map(|it| it.organisation.to_string()).unwrap_or_default(),
            goal: it.goal.map(|goal| goal.to_string()).unwrap_or_default(),
            ..self
        }
    }

    fn fields(&self, asked: &OneAction, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::amend(self, &asked.asked, errors)
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/cases/{}", self.case), "The action was changed")
    }
}
