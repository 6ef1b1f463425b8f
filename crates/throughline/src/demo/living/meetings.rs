//! The meetings of the forums, week by week.

use casework::meeting::{
    deputy::{AskDeputy, NameDeputy},
    items::{AddItem, DiscussItem},
    steps::{CancelMeeting, ConfirmMinutes, MarkHeld, PublishAgenda, RecordAttendance},
    web::{Convene, SeeMeeting},
};
use db::Actor;
use kernel::{MeetingId, PractitionerId};

use super::{Telling, data::Step, unknown};
use crate::commands::Failure;

/// How members attend: most come.
const ATTENDANCE: [&str; 9] = [
    "present",
    "present",
    "apologies",
    "present",
    "present",
    "deputy_sent",
    "present",
    "written_update",
    "present",
];

impl Telling<'_> {
    fn meeting(&self, forum: usize, ago: i64) -> Result<MeetingId, Failure> {
        let found = self.meetings.get(&(forum, ago)).copied();
        found.ok_or_else(|| unknown(&format!("a meeting of forum {forum}, {ago} days ago")))
    }

    pub(super) fn chair(&self, forum: usize) -> Result<Actor, Failure> {
        self.cast.actor(&self.forum(forum)?.chair)
    }

    pub(super) async fn convene(&mut self, forum: usize, ago: i64) -> Result<(), Failure> {
        let held_on = self.day(ago).to_string();
        let convene = Convene { forum: self.forum_id(forum)?, held_on, ..Convene::default() };
        let meeting = self.act(self.coordinator(forum)?, convene).await?;
        self.meetings.insert((forum, ago), meeting);
        Ok(())
    }

    pub(super) async fn cancel(&self, forum: usize, ago: i64) -> Result<(), Failure> {
        let meeting = self.meeting(forum, ago)?;
        self.act(self.coordinator(forum)?, CancelMeeting { meeting }).await
    }

    pub(super) async fn publish(&self, forum: usize, ago: i64) -> Result<(), Failure> {
        let meeting = self.meeting(forum, ago)?;
        self.act(self.coordinator(forum)?, PublishAgenda { meeting }).await
    }

    pub(super) async fn attend(&self, forum: usize, ago: i64) -> Result<(), Failure> {
        let meeting = self.meeting(forum, ago)?;
        let seen = self.look(self.chair(forum)?, SeeMeeting { meeting }).await?;
        let turn = usize::try_from(ago / 7).unwrap_or_default();
        let ways = ATTENDANCE.iter().cycle().skip(turn);
        let run_by = self.forum(forum)?;
        let run_by = [&run_by.coordinator, &run_by.chair].map(|slug| self.cast.player(slug));
        let is_run_by = |who| run_by.iter().flatten().any(|it| it.practitioner == who);
        let attendance = seen.attendance.iter().zip(ways).map(|(it, how)| {
            let how = if is_run_by(it.practitioner) { "present" } else { how };
            format!("{} {how}", it.practitioner)
        });
        let attendance: Vec<String> = attendance.collect();
        let sent = attendance.iter().filter_map(|line| line.strip_suffix(" deputy_sent"));
        let sent: Vec<PractitionerId> = sent.filter_map(|who| who.parse().ok()).collect();
        self.act(self.coordinator(forum)?, RecordAttendance { meeting, attendance }).await?;
        // Who came for whom is remembered of the meeting that is under way.
        for practitioner in sent.into_iter().filter(|_| ago == 0) {
            let asked = self.look(self.chair(forum)?, AskDeputy { meeting, practitioner }).await?;
            let Some((deputy, _)) = asked.staff.into_iter().next() else { continue };
            let name = NameDeputy { meeting, practitioner, deputy, ..NameDeputy::default() };
            self.act(self.chair(forum)?, name).await?;
        }
        Ok(())
    }

    pub(super) async fn hold(&self, forum: usize, ago: i64) -> Result<(), Failure> {
        let meeting = self.meeting(forum, ago)?;
        self.act(self.chair(forum)?, MarkHeld { meeting }).await
    }

    pub(super) async fn confirm(&self, forum: usize, ago: i64) -> Result<(), Failure> {
        let meeting = self.meeting(forum, ago)?;
        self.act(self.chair(forum)?, ConfirmMinutes { meeting }).await
    }

    pub(super) async fn list(&mut self, family: usize, ago: i64) -> Result<(), Failure> {
        let told = self.told(family)?;
        let meeting = self.meeting(told.forum, ago)?;
        let add = AddItem { meeting, case: told.case.to_string() };
        let item = self.act(self.coordinator(told.forum)?, add).await?;
        self.told_mut(family)?.items.insert(ago, item);
        Ok(())
    }

    /// What the chair writes of a case.
    pub(super) async fn discuss(&self, family: usize, step: &Step) -> Result<(), Failure> {
        let told = self.told(family)?;
        let (meeting, chair) = (self.meeting(told.forum, step.ago)?, self.chair(told.forum)?);
        let item = told.items.get(&step.ago).copied().ok_or_else(|| unknown("an agenda item"))?;
        let discuss = DiscussItem {
            meeting,
            item,
            discussion: step.words.clone(),
            decision: step.code.clone(),
            rationale: step.why.clone(),
            // As it was put on the agenda: nobody wrote anything yet.
            version: 1,
            ..DiscussItem::default()
        };
        self.act(chair, discuss).await
    }
}
