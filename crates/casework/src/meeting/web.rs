//! Arranging a meeting, the list of meetings, and the page of one.

use std::collections::BTreeSet;

use agreement::{Act, Action, Kind};
use charter::Sitting;
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{
    AgendaItemId, CaseId, FieldErrors, ForumId, MeetingId, OrganisationId, PractitionerId,
};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Page, Route};

use super::{
    deputy::NameDeputy,
    items::{AddItem, DiscussItem, RemoveItem},
    model::{
        self, Status,
        times::{self, in_words},
    },
    order::ArrangeAgenda,
    pages,
    steps::{CancelMeeting, ConfirmMinutes, MarkHeld, PublishAgenda, RecordAttendance},
    store,
    updates::WriteUpdate,
};
use crate::{
    case::web::{SeeCase, SeeCaseSummary},
    charters::charter_of,
};

/// How many meetings one page of the list shows.
const PAGE: usize = 50;

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::form::<Convene>("/forums/{forum}/meetings/new"),
        Route::page::<SeeMeetings>("/meetings"),
        Route::page::<SeeMeeting>("/meetings/{meeting}"),
        Route::press::<AddItem>("/meetings/{meeting}/items"),
        Route::form::<DiscussItem>("/meetings/{meeting}/items/{item}"),
        Route::form::<WriteUpdate>("/meetings/{meeting}/items/{item}/update"),
        Route::press::<RemoveItem>("/meetings/{meeting}/items/{item}/removal"),
        Route::form::<ArrangeAgenda>("/meetings/{meeting}/order"),
        Route::form::<NameDeputy>("/meetings/{meeting}/attendance/{practitioner}"),
        Route::press::<PublishAgenda>("/meetings/{meeting}/agenda"),
        Route::form::<RecordAttendance>("/meetings/{meeting}/attendance"),
        Route::press::<MarkHeld>("/meetings/{meeting}/sitting"),
        Route::press::<ConfirmMinutes>("/meetings/{meeting}/minutes"),
        Route::press::<CancelMeeting>("/meetings/{meeting}/cancellation"),
    ]
    .concat()
}

/// Arranges a meeting of a forum.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Convene {
    /// The forum.
    pub forum: ForumId,
    /// The day.
    pub held_on: String,
    /// How many weeks in a row; once when empty.
    pub weeks: String,
}

impl Act for Convene {
    const NAME: &'static str = "convene";
    const ACTION: Action = Action::Convene;
}

impl Operation for Convene {
    type Done = MeetingId;
    const SAYS: &'static str = "Arrange a meeting of a forum";

    fn subject(&self) -> Subject {
        (Kind::Forum, Some(self.forum.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<MeetingId, Stop> {
        let days = model::weekly(&self.held_on, &self.weeks, doing.env.today())?;
        let (mut first, at) = (None, At(doing.env.now()));
        for day in days {
            if store::meets_on(doing.tx, doing.permit, day).await? {
                let told = match first {
                    None => "This forum already meets on this day".to_owned(),
                    Some(_) => format!("This forum already meets on {}", day.strftime("%-d %B %Y")),
                };
                return Err(FieldErrors::one("held_on", told).into());
            }
            let id = MeetingId(doing.env.new_id());
            store::convene(doing.tx, doing.permit, self.forum, (id, day), at).await?;
            doing.about.insert(id.0);
            first = first.or(Some(id));
        }
        first.ok_or(Stop::NotThere)
    }
}

/// Opens the form for arranging a meeting.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskConvene {
    /// The forum.
    pub forum: ForumId,
}

impl Act for AskConvene {
    const NAME: &'static str = "ask_convene";
    const ACTION: Action = Action::Convene;
}

impl Reading for AskConvene {
    type Answer = ();
    const SAYS: &'static str = "Open the form for arranging a meeting";

    fn subject(&self) -> Subject {
        (Kind::Forum, Some(self.forum.0))
    }

    async fn read(&self, _: &mut Looking<'_, Self>) -> Result<(), Stop> {
        Ok(())
    }
}

impl Form for Convene {
    type Ask = AskConvene;
    const TITLE: &'static str = "Arrange a meeting";
    const BUTTON: &'static str = "Arrange meeting";

    fn ask(&self) -> AskConvene {
        AskConvene { forum: self.forum }
    }

    fn fields(&self, (): &(), errors: &FieldErrors, _: &Frame) -> Markup {
        pages::convene(self, errors)
    }

    fn next(&self, meeting: &MeetingId) -> Next {
        Next::to(format!("/meetings/{meeting}"), "The meeting was arranged. Now make its agenda")
    }
}

/// One meeting in the list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MeetingLine {
    /// The meeting.
    pub meeting: MeetingId,
    /// The forum.
    pub forum: String,
    /// The day.
    pub held_on: Date,
    /// Its state.
    pub status: Status,
}

/// The meetings that one may see.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Meetings {
    /// The meetings, the latest first.
    pub meetings: Vec<MeetingLine>,
    /// The forums in which the reader may arrange a meeting, and their names.
    pub convenes: Vec<(ForumId, String)>,
    /// What to send as `after` for the next page, if there is one.
    pub next: Option<String>,
}

/// The meetings that one may see.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeMeetings {
    /// Where to go on, as the page before said.
    pub after: String,
}

impl Act for SeeMeetings {
    const NAME: &'static str = "see_meetings";
    const ACTION: Action = Action::SearchPeople;
}

impl Reading for SeeMeetings {
    type Answer = Meetings;
    const SAYS: &'static str = "The meetings that one may see, 50 at a time, the latest first";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Meetings, Stop> {
        let from = match self.after.as_str() {
            "" => None,
            after => Some(place(after).ok_or_else(|| {
                FieldErrors::one("after", "Go back to the first page of the list")
            })?),
        };
        let visible = looking.visible::<SeeMeeting>(Kind::Meeting);
        let rows = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let mut meetings = store::list::page(looking.tx, &visible, from, rows).await?;
        let has_more = meetings.len() > PAGE;
        meetings.truncate(PAGE);
        let last = meetings.last().filter(|_| has_more);
        let next = last.map(|line| format!("{}_{}", line.held_on, line.meeting));
        looking.lists(&visible, meetings.iter().map(|line| line.meeting.0));
        let principal = looking.principal();
        let runs: BTreeSet<ForumId> =
            principal.coordinates.union(&principal.chairs).copied().collect();
        let mut convenes = Vec::new();
        if !runs.is_empty() {
            convenes = store::list::forums(looking.tx).await?;
            convenes.retain(|(forum, _)| runs.contains(forum));
        }
        Ok(Meetings { meetings, convenes, next })
    }
}

fn place(after: &str) -> store::list::From {
    let (day, meeting) = after.split_once('_')?;
    Some((day.parse().ok()?, meeting.parse().ok()?))
}

impl Page for SeeMeetings {
    fn title(_: &Meetings) -> String {
        "Meetings".into()
    }

    fn content(&self, answer: &Meetings, frame: &Frame) -> Markup {
        pages::meetings(answer, frame)
    }
}

/// One item of the agenda, as far as its reader may see the case.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ItemLine {
    /// The item.
    pub item: AgendaItemId,
    /// Its case.
    pub case: CaseId,
    /// The name of the person.
    pub name: String,
    /// The level of need.
    pub level: i64,
    /// What was decided: a code, empty while nothing is.
    pub decision: String,
    /// How often the case was on an agenda before.
    pub before: i64,
    /// How many minutes it has of its own.
    pub minutes: Option<i64>,
    /// When it comes, such as 09:40, where the charter or the meeting says when it begins.
    pub starts: Option<String>,
    /// What was said of it, for those who may read the record.
    pub said: Option<Minutes>,
}

/// What was said of a case, and before it.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Minutes {
    /// What was discussed.
    pub discussion: String,
    /// Why it was decided.
    pub rationale: String,
    /// Who saw it otherwise, and why.
    pub dissent: String,
    /// How many open actions are due: report-backs come first.
    pub due: i64,
    /// What partners wrote beforehand: organisation and words.
    pub updates: Vec<(String, String)>,
}

/// How one member of the forum attended.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Attendance {
    /// Who.
    pub practitioner: PractitionerId,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// Their name.
    pub name: String,
    /// The organisation's name.
    pub organisation_name: String,
    /// present, apologies, deputy_sent, written_update or absent; empty while not recorded.
    pub status: String,
    /// Who came for them.
    pub deputy: Option<String>,
}

/// How long the items that the reader sees take.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Length {
    /// When the first begins.
    pub starts: String,
    /// When the last ends.
    pub ends: String,
    /// How many minutes they take together.
    pub minutes: u32,
    /// By how many minutes that is more than the meeting has.
    pub over: u32,
}

/// A meeting, as far as its reader may see it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MeetingPage {
    /// The meeting.
    pub meeting: MeetingId,
    /// The forum.
    pub forum: String,
    /// The day.
    pub held_on: Date,
    /// Its state.
    pub status: Status,
    /// How many organisations must be there, when the charter says.
    pub quorum: Option<u32>,
    /// The items whose cases the reader may know of.
    pub items: Vec<ItemLine>,
    /// How long they take, while the agenda is being made.
    pub length: Option<Length>,
    /// The forum's members and how they attended.
    pub attendance: Vec<Attendance>,
    /// Whether the reader runs the meeting.
    pub runs: bool,
    /// Cases that the reader may put on the agenda.
    pub cases_to_add: Vec<(String, String)>,
}

/// A meeting: its agenda, and later its minutes.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeMeeting {
    /// The meeting.
    pub meeting: MeetingId,
}

impl Act for SeeMeeting {
    const NAME: &'static str = "see_meeting";
    const ACTION: Action = Action::SeeMeeting;
}

impl Reading for SeeMeeting {
    type Answer = MeetingPage;
    const SAYS: &'static str = "A meeting: agenda, attendance, decisions, minutes";

    fn subject(&self) -> Subject {
        (Kind::Meeting, Some(self.meeting.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<MeetingPage, Stop> {
        let meeting = store::meeting(looking.tx, looking.permit).await?;
        let known = looking.visible::<SeeCaseSummary>(Kind::Case);
        let records = looking.visible::<SeeCase>(Kind::Case);
        let mut items = store::items(looking.tx, looking.permit, &known).await?;
        let reads = (&records, looking.env.today());
        let minutes = store::minutes(looking.tx, looking.permit, reads).await?;
        for (item, said) in minutes {
            if let Some(line) = items.iter_mut().find(|line| line.item == item) {
                line.said = Some(said);
            }
        }
        let attendance = store::attendance(looking.tx, looking.permit, meeting.forum).await?;
        let rights = looking.rights(self.subject(), &[Action::RunMeeting]).await?;
        let runs = rights.contains(&Action::RunMeeting);
        let cases_to_add = if runs && meeting.status.takes_items() {
            store::cases_to_add(looking.tx, &known, &meeting).await?
        } else {
            Vec::new()
        };
        looking.lists(&known, items.iter().map(|item| item.case.0));
        looking
            .lists(&records, items.iter().filter(|it| it.said.is_some()).map(|item| item.case.0));
        looking.lists(&known, cases_to_add.iter().map(|(case, _)| case.0));
        let charter = charter_of(&meeting.charter)?;
        let length = timed(&mut items, &meeting, charter.meeting);
        Ok(MeetingPage {
            meeting: meeting.id,
            quorum: charter.quorum_organisations,
            forum: meeting.forum_name,
            held_on: meeting.held_on,
            status: meeting.status,
            items,
            length,
            attendance,
            runs,
            cases_to_add: cases_to_add.into_iter().map(|(id, it)| (id.to_string(), it)).collect(),
        })
    }
}

/// Says when each item comes, while the agenda is being made. Only what the reader sees is counted: a gap would tell
/// that something is there.
fn timed(items: &mut [ItemLine], meeting: &store::Meeting, charter: Sitting) -> Option<Length> {
    let own: Vec<Option<i64>> = items.iter().map(|it| it.minutes).collect();
    let times = times::times(&own, meeting.starts, charter)?;
    let first = *times.starts.first().filter(|_| meeting.status.takes_items())?;
    for (item, (starts, minutes)) in items.iter_mut().zip(times.starts.iter().zip(times.minutes)) {
        item.starts = Some(in_words(*starts));
        item.minutes = Some(minutes.into());
    }
    let (starts, ends) = (in_words(first), in_words(times.ends));
    Some(Length { starts, ends, minutes: times.total, over: times.over })
}

impl Page for SeeMeeting {
    fn title(answer: &MeetingPage) -> String {
        let day = answer.held_on.strftime("%-d %B %Y");
        format!("{}, {day}", answer.forum)
    }

    fn content(&self, answer: &MeetingPage, frame: &Frame) -> Markup {
        pages::meeting(answer, frame)
    }
}
