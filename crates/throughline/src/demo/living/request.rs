//! What is asked for a family, and what becomes of that.

use casework::{
    confirmation::answer::AnswerProposal,
    decision::web::Decide,
    followup::answer::AnswerFollowup,
    referral::{
        acknowledge::Acknowledge, change::Withdraw, note::AddNote, refer::Refer, request::Request,
    },
};
use db::Actor;
use ui::SaveDraft;

use super::{
    Telling, Told,
    data::{Deed, Family, Step},
    unknown,
};
use crate::commands::Failure;

/// A request as its referrer types it.
fn request(family: &Family, people: Vec<String>) -> Request {
    let consents = family.consent == "given";
    Request {
        people,
        strengths: family.strengths.clone(),
        needs_words: family.worries.clone(),
        needs: family.needs.clone(),
        agencies_needed: family.agencies.to_string(),
        level_of_need: family.level.to_string(),
        transition: "none".into(),
        own_words: family.own_words.clone(),
        referrer_offer: family.offers.clone(),
        known_to_social_care: family.known.clone(),
        consent: family.consent.clone(),
        lawful_basis: if consents || !family.without.is_empty() { "public_task" } else { "" }
            .into(),
        without_consent_reason: family.without.clone(),
        assessment_state: family.assessment.clone(),
    }
}

impl Telling<'_> {
    fn referrer(&self, family: usize) -> Result<Actor, Failure> {
        self.cast.actor(&self.told(family)?.family.by)
    }

    /// Somebody asks for support for a family, or begins to.
    pub(super) async fn ask(&mut self, family: usize) -> Result<(), Failure> {
        if self.told(family)?.family.again {
            self.meet_again(family)?;
        } else {
            self.meet(family).await?;
        }
        let told = self.told(family)?;
        let also: Result<Vec<_>, _> = told.family.also.iter().map(|it| told.somebody(it)).collect();
        let people = also?.iter().map(ToString::to_string).collect();
        let (forum, person) = (self.forum_id(told.forum)?, told.person);
        let request = request(&told.family, people);
        let referrer = self.referrer(family)?;
        if told.family.draft {
            let body = serde_html_form::to_string(&request)
                .map_err(|error| unknown(&format!("how to keep a draft: {error}")))?;
            let form = format!("/forums/{forum}/people/{person}/referrals/new");
            return self.act(referrer, SaveDraft { form, body }).await;
        }
        let refer = Refer { forum, person, request, ..Refer::default() };
        let referral = self.act(referrer, refer).await?;
        self.told_mut(family)?.referral = referral;
        Ok(())
    }

    /// Those of an earlier request, about whom another is made.
    fn meet_again(&mut self, family: usize) -> Result<(), Failure> {
        let name = |line: &str| line.rsplit_once(',').map(|(name, _)| name.to_owned());
        let again = name(&self.told(family)?.family.child);
        let is_first = |it: &&Told| !it.family.again && name(&it.family.child) == again;
        let first =
            self.families.iter().find(is_first).ok_or_else(|| unknown("who came before"))?;
        let (person, people) = (first.person, first.people.clone());
        let told = self.told_mut(family)?;
        (told.person, told.people) = (person, people);
        Ok(())
    }

    pub(super) async fn acknowledge(&self, family: usize) -> Result<(), Failure> {
        let told = self.told(family)?;
        let acknowledge = Acknowledge { referral: told.referral };
        self.act(self.coordinator(told.forum)?, acknowledge).await
    }

    /// A step of the request itself.
    pub(super) async fn step_of_request(
        &mut self,
        family: usize,
        step: &Step,
    ) -> Result<(), Failure> {
        let told = self.told(family)?;
        let (referral, referrer) = (told.referral, self.referrer(family)?);
        let coordinator = self.coordinator(told.forum)?;
        let words = step.words.clone();
        match step.r#do {
            Deed::Note => self.act(referrer, AddNote { referral, words }).await,
            Deed::Withdraw => {
                let withdraw = Withdraw { referral, version: 1, why: words };
                self.act(referrer, withdraw).await
            }
            Deed::Followup => {
                let answer = AnswerFollowup { referral, answer: step.code.clone(), words };
                self.act(referrer, answer).await
            }
            Deed::Return => {
                let decide = Decide {
                    referral,
                    version: 1,
                    decision: "return".into(),
                    return_reason: step.code.clone(),
                    indicators: step.indicators.clone(),
                    rationale: words,
                    override_reason: step.why.clone(),
                    ..Decide::default()
                };
                let proposed = self.act(coordinator, decide).await?.proposed;
                let Some(proposal) = proposed.filter(|_| step.outcome != "waits") else {
                    return Ok(());
                };
                let (proposal, answer) = (proposal.to_string(), "confirm".into());
                let confirm = AnswerProposal { referral, proposal, answer, reason: String::new() };
                self.act(self.chair(told.forum)?, confirm).await.map(|_| ())
            }
            _ => {
                let decide = Decide {
                    referral,
                    version: 1,
                    decision: "accept".into(),
                    level_of_need: told.family.level.to_string(),
                    indicators: step.indicators.clone(),
                    rationale: words,
                    override_reason: step.why.clone(),
                    ..Decide::default()
                };
                let decided = self.act(coordinator, decide).await?;
                let case = decided.case.ok_or_else(|| unknown("the case that was opened"))?;
                self.told_mut(family)?.case = case;
                Ok(())
            }
        }
    }
}
