//! Offering services, and the providers' answers.

use agreement::{Act, Action, Kind};
use db::{At, DbError, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::{Timestamp, civil::Date};
use kernel::{AllocationId, CaseId, FieldErrors, ForumId, OrganisationId, ServiceId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Route};

use super::{
    list::SeeOffers,
    model::{self, Answer, Service, Status, answered},
    pages, store,
    support::RecordSupport,
};
use crate::{
    case::store::{open_head, scopes},
    charters::charter_of,
    chronology::store::note,
    plan,
};

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::form::<OfferServices>("/cases/{case}/allocations/new"),
        Route::form::<AnswerOffer>("/cases/{case}/allocations/{allocation}/answer"),
        Route::form::<RecordSupport>("/cases/{case}/allocations/{allocation}/support"),
        Route::page::<SeeOffers>("/offers"),
    ]
    .concat()
}

/// One service offered to a case.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AllocationLine {
    /// The allocation.
    pub allocation: AllocationId,
    /// The organisation that provides it.
    pub organisation: OrganisationId,
    /// The service.
    pub service: String,
    /// The organisation's name.
    pub provider: String,
    /// offered, waiting, accepted, declined or ended.
    pub status: String,
    /// A code of the charter's reasons; empty unless declined.
    pub decline_reason: String,
    /// When it was offered.
    pub offered_at: Timestamp,
    /// By when its provider answers.
    pub answer_by: Option<Date>,
    /// Until about when the family waits for a place.
    pub waiting_until: Option<Date>,
    /// When it started.
    pub started_on: Option<Date>,
    /// When it ended.
    pub ended_on: Option<Date>,
    /// Why it ended: completed, stopped_by_family, not_suitable or could_not_continue; empty when the case was closed.
    pub end_reason: String,
}

/// Offers one or more services to a case.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OfferServices {
    /// The case.
    pub case: CaseId,
    /// The services.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub services: Vec<String>,
    /// The meeting that agreed it; may be empty.
    pub meeting: String,
}

impl Act for OfferServices {
    const NAME: &'static str = "offer_services";
    const ACTION: Action = Action::RecordPlan;
}

impl Operation for OfferServices {
    type Done = Vec<AllocationId>;
    const SAYS: &'static str = "Offer one or more services to a family; each provider answers";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<Self::Done, Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let today = doing.env.today();
        let mut open = store::services(doing.tx, doing.permit, &head).await?;
        let barred = scopes::barred(doing.tx, &head).await?;
        open.retain(|service| service.can_be_offered(today, &barred));
        let mut errors = FieldErrors::default();
        let chosen = model::chosen(&self.services, &open).unwrap_or_else(|wrong| {
            wrong.iter().for_each(|(field, told)| errors.add(field, told));
            Vec::new()
        });
        let meetings = plan::store::meetings(doing.tx, doing.permit, head.forum).await?;
        let mut meetings = meetings.into_iter().map(|(id, _)| id);
        let meeting = meetings.find(|id| id.to_string() == self.meeting.trim());
        if meeting.is_none() && !self.meeting.trim().is_empty() {
            errors.add("meeting", "Select the meeting that agreed it, or none");
        }
        errors.into_result()?;
        let answer_by = charter_of(&head.charter)?.due("answer_offer", today);
        let mut made = Vec::new();
        for service in chosen {
            let id = AllocationId(doing.env.new_id());
            let at = At(doing.env.now());
            let offered = (service, answer_by);
            store::offer(doing.tx, doing.permit, &head, offered, meeting, (id, at)).await?;
            note(doing, head.id, &format!("Asked for a service: {}.", service.name)).await?;
            made.push(id);
        }
        Ok(made)
    }
}

/// A service that can be offered.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OpenService {
    /// Which.
    pub id: ServiceId,
    /// Its name and its provider's.
    pub name: String,
    /// How many more families it can take.
    pub left: i64,
    /// For whom it is; may be empty.
    pub criteria: String,
    /// Where it is offered; everywhere when none is named.
    pub places: Vec<String>,
}

/// What the form for offering services shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ServicesAsked {
    /// The services that can be offered.
    pub services: Vec<OpenService>,
    /// The meetings that it may come from.
    pub meetings: Vec<(String, Date)>,
    /// The forum, which is told of a gap if nothing fits.
    pub forum: ForumId,
}

/// Opens the form for offering services.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskServices {
    /// The case.
    pub case: CaseId,
}

impl Act for AskServices {
    const NAME: &'static str = "ask_services";
    const ACTION: Action = Action::RecordPlan;
}

impl Reading for AskServices {
    type Answer = ServicesAsked;
    const SAYS: &'static str = "Open the form for offering services";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<ServicesAsked, Stop> {
        let head = open_head(looking.tx, looking.permit).await?;
        let today = looking.env.today();
        let mut open = store::services(looking.tx, looking.permit, &head).await?;
        let barred = scopes::barred(looking.tx, &head).await?;
        open.retain(|service| service.can_be_offered(today, &barred));
        let meetings = plan::store::meetings(looking.tx, looking.permit, head.forum).await?;
        let line = |it: Service| {
            let left = it.left();
            OpenService { id: it.id, name: it.name, left, criteria: it.criteria, places: it.places }
        };
        Ok(ServicesAsked {
            services: open.into_iter().map(line).collect(),
            meetings: meetings.into_iter().map(|(id, day)| (id.to_string(), day.0)).collect(),
            forum: head.forum,
        })
    }
}

impl Form for OfferServices {
    type Ask = AskServices;
    const TITLE: &'static str = "Offer services";
    const BUTTON: &'static str = "Ask the providers";

    fn ask(&self) -> AskServices {
        AskServices { case: self.case }
    }

    fn fields(&self, asked: &ServicesAsked, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::offer(self, asked, errors, frame)
    }

    fn next(&self, _: &Vec<AllocationId>) -> Next {
        Next::to(format!("/cases/{}", self.case), "The providers were asked")
    }
}

/// Accepts or declines to provide a service.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerOffer {
    /// The case.
    pub case: CaseId,
    /// The allocation.
    pub allocation: AllocationId,
    /// accept, wait or decline.
    pub answer: String,
    /// Why, when declining: a code of the charter's reasons.
    pub reason: String,
    /// Until about when the family waits for a place.
    pub until: String,
}

/// What came of an answer.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Answered {
    /// Whether it was declined.
    pub declined: bool,
    /// The forum, which is told of a gap if there is one.
    pub forum: ForumId,
}

impl Act for AnswerOffer {
    const NAME: &'static str = "answer_offer";
    const ACTION: Action = Action::AnswerOffer;
}

impl Operation for AnswerOffer {
    type Done = Answered;
    const SAYS: &'static str =
        "Accept or decline to provide a service, or have the family wait for a place";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<Answered, Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let reasons = &charter_of(&head.charter)?.decline_reasons;
        let provider = doing.principal().organisation;
        let found = store::of_provider(doing.tx, doing.permit, self.allocation, provider).await?;
        let (state, service) = found.ok_or(Stop::NotThere)?;
        let state = Status::from_name(&state)
            .ok_or_else(|| DbError::corrupt("allocation", "status", &state))?;
        let typed = (self.answer.as_str(), self.reason.as_str(), self.until.as_str());
        let answer = answered(typed, |code| reasons.contains(code), doing.env.today())?;
        let services = store::services(doing.tx, doing.permit, &head).await?;
        let service = services.into_iter().find(|it| it.id == service).ok_or(Stop::NotThere)?;
        let next = match &answer {
            Answer::Accept => state.accept(),
            Answer::Wait(_) => state.wait(),
            Answer::Decline(_) => state.decline(),
        };
        let next = next.map_err(|why| Stop::NotNow(why.to_owned()))?;
        if next == Status::Accepted && service.left() == 0 {
            let told = "This service has no place left. Have the family wait, decline for lack of \
                        capacity, or ask the administrator to raise its capacity.";
            return Err(FieldErrors::one("answer", told).into());
        }
        let at = At(doing.env.now());
        let allocation = self.allocation;
        store::answer(doing.tx, doing.permit, &head, allocation, (next, &answer), at).await?;
        let said = match &answer {
            Answer::Accept => format!("Service accepted: {}.", service.name),
            Answer::Wait(until) => {
                let until = until.strftime("%-d %B %Y");
                format!("Service promised, with a wait until about {until}: {}.", service.name)
            }
            Answer::Decline(reason) => {
                let why = reasons.name(reason).to_lowercase();
                format!("Service declined: {}. Reason: {why}.", service.name)
            }
        };
        note(doing, head.id, &said).await?;
        doing.about.insert(allocation.0);
        Ok(Answered { declined: next == Status::Declined, forum: head.forum })
    }
}

/// What the form for answering shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OfferAsked {
    /// The service.
    pub service: String,
    /// How many more families it can take.
    pub left: i64,
    /// Codes and words of the reasons for declining.
    pub reasons: Vec<(String, String)>,
}

/// Opens the form for answering an offer.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskOffer {
    /// The case.
    pub case: CaseId,
    /// The allocation.
    pub allocation: AllocationId,
}

impl Act for AskOffer {
    const NAME: &'static str = "ask_offer";
    const ACTION: Action = Action::AnswerOffer;
}

impl Reading for AskOffer {
    type Answer = OfferAsked;
    const SAYS: &'static str = "Open the form for answering an offer";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<OfferAsked, Stop> {
        let head = open_head(looking.tx, looking.permit).await?;
        let provider = looking.principal().organisation;
        let found =
            store::of_provider(looking.tx, looking.permit, self.allocation, provider).await?;
        let (_, service) = found.ok_or(Stop::NotThere)?;
        let services = store::services(looking.tx, looking.permit, &head).await?;
        let service = services.into_iter().find(|it| it.id == service).ok_or(Stop::NotThere)?;
        let reasons = &charter_of(&head.charter)?.decline_reasons;
        Ok(OfferAsked {
            left: service.left(),
            service: service.name,
            reasons: reasons.iter().map(|it| (it.code.clone(), it.name.clone())).collect(),
        })
    }
}

impl Form for AnswerOffer {
    type Ask = AskOffer;
    const TITLE: &'static str = "You are asked to provide a service";
    const BUTTON: &'static str = "Send answer";

    fn ask(&self) -> AskOffer {
        AskOffer { case: self.case, allocation: self.allocation }
    }

    /// A provider knows the summary.
    fn back(&self, _: &OfferAsked) -> Option<String> {
        Some(format!("/cases/{}/summary", self.case))
    }

    fn fields(&self, asked: &OfferAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::answer(self, asked, errors)
    }

    /// Whoever declines is asked what was missing.
    fn next(&self, done: &Answered) -> Next {
        if done.declined {
            let gap = format!("/forums/{}/gaps/new", done.forum);
            return Next::to(gap, "Your answer was recorded");
        }
        let say = if self.answer == "wait" {
            "The family is on the waiting list"
        } else {
            "The service was accepted"
        };
        Next::to(format!("/cases/{}/summary", self.case), say)
    }
}
