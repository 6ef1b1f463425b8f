//! Those who are away, and those who have left.

use casework::{
    absence::web::RecordAbsence,
    handover::web::{AskHandover, HandOver},
};
use db::Actor;
use partnership::accounts::{change::DisableAccount, ending::EndMembership, web::SeePractitioner};

use super::{Telling, Told, data::Colleague, unknown};
use crate::commands::Failure;

impl Telling<'_> {
    fn colleague(&self, colleague: usize) -> Result<&Colleague, Failure> {
        self.staff.practitioners.get(colleague).ok_or_else(|| unknown("a colleague"))
    }

    pub(super) async fn away(&self, colleague: usize) -> Result<(), Failure> {
        let colleague = self.colleague(colleague)?;
        let Some(away) = colleague.away else { return Ok(()) };
        let (from, until) = (self.day(away.from).to_string(), self.day(away.until).to_string());
        let absence = RecordAbsence { away: "away".into(), from, until };
        self.act(self.cast.actor(&colleague.slug)?, absence).await.map(|_| ())
    }

    /// Somebody leaves: their families are handed over, and then their account ends.
    pub(super) async fn leave(&mut self, colleague: usize) -> Result<(), Failure> {
        let colleague = self.colleague(colleague)?;
        let Some(left) = colleague.left.clone() else { return Ok(()) };
        let slug = colleague.slug.clone();
        let practitioner = self.cast.player(&slug)?.practitioner;
        let from = self.day(left.ago).to_string();
        let leaving = RecordAbsence { away: "leaving".into(), from, ..Default::default() };
        self.act(self.cast.actor(&slug)?, leaving).await?;
        for forum in 0..self.staff.forums.len() {
            let leads = |it: &&Told| {
                it.forum == forum && !it.closed && it.lead.as_deref() == Some(slug.as_str())
            };
            let cases: Vec<String> =
                self.families.iter().filter(leads).map(|it| it.case.to_string()).collect();
            if cases.is_empty() {
                continue;
            }
            let coordinator = self.coordinator(forum)?;
            let asked = self.look(coordinator, AskHandover { practitioner }).await?;
            let name = format!("{}, ", self.cast.player(&left.to)?.name);
            let found = asked.choices.into_iter().find(|(_, words)| words.starts_with(&name));
            let (membership, _) = found.ok_or_else(|| unknown(&name))?;
            self.act(coordinator, HandOver { practitioner, cases, membership }).await?;
        }
        for family in 0..self.families.len() {
            let told = self.told_mut(family)?;
            if !told.closed && told.lead.as_deref() == Some(slug.as_str()) {
                told.asked = Some(left.to.clone());
                self.answer_lead(family, "").await?;
            }
        }
        let account = self.look(Actor::Console, SeePractitioner { practitioner }).await?.account;
        for role in account.memberships {
            let end = EndMembership { practitioner, membership: role.id };
            self.act(Actor::Console, end).await?;
        }
        self.act(Actor::Console, DisableAccount { practitioner }).await
    }
}
