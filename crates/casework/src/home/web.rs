//! The reading behind the home page.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{AccessRequestId, PersonId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page, Route};

use super::{links, pages, store};
use crate::{
    absence::model::Absence,
    access_request::{
        model::{Status, is_late},
        web::SeeAccessRequests,
    },
    case::web::SeeCaseSummary,
    decision::web::Decide,
    duty::{self, plan::ReturnPlan},
    followup::answer::AnswerFollowup,
    handover,
    lead::web::ProposeLead,
    meeting::{
        self,
        web::{MeetingLine, SeeMeeting},
    },
};

pub(crate) fn routes() -> Vec<Route> {
    Route::page::<SeeHome>("/")
}

/// The home page.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SeeHome {}

/// Something that waits for the reader.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Waiting {
    /// How many.
    pub(crate) count: u64,
    /// Of what.
    pub(crate) what: &'static str,
    /// Where they are.
    pub(crate) path: &'static str,
}

/// A request to see what is held about a person that waits for an answer. It names nobody: this page is open while others look on.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct AccessDue {
    /// The request.
    pub(crate) access: AccessRequestId,
    /// About whom.
    pub(crate) person: PersonId,
    /// By when the answer is due.
    pub(crate) due_on: Date,
    /// Whether it is late.
    pub(crate) is_late: bool,
}

/// One thing to do.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Link {
    /// In words.
    pub(crate) words: &'static str,
    /// Where it is.
    pub(crate) path: &'static str,
    /// A sentence about it.
    pub(crate) about: &'static str,
}

/// Things to do under one heading.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Section {
    /// The heading.
    pub(crate) heading: &'static str,
    /// The things to do.
    pub(crate) links: Vec<Link>,
}

/// What waits for the reader, and where everything is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Home {
    /// What waits, the most pressing first; nothing that is nought.
    pub(crate) waiting: Vec<Waiting>,
    /// The requests to see what is held that the reader may answer, the first due first.
    pub(crate) access_requests: Vec<AccessDue>,
    /// The next meeting of the reader's forums.
    pub(crate) next_meeting: Option<MeetingLine>,
    /// Whether the reader works with people.
    pub(crate) works_with_people: bool,
    /// Whether the tour is offered: to a coordinator who has not said that they have seen enough of it.
    pub(crate) tour: bool,
    /// Where everything is, by role.
    pub(crate) sections: Vec<Section>,
}

impl Act for SeeHome {
    const NAME: &'static str = "see_home";
    const ACTION: Action = Action::SeePartnership;
}

impl Reading for SeeHome {
    type Answer = Home;
    const SAYS: &'static str = "What waits for you today, and where everything is";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Home, Stop> {
        let (who, today) = (looking.permit.principal(), looking.env.today());
        let works_with_people = who.works_with_people();
        let decides = looking.visible::<Decide>(Kind::Referral);
        let answers = looking.visible::<AnswerFollowup>(Kind::Referral);
        let requests = if decides.is_empty() && answers.is_empty() {
            store::OfRequests::default()
        } else {
            store::of_requests(looking.tx, (&decides, &answers), who, today).await?
        };
        let known = looking.visible::<SeeCaseSummary>(Kind::Case);
        let in_cases = if works_with_people && !known.is_empty() {
            let keeps = looking.visible::<ReturnPlan>(Kind::Case);
            let days = (today, duty::model::reminded_until(today));
            store::in_cases(looking.tx, (&known, &keeps), who, days).await?
        } else {
            store::InCases::default()
        };
        let meetings = looking.visible::<SeeMeeting>(Kind::Meeting);
        let next_meeting = if meetings.is_empty() {
            None
        } else {
            meeting::store::list::next(looking.tx, &meetings, today).await?
        };
        looking.lists(&meetings, next_meeting.iter().map(|line| line.meeting.0));
        let drafts = ui::drafts_of(looking.tx, looking.permit).await?.len();
        let drafts = i64::try_from(drafts).unwrap_or(i64::MAX);
        let records = of_records(looking).await?;
        let tour = !who.coordinates.is_empty() && !records.is_tour_over;
        let appoints = looking.visible::<ProposeLead>(Kind::Case);
        let leads = if appoints.is_empty() {
            (0, 0)
        } else {
            let days = (today, Absence::told_until(today));
            handover::store::to_appoint(looking.tx, &appoints, days).await?
        };
        let rest = (records.overrides, records.unshared, drafts);
        let waiting = pages::waiting(&requests, &in_cases, leads, rest);
        let access_requests = records.asked.into_iter().map(|it| due(it, today)).collect();
        let sections = links::shown_to(who).map(section).collect();
        Ok(Home { waiting, access_requests, next_meeting, works_with_people, tour, sections })
    }
}

/// What waits on the records that the reader looks after, with the requests to see what is held that they may answer.
async fn of_records(looking: &mut Looking<'_, SeeHome>) -> Result<store::OfRecords, Stop> {
    let who = looking.permit.principal();
    if who.coordinates.is_empty() {
        return Ok(store::OfRecords::default());
    }
    let restricts = looking.visible::<SeeAccessRequests>(Kind::Person);
    let records = store::of_records(looking.tx, &restricts, who.practitioner).await?;
    looking.lists(&restricts, records.asked.iter().map(|it| it.person.0));
    Ok(records)
}

fn due(it: store::Asked, today: Date) -> AccessDue {
    let store::Asked { access, person, due_on } = it;
    let is_late = is_late(Status::Open, due_on, today);
    AccessDue { access, person, due_on, is_late }
}

fn section(of: &links::Section) -> Section {
    let links = of.links.iter().map(|(words, path, about)| Link { words, path, about });
    Section { heading: of.heading, links: links.collect() }
}

impl Page for SeeHome {
    fn title(_: &Home) -> String {
        "What to do next".into()
    }

    fn content(&self, answer: &Home, frame: &Frame) -> Markup {
        pages::home(answer, frame)
    }
}
