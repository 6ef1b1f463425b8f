//! Recording an action, and reporting back on it.

use agreement::{Act, Action as Asked, Kind, Permit};
use db::{At, DbError, Doing, Looking, Operation, Reading, Stop, Subject, Tx};
use jiff::{Timestamp, civil::Date};
use kernel::{ActionId, CaseId, FieldErrors, GoalId, MeetingId, OrganisationId, PractitionerId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Route};

use super::{
    model::{self, Report, Status, Typed},
    pages, store,
};
use crate::{
    case::{model::Head, store::open_head, web::SeeCaseSummary},
    chronology::store::note,
};

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::form::<RecordAction>("/cases/{case}/actions/new"),
        Route::form::<super::amend::AmendAction>("/cases/{case}/actions/{action}"),
        Route::form::<ReportBack>("/cases/{case}/actions/{action}/report"),
    ]
    .concat()
}

/// One action on the plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ActionLine {
    /// The action.
    pub action: ActionId,
    /// The goal that it serves.
    pub goal: Option<GoalId>,
    /// What is to be done.
    pub description: String,
    /// By when.
    pub due_on: Date,
    /// Its state.
    pub status: Status,
    /// Whether it should have been done by now.
    pub is_overdue: bool,
    /// Its version.
    pub version: i64,
    /// Its owners, the accountable one first.
    pub owners: Vec<OwnerLine>,
}

/// One owner of an action, and what they last reported.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OwnerLine {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Whether it answers for the action.
    pub accountable: bool,
    /// Who of it does the action, when somebody is named.
    pub named: Option<Named>,
    /// done, part_done or not_done, once it has reported.
    pub report: Option<String>,
    /// What it said.
    pub said: String,
    /// When.
    pub reported_at: Option<Timestamp>,
}

/// Whoever is named for an action, of the organisation that owns it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Named {
    /// Who.
    pub practitioner: PractitionerId,
    /// Their name.
    pub name: String,
    /// Whether they have no role in that organisation any more, or no account that works.
    pub has_left: bool,
}

/// Records an action on the plan.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecordAction {
    /// The case.
    pub case: CaseId,
    /// What is to be done.
    pub description: String,
    /// By when.
    pub due_on: String,
    /// The organisations that own it, one or more.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub owners: Vec<String>,
    /// The one of them that answers for it; may be empty when there is only one.
    pub accountable: String,
    /// The meeting that agreed it; may be empty.
    pub meeting: String,
    /// The goal that it serves; may be empty.
    pub goal: String,
}

impl Act for RecordAction {
    const NAME: &'static str = "record_action";
    const ACTION: Asked = Asked::RecordPlan;
}

impl Operation for RecordAction {
    type Done = ActionId;
    const SAYS: &'static str = "Record an action with its owners and the day by which it is due";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<ActionId, Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let organisations = store::organisations(doing.tx, doing.permit, &head).await?;
        let sources = store::sources(doing.tx, doing.permit, head.forum).await?;
        let goals: Vec<GoalId> = sources.goals.iter().map(|(id, _)| *id).collect();
        let known: Vec<OrganisationId> = organisations.iter().map(|(id, _)| *id).collect();
        let met: Vec<MeetingId> = sources.meetings.iter().map(|(id, _)| *id).collect();
        let action = model::checked(&self.typed(), &known, (&met, &goals), doing.env.today())?;
        let made = (ActionId(doing.env.new_id()), At(doing.env.now()));
        store::record(doing.tx, doing.permit, &head, made, &action).await?;
        let names: Vec<&str> = organisations
            .iter()
            .filter(|(id, _)| action.owners.contains(id))
            .map(|(_, name)| name.as_str())
            .collect();
        let due = action.due_on.strftime("%-d %B %Y");
        let said = format!("Action for {} recorded, due by {due}.", names.join(" and "));
        note(doing, head.id, &said).await?;
        doing.about.insert(made.0.0);
        Ok(made.0)
    }
}

impl RecordAction {
    fn typed(&self) -> Typed<'_> {
        Typed {
            description: &self.description,
            due_on: &self.due_on,
            owners: &self.owners,
            accountable: &self.accountable,
            meeting: &self.meeting,
            goal: &self.goal,
        }
    }
}

/// What the form for an action shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ActionAsked {
    /// The organisations that may own it.
    pub organisations: Vec<(String, String)>,
    /// The meetings that it may come from.
    pub meetings: Vec<(String, Date)>,
    /// The goals that it may serve.
    pub goals: Vec<(String, String)>,
}

/// Opens the form for an action.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskAction {
    /// The case.
    pub case: CaseId,
}

impl Act for AskAction {
    const NAME: &'static str = "ask_action";
    const ACTION: Asked = Asked::RecordPlan;
}

impl Reading for AskAction {
    type Answer = ActionAsked;
    const SAYS: &'static str = "Open the form for recording an action";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<ActionAsked, Stop> {
        let head = open_head(looking.tx, looking.permit).await?;
        Ok(ActionAsked::load(looking.tx, looking.permit, &head).await?)
    }
}

impl ActionAsked {
    pub(super) async fn load<A: Act>(
        tx: &mut Tx,
        permit: &Permit<A>,
        head: &Head,
    ) -> Result<Self, DbError> {
        let organisations = store::organisations(tx, permit, head).await?;
        let store::Sources { meetings, goals } = store::sources(tx, permit, head.forum).await?;
        Ok(Self {
            organisations: organisations.into_iter().map(|(id, it)| (id.to_string(), it)).collect(),
            meetings: meetings.into_iter().map(|(id, day)| (id.to_string(), day)).collect(),
            goals: goals.into_iter().map(|(id, words)| (id.to_string(), words)).collect(),
        })
    }
}

impl Form for RecordAction {
    type Ask = AskAction;
    const TITLE: &'static str = "Record an action";
    const BUTTON: &'static str = "Record action";

    fn ask(&self) -> AskAction {
        AskAction { case: self.case }
    }

    fn fields(&self, asked: &ActionAsked, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::record(&self.typed(), asked, errors, frame)
    }

    fn next(&self, _: &ActionId) -> Next {
        Next::to(format!("/cases/{}", self.case), "The action was recorded")
    }
}

/// Says what was done about an action.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReportBack {
    /// The case.
    pub case: CaseId,
    /// The action.
    pub action: ActionId,
    /// done, part_done or not_done.
    pub status: String,
    /// What was done, or why it was not.
    pub said: String,
    /// The owner that is reported for, by whoever keeps the plan; one's own organisation when empty.
    pub organisation: String,
}

impl Act for ReportBack {
    const NAME: &'static str = "report_back";
    const ACTION: Asked = Asked::ReportBack;
}

/// What came of a report.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Reported {
    /// Where the action stands now.
    pub status: Status,
    /// Whether whoever reported still sees the case: an organisation does while it owns or gives
    /// something there.
    pub still_sees: bool,
}

impl Operation for ReportBack {
    type Done = Reported;
    const SAYS: &'static str = "Report back on an action";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<Reported, Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let actions = store::of_case(doing.tx, doing.permit, doing.env.today()).await?;
        let action = actions.into_iter().find(|it| it.action == self.action);
        let action = action.ok_or(Stop::NotThere)?;
        action.status.report().map_err(|why| Stop::NotNow(why.to_owned()))?;
        let mine = doing.principal().organisation;
        let keeps_plan = doing.may::<RecordAction>(self.subject()).await?;
        let reporter = self.reporter(&action, mine, keeps_plan);
        let (organisation, (report, said)) =
            both(reporter, model::reported(&self.status, &self.said))?;
        let last: Vec<Option<Report>> = action
            .owners
            .iter()
            .map(|owner| match owner.organisation == organisation {
                true => Some(report),
                false => owner.report.as_deref().and_then(Report::from_name),
            })
            .collect();
        let status = Status::from_reports(&last);
        let made = (doing.env.new_id(), At(doing.env.now()));
        let (who, what) = ((action.action, organisation), (report, said.as_str(), status));
        store::report(doing.tx, doing.permit, &head, who, what, made).await?;
        let name = action.owners.iter().find(|it| it.organisation == organisation);
        let name = name.map_or("An owner", |owner| owner.name.as_str());
        let words = pages::report_words(report.name());
        note(doing, head.id, &format!("{name} reported back on an action: {words}.")).await?;
        doing.about.insert(action.action.0);
        let still_sees = doing.may::<SeeCaseSummary>(self.subject()).await?;
        Ok(Reported { status, still_sees })
    }
}

/// Both, or every problem with either.
fn both<A, B>(one: Result<A, Stop>, other: Result<B, FieldErrors>) -> Result<(A, B), Stop> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(Stop::Fields(mut errors)), Err(more)) => {
            more.iter().for_each(|(field, message)| errors.add(field, message));
            Err(errors.into())
        }
        (Err(stop), _) => Err(stop),
        (_, Err(errors)) => Err(errors.into()),
    }
}

impl ReportBack {
    /// For which owner the report is: one's own organisation, or whichever the keeper of the plan
    /// was told by.
    fn reporter(
        &self,
        action: &ActionLine,
        mine: OrganisationId,
        keeps_plan: bool,
    ) -> Result<OrganisationId, Stop> {
        let owners = || action.owners.iter().map(|owner| owner.organisation);
        let text = self.organisation.trim();
        let chosen = owners().find(|owner| owner.to_string() == text);
        match (chosen, owners().any(|owner| owner == mine)) {
            (Some(owner), _) if keeps_plan || owner == mine => Ok(owner),
            (None, true) if text.is_empty() => Ok(mine),
            (None, false) if keeps_plan && text.is_empty() && action.owners.len() == 1 => {
                owners().next().ok_or(Stop::NotThere)
            }
            (_, is_owner) if keeps_plan || is_owner => {
                let told = "Say which of its owners this report is from";
                Err(FieldErrors::one("organisation", told).into())
            }
            _ => Err(Stop::NotNow(
                "Your organisation does not own this action. Tell the lead professional or the \
                 coordinator what you know; they can record it."
                    .to_owned(),
            )),
        }
    }
}

/// What the form for reporting back shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReportAsked {
    /// The action.
    pub action: ActionLine,
    /// The organisation of whoever reports.
    pub mine: OrganisationId,
    /// Whether they may report for any owner.
    pub keeps_plan: bool,
    /// Whether they may open the record.
    pub opens: bool,
}

/// Opens the form for reporting back.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskReport {
    /// The case.
    pub case: CaseId,
    /// The action.
    pub action: ActionId,
}

impl Act for AskReport {
    const NAME: &'static str = "ask_report";
    const ACTION: Asked = Asked::ReportBack;
}

impl Reading for AskReport {
    type Answer = ReportAsked;
    const SAYS: &'static str = "Open the form for reporting back on an action";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<ReportAsked, Stop> {
        drop(open_head(looking.tx, looking.permit).await?);
        let today = looking.env.today();
        let actions = store::of_case(looking.tx, looking.permit, today).await?;
        let action = actions.into_iter().find(|it| it.action == self.action);
        let action = action.ok_or(Stop::NotThere)?;
        action.status.report().map_err(|why| Stop::NotNow(why.to_owned()))?;
        let asked = [Asked::RecordPlan, Asked::SeeRecord];
        let rights = looking.rights(self.subject(), &asked).await?;
        let mine = looking.principal().organisation;
        let keeps_plan = rights.contains(&Asked::RecordPlan);
        if !keeps_plan && !action.owners.iter().any(|owner| owner.organisation == mine) {
            return Err(Stop::NotThere);
        }
        Ok(ReportAsked { action, mine, keeps_plan, opens: rights.contains(&Asked::SeeRecord) })
    }
}

impl Form for ReportBack {
    type Ask = AskReport;
    const TITLE: &'static str = "Report back on an action";
    const BUTTON: &'static str = "Send report";

    fn ask(&self) -> AskReport {
        AskReport { case: self.case, action: self.action }
    }

    /// The owner of an action need not be one who reads the record.
    fn back(&self, asked: &ReportAsked) -> Option<String> {
        (!asked.opens).then(|| format!("/cases/{}/summary", self.case))
    }

    fn fields(&self, asked: &ReportAsked, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::report(self, asked, errors, frame)
    }

    fn next(&self, done: &Reported) -> Next {
        let to = format!("/cases/{}/summary", self.case);
        Next::to(if done.still_sees { &to } else { "/cases" }, "Your report was recorded")
    }
}
