//! The plan in plain words, to read with the family and to print: what is going well, what should be
//! different, who does what by when, whom to talk to (ADR 10). It holds nothing that only practitioners should
//! read: no level of need, no reasons of a meeting, no needs in a practitioner's words; and not what one of the
//! family said, which another of them might read. The same holds of the API's answer.

use std::collections::BTreeSet;

use agreement::{Act, Action, Kind, Permit};
use db::{Looking, Reading, Stop, Subject, Tx};
use govuk::{Button, InsetText, SummaryList, WarningText};
use jiff::civil::Date;
use kernel::CaseId;
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use super::{
    model::{Choices, Line, Part},
    store,
};
use crate::{
    allocation::{self, web::AllocationLine},
    case::{
        around::PersonLine,
        model::Head,
        store::record::{self, Body},
        web::SeeCaseSummary,
    },
    charters::{charter_of, heading},
    goal::{model::Outcome, web::GoalLine},
    lead,
    plan::{self, model::Status, web::ActionLine},
    referral::pages::words::lines,
};

/// The plan as the family has it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SharedPlan {
    /// What this forum calls it, such as "Family plan".
    pub called: String,
    /// The person whom it is about, as far as the reader may know of them.
    pub people: Vec<PersonLine>,
    /// What matters most to them.
    pub about: String,
    /// What is done if things get worse.
    pub if_worse: String,
    /// What goes well.
    pub strengths: String,
    /// What should be different, and who does what for it.
    pub goals: Vec<SharedGoal>,
    /// What else is done.
    pub others: Vec<Step>,
    /// The services that were asked for or are given.
    pub services: Vec<SharedService>,
    /// The lead professional and their organisation, once there is one.
    pub lead: Option<(String, Option<String>)>,
    /// When the plan is looked at again.
    pub next_review_on: Option<Date>,
    /// Whether it is still worked on.
    pub is_open: bool,
    /// How many lines nobody has said of whether they may stand on it.
    pub to_choose: usize,
    /// Whether the reader may choose.
    pub chooses: bool,
}

/// A goal as the family has it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SharedGoal {
    /// What should be different.
    pub words: String,
    /// How it went; nothing while it is worked on.
    pub outcome: Option<Outcome>,
    /// What came of it, in words.
    pub outcome_words: String,
    /// Who does what for it.
    pub steps: Vec<Step>,
}

/// Something that somebody does.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Step {
    /// What.
    pub what: String,
    /// The organisations that do it.
    pub who: Vec<String>,
    /// By when.
    pub by: Date,
    /// Whether it is done.
    pub is_done: bool,
}

/// A service as the family has it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SharedService {
    /// Its name and its provider's.
    pub name: String,
    /// Whether its provider gives it; if not, it was asked for.
    pub is_given: bool,
}

/// The plan in plain words, to read with the family and to print.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeePlan {
    /// The case.
    pub case: CaseId,
}

impl Act for SeePlan {
    const NAME: &'static str = "see_plan";
    const ACTION: Action = Action::SeeRecord;
}

impl Reading for SeePlan {
    type Answer = SharedPlan;
    const SAYS: &'static str = "The plan in plain words, to read with the family and to print";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<SharedPlan, Stop> {
        let whole = Whole::load(looking.tx, looking.permit, looking.env.today()).await?;
        let visible = looking.visible::<SeeCaseSummary>(Kind::Person);
        let household = whole.body.household;
        let people = record::people(looking.tx, &visible, &whole.head, household).await?;
        // Who else lives there is nobody's line, and the paper names only whom it is about.
        let mut people = people;
        people.retain(|line| line.person == whole.head.person);
        looking.lists(&visible, people.iter().map(|line| line.person.0));
        let rights = looking.rights(self.subject(), &[Action::RecordPlan]).await?;
        whole.shared(people, rights.contains(&Action::RecordPlan))
    }
}

/// The head of a case, its forum, and the organisations that stand on its plan to share.
pub(crate) async fn on_the_plan<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    today: Date,
) -> Result<(Head, String, Vec<String>), Stop> {
    let whole = Whole::load(tx, permit, today).await?;
    let (head, forum, services) =
        (whole.head.clone(), whole.body.forum.clone(), whole.services.clone());
    let on = whole.on();
    let provided = services.into_iter().filter(|it| on.contains(&it.allocation.0));
    let mut names: BTreeSet<String> = provided.map(|it| it.provider).collect();
    let plan = whole.shared(Vec::new(), false)?;
    let steps = plan.goals.into_iter().flat_map(|goal| goal.steps).chain(plan.others);
    names.extend(steps.filter(|step| !step.is_done).flat_map(|step| step.who));
    names.extend(plan.lead.and_then(|(_, organisation)| organisation));
    Ok((head, forum, names.into_iter().collect()))
}

/// A case's plan, and what was said of each of its lines.
pub(super) struct Whole {
    pub(super) head: Head,
    body: Body,
    goals: Vec<GoalLine>,
    actions: Vec<ActionLine>,
    services: Vec<AllocationLine>,
    choices: Choices,
}

impl Whole {
    pub(super) async fn load<A: Act>(
        tx: &mut Tx,
        permit: &Permit<A>,
        today: Date,
    ) -> Result<Self, Stop> {
        let (head, body) = record::whole(tx, permit).await?;
        let (goals, choices) = store::goals_and_choices(tx, permit).await?;
        // What was given up is no part of the plan.
        let mut actions = plan::store::of_case(tx, permit, today).await?;
        actions.retain(|action| action.status != Status::NotDone);
        let mut services = allocation::store::of_case(tx, permit).await?;
        services.retain(|it| matches!(it.status.as_str(), "offered" | "waiting" | "accepted"));
        Ok(Self { head, body, goals, actions, services, choices })
    }

    /// The practitioner who leads, once they have accepted.
    fn lead(&self) -> Option<(uuid::Uuid, &(String, Option<String>))> {
        let leads = self.head.lead_status == lead::model::ACCEPTED;
        Some((self.head.lead.filter(|_| leads)?.0, self.body.lead.as_ref()?))
    }

    /// Everything that could stand on the plan, in its order.
    pub(super) fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut add = |part, id, words| lines.push(self.choices.line(part, id, words));
        if !self.body.words.strengths.is_empty() {
            add(Part::Strengths, self.head.referral.0, self.body.words.strengths.clone());
        }
        if !self.body.contingency.about_me.is_empty() {
            add(Part::About, self.head.person.0, self.body.contingency.about_me.clone());
        }
        for goal in &self.goals {
            let came = came_of(goal.outcome, &goal.outcome_words);
            let came = came.map(|came| format!(". {came}")).unwrap_or_default();
            add(Part::Goal, goal.goal.0, format!("{}{came}", goal.words.trim_end_matches('.')));
        }
        for action in &self.actions {
            let step = step(action);
            let who = step.who.join(" and ");
            add(
                Part::Action,
                action.action.0,
                format!("{}. {who}", step.what.trim_end_matches('.')),
            );
        }
        for it in &self.services {
            add(Part::Service, it.allocation.0, service_words(it));
        }
        let worse = self.body.contingency.if_worse();
        if !worse.is_empty() {
            add(Part::Contingency, self.head.id.0, worse);
        }
        if let Some((id, lead)) = self.lead() {
            add(Part::Lead, id, lead_words(lead));
        }
        lines
    }

    /// The lines that may stand on it.
    fn on(&self) -> BTreeSet<uuid::Uuid> {
        let chosen = self.lines().into_iter().filter(|line| line.choice == Some(true));
        chosen.map(|line| line.id).collect()
    }

    /// The plan, with what may stand on it.
    fn shared(self, people: Vec<PersonLine>, chooses: bool) -> Result<SharedPlan, Stop> {
        let to_choose = self.lines().iter().filter(|line| line.choice.is_none()).count();
        let on = self.on();
        let lead = self.lead().filter(|(id, _)| on.contains(id)).map(|(_, it)| it.clone());
        let Self { head, body, mut goals, mut actions, mut services, .. } = self;
        goals.retain(|goal| on.contains(&goal.goal.0));
        actions.retain(|action| on.contains(&action.action.0));
        services.retain(|it| on.contains(&it.allocation.0));
        // An action towards a goal that is not there stands among the others.
        let shown: Vec<_> = goals.iter().map(|goal| goal.goal).collect();
        let serves = |action: &&ActionLine| action.goal.is_some_and(|goal| shown.contains(&goal));
        let others = actions.iter().filter(|action| !serves(action)).map(step).collect();
        let may = |id, words: String| if on.contains(&id) { words } else { String::new() };
        Ok(SharedPlan {
            called: heading(&charter_of(&head.charter)?.label("plan").one),
            people,
            about: may(head.person.0, body.contingency.about_me.clone()),
            if_worse: may(head.id.0, body.contingency.if_worse()),
            strengths: may(head.referral.0, body.words.strengths),
            goals: goals.into_iter().map(|goal| shared_goal(goal, &actions)).collect(),
            others,
            services: services.iter().map(shared_service).collect(),
            lead,
            next_review_on: body.next_review_on.map(|day| day.0),
            is_open: head.status.is_open(),
            to_choose,
            chooses,
        })
    }
}

fn shared_goal(goal: GoalLine, actions: &[ActionLine]) -> SharedGoal {
    let steps = actions.iter().filter(|action| action.goal == Some(goal.goal)).map(step).collect();
    let GoalLine { words, outcome, outcome_words, .. } = goal;
    SharedGoal { words, outcome, outcome_words, steps }
}

fn step(action: &ActionLine) -> Step {
    Step {
        what: action.description.clone(),
        who: action.owners.iter().map(|owner| owner.name.clone()).collect(),
        by: action.due_on,
        is_done: action.status == Status::Done,
    }
}

fn service_words(it: &AllocationLine) -> String {
    format!("{}, {}", it.service, it.provider)
}

fn shared_service(it: &AllocationLine) -> SharedService {
    SharedService { name: service_words(it), is_given: it.status == "accepted" }
}

fn lead_words((name, organisation): &(String, Option<String>)) -> String {
    match organisation {
        Some(organisation) => format!("{name}, {organisation}"),
        None => name.clone(),
    }
}

impl Page for SeePlan {
    fn title(answer: &SharedPlan) -> String {
        answer.called.clone()
    }

    fn about(answer: &SharedPlan) -> String {
        let names: Vec<&str> = answer.people.iter().map(|it| it.name.as_str()).collect();
        names.join(", ")
    }

    fn back(&self, _: &SharedPlan) -> Option<String> {
        Some(format!("/cases/{}", self.case))
    }

    fn content(&self, answer: &SharedPlan, frame: &Frame) -> Markup {
        content(answer, &format!("/cases/{}/plan/choose", self.case), frame)
    }
}

/// What is said on the screen alone: what is missing, and to read it first.
fn before_sharing(plan: &SharedPlan, path: &str) -> Markup {
    let missing = match plan.to_choose {
        0 => None,
        1 => {
            Some("1 thing is not on this plan: nobody has chosen yet whether it may be.".to_owned())
        }
        more => Some(format!(
            "{more} things are not on this plan: nobody has chosen yet whether they may be."
        )),
    };
    html! {
        div.tl-before-sharing {
            @if let Some(missing) = missing { (InsetText::new(missing)) }
            @if plan.chooses { p { (Button::link("Choose what is on it", path).secondary()) } }
            (WarningText::new(
                "Read it before you share it. Whoever else lives there may read it, too. The name of a service or an \
                 organisation, a goal, an action or what is going well can put somebody at risk."))
        }
    }
}

fn content(plan: &SharedPlan, path: &str, frame: &Frame) -> Markup {
    html! {
        (before_sharing(plan, path))
        @if !plan.strengths.is_empty() {
            h2.govuk-heading-m { "What is going well" }
            p.govuk-body { (lines(&plan.strengths)) }
        }
        @if !plan.about.is_empty() {
            h2.govuk-heading-m { "What matters most to you" }
            p.govuk-body { (lines(&plan.about)) }
        }
        h2.govuk-heading-m { "What we will do together" }
        @if plan.goals.is_empty() && plan.others.is_empty() {
            p.govuk-body {
                @if plan.to_choose == 0 { "Nothing has been agreed yet." }
                @else { "Nothing is on this plan yet." }
            }
        }
        @for goal in &plan.goals {
            h3.govuk-heading-s { (goal.words) }
            @if let Some(came) = came_of(goal.outcome, &goal.outcome_words) { p.govuk-body { (came) } }
            (list(&goal.steps, frame))
        }
        @if !plan.others.is_empty() {
            @if !plan.goals.is_empty() { h3.govuk-heading-s { "And also" } }
            (list(&plan.others, frame))
        }
        @if !plan.services.is_empty() {
            h2.govuk-heading-m { "Help for you" }
            ul.govuk-list.govuk-list--bullet {
                @for it in &plan.services {
                    li { (it.name) @if !it.is_given { ": we have asked and will tell you" } }
                }
            }
        }
        @if !plan.if_worse.is_empty() {
            h2.govuk-heading-m { "If things get worse" }
            p.govuk-body { (lines(&plan.if_worse)) }
        }
        @if plan.is_open { (whom_and_when(plan, frame)) }
    }
}

fn whom_and_when(plan: &SharedPlan, frame: &Frame) -> Markup {
    let whom = plan.lead.as_ref().map(lead_words);
    let whom = whom.unwrap_or_else(|| {
        "Whoever gave you this plan, until one person is named for you".to_owned()
    });
    let when = plan.next_review_on.map(|day| frame.date(day));
    let when = when.unwrap_or_else(|| "A day that we will tell you".to_owned());
    html! {
        h2.govuk-heading-m { "Whom to talk to, and when we look at this again" }
        (SummaryList::new().row("Talk to", whom).row("We look at this plan again on", when))
    }
}

/// How a goal went, said to the family.
fn came_of(outcome: Option<Outcome>, words: &str) -> Option<String> {
    let went = match outcome? {
        Outcome::Met => "You did it.",
        Outcome::PartMet => "Some of this has happened.",
        Outcome::NotMet => "This has not happened.",
    };
    Some(format!("{went} {words}").trim_end().to_owned())
}

/// Who does what by when.
fn list(steps: &[Step], frame: &Frame) -> Markup {
    if steps.is_empty() {
        return html! {};
    }
    html! {
        ul.govuk-list.govuk-list--bullet {
            @for step in steps {
                li {
                    (step.what.trim_end_matches('.')) ". " (step.who.join(" and "))
                    @if step.is_done { ": done" } @else { ", by " (frame.date(step.by)) }
                }
            }
        }
    }
}
