//! What one can see of a case: the record and the summary. `caseload` has the list.

use agreement::{Act, Action, Kind};
use db::{Looking, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{CaseId, MeetingId, PersonId, ReferralId};
use maud::Markup;
use people::concern::see::{ConcernsHeld, held};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page, Route};

use super::{
    around::{AlertLine, CommunicationLine, PersonLine},
    model::{Progress, Status, stage},
    pages, store,
};
use crate::{
    absence::model::Absence,
    allocation::{self, web::AllocationLine},
    charters::charter_of,
    closure::web::Closing,
    contingency::model::Contingency,
    goal::web::GoalLine,
    lead::{self, web::RequestLine},
    level::model::Indicator,
    plan::{self, web::ActionLine},
    referral::note::NoteLine,
    step_up::see::StepUpState,
    wrong_person::see::CorrectionState,
};

/// What the buttons of a case ask of the agreement.
const BUTTONS: &[Action] = &[
    Action::SeeRecord,
    Action::SeeReaders,
    Action::RecordPlan,
    Action::AppointLead,
    Action::AnswerLead,
    Action::ReportBack,
    Action::AnswerOffer,
    Action::ReviewCase,
    Action::CloseCase,
    Action::RestrictRecord,
];

pub(crate) fn routes() -> Vec<Route> {
    [
        Route::page::<super::caseload::SeeCases>("/cases"),
        Route::page::<SeeCase>("/cases/{case}"),
        Route::page::<SeeCaseSummary>("/cases/{case}/summary"),
    ]
    .concat()
}

/// The words of the referral.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Words {
    /// What goes well.
    pub strengths: String,
    /// What is needed.
    pub needs: String,
    /// In the words of the child or the family.
    pub own_words: String,
    /// What the referrer offers to go on doing.
    pub referrer_offer: String,
}

/// What was said last about one purpose.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ConsentState {
    /// support or share.
    pub purpose: String,
    /// given, refused or withdrawn.
    pub decision: String,
    /// When.
    pub on: Date,
    /// The lawful basis on which information is shared: a code of the charter; may be empty.
    pub lawful_basis: String,
}

/// One review.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReviewLine {
    /// When.
    pub on: Date,
    /// What has changed.
    pub progress: String,
    /// continue, close or step_up.
    pub decision: String,
    /// When it is reviewed again.
    pub next_review_on: Option<Date>,
}

/// What one meeting decided.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DecisionLine {
    /// The meeting.
    pub meeting: MeetingId,
    /// When it met, or will meet.
    pub on: Date,
    /// What it decided; empty while it has not.
    pub decision: String,
    /// Why.
    pub rationale: String,
}

/// The record of a case.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CaseRecord {
    /// The case.
    pub case: CaseId,
    /// The referral that it came from.
    pub referral: ReferralId,
    /// The person it was referred for.
    pub person: PersonId,
    /// The person and those who live with them, as far as the reader may know of each.
    pub people: Vec<PersonLine>,
    /// What must be known before contact is made, of those of them whose record the reader may read.
    pub alerts: Vec<AlertLine>,
    /// From whom the person has to be kept safe, as far as the reader may know.
    pub concerns: ConcernsHeld,
    /// How they communicate, of the same people.
    pub communication: Vec<CommunicationLine>,
    /// The forum.
    pub forum: String,
    /// Its charter's code and version, such as `maag/1`.
    pub charter: String,
    /// Open or closed.
    pub status: Status,
    /// A code of the charter's stages.
    pub stage: String,
    /// The level of need.
    pub level: i64,
    /// What whoever judged it last relied on.
    pub relied_on: Vec<Indicator>,
    /// A level that waits for a second person to confirm it.
    pub level_waits: Option<i64>,
    /// When it was opened.
    pub opened_on: Date,
    /// When it is next reviewed.
    pub next_review_on: Option<Date>,
    /// The first day by which something is still to be done of the lead professional's duties: the team, or the plan.
    pub duty_by: Option<Date>,
    /// When it was referred to social care.
    pub stepped_up_on: Option<Date>,
    /// The latest step-up, if there was one.
    pub step_up: Option<StepUpState>,
    /// How the request came: an answer to the charter's transition question.
    pub transition: String,
    /// The lead professional or whoever is asked to be, and their organisation.
    pub lead: Option<(String, Option<String>)>,
    /// When the lead professional is away.
    pub lead_absence: Option<Absence>,
    /// none, proposed, accepted, declined or to_be_appointed.
    pub lead_status: String,
    /// Who was asked to be lead professional, and what they answered.
    pub lead_requests: Vec<RequestLine>,
    /// Codes of the needs that the referral named.
    pub needs: Vec<String>,
    /// The words of the referral.
    pub words: Words,
    /// What matters most to the family, and what is done if things get worse.
    pub contingency: Contingency,
    /// What was learned since the request was sent, the latest first.
    pub notes: Vec<NoteLine>,
    /// What was said last about support and about sharing.
    pub consent: Vec<ConsentState>,
    /// Organisations that must not be told of the case, and still lead it, own an action or give a service.
    pub excluded: Vec<String>,
    /// The goals of the plan.
    pub goals: Vec<GoalLine>,
    /// The actions on the plan.
    pub actions: Vec<ActionLine>,
    /// The services offered.
    pub allocations: Vec<AllocationLine>,
    /// The reviews, the latest first.
    pub reviews: Vec<ReviewLine>,
    /// What meetings decided, the latest first.
    pub decisions: Vec<DecisionLine>,
    /// How it ended, if it has.
    pub closing: Option<Closing>,
    /// That it was about another record before.
    pub correction: Option<CorrectionState>,
    /// What the reader may do, as the agreement names it.
    pub rights: Vec<String>,
}

impl CaseRecord {
    /// Whether the reader may do this.
    pub(crate) fn may(&self, action: Action) -> bool {
        self.rights.iter().any(|right| right == action.name())
    }

    /// Whether the reader may do this now: the case is open.
    pub(crate) fn is_open_to(&self, action: Action) -> bool {
        self.status.is_open() && self.may(action)
    }
}

/// The record of a case.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeCase {
    /// The case.
    pub case: CaseId,
}

impl Act for SeeCase {
    const NAME: &'static str = "see_case";
    const ACTION: Action = Action::SeeRecord;
}

impl Reading for SeeCase {
    type Answer = CaseRecord;
    const SAYS: &'static str = "The record of a case";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<CaseRecord, Stop> {
        let (permit, today) = (looking.permit, looking.env.today());
        let (head, body) = store::record::whole(looking.tx, permit).await?;
        let visible = looking.visible::<SeeCaseSummary>(Kind::Person);
        let readable = looking.visible::<Self>(Kind::Person);
        let filters = (&readable, &visible);
        let store::record::Around { people, alerts, communication, at_risk } =
            store::record::around(looking.tx, filters, &head, body.household).await?;
        let said = store::said::said(looking.tx, permit).await?;
        let actions = plan::store::of_case(looking.tx, permit, today).await?;
        let allocations = allocation::store::of_case(looking.tx, permit).await?;
        let rights = looking.rights(self.subject(), BUTTONS).await?;
        looking.lists(&visible, people.iter().map(|line| line.person.0));
        looking.lists(&readable, alerts.iter().map(|line| line.person.0));
        let concerns =
            if at_risk { held(looking, head.person).await? } else { ConcernsHeld::default() };
        looking.lists(&readable, communication.iter().map(|line| line.person.0));
        let has_package = !actions.is_empty() || !allocations.is_empty();
        let progress = Progress {
            closed: !head.status.is_open(),
            reviewed: !said.reviews.is_empty(),
            plan_returned: body.plan_returned_on.is_some(),
            team_met: body.team_met_on.is_some(),
            allocated: has_package && head.lead_status == lead::model::ACCEPTED,
            listed: !said.decisions.is_empty(),
        };
        Ok(CaseRecord {
            case: head.id,
            referral: head.referral,
            person: head.person,
            people,
            alerts,
            concerns,
            communication,
            forum: body.forum,
            charter: head.charter,
            status: head.status,
            stage: stage(progress).to_owned(),
            level: head.level,
            relied_on: said.relied_on,
            level_waits: said.level_waits,
            opened_on: body.opened_on.0,
            next_review_on: body.next_review_on.map(|day| day.0),
            duty_by: body.duty_by.map(|day| day.0),
            stepped_up_on: body.stepped_up_on.map(|day| day.0),
            step_up: body.step_up,
            transition: body.transition,
            lead: body.lead,
            lead_absence: body.lead_absence.filter(|it| it.words(today).is_some()),
            lead_status: head.lead_status,
            lead_requests: body.lead_requests,
            needs: said.needs,
            words: body.words,
            contingency: body.contingency,
            notes: said.notes,
            consent: said.consent,
            excluded: if rights.contains(&Action::RecordPlan) { said.excluded } else { Vec::new() },
            goals: said.goals,
            actions,
            allocations,
            reviews: said.reviews,
            decisions: said.decisions,
            closing: body.closing,
            correction: body.correction,
            rights: rights.iter().map(|action| action.name().to_owned()).collect(),
        })
    }
}

impl Page for SeeCase {
    fn title(answer: &CaseRecord) -> String {
        let level = charter_of(&answer.charter).ok().and_then(|it| {
            it.level(u32::try_from(answer.level).ok()?).map(|level| level.name.to_lowercase())
        });
        match level {
            Some(name) => format!("Case, level {} ({name})", answer.level),
            None => format!("Case, level {}", answer.level),
        }
    }

    fn about(answer: &CaseRecord) -> String {
        let person = answer.people.iter().find(|line| line.person == answer.person);
        person.map(|line| line.name.clone()).unwrap_or_default()
    }

    fn content(&self, answer: &CaseRecord, frame: &Frame) -> Markup {
        pages::record(answer, frame)
    }
}

/// What those see who may know of the case and not read it: enough to answer what they are asked.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CaseSummary {
    /// The case.
    pub case: CaseId,
    /// The person, as far as the reader may know of them.
    pub people: Vec<PersonLine>,
    /// The forum.
    pub forum: String,
    /// Its charter's code and version, such as `maag/1`.
    pub charter: String,
    /// Open or closed.
    pub status: Status,
    /// The level of need.
    pub level: i64,
    /// The lead professional and their organisation.
    pub lead: Option<(String, Option<String>)>,
    /// none, proposed, accepted, declined or to_be_appointed.
    pub lead_status: String,
    /// The actions that the reader's organisation owns.
    pub actions: Vec<ActionLine>,
    /// The services that the reader's organisation is asked for or gives.
    pub allocations: Vec<AllocationLine>,
    /// What the reader may do, as the agreement names it.
    pub rights: Vec<String>,
}

impl CaseSummary {
    /// Whether the reader may do this.
    pub(crate) fn may(&self, action: Action) -> bool {
        self.rights.iter().any(|right| right == action.name())
    }

    /// Whether the reader may do this now: the case is open.
    pub(crate) fn is_open_to(&self, action: Action) -> bool {
        self.status.is_open() && self.may(action)
    }
}

/// The summary of a case.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeCaseSummary {
    /// The case.
    pub case: CaseId,
}

impl Act for SeeCaseSummary {
    const NAME: &'static str = "see_case_summary";
    const ACTION: Action = Action::SeeSummary;
}

impl Reading for SeeCaseSummary {
    type Answer = CaseSummary;
    const SAYS: &'static str = "The summary of a case, and what is asked of one's organisation";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<CaseSummary, Stop> {
        let (permit, today) = (looking.permit, looking.env.today());
        let (head, body) = store::record::whole(looking.tx, permit).await?;
        let visible = looking.visible::<Self>(Kind::Person);
        let people = store::record::people(looking.tx, &visible, &head, None).await?;
        let organisation = looking.principal().organisation;
        let mut actions = plan::store::of_case(looking.tx, permit, today).await?;
        actions.retain(|action| action.owners.iter().any(|it| it.organisation == organisation));
        let mut allocations = allocation::store::of_case(looking.tx, permit).await?;
        allocations.retain(|allocation| allocation.organisation == organisation);
        let rights = looking.rights(self.subject(), BUTTONS).await?;
        looking.lists(&visible, people.iter().map(|line| line.person.0));
        Ok(CaseSummary {
            case: head.id,
            people,
            forum: body.forum,
            charter: head.charter,
            status: head.status,
            level: head.level,
            lead: body.lead,
            lead_status: head.lead_status,
            actions,
            allocations,
            rights: rights.iter().map(|action| action.name().to_owned()).collect(),
        })
    }
}

impl Page for SeeCaseSummary {
    fn title(_: &CaseSummary) -> String {
        "Summary of a case".into()
    }

    fn about(answer: &CaseSummary) -> String {
        answer.people.first().map(|line| line.name.clone()).unwrap_or_default()
    }

    fn content(&self, answer: &CaseSummary, frame: &Frame) -> Markup {
        pages::summary(answer, frame)
    }
}
