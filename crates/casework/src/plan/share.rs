//! The plan in plain words, to read with the family and to print: what is going well, what should be
//! different, who does what by when, whom to talk to (ADR 10). It holds nothing that only practitioners should
//! read: no level of need, no reasons of a meeting, no needs in a practitioner's words; and not what one of the
//! family said, which another of them might read. The same holds of the API's answer.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use govuk::{SummaryList, WarningText};
use jiff::civil::Date;
use kernel::CaseId;
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use super::{model::Status, store, web::ActionLine};
use crate::{
    allocation::{self, web::AllocationLine},
    case::{
        store::record,
        web::{PersonLine, SeeCaseSummary},
    },
    charters::{charter_of, heading},
    goal::{self, model::Outcome, web::GoalLine},
    lead,
    referral::pages::words::lines,
};

/// The plan as the family has it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SharedPlan {
    /// What this forum calls it, such as "Family plan".
    pub called: String,
    /// The person and those who live with them, as far as the reader may know of each.
    pub people: Vec<PersonLine>,
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
        let (permit, today) = (looking.permit, looking.env.today());
        let (head, body) = record::whole(looking.tx, permit).await?;
        let visible = looking.visible::<SeeCaseSummary>(Kind::Person);
        let people = record::people(looking.tx, &visible, &head, body.household).await?;
        looking.lists(&visible, people.iter().map(|line| line.person.0));
        let actions = store::of_case(looking.tx, permit, today).await?;
        let services = allocation::store::of_case(looking.tx, permit).await?;
        let goals = goal::store::of_case(looking.tx, permit).await?;
        let has_lead = head.lead_status == lead::model::ACCEPTED;
        Ok(SharedPlan {
            called: heading(&charter_of(&head.charter)?.label("plan").one),
            people,
            strengths: body.words.strengths,
            goals: goals.into_iter().map(|goal| shared_goal(goal, &actions)).collect(),
            others: steps(actions.iter().filter(|action| action.goal.is_none())),
            services: services.into_iter().filter_map(shared_service).collect(),
            lead: body.lead.filter(|_| has_lead),
            next_review_on: body.next_review_on.map(|day| day.0),
            is_open: head.status.is_open(),
        })
    }
}

fn shared_goal(goal: GoalLine, actions: &[ActionLine]) -> SharedGoal {
    let steps = steps(actions.iter().filter(|action| action.goal == Some(goal.goal)));
    let GoalLine { words, outcome, outcome_words, .. } = goal;
    SharedGoal { words, outcome, outcome_words, steps }
}

/// What was given up is no part of the plan.
fn steps<'a>(actions: impl Iterator<Item = &'a ActionLine>) -> Vec<Step> {
    let step = |action: &ActionLine| Step {
        what: action.description.clone(),
        who: action.owners.iter().map(|owner| owner.name.clone()).collect(),
        by: action.due_on,
        is_done: action.status == Status::Done,
    };
    actions.filter(|action| action.status != Status::NotDone).map(step).collect()
}

fn shared_service(it: AllocationLine) -> Option<SharedService> {
    let is_given = match it.status.as_str() {
        "accepted" => true,
        "offered" => false,
        _ => return None,
    };
    Some(SharedService { name: format!("{}, {}", it.service, it.provider), is_given })
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
        content(answer, frame)
    }
}

fn content(plan: &SharedPlan, frame: &Frame) -> Markup {
    html! {
        div.tl-before-sharing {
            (WarningText::new(
                "Read it before you share it. Whoever else lives there may read it, too. The name of a service or an \
                 organisation, a goal, an action or what is going well can put somebody at risk."))
        }
        @if !plan.strengths.is_empty() {
            h2.govuk-heading-m { "What is going well" }
            p.govuk-body { (lines(&plan.strengths)) }
        }
        h2.govuk-heading-m { "What we will do together" }
        @if plan.goals.is_empty() && plan.others.is_empty() {
            p.govuk-body { "Nothing has been agreed yet." }
        }
        @for goal in &plan.goals {
            h3.govuk-heading-s { (goal.words) }
            @if let Some(came) = came_of(goal) { p.govuk-body { (came) } }
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
        @if plan.is_open { (whom_and_when(plan, frame)) }
    }
}

fn whom_and_when(plan: &SharedPlan, frame: &Frame) -> Markup {
    let whom = match &plan.lead {
        Some((name, Some(organisation))) => format!("{name}, {organisation}"),
        Some((name, None)) => name.clone(),
        None => "Whoever gave you this plan, until one person is named for you".to_owned(),
    };
    let when = plan.next_review_on.map(|day| frame.date(day));
    let when = when.unwrap_or_else(|| "A day that we will tell you".to_owned());
    html! {
        h2.govuk-heading-m { "Whom to talk to, and when we look at this again" }
        (SummaryList::new().row("Talk to", whom).row("We look at this plan again on", when))
    }
}

/// How a goal went, said to the family.
fn came_of(goal: &SharedGoal) -> Option<String> {
    let went = match goal.outcome? {
        Outcome::Met => "You did it.",
        Outcome::PartMet => "Some of this has happened.",
        Outcome::NotMet => "This has not happened.",
    };
    Some(format!("{went} {}", goal.outcome_words).trim_end().to_owned())
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
