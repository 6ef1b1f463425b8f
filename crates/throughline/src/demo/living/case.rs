//! What people do on a case and about its family.

use casework::{
    allocation::web::{AnswerOffer, AskServices, OfferServices},
    chronology::record::RecordEvent,
    closure::web::{AskClosure, CloseCase, ReopenCase},
    consent::web::RecordConsent,
    contingency::{model::Contingency, web::RecordContingency},
    goal::{model::Typed, web::RecordGoal},
    lead::web::{AnswerLead, AskLead, ProposeLead},
    named::web::NamePractitioner,
    plan::web::{RecordAction, ReportBack},
    review::web::{AskReview, RecordReview},
    share::choose::{AskLines, ChooseLines},
};
use db::Actor;
use people::{
    alert::web::AddAlert,
    communication::web::AmendCommunication,
    concern::add::AddPersonOfConcern,
    restriction::{bars::BarFromRecord, web::RestrictRecord},
};

use super::{
    Telling, Told,
    data::{Deed, Step},
    unknown,
};
use crate::commands::Failure;

impl Telling<'_> {
    /// A step of a family's story.
    pub(super) async fn step(&mut self, family: usize, number: usize) -> Result<(), Failure> {
        let told = self.told(family)?;
        let child = told.family.child.clone();
        let step = told.family.story.get(number).cloned().ok_or_else(|| unknown("a step"))?;
        let done = match step.r#do {
            Deed::Accept | Deed::Return | Deed::Withdraw | Deed::Note | Deed::Followup => {
                self.step_of_request(family, &step).await
            }
            Deed::Alert | Deed::Concern | Deed::Communicates | Deed::Restrict | Deed::Bar => {
                self.step_of_people(family, &step).await
            }
            Deed::Lead | Deed::AnswerLead | Deed::Review | Deed::Close | Deed::Reopen => {
                self.step_of_case(family, &step).await
            }
            Deed::Panel if step.words.is_empty() => Ok(()),
            Deed::Panel => self.discuss(family, &step).await,
            _ => self.step_of_plan(family, &step).await,
        };
        let (deed, ago) = (step.r#do, step.ago);
        done.map_err(|why| Failure::Asked(format!("{child}, {deed:?} {ago} days ago: {why}")))
    }

    /// Who keeps the plan of a case: whoever is named, else its lead, else the coordinator.
    fn keeper(&self, told: &Told, who: &str) -> Result<Actor, Failure> {
        match (who, &told.lead) {
            ("", Some(lead)) => self.cast.actor(lead),
            ("", None) => self.coordinator(told.forum),
            (who, _) => self.cast.actor(who),
        }
    }

    async fn step_of_people(&mut self, family: usize, step: &Step) -> Result<(), Failure> {
        let told = self.told(family)?;
        let person = told.somebody(&step.of)?;
        let (referrer, coordinator) =
            (self.cast.actor(&told.family.by)?, self.coordinator(told.forum)?);
        let staff = |slug: &String| self.cast.player(slug).map(|it| it.practitioner.to_string());
        match step.r#do {
            Deed::Alert => {
                let review_on = self.day(step.due.unwrap_or(-90)).to_string();
                let (kind, words) = (step.code.clone(), step.words.clone());
                let alert = AddAlert { person, kind, words, review_on };
                self.act(referrer, alert).await.map(|_| ())
            }
            Deed::Concern => {
                let concern = AddPersonOfConcern {
                    person,
                    name: step.whom.clone(),
                    tie: step.code.clone(),
                    near: step.outcome.clone(),
                    feared: step.why.clone(),
                    handling: step.words.clone(),
                    readers: "involved".into(),
                    review_on: self.day(step.due.unwrap_or(-90)).to_string(),
                    ..AddPersonOfConcern::default()
                };
                self.act(referrer, concern).await.map(|_| ())
            }
            Deed::Communicates => {
                let needs_one = !step.language.is_empty();
                let communication = AmendCommunication {
                    person,
                    interpreter: if needs_one { "yes" } else { "no" }.into(),
                    language: step.language.clone(),
                    needs: step.needs.clone(),
                    words: step.words.clone(),
                    ..AmendCommunication::default()
                };
                self.act(referrer, communication).await.map(|_| ())
            }
            Deed::Restrict => {
                let named: Result<Vec<_>, _> = step.owners.iter().map(staff).collect();
                let restrict = RestrictRecord { person, restricted: "yes".into(), named: named? };
                self.act(coordinator, restrict).await.map(|_| ())
            }
            _ => {
                let (practitioner, reason) = (staff(&step.who)?, step.words.clone());
                let bar = BarFromRecord { person, practitioner, reason, ..Default::default() };
                self.act(coordinator, bar).await.map(|_| ())
            }
        }
    }

    async fn step_of_case(&mut self, family: usize, step: &Step) -> Result<(), Failure> {
        let told = self.told(family)?;
        let (case, keeper) = (told.case, self.keeper(told, &step.who));
        match step.r#do {
            Deed::Lead => {
                let coordinator = self.coordinator(told.forum)?;
                let asked = self.look(coordinator, AskLead { case }).await?;
                let name = format!("{}, ", self.cast.player(&step.who)?.name);
                let found = asked.choices.into_iter().find(|(_, words)| words.starts_with(&name));
                let (membership, _) = found.ok_or_else(|| unknown(&name))?;
                let propose = ProposeLead { case, membership, version: asked.version };
                self.act(coordinator, propose).await?;
                self.told_mut(family)?.asked = Some(step.who.clone());
                Ok(())
            }
            Deed::AnswerLead => self.answer_lead(family, &step.code).await,
            Deed::Review => {
                let keeper = keeper?;
                let version = self.look(keeper, AskReview { case }).await?.version;
                let next_review_on = step.due.map(|ago| self.day(ago).to_string());
                let review = RecordReview {
                    case,
                    progress: step.words.clone(),
                    decision: step.code.clone(),
                    next_review_on: next_review_on.unwrap_or_default(),
                    level: step.level.clone(),
                    level_reason: step.why.clone(),
                    indicators: step.indicators.clone(),
                    version,
                };
                self.act(keeper, review).await.map(|_| ())
            }
            Deed::Close => self.close(family, step, keeper?).await,
            _ => {
                let coordinator = self.coordinator(told.forum)?;
                self.act(coordinator, ReopenCase { case, reason: step.words.clone() }).await?;
                self.told_mut(family)?.closed = false;
                Ok(())
            }
        }
    }

    /// Whoever was asked to lead says yes, or why not.
    pub(super) async fn answer_lead(&mut self, family: usize, why: &str) -> Result<(), Failure> {
        let told = self.told_mut(family)?;
        let case = told.case;
        let asked = told.asked.take().ok_or_else(|| unknown("who was asked to lead"))?;
        let answer = if why.is_empty() { "accept" } else { "decline" }.into();
        if why.is_empty() {
            told.lead = Some(asked.clone());
        }
        let answer = AnswerLead { case, answer, reason: why.into() };
        self.act(self.cast.actor(&asked)?, answer).await.map(|_| ())
    }

    async fn close(&mut self, family: usize, step: &Step, keeper: Actor) -> Result<(), Failure> {
        let case = self.told(family)?.case;
        let asked = self.look(keeper, AskClosure { case }).await?;
        let went = |(number, (goal, _)): (usize, &(_, String))| {
            let how = match (step.outcome.as_str(), number) {
                ("achieved", _) | ("partly_achieved", 0) => "met",
                ("partly_achieved", _) => "part_met",
                _ => "not_met",
            };
            format!("{goal}={how}")
        };
        let close = CloseCase {
            case,
            reason: step.code.clone(),
            outcome: step.outcome.clone(),
            summary: step.words.clone(),
            goals: asked.open_goals.iter().enumerate().map(went).collect(),
            give_up: if step.why.is_empty() { "" } else { "yes" }.into(),
            give_up_reason: step.why.clone(),
            level: step.level.clone(),
            version: asked.version,
        };
        self.act(keeper, close).await?;
        self.told_mut(family)?.closed = true;
        Ok(())
    }

    async fn step_of_plan(&mut self, family: usize, step: &Step) -> Result<(), Failure> {
        let told = self.told(family)?;
        let (case, keeper) = (told.case, self.keeper(told, &step.who));
        let words = step.words.clone();
        match step.r#do {
            Deed::Goal => {
                let (importance, confidence) = step.scores.split_once(' ').unwrap_or_default();
                let need = step.need.clone();
                let (importance, confidence) = (importance.into(), confidence.into());
                let typed = Typed { words, need, importance, confidence };
                let goal = self.act(keeper?, RecordGoal { case, typed }).await?;
                self.told_mut(family)?.goals.push(goal);
                Ok(())
            }
            Deed::Action => self.agree_action(family, step, keeper?).await,
            Deed::Report => self.report(family, step).await,
            Deed::Offer => self.offer(family, step, keeper?).await,
            Deed::Answer => self.answer_offer(family, step).await,
            Deed::Consent => {
                let mut said = step.code.split(' ').map(str::to_owned);
                let mut next = || said.next().unwrap_or_default();
                let (purpose, decision, decider) = (next(), next(), next());
                let none = RecordConsent::default();
                let consent =
                    RecordConsent { case, purpose, decision, decider, note: words, ..none };
                self.act(keeper?, consent).await
            }
            Deed::Event => {
                let on = self.day(step.due.unwrap_or(step.ago)).to_string();
                let significant = if step.code == "significant" { "yes" } else { "no" }.into();
                let event = RecordEvent { case, on, said: words, significant };
                self.act(keeper?, event).await.map(|_| ())
            }
            Deed::Contingency => {
                let words = Contingency {
                    about_me: step.about_me.clone(),
                    early_signs: step.early_signs.clone(),
                    triggers: step.triggers.clone(),
                    what_to_do: step.what_to_do.clone(),
                    whom_to_call: step.whom_to_call.clone(),
                };
                self.act(keeper?, RecordContingency { case, words, ..Default::default() }).await
            }
            _ => {
                let lines = self.look(keeper?, AskLines { case }).await?;
                let shown = lines.iter().map(|it| it.mark.clone()).collect();
                let lines = lines.iter().map(|it| it.id.to_string()).collect();
                let keeper = self.keeper(self.told(family)?, &step.who)?;
                self.act(keeper, ChooseLines { case, shown, lines }).await
            }
        }
    }

    async fn agree_action(
        &mut self,
        family: usize,
        step: &Step,
        keeper: Actor,
    ) -> Result<(), Failure> {
        let told = self.told(family)?;
        let organisation = |name: &String| self.cast.organisation(name).map(|id| id.to_string());
        let owners: Result<Vec<String>, _> = step.owners.iter().map(organisation).collect();
        let owners = owners?;
        let goal = told.goals.last().map(ToString::to_string).unwrap_or_default();
        let meeting = self.meetings.get(&(told.forum, step.ago));
        let action = RecordAction {
            case: told.case,
            description: step.words.clone(),
            due_on: self.day(step.due.unwrap_or_default()).to_string(),
            accountable: owners.first().cloned().unwrap_or_default(),
            owners,
            meeting: meeting.map(ToString::to_string).unwrap_or_default(),
            goal,
        };
        let (case, action) = (told.case, self.act(keeper, action).await?);
        for slug in &step.named {
            let who = self.cast.player(slug)?;
            let (practitioner, organisation) = (who.practitioner.to_string(), who.organisation);
            let name = NamePractitioner { case, action, organisation, practitioner };
            self.act(self.cast.actor(slug)?, name).await?;
        }
        self.told_mut(family)?.actions.push((action, step.owners.clone()));
        Ok(())
    }

    async fn report(&self, family: usize, step: &Step) -> Result<(), Failure> {
        let told = self.told(family)?;
        let found = step.action.checked_sub(1).and_then(|at| told.actions.get(at));
        let (action, owners) = found.ok_or_else(|| unknown("the action that is reported on"))?;
        let owner = step.owners.first().or_else(|| owners.first());
        let who = match step.who.as_str() {
            "" => self.desk(owner.ok_or_else(|| unknown("an owner"))?)?,
            who => who,
        };
        let report = ReportBack {
            case: told.case,
            action: *action,
            status: step.code.clone(),
            said: step.words.clone(),
            organisation: String::new(),
        };
        self.act(self.cast.actor(who)?, report).await.map(|_| ())
    }

    async fn offer(&mut self, family: usize, step: &Step, keeper: Actor) -> Result<(), Failure> {
        let told = self.told(family)?;
        let case = told.case;
        let meeting = self.meetings.get(&(told.forum, step.ago));
        let meeting = meeting.map(ToString::to_string).unwrap_or_default();
        if !self.services.contains_key(&step.service) {
            let open = self.look(keeper, AskServices { case }).await?.services;
            let found = open.into_iter().find(|it| it.name.starts_with(&step.service));
            let found = found.ok_or_else(|| unknown(&step.service))?;
            self.services.insert(step.service.clone(), found.id.to_string());
        }
        let services = self.services.get(&step.service).into_iter().cloned().collect();
        let offer = OfferServices { case, services, meeting };
        let made = self.act(keeper, offer).await?;
        let offers = &mut self.told_mut(family)?.offers;
        offers.extend(made.into_iter().map(|id| (step.service.clone(), id)));
        Ok(())
    }

    async fn answer_offer(&self, family: usize, step: &Step) -> Result<(), Failure> {
        let told = self.told(family)?;
        let allocation = told.offers.get(&step.service).copied();
        let allocation = allocation.ok_or_else(|| unknown(&step.service))?;
        let who = match (step.who.as_str(), self.providers.get(&step.service)) {
            ("", Some(provider)) => self.desk(provider)?,
            (who, _) => who,
        };
        let answer = if step.code.is_empty() { "accept" } else { "decline" }.into();
        let reason = step.code.clone();
        let answer =
            AnswerOffer { case: told.case, allocation, answer, reason, ..AnswerOffer::default() };
        self.act(self.cast.actor(who)?, answer).await.map(|_| ())
    }
}
