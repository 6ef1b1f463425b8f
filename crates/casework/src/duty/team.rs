//! The team around the family: who works with them, and when they met.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{CaseId, FieldErrors, PractitionerId, TeamMemberId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Route};

use super::{
    model::{self, Duty, Named},
    pages,
    see::{Duties, SeeDuties},
    store,
};
use crate::{
    case::store::{open_head, scopes},
    chronology::store::note,
    lead::{
        self,
        model::{Candidate, candidates},
    },
};

pub(super) fn routes() -> Vec<Route> {
    [
        Route::form::<AddTeamMember>("/cases/{case}/team/new"),
        Route::press::<LeaveTeam>("/cases/{case}/team/{member}/leaving"),
        Route::form::<RecordTeamMeeting>("/cases/{case}/team/meetings/new"),
    ]
    .concat()
}

/// One of the team around the family.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MemberLine {
    /// Which.
    pub member: TeamMemberId,
    /// The practitioner, when they have an account.
    pub practitioner: Option<PractitionerId>,
    /// Their name.
    pub name: String,
    /// Where they work.
    pub organisation: String,
    /// What they do for the family.
    pub role: String,
    /// When they left the team.
    pub left_on: Option<Date>,
}

/// One meeting of the team.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MeetingLine {
    /// When.
    pub on: Date,
    /// The names of those who came.
    pub came: Vec<String>,
}

/// Adds somebody to the team around the family. It opens nothing to them.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AddTeamMember {
    /// The case.
    pub case: CaseId,
    /// The membership of a practitioner with an account; may be empty.
    pub membership: String,
    /// The name of somebody without one.
    pub name: String,
    /// Where they work.
    pub organisation: String,
    /// What they do for the family.
    pub role: String,
}

impl Act for AddTeamMember {
    const NAME: &'static str = "add_team_member";
    const ACTION: Action = Action::RecordPlan;
}

impl Operation for AddTeamMember {
    type Done = TeamMemberId;
    const SAYS: &'static str = "Add somebody to the team around a family";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<TeamMemberId, Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let all = lead::store::practitioners(doing.tx, doing.permit, head.forum).await?;
        let all = candidates(all, &scopes::barred(doing.tx, &head).await?);
        let typed = self.membership.trim();
        let chosen = all.into_iter().find(|it| it.membership.to_string() == typed);
        let is_wrong = chosen.is_none() && !typed.is_empty();
        let part =
            (!typed.is_empty(), self.name.as_str(), self.organisation.as_str(), self.role.as_str());
        let checked = model::joins(part);
        if is_wrong {
            let mut errors = checked.err().unwrap_or_default();
            errors.add("membership", "Select somebody of the list, or leave it and enter a name");
            return Err(errors.into());
        }
        let (named, role) = checked?;
        let who = chosen.as_ref().map(|it| it.practitioner);
        let team = store::team(doing.tx, doing.permit).await?;
        let is_there = |it: &MemberLine| it.left_on.is_none() && it.practitioner == who;
        if who.is_some() && team.iter().any(is_there) {
            return Err(FieldErrors::one("membership", "They are on the team already").into());
        }
        let named = named.unwrap_or_else(|| Named {
            name: String::new(),
            organisation: chosen.map(|it| it.organisation_name).unwrap_or_default(),
        });
        let made = (TeamMemberId(doing.env.new_id()), doing.env.today(), At(doing.env.now()));
        store::add(doing.tx, doing.permit, &head, (who, &named), &role, made).await?;
        note(doing, head.id, "Somebody joined the team around the family.").await?;
        doing.about.insert(made.0.0);
        Ok(made.0)
    }
}

/// Opens the form for adding somebody to the team.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskTeamMember {
    /// The case.
    pub case: CaseId,
}

impl Act for AskTeamMember {
    const NAME: &'static str = "ask_team_member";
    const ACTION: Action = Action::RecordPlan;
}

impl Reading for AskTeamMember {
    /// Memberships and words of those who have an account.
    type Answer = Vec<(String, String)>;
    const SAYS: &'static str = "Open the form for adding somebody to the team around a family";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Self::Answer, Stop> {
        let head = open_head(looking.tx, looking.permit).await?;
        let all = lead::store::practitioners(looking.tx, looking.permit, head.forum).await?;
        let all = candidates(all, &scopes::barred(looking.tx, &head).await?);
        let today = looking.env.today();
        let words = |it: &Candidate| (it.membership.to_string(), it.words(today));
        Ok(all.iter().map(words).collect())
    }
}

impl Form for AddTeamMember {
    type Ask = AskTeamMember;
    const TITLE: &'static str = "Add somebody to the team";
    const BUTTON: &'static str = "Add to the team";

    fn ask(&self) -> AskTeamMember {
        AskTeamMember { case: self.case }
    }

    fn back(&self, _: &Vec<(String, String)>) -> Option<String> {
        Some(format!("/cases/{}/duties", self.case))
    }

    fn fields(&self, asked: &Vec<(String, String)>, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::member(self, asked, errors)
    }

    fn next(&self, _: &TeamMemberId) -> Next {
        Next::to(format!("/cases/{}/duties", self.case), "They are on the team")
    }
}

/// Says that somebody has left the team.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LeaveTeam {
    /// The case.
    pub case: CaseId,
    /// Who.
    pub member: TeamMemberId,
}

impl Act for LeaveTeam {
    const NAME: &'static str = "leave_team";
    const ACTION: Action = Action::RecordPlan;
}

impl Operation for LeaveTeam {
    type Done = ();
    const SAYS: &'static str = "Say that somebody has left the team around a family";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let team = store::team(doing.tx, doing.permit).await?;
        let member = team.into_iter().find(|it| it.member == self.member);
        if member.ok_or(Stop::NotThere)?.left_on.is_some() {
            return Err(Stop::NotNow("They have left the team already.".into()));
        }
        let today = doing.env.today();
        store::leave(doing.tx, doing.permit, self.member, today).await?;
        note(doing, head.id, "Somebody left the team around the family.").await?;
        doing.about.insert(self.member.0);
        Ok(())
    }
}

impl Form for LeaveTeam {
    type Ask = SeeDuties;
    const TITLE: &'static str = "Leave the team";
    const BUTTON: &'static str = "Has left the team";

    fn ask(&self) -> SeeDuties {
        SeeDuties { case: self.case }
    }

    fn fields(&self, _: &Duties, _: &FieldErrors, _: &Frame) -> Markup {
        Markup::default()
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/cases/{}/duties", self.case), "They have left the team")
    }
}

/// Records a meeting of the team around the family: when, and who came.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecordTeamMeeting {
    /// The case.
    pub case: CaseId,
    /// When they met.
    pub met_on: String,
    /// Who came: ids of the team.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub came: Vec<String>,
}

impl Act for RecordTeamMeeting {
    const NAME: &'static str = "record_team_meeting";
    const ACTION: Action = Action::RecordPlan;
}

impl Operation for RecordTeamMeeting {
    type Done = ();
    const SAYS: &'static str = "Record a meeting of the team around a family, and who came";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let opened_on = store::dates(doing.tx, doing.permit).await?.opened_on.0;
        let mut errors = FieldErrors::default();
        let on = model::met_on(&self.met_on, (opened_on, doing.env.today()), &mut errors);
        let mut team = store::team(doing.tx, doing.permit).await?;
        team.retain(|it| it.left_on.is_none_or(|left| on.is_some_and(|on| on <= left)));
        let is_typed = |id: &TeamMemberId| self.came.iter().any(|it| it.trim() == id.to_string());
        let came: Vec<TeamMemberId> =
            team.iter().map(|it| it.member).filter(|id| is_typed(id)).collect();
        if self.came.is_empty() {
            errors.add("came", "Select who came");
        } else if self
            .came
            .iter()
            .any(|typed| !came.iter().any(|it| it.to_string() == typed.trim()))
        {
            errors.add("came", "Select people of the team: one whom you chose is not on it");
        }
        errors.clone().into_result()?;
        let on = on.ok_or(errors)?;
        let made = (doing.env.new_id(), At(doing.env.now()));
        store::met(doing.tx, doing.permit, &head, (on, &came), made).await?;
        store::do_it(doing.tx, doing.permit, Duty::ConveneTeam, on).await?;
        let said = format!("The team around the family met on {}.", on.strftime("%-d %B %Y"));
        note(doing, head.id, &said).await?;
        Ok(())
    }
}

/// Opens the form for a meeting of the team: who is on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskTeamMeeting {
    /// The case.
    pub case: CaseId,
}

impl Act for AskTeamMeeting {
    const NAME: &'static str = "ask_team_meeting";
    const ACTION: Action = Action::RecordPlan;
}

impl Reading for AskTeamMeeting {
    type Answer = Vec<MemberLine>;
    const SAYS: &'static str = "Open the form for a meeting of the team around a family";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Self::Answer, Stop> {
        open_head(looking.tx, looking.permit).await?;
        let mut team = store::team(looking.tx, looking.permit).await?;
        team.retain(|it| it.left_on.is_none());
        Ok(team)
    }
}

impl Form for RecordTeamMeeting {
    type Ask = AskTeamMeeting;
    const TITLE: &'static str = "Record a meeting of the team";
    const BUTTON: &'static str = "Record the meeting";

    fn ask(&self) -> AskTeamMeeting {
        AskTeamMeeting { case: self.case }
    }

    fn back(&self, _: &Vec<MemberLine>) -> Option<String> {
        Some(format!("/cases/{}/duties", self.case))
    }

    fn fields(&self, asked: &Vec<MemberLine>, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::meeting(self, asked, errors)
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/cases/{}/duties", self.case), "The meeting of the team was recorded")
    }
}
