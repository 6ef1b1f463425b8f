//! The plan in plain words, to read with the family and to print: what is going well, what should be
//! different, who does what by when, whom to talk to (ADR 10). It holds nothing that only practitioners should read: no level
//! of need, no reasons of a meeting, no needs in a practitioner's words; and not what one of the family said, which
//! another of them might read.

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
    /// What should be different.
    pub goals: Vec<GoalLine>,
    /// Who does what.
    pub actions: Vec<ActionLine>,
    /// The services that were asked for or are given.
    pub services: Vec<AllocationLine>,
    /// The lead professional and their organisation, once there is one.
    pub lead: Option<(String, Option<String>)>,
    /// When the plan is looked at again.
    pub next_review_on: Option<Date>,
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
        let mut services = allocation::store::of_case(looking.tx, permit).await?;
        services.retain(|it| matches!(it.status.as_str(), "offered" | "accepted"));
        let has_lead = head.lead_status == lead::model::ACCEPTED;
        Ok(SharedPlan {
            called: heading(&charter_of(&head.charter)?.label("plan").one),
            people,
            strengths: body.words.strengths,
            goals: goal::store::of_case(looking.tx, permit).await?,
            actions: store::of_case(looking.tx, permit, today).await?,
            services,
            lead: body.lead.filter(|_| has_lead),
            next_review_on: body.next_review_on.map(|day| day.0),
        })
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
        content(answer, frame)
    }
}

fn content(plan: &SharedPlan, frame: &Frame) -> Markup {
    let of =
        |goal| -> Vec<&ActionLine> { plan.actions.iter().filter(|it| it.goal == goal).collect() };
    let others = of(None);
    html! {
        div.tl-before-sharing {
            (WarningText::new(
                "Read it before you share it. Whoever else lives there may read it, too: leave out of goals and \
                 actions what could put somebody at risk."))
        }
        @if !plan.strengths.is_empty() {
            h2.govuk-heading-m { "What is going well" }
            p.govuk-body { (lines(&plan.strengths)) }
        }
        h2.govuk-heading-m { "What we will do together" }
        @if plan.goals.is_empty() && others.is_empty() {
            p.govuk-body { "Nothing has been agreed yet." }
        }
        @for goal in &plan.goals {
            h3.govuk-heading-s { (goal.words) }
            @if let Some(came) = came_of(goal) { p.govuk-body { (came) } }
            (steps(&of(Some(goal.goal)), frame))
        }
        @if !others.is_empty() {
            @if !plan.goals.is_empty() { h3.govuk-heading-s { "And also" } }
            (steps(&others, frame))
        }
        @if !plan.services.is_empty() {
            h2.govuk-heading-m { "Help for you" }
            ul.govuk-list.govuk-list--bullet {
                @for it in &plan.services {
                    li {
                        (it.service) ", " (it.provider)
                        @if it.status == "offered" { ": we have asked and will tell you" }
                    }
                }
            }
        }
        h2.govuk-heading-m { "Whom to talk to, and when we look at this again" }
        (SummaryList::new()
            .row("Talk to", whom(plan.lead.as_ref()))
            .row("We look at this plan again on",
                plan.next_review_on.map_or_else(|| "A day that we will tell you".to_owned(), |day| frame.date(day))))
    }
}

fn whom(lead: Option<&(String, Option<String>)>) -> String {
    match lead {
        Some((name, Some(organisation))) => format!("{name}, {organisation}"),
        Some((name, None)) => name.clone(),
        None => "Whoever gave you this plan, until one person is named for you".to_owned(),
    }
}

/// How a goal went, said to the family.
fn came_of(goal: &GoalLine) -> Option<String> {
    let went = match goal.outcome? {
        Outcome::Met => "You did it.",
        Outcome::PartMet => "Some of this has happened.",
        Outcome::NotMet => "This has not happened.",
    };
    Some(format!("{went} {}", goal.outcome_words).trim_end().to_owned())
}

/// Who does what by when; what was given up is no part of the plan.
fn steps(actions: &[&ActionLine], frame: &Frame) -> Markup {
    let kept = actions.iter().filter(|it| it.status != Status::NotDone);
    let who = |action: &ActionLine| {
        let names: Vec<&str> = action.owners.iter().map(|it| it.name.as_str()).collect();
        names.join(" and ")
    };
    html! {
        ul.govuk-list.govuk-list--bullet {
            @for action in kept {
                li {
                    (action.description.trim_end_matches('.')) ". " (who(action))
                    @if action.status == Status::Done { ": done" } @else { ", by " (frame.date(action.due_on)) }
                }
            }
        }
    }
}
