//! Who came for somebody who sent a deputy.

use agreement::{Act, Action, Kind};
use db::{Doing, Looking, Operation, Reading, Stop, Subject};
use govuk::{Input, Select};
use kernel::{FieldErrors, MeetingId, PractitionerId};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};

use super::{
    model::deputy::{Deputy, checked},
    store,
    web::Attendance,
};

/// Says who came as a member's deputy: somebody of the same organisation, or a name where they have no account.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NameDeputy {
    /// The meeting.
    pub meeting: MeetingId,
    /// The member who sent them.
    pub practitioner: PractitionerId,
    /// A practitioner of the member's organisation; may be empty.
    pub deputy: String,
    /// Their name, when they have no account.
    pub name: String,
}

impl Act for NameDeputy {
    const NAME: &'static str = "name_deputy";
    const ACTION: Action = Action::RunMeeting;
}

impl Operation for NameDeputy {
    type Done = ();
    const SAYS: &'static str = "Say who came to a meeting as somebody's deputy";

    fn subject(&self) -> Subject {
        (Kind::Meeting, Some(self.meeting.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let meeting = store::meeting(doing.tx, doing.permit).await?;
        meeting.status.minute().map_err(|why| Stop::NotNow(why.to_owned()))?;
        let members = store::attendance(doing.tx, doing.permit, meeting.forum).await?;
        let member = sender(members, self.practitioner)?;
        let staff = store::order::colleagues(doing.tx, doing.permit, &member).await?;
        let known: Vec<PractitionerId> = staff.iter().map(|(id, _)| *id).collect();
        let deputy = checked(&self.deputy, &self.name, &known)?;
        let (id, name) = match &deputy {
            Deputy::Known(id) => (Some(*id), ""),
            Deputy::Named(name) => (None, name.as_str()),
        };
        store::order::deputise(doing.tx, doing.permit, self.practitioner, (id, name)).await?;
        Ok(())
    }
}

/// The member who sent a deputy.
fn sender(members: Vec<Attendance>, who: PractitionerId) -> Result<Attendance, Stop> {
    let member = members.into_iter().find(|it| it.practitioner == who).ok_or(Stop::NotThere)?;
    if member.status != "deputy_sent" {
        let told = "Record first that they sent a deputy. Then say who came.";
        return Err(Stop::NotNow(told.to_owned()));
    }
    Ok(member)
}

/// What the form shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DeputyAsked {
    /// The member who sent a deputy.
    pub member: Attendance,
    /// Those of the same organisation: ids and names.
    pub staff: Vec<(String, String)>,
}

/// Opens the form for who came as somebody's deputy.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskDeputy {
    /// The meeting.
    pub meeting: MeetingId,
    /// The member who sent them.
    pub practitioner: PractitionerId,
}

impl Act for AskDeputy {
    const NAME: &'static str = "ask_deputy";
    const ACTION: Action = Action::RunMeeting;
}

impl Reading for AskDeputy {
    type Answer = DeputyAsked;
    const SAYS: &'static str = "Open the form for who came as somebody's deputy";

    fn subject(&self) -> Subject {
        (Kind::Meeting, Some(self.meeting.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<DeputyAsked, Stop> {
        let meeting = store::meeting(looking.tx, looking.permit).await?;
        meeting.status.minute().map_err(|why| Stop::NotNow(why.to_owned()))?;
        let members = store::attendance(looking.tx, looking.permit, meeting.forum).await?;
        let member = sender(members, self.practitioner)?;
        let staff = store::order::colleagues(looking.tx, looking.permit, &member).await?;
        let staff = staff.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
        Ok(DeputyAsked { member, staff })
    }
}

impl Form for NameDeputy {
    type Ask = AskDeputy;
    const TITLE: &'static str = "Who came as deputy?";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskDeputy {
        AskDeputy { meeting: self.meeting, practitioner: self.practitioner }
    }

    fn back(&self, _: &DeputyAsked) -> Option<String> {
        Some(format!("/meetings/{}", self.meeting))
    }

    fn fields(&self, asked: &DeputyAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        let of = &asked.member.organisation_name;
        html! {
            p.govuk-body {
                "For " (asked.member.name) ", " (of) ". A deputy sees no more here than they did before."
            }
            (Select::new("deputy", format!("Somebody of {of} with an account here (optional)"))
                .item("", "Nobody of this list").items(asked.staff.iter().cloned())
                .value(&self.deputy).error(errors.of("deputy")))
            (Input::new("name", "Or the name of somebody without one").value(&self.name)
                .error(errors.of("name")))
        }
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/meetings/{}", self.meeting), "Who came as deputy was saved")
    }
}
