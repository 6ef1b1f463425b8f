//! The steps of a meeting: publish the agenda, record attendance, mark as held, confirm the minutes,
//! cancel.

use agreement::{Act, Action, Kind};
use db::{Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{FieldErrors, MeetingId, PractitionerId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};

use super::{
    model::{self, Status},
    pages, store,
    web::Attendance,
};
use crate::{
    case::{model::Head, web::SeeCaseSummary},
    chronology, review,
};

/// What a button on the page of a meeting needs: the right to run it, and the cases to choose from.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskMeeting {
    /// The meeting.
    pub meeting: MeetingId,
}

impl Act for AskMeeting {
    const NAME: &'static str = "ask_meeting";
    const ACTION: Action = Action::RunMeeting;
}

impl Reading for AskMeeting {
    /// Cases that may be put on the agenda.
    type Answer = Vec<(String, String)>;
    const SAYS: &'static str = "What can be put on the agenda of a meeting";

    fn subject(&self) -> Subject {
        (Kind::Meeting, Some(self.meeting.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Self::Answer, Stop> {
        let meeting = store::meeting(looking.tx, looking.permit).await?;
        let known = looking.visible::<SeeCaseSummary>(Kind::Case);
        let cases = store::cases_to_add(looking.tx, &known, &meeting).await?;
        looking.lists(&known, cases.iter().map(|(case, _)| case.0));
        Ok(cases.into_iter().map(|(case, name)| (case.to_string(), name)).collect())
    }
}

/// Takes the meeting to its next state, and does something to each open case on its agenda.
async fn take<O: Act>(
    doing: &mut Doing<'_, O>,
    step: fn(Status) -> Result<Status, &'static str>,
) -> Result<(store::Meeting, Vec<(Head, String)>), Stop> {
    let meeting = store::meeting(doing.tx, doing.permit).await?;
    let next = step(meeting.status).map_err(|why| Stop::NotNow(why.to_owned()))?;
    store::step(doing.tx, doing.permit, next).await?;
    let cases = store::cases_on(doing.tx, doing.permit, &meeting).await?;
    doing.about.extend(cases.iter().map(|(case, _)| case.id.0));
    Ok((meeting, cases))
}

/// Publishes the agenda: the forum's members read the records on it until the minutes are confirmed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PublishAgenda {
    /// The meeting.
    pub meeting: MeetingId,
}

impl Act for PublishAgenda {
    const NAME: &'static str = "publish_agenda";
    const ACTION: Action = Action::RunMeeting;
}

impl Operation for PublishAgenda {
    type Done = ();
    const SAYS: &'static str = "Publish the agenda, so that the forum's members read the records";

    fn subject(&self) -> Subject {
        (Kind::Meeting, Some(self.meeting.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let (meeting, cases) = take(doing, Status::publish).await?;
        let day = meeting.held_on.strftime("%-d %B %Y");
        for (case, _) in cases.iter().filter(|(case, _)| case.status.is_open()) {
            store::open_record(doing.tx, doing.permit, case).await?;
            let said = format!("The agenda of the meeting of {day} was published.");
            chronology::store::note(doing, case.id, &said).await?;
        }
        Ok(())
    }
}

impl Form for PublishAgenda {
    type Ask = AskMeeting;
    const TITLE: &'static str = "Publish the agenda";
    const BUTTON: &'static str = "Publish agenda";

    fn ask(&self) -> AskMeeting {
        AskMeeting { meeting: self.meeting }
    }

    fn fields(&self, _: &Vec<(String, String)>, _: &FieldErrors, _: &Frame) -> Markup {
        Markup::default()
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/meetings/{}", self.meeting), "The agenda was published")
    }
}

/// Marks a meeting as held: its agenda no longer changes.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MarkHeld {
    /// The meeting.
    pub meeting: MeetingId,
}

impl Act for MarkHeld {
    const NAME: &'static str = "mark_meeting_held";
    const ACTION: Action = Action::RunMeeting;
}

impl Operation for MarkHeld {
    type Done = ();
    const SAYS: &'static str = "Mark a meeting as held";

    fn subject(&self) -> Subject {
        (Kind::Meeting, Some(self.meeting.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let (meeting, _) = take(doing, Status::hold).await?;
        if meeting.held_on > doing.env.today() {
            return Err(Stop::NotNow(
                "This meeting is on a day to come. Mark it as held on that day or later."
                    .to_owned(),
            ));
        }
        Ok(())
    }
}

impl Form for MarkHeld {
    type Ask = AskMeeting;
    const TITLE: &'static str = "Mark the meeting as held";
    const BUTTON: &'static str = "Mark as held";

    fn ask(&self) -> AskMeeting {
        AskMeeting { meeting: self.meeting }
    }

    fn fields(&self, _: &Vec<(String, String)>, _: &FieldErrors, _: &Frame) -> Markup {
        Markup::default()
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/meetings/{}", self.meeting), "The meeting is marked as held")
    }
}

/// Confirms the minutes: the records on the agenda are closed to the forum's members again.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ConfirmMinutes {
    /// The meeting.
    pub meeting: MeetingId,
}

impl Act for ConfirmMinutes {
    const NAME: &'static str = "confirm_minutes";
    const ACTION: Action = Action::RunMeeting;
}

impl Operation for ConfirmMinutes {
    type Done = ();
    const SAYS: &'static str = "Confirm the minutes of a meeting; its decisions stand";

    fn subject(&self) -> Subject {
        (Kind::Meeting, Some(self.meeting.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let (meeting, cases) = take(doing, Status::confirm).await?;
        let day = meeting.held_on.strftime("%-d %B %Y");
        for (case, decision) in &cases {
            store::close_record(doing.tx, doing.permit, case, meeting.id).await?;
            if decision == "step_up" {
                review::store::step_up(doing.tx, doing.permit, case, meeting.held_on).await?;
            }
            let said = format!("The minutes of the meeting of {day} were confirmed.");
            chronology::store::note(doing, case.id, &said).await?;
        }
        Ok(())
    }
}

impl Form for ConfirmMinutes {
    type Ask = AskMeeting;
    const TITLE: &'static str = "Confirm the minutes";
    const BUTTON: &'static str = "Confirm minutes";

    fn ask(&self) -> AskMeeting {
        AskMeeting { meeting: self.meeting }
    }

    fn fields(&self, _: &Vec<(String, String)>, _: &FieldErrors, _: &Frame) -> Markup {
        Markup::default()
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/meetings/{}", self.meeting), "The minutes were confirmed")
    }
}

/// Cancels a meeting that will not take place.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CancelMeeting {
    /// The meeting.
    pub meeting: MeetingId,
}

impl Act for CancelMeeting {
    const NAME: &'static str = "cancel_meeting";
    const ACTION: Action = Action::RunMeeting;
}

impl Operation for CancelMeeting {
    type Done = ();
    const SAYS: &'static str = "Cancel a meeting that will not take place";

    fn subject(&self) -> Subject {
        (Kind::Meeting, Some(self.meeting.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let (meeting, cases) = take(doing, Status::cancel).await?;
        let day = meeting.held_on.strftime("%-d %B %Y");
        for (case, _) in &cases {
            store::close_record(doing.tx, doing.permit, case, meeting.id).await?;
            let said = format!("The meeting of {day} was cancelled.");
            chronology::store::note(doing, case.id, &said).await?;
        }
        Ok(())
    }
}

impl Form for CancelMeeting {
    type Ask = AskMeeting;
    const TITLE: &'static str = "Cancel the meeting";
    const BUTTON: &'static str = "Cancel meeting";

    fn ask(&self) -> AskMeeting {
        AskMeeting { meeting: self.meeting }
    }

    fn fields(&self, _: &Vec<(String, String)>, _: &FieldErrors, _: &Frame) -> Markup {
        Markup::default()
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/meetings/{}", self.meeting), "The meeting was cancelled")
    }
}

/// Records who attended a meeting.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecordAttendance {
    /// The meeting.
    pub meeting: MeetingId,
    /// Lines of a practitioner's id, a space, and present, apologies, deputy_sent, written_update or
    /// absent; whoever is not named stays as they were.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub attendance: Vec<String>,
}

impl Act for RecordAttendance {
    const NAME: &'static str = "record_attendance";
    const ACTION: Action = Action::RunMeeting;
}

impl Operation for RecordAttendance {
    type Done = ();
    const SAYS: &'static str = "Record who attended a meeting";

    fn subject(&self) -> Subject {
        (Kind::Meeting, Some(self.meeting.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let meeting = store::meeting(doing.tx, doing.permit).await?;
        meeting.status.minute().map_err(|why| Stop::NotNow(why.to_owned()))?;
        let members = store::attendance(doing.tx, doing.permit, meeting.forum).await?;
        let known: Vec<PractitionerId> = members.iter().map(|it| it.practitioner).collect();
        for (who, status) in model::attended(&self.attendance, &known)? {
            if let Some(member) = members.iter().find(|member| member.practitioner == who) {
                store::attend(doing.tx, doing.permit, member, status).await?;
            }
        }
        Ok(())
    }
}

/// Opens the form for attendance.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskAttendance {
    /// The meeting.
    pub meeting: MeetingId,
}

impl Act for AskAttendance {
    const NAME: &'static str = "ask_attendance";
    const ACTION: Action = Action::RunMeeting;
}

impl Reading for AskAttendance {
    type Answer = Vec<Attendance>;
    const SAYS: &'static str = "Open the form for attendance";

    fn subject(&self) -> Subject {
        (Kind::Meeting, Some(self.meeting.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Vec<Attendance>, Stop> {
        let meeting = store::meeting(looking.tx, looking.permit).await?;
        meeting.status.minute().map_err(|why| Stop::NotNow(why.to_owned()))?;
        Ok(store::attendance(looking.tx, looking.permit, meeting.forum).await?)
    }
}

impl Form for RecordAttendance {
    type Ask = AskAttendance;
    const TITLE: &'static str = "Attendance";
    const BUTTON: &'static str = "Save attendance";

    fn ask(&self) -> AskAttendance {
        AskAttendance { meeting: self.meeting }
    }

    fn fields(&self, asked: &Vec<Attendance>, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::attendance(self, asked, errors)
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/meetings/{}", self.meeting), "The attendance was saved")
    }
}
