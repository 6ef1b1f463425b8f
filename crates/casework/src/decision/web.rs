//! Deciding a referral.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{CaseId, FieldErrors, ReferralId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next, Route};

use super::{
    model::{self, Decision, Typed, What},
    pages, store,
};
use crate::{
    charters::charter_of,
    referral::{
        change::{still, theirs},
        model::{Referral, Status},
        refer::Refer,
        request::NOT_KNOWN,
        scopes,
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
}

impl Decide {
    fn typed(&self) -> Typed<'_> {
        Typed {
            decision: &self.decision,
            level_of_need: &self.level_of_need,
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
        let case = matches!(decision.what, What::Accept(_)).then(|| CaseId(doing.env.new_id()));
        let (today, parts) = (doing.env.today(), (&referral, case));
        if !store::decide(doing.tx, doing.permit, parts, &decision, (level, today)).await? {
            return Err(theirs(&referral));
        }
        match (case, decision.what) {
            (Some(case), What::Accept(level)) => {
                let version = charter.version.as_str();
                open(doing, case, &referral, (version, level)).await?;
            }
            _ => scopes::ended(doing.tx, doing.permit, &referral).await?,
        }
        doing.about.insert(referral.person.0);
        doing.detail = said(&decision, &suggested.what, case);
        Ok(Decided { case })
    }
}

/// What the ledger's entry commits to: the decision in codes.
fn said(decision: &Decision<'_>, suggested: &str, case: Option<CaseId>) -> serde_json::Value {
    let (what, reason) = match decision.what {
        What::Accept(_) => ("accept", ""),
        What::Return(reason) => ("return", reason),
    };
    json!({
        "decision": what, "reason": reason, "suggested": suggested,
        "override": decision.override_reason, "case": case,
    })
}

async fn open(
    doing: &mut Doing<'_, Decide>,
    case: CaseId,
    referral: &Referral,
    charter: (&str, i64),
) -> Result<(), Stop> {
    let (today, at) = (doing.env.today(), At(doing.env.now()));
    let (tx, permit) = (&mut *doing.tx, doing.permit);
    store::open_case(tx, permit, (case, referral), charter, (today, at)).await?;
    scopes::case_opened(tx, permit, case, referral).await?;
    let decider = Some(permit.principal().practitioner);
    let events = [
        (
            referral.received_on,
            Refer::NAME,
            "The request for support was received.",
            referral.referrer,
        ),
        (today, Decide::NAME, "The request was accepted and a case was opened.", decider),
    ];
    for (on, kind, said, by) in events {
        let id = (doing.env.new_id(), case);
        store::tell(tx, permit, id, (on, kind, said), (by, at)).await?;
    }
    doing.about.insert(case.0);
    Ok(())
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
        let level = asked.referral.asked.level_of_need;
        self.level_of_need = level.map_or(NOT_KNOWN.to_owned(), |level| level.to_string());
        self
    }

    fn fields(&self, asked: &Shown, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::form(self, asked, errors, frame)
    }

    fn next(&self, done: &Decided) -> Next {
        let to = format!("/referrals/{}", self.referral);
        match done.case {
            Some(_) => Next::to(to, "The request was accepted and a case was opened"),
            None => Next::to(to, "The request was returned. The referrer can see why"),
        }
    }
}
