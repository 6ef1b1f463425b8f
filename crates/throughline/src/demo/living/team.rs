//! What a lead professional does: the team around the family comes together, and the plan is returned.

use casework::duty::{
    plan::ReturnPlan,
    team::{AddTeamMember, AskTeamMember, RecordTeamMeeting},
};
use db::Actor;
use kernel::TeamMemberId;

use super::{
    Telling, Told,
    data::{Deed, Step},
    unknown,
};
use crate::commands::Failure;

impl Telling<'_> {
    /// Those who do something for the family join the team, and it meets.
    pub(super) async fn gather(&self, family: usize) -> Result<(), Failure> {
        let told = self.told(family)?;
        let (case, lead) = (told.case, told.lead.clone().ok_or_else(|| unknown("who leads"))?);
        let mut parts = self.parts(told)?;
        parts.retain(|(who, _)| *who != lead);
        let keeper = self.cast.actor(&lead)?;
        let choices = self.look(keeper, AskTeamMember { case }).await?;
        let mut came = Vec::new();
        for (who, role) in parts {
            let member = AddTeamMember { case, role, ..AddTeamMember::default() };
            let member = self.join((keeper, &choices), &who, member).await?;
            came.extend(member.map(|it| it.to_string()));
        }
        if came.is_empty() {
            return Ok(());
        }
        let met_on = self.door.env().today().to_string();
        self.act(keeper, RecordTeamMeeting { case, met_on, came }).await.map(|_| ())
    }

    pub(super) async fn return_plan(&self, family: usize) -> Result<(), Failure> {
        let told = self.told(family)?;
        let lead = told.lead.as_ref().ok_or_else(|| unknown("who leads"))?;
        self.act(self.cast.actor(lead)?, ReturnPlan { case: told.case }).await
    }

    /// Who does what for a family: who gives a service, who owns an action, and who the story names besides. Each once.
    fn parts(&self, told: &Told) -> Result<Vec<(String, String)>, Failure> {
        let mut parts: Vec<(String, String)> = Vec::new();
        let mut add = |who: &str, role: &str| {
            if parts.iter().all(|(known, _)| known != who) {
                parts.push((who.to_owned(), role.to_owned()));
            }
        };
        for line in &told.family.team {
            let (who, role) = line.split_once(": ").ok_or_else(|| unknown(line))?;
            add(who, role);
        }
        let gives = |it: &&Step| it.r#do == Deed::Answer && it.code.is_empty();
        for step in told.family.story.iter().filter(gives) {
            if !told.offers.contains_key(&step.service) {
                continue;
            }
            let provider = self.providers.get(&step.service).ok_or_else(|| unknown("a service"))?;
            let who = if step.who.is_empty() { self.desk(provider)? } else { &step.who };
            add(who, &step.service);
        }
        let actions = told.family.story.iter().filter(|it| it.r#do == Deed::Action);
        for step in actions.take(told.actions.len()) {
            for owner in &step.owners {
                add(self.desk(owner)?, &step.words);
            }
        }
        Ok(parts)
    }

    /// Somebody joins the team: with an account, or by their name and where they work. Nobody who is kept out of the record.
    async fn join(
        &self,
        (keeper, choices): (Actor, &[(String, String)]),
        who: &str,
        member: AddTeamMember,
    ) -> Result<Option<TeamMemberId>, Failure> {
        let member = if let Some((name, organisation)) = who.split_once(", ") {
            AddTeamMember { name: name.into(), organisation: organisation.into(), ..member }
        } else {
            let name = format!("{}, ", self.cast.player(who)?.name);
            let found = choices.iter().find(|(_, words)| words.starts_with(&name));
            let Some((membership, _)) = found else { return Ok(None) };
            AddTeamMember { membership: membership.clone(), ..member }
        };
        self.act(keeper, member).await.map(Some)
    }
}
