//! Deciding a referral.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{CaseId, FieldErrors, ReferralId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next, Route};
use uuid::Uuid;

use super::{
    carry_out::{Decider, carry_out, said_in_codes},
    model::{self, Typed},
    pages,
};
use crate::{
    charters::charter_of,
    confirmation::{
        model::{Part, Status as Proposed},
        store as proposals,
    },
    referral::{
        change::still,
        model::Status,
        request::NOT_KNOWN,
        show::{self, Shown},
        store as referrals,
    },
};

pub(super) fn routes() -> Vec<Route> {
    Route::form::<Decide>("/referrals/{referral}/decision")
}

/// Accepts or returns a referral.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Decide {
    /// The referral.
    pub referral: ReferralId,
    /// The version that was read.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
    /// `accept` or `return`.
    pub decision: String,
    /// The level of need: a level of the charter; needed to accept.
    pub level_of_need: String,
    /// The indicators of need relied on: codes of the charter. They make no level.
    #[serde(deserialize_with = "kernel::one_or_many")]
    pub indicators: Vec<String>,
    /// Why it is returned: a code of the charter.
    pub return_reason: String,
    /// Why, in words; the referrer reads them.
    pub rationale: String,
    /// Why it is decided against the rules: a code of the charter.
    pub override_reason: String,
}

impl Act for Decide {
    const NAME: &'static str = "decide_referral";
    const ACTION: Action = Action::DecideReferral;
}

/// What came of a decision.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Decided {
    /// The case that was opened, if it was accepted.
    pub case: Option<CaseId>,
    /// What it is only proposed as, until a second person confirms it.
    pub proposed: Option<Uuid>,
}

impl Decide {
    fn typed(&self) -> Typed<'_> {
        Typed {
            decision: &self.decision,
            level_of_need: &self.level_of_need,
            indicators: &self.indicators,
            return_reason: &self.return_reason,
            rationale: &self.rationale,
            override_reason: &self.override_reason,
        }
    }

    fn next_status(&self) -> Status {
        if self.decision == "accept" { Status::Accepted } else { Status::Returned }
    }
}

impl Operation for Decide {
    type Done = Decided;
    const SAYS: &'static str = "Accept or return a referral";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<Decided, Stop> {
        let found =
            referrals::load(doing.tx, doing.permit, self.referral).await?.ok_or(Stop::NotThere)?;
        let referral = still(found, self.next_status(), self.version)?;
        let charter = charter_of(&referral.charter)?;
        let level = model::level_decided(&self.level_of_need, referral.asked.level_of_need);
        let (_, suggested) = show::rules(&referral, level)?;
        let decision = model::checked(self.typed(), &suggested, charter)?;
        let who = doing.permit.principal().practitioner;
        let found = proposals::latest(doing.tx, doing.permit, self.referral).await?;
        let waits = found.filter(|it| it.status == Proposed::Waiting);
        if let Some(part) = waits.map(|it| Part::of(who, it.proposed_by, referral.referrer)) {
            return Err(Stop::NotNow(waits_already(part).to_owned()));
        }
        if decision.needs_a_second(charter) {
            let (id, when) = (doing.env.new_id(), (doing.env.today(), At(doing.env.now())));
            let said = (&decision, level);
            proposals::propose(doing.tx, doing.permit, (id, &referral), said, when).await?;
            doing.about.insert(referral.person.0);
            doing.detail = json!({ "proposed": said_in_codes(&decision, &suggested.what, None) });
            return Ok(Decided { case: None, proposed: Some(id) });
        }
        let by = Decider { decided_by: who, confirmed_by: None };
        let case = carry_out(doing, &referral, (&decision, level), by).await?;
        Ok(Decided { case, proposed: None })
    }
}

/// What somebody is told who would decide while a decision waits to be confirmed. Its referrer does not learn of it.
fn waits_already(part: Part) -> &'static str {
    match part {
        Part::Second => {
            "A decision about this request is proposed already. Open the request to confirm it, or say no."
        }
        Part::Proposer => {
            "You have proposed a decision about this request. Somebody else confirms it, or you take it back."
        }
        Part::Referrer => "Somebody else is deciding this request.",
    }
}

/// What the form for deciding shows: the whole referral.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskDecision {
    /// The referral.
    pub referral: ReferralId,
}

impl Act for AskDecision {
    const NAME: &'static str = "ask_decision";
    const ACTION: Action = Action::DecideReferral;
}

impl Reading for AskDecision {
    type Answer = Shown;
    const SAYS: &'static str = "Open the form for deciding a referral";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Shown, Stop> {
        let shown = show::whole(looking, self.referral).await?;
        if !shown.referral.status.may_become(Status::Accepted) {
            return Err(Stop::NotNow(shown.referral.status.why_not().into()));
        }
        if let Some(part) = shown.waits {
            return Err(Stop::NotNow(waits_already(part).into()));
        }
        Ok(shown)
    }
}

impl Form for Decide {
    type Ask = AskDecision;
    const TITLE: &'static str = "Decide a referral";
    const BUTTON: &'static str = "Record the decision";

    fn ask(&self) -> AskDecision {
        AskDecision { referral: self.referral }
    }

    fn begin(mut self, asked: &Shown) -> Self {
        self.version = asked.referral.version;
        // What was not confirmed is not typed again.
        if let Some(it) =
            asked.proposal.as_ref().filter(|it| it.status == Proposed::Declined.name())
        {
            self.decision.clone_from(&it.decision);
            self.return_reason.clone_from(&it.return_reason);
            self.rationale.clone_from(&it.rationale);
            self.override_reason.clone_from(&it.override_reason);
            self.indicators = it.indicators.iter().map(|it| it.code.clone()).collect();
        }
        let before = asked.proposal.as_ref().and_then(|it| it.level);
        let level = before.or(asked.referral.asked.level_of_need);
        self.level_of_need = level.map_or(NOT_KNOWN.to_owned(), |level| level.to_string());
        self
    }

    fn fields(&self, asked: &Shown, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::form(self, asked, errors, frame)
    }

    fn next(&self, done: &Decided) -> Next {
        let to = format!("/referrals/{}", self.referral);
        match done.case {
            None if done.proposed.is_some() => {
                let say = "The decision is proposed. It counts once somebody else confirms it";
                Next::to(to, say)
            }
            Some(_) => Next::to(to, "The request was accepted and a case was opened"),
            None => Next::to(to, "The request was returned. The referrer can see why"),
        }
    }
}
