//! One referral in full, and the list of those that one may see.

use agreement::{Act, Action, Kind};
use charter::SecondPairOfEyes;
use db::{DbError, Looking, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::ReferralId;
use maud::Markup;
use people::concern::see::{ConcernsHeld, held};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page, Route};

use super::{
    assessment::store::{self as assessments, Assessed},
    change::Amend,
    model::{self, Clocks, Referral, RuleShown, Status, Suggested},
    note::NoteLine,
    pages,
    people::PersonNamed,
    refer::SeePersonReferred,
    store,
};
use crate::{
    charters::{charter_of, ready},
    confirmation::{
        answer::Proposed,
        model::{Part, Status as Proposal},
        store as proposals,
    },
    decision::web::Decide,
    followup::{answer::AnswerLine, model::After},
    level::model::{Indicator, in_words},
    wrong_person::web::CorrectReferral,
};

const A_PAGE: i64 = 25;

pub(super) fn routes() -> Vec<Route> {
    [Route::page::<SeeReferral>("/referrals/{referral}"), Route::page::<SeeReferrals>("/referrals")]
        .concat()
}

/// One referral in full.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeReferral {
    /// The referral.
    pub referral: ReferralId,
}

impl Act for SeeReferral {
    const NAME: &'static str = "see_referral";
    const ACTION: Action = Action::SeeRecord;
}

/// A referral with what follows from it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Shown {
    /// The referral.
    pub referral: Referral,
    /// How old the person was when it was received.
    pub age: Option<i64>,
    /// By when it is acknowledged and decided.
    #[serde(flatten)]
    pub clocks: Clocks,
    /// Whom it is about besides the person, as far as the reader may know of each.
    pub people: Vec<PersonNamed>,
    /// From whom the person has to be kept safe, as far as the reader may know.
    pub concerns: ConcernsHeld,
    /// What was learned since it was sent, in order.
    pub notes: Vec<NoteLine>,
    /// Each eligibility rule with the facts it used.
    pub rules: Vec<RuleShown>,
    /// What the rules suggest together. A person decides.
    pub suggested: Suggested,
    /// An earlier referral within the look-back, if its reader may see it: id and reference.
    pub earlier: Option<(ReferralId, String)>,
    /// The latest version of the common assessment.
    pub assessed: Option<Assessed>,
    /// The lead professional of the case: where the appointment stands, and their name.
    pub lead: Option<(String, String)>,
    /// Whether the reader may open the person's own page, and ask again from there.
    pub may_open_person: bool,
    /// That it was about another record before, in order.
    pub corrections: Vec<CorrectionLine>,
    /// Whether the reader may say that it is about somebody else: once it is a case, that is said there.
    pub may_correct: bool,
    /// What whoever decided relied on, in the charter's words.
    pub indicators: Vec<Indicator>,
    /// A decision that is proposed, or was not confirmed, for whoever may decide and did not make the request.
    pub proposal: Option<Proposed>,
    /// What the reader may answer to one that waits: nobody is told what a referrer may not know.
    #[serde(skip)]
    pub(crate) waits: Option<Part>,
    /// What became of the people of a returned request, as far as somebody said.
    pub followups: Vec<AnswerLine>,
    /// After how many months the reader is asked today what became of them.
    pub followup_asked: Option<u32>,
    /// Whether that has an answer, which the reader may change.
    pub followup_answered: bool,
    /// Whether the reader may amend or withdraw it now.
    pub may_amend: bool,
    /// Whether the reader may add what they learned.
    pub may_add: bool,
    /// Whether the reader may decide it now.
    pub may_decide: bool,
}

/// That a request was about another record until some day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CorrectionLine {
    /// The day.
    pub on: Date,
    /// Who put it right.
    pub by: String,
    /// How they knew.
    pub reason: String,
    /// Whether what was written until then has been checked.
    pub is_checked: bool,
}

/// Loads a referral with everything that its page shows.
pub(crate) async fn whole<R: Reading>(
    looking: &mut Looking<'_, R>,
    id: ReferralId,
) -> Result<Shown, Stop> {
    let referral = store::load(looking.tx, looking.permit, id).await?.ok_or(Stop::NotThere)?;
    let charter = charter_of(&referral.charter)?;
    let (rules, suggested) = rules(&referral, referral.asked.level_of_need)?;
    let subject = (Kind::Referral, Some(id.0));
    let waits = referral.status == Status::Received;
    let person = (Kind::Person, Some(referral.person.0));
    let amends = looking.may::<Amend>(subject).await?;
    let visible = looking.visible::<SeePersonReferred>(Kind::Person);
    let besides =
        store::sent::besides(looking.tx, looking.permit, &visible, (id, referral.person)).await?;
    looking.lists(&visible, besides.people.iter().map(|it| it.person.0));
    let returned_on = referral.decided_on.filter(|_| referral.status == Status::Returned);
    let followup_asked = returned_on
        .filter(|_| amends)
        .and_then(|on| After::Returned.asked(charter, (on, looking.env.today())));
    let is_answered =
        |months: u32| besides.followups.iter().any(|it| it.months == i64::from(months));
    let followup_answered = followup_asked.is_some_and(is_answered);
    let decides = waits && looking.may::<Decide>(subject).await?;
    let (proposal, part) = proposal(looking, &referral, decides).await?;
    let may_open_person = looking.may::<SeePersonReferred>(person).await?;
    let concerns = if may_open_person && besides.has_concern {
        held(looking, referral.person).await?
    } else {
        ConcernsHeld::default()
    };
    let shown = Shown {
        age: referral.age(),
        clocks: Clocks::of(charter, referral.received_on),
        people: besides.people,
        notes: besides.notes,
        corrections: besides.corrections,
        may_correct: referral.status != Status::Accepted
            && looking.may::<CorrectReferral>(subject).await?,
        rules,
        suggested,
        earlier: earlier(looking, referral.re_referral_of).await?,
        assessed: assessments::latest(looking.tx, looking.permit, id, charter).await?,
        lead: referral.lead.clone(),
        may_open_person,
        concerns,
        followup_asked,
        followup_answered,
        followups: besides.followups,
        indicators: in_words(&besides.indicators, charter),
        may_amend: waits && amends,
        may_add: referral.status.takes_notes() && amends,
        may_decide: decides,
        proposal,
        waits: part,
        referral,
    };
    looking.names(shown.referral.person.0);
    Ok(shown)
}

/// The decision that is proposed for a request that waits, as far as the reader may know of it, and what they may answer.
async fn proposal<R: Reading>(
    looking: &mut Looking<'_, R>,
    referral: &Referral,
    decides: bool,
) -> Result<(Option<Proposed>, Option<Part>), Stop> {
    let charter = charter_of(&referral.charter)?;
    if !decides || charter.second_pair_of_eyes == SecondPairOfEyes::default() {
        return Ok((None, None));
    }
    let found = proposals::latest(looking.tx, looking.permit, referral.id).await?;
    let who = looking.permit.principal().practitioner;
    Ok(found.map_or((None, None), |it| {
        let part = Part::of(who, it.proposed_by, referral.referrer);
        let waits = (it.status == Proposal::Waiting).then_some(part);
        let known = (part != Part::Referrer).then(|| it.shown(part, referral.version, charter));
        (known, waits)
    }))
}

/// What the charter's rules say of a referral when this level of need counts.
pub(crate) fn rules(
    referral: &Referral,
    level: Option<i64>,
) -> Result<(Vec<RuleShown>, Suggested), Stop> {
    let charter = charter_of(&referral.charter)?;
    let facts = referral.facts(charter, level).map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        DbError::corrupt("referral", "facts", problems.join("; "))
    })?;
    Ok(model::shown(&charter.assess(&facts)))
}

async fn earlier<R: Reading>(
    looking: &mut Looking<'_, R>,
    id: Option<ReferralId>,
) -> Result<Option<(ReferralId, String)>, Stop> {
    let Some(id) = id else { return Ok(None) };
    let permit = match looking.permit_for::<SeeReferral>((Kind::Referral, Some(id.0))).await {
        Ok(permit) => permit,
        Err(Stop::NotThere) => return Ok(None),
        Err(stop) => return Err(stop),
    };
    let found = store::load(looking.tx, &permit, id).await?;
    Ok(found.map(|it| (id, it.reference)))
}

impl Reading for SeeReferral {
    type Answer = Shown;
    const SAYS: &'static str = "One referral: everything asked, the rules one by one, the decision";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Shown, Stop> {
        whole(looking, self.referral).await
    }
}

impl Page for SeeReferral {
    fn title(answer: &Shown) -> String {
        pages::words::title(&answer.referral)
    }

    fn about(answer: &Shown) -> String {
        answer.referral.person_name.clone()
    }

    fn content(&self, answer: &Shown, frame: &Frame) -> Markup {
        pages::record::page(answer, frame)
    }
}

/// The referrals that one may see.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeReferrals {
    /// `received`, `accepted`, `returned`, `withdrawn` or `all`; empty for those to decide, for
    /// whoever decides, and all for others.
    pub status: String,
    /// Where to go on, as the page before said.
    pub after: String,
}

impl Act for SeeReferrals {
    const NAME: &'static str = "see_referrals";
    const ACTION: Action = Action::SearchPeople;
}

/// Knowing that a referral exists and where it stands: the rows of the list.
struct SeeReferralSummary;

impl Act for SeeReferralSummary {
    const NAME: &'static str = "see_referral_summary";
    const ACTION: Action = Action::SeeSummary;
}

/// One line of the list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReferralLine {
    /// Its id.
    pub id: ReferralId,
    /// The reference that people quote.
    pub reference: String,
    /// About whom.
    pub person_name: String,
    /// When it was received.
    pub received_on: Date,
    /// The forum's name.
    pub forum_name: String,
    /// Where it stands.
    pub status: Status,
    /// When it has to be decided, while it waits.
    pub due_on: Option<Date>,
    /// When it has to be acknowledged, while nobody has.
    pub acknowledge_by: Option<Date>,
    /// When it was decided or withdrawn.
    pub decided_on: Option<Date>,
}

/// A page of referrals.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Referrals {
    /// Which are shown: a status or `all`.
    pub status: String,
    /// The lines.
    pub lines: Vec<ReferralLine>,
    /// What to send as `after` for the next page, if there is one.
    pub next: Option<String>,
}

impl SeeReferrals {
    fn chosen(&self, decides: bool) -> String {
        match self.status.as_str() {
            known if Status::from_name(known).is_some() => known.to_owned(),
            "" if decides => Status::Received.name().to_owned(),
            _ => "all".to_owned(),
        }
    }

    fn from(&self) -> store::From {
        let (day, id) = self.after.split_once('_')?;
        Some((day.parse().ok()?, id.parse().ok()?))
    }
}

impl Reading for SeeReferrals {
    type Answer = Referrals;
    const SAYS: &'static str = "The referrals that one may see";

    fn subject(&self) -> Subject {
        (Kind::Partnership, None)
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Referrals, Stop> {
        let who = looking.principal();
        let status = self.chosen(!who.coordinates.is_empty() || !who.chairs.is_empty());
        let visible = looking.visible::<SeeReferralSummary>(Kind::Referral);
        let mut found = if status == Status::Received.name() {
            store::waiting(looking.tx, &visible, self.from(), A_PAGE + 1).await?
        } else {
            let only = if status == "all" { "" } else { status.as_str() };
            store::latest(looking.tx, &visible, (only, self.from()), A_PAGE + 1).await?
        };
        let more = found.len() > usize::try_from(A_PAGE).unwrap_or(usize::MAX);
        if more {
            found.pop();
        }
        for (.., edition, _, _, _) in &found {
            ready(looking.tx, edition).await?;
        }
        let lines = found.into_iter().map(line).collect::<Result<Vec<_>, _>>()?;
        looking.lists(&visible, lines.iter().map(|line| line.id.0));
        let last = lines.last().filter(|_| more);
        let next = last.map(|line| format!("{}_{}", line.received_on, line.id));
        Ok(Referrals { status, lines, next })
    }
}

fn line(
    (id, reference, person_name, received_on, forum_name, charter, status, decided_on, told): store::Line,
) -> Result<ReferralLine, DbError> {
    let known = Status::from_name(&status);
    let status = known.ok_or_else(|| DbError::corrupt("referral", "status", &status))?;
    let waits = status == Status::Received;
    let clocks = Clocks::of(charter_of(&charter)?, received_on.0);
    let due_on = clocks.decide_by.filter(|_| waits);
    let acknowledge_by = clocks.acknowledge_by.filter(|_| waits && told.is_none());
    let (received_on, decided_on) = (received_on.0, decided_on.map(|day| day.0));
    Ok(ReferralLine {
        id,
        reference,
        person_name,
        received_on,
        forum_name,
        status,
        due_on,
        acknowledge_by,
        decided_on,
    })
}

impl Page for SeeReferrals {
    fn title(_: &Referrals) -> String {
        "Referrals".into()
    }

    fn content(&self, answer: &Referrals, frame: &Frame) -> Markup {
        pages::list::page(answer, frame)
    }
}
