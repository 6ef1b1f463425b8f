//! Answering a proposed decision: a second person confirms it, and it counts; or it goes back with a reason.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Operation, Stop, Subject};
use jiff::civil::Date;
use kernel::{CaseId, FieldErrors, ReferralId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next, Route};
use uuid::Uuid;

use super::{
    model::{self, ANOTHER_SINCE, NONE_WAITS, Part, Status},
    pages, store,
};
use crate::{
    decision::carry_out::{Decider, carry_out},
    level::model::Indicator,
    referral::{
        change::still,
        model::Status as Referred,
        show::{SeeReferral, Shown},
        store as referrals,
    },
};

pub(super) fn routes() -> Vec<Route> {
    Route::press::<AnswerProposal>("/referrals/{referral}/confirmation")
}

/// A proposed decision, for whoever may decide its request and did not make it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Proposed {
    /// Its id.
    pub proposal: Uuid,
    /// waiting, or declined.
    pub status: String,
    /// accept or return.
    pub decision: String,
    /// The level of need that counts with it.
    pub level: Option<i64>,
    /// Why it is to be returned: a code of the charter.
    pub return_reason: String,
    /// Why, in words.
    pub rationale: String,
    /// Why against the rules: a code of the charter.
    pub override_reason: String,
    /// What it relies on.
    pub indicators: Vec<Indicator>,
    /// Who proposed it.
    pub by: String,
    /// When.
    pub on: Date,
    /// Whether the reader may confirm it.
    pub may_confirm: bool,
    /// Whether the reader may take it back.
    pub may_take_back: bool,
    /// Whether the request was changed since.
    pub is_outdated: bool,
    /// Whether whoever proposed it took it back.
    pub is_taken_back: bool,
    /// Why it was not confirmed, or was taken back.
    pub answer_reason: String,
    /// Who said so.
    pub answered_by: String,
}

/// Confirms a decision that somebody else proposed, so that it counts, or gives it back.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerProposal {
    /// The referral.
    pub referral: ReferralId,
    /// The id of the proposed decision that was read.
    pub proposal: String,
    /// confirm or decline.
    pub answer: String,
    /// Why not; needed to decline.
    pub reason: String,
}

impl Act for AnswerProposal {
    const NAME: &'static str = "answer_proposal";
    const ACTION: Action = Action::DecideReferral;
}

/// What came of an answer.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Answered {
    /// Whether the decision counts now.
    pub confirmed: bool,
    /// The case that was opened, if a request was accepted.
    pub case: Option<CaseId>,
}

impl Operation for AnswerProposal {
    type Done = Answered;
    const SAYS: &'static str = "Confirm a decision that somebody else proposed, or give it back";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<Answered, Stop> {
        let not_now = |why: &str| Stop::NotNow(why.to_owned());
        let (answer, reason) = model::answered(&self.answer, &self.reason)?;
        let found = referrals::load(doing.tx, doing.permit, self.referral).await?;
        let referral = found.ok_or(Stop::NotThere)?;
        let found = store::latest(doing.tx, doing.permit, self.referral).await?;
        let proposal = found.ok_or_else(|| not_now(NONE_WAITS))?;
        let who = doing.permit.principal().practitioner;
        let part = Part::of(who, proposal.proposed_by, referral.referrer);
        if part == Part::Referrer {
            return Err(not_now(NONE_WAITS));
        }
        let next = match answer {
            Status::Confirmed => proposal.status.confirm(),
            _ => proposal.status.decline(),
        };
        let next = next.map_err(not_now)?;
        if proposal.id.to_string() != self.proposal.trim() {
            return Err(not_now(ANOTHER_SINCE));
        }
        let version = referral.version;
        let becomes = if proposal.is_accepted { Referred::Accepted } else { Referred::Returned };
        let referral = still(referral, becomes, version)?;
        if next == Status::Confirmed {
            part.confirms(version == proposal.referral_version).map_err(not_now)?;
        }
        let at = At(doing.env.now());
        if !store::answer(doing.tx, doing.permit, proposal.id, (next, &reason), at).await? {
            return Err(not_now(NONE_WAITS));
        }
        doing.about.insert(referral.person.0);
        let confirmed = next == Status::Confirmed;
        let case = if confirmed {
            let by = Decider { decided_by: proposal.proposed_by, confirmed_by: Some(who) };
            let (decision, level) = (proposal.decision(), proposal.level);
            carry_out(doing, &referral, (&decision, level), by).await?
        } else {
            doing.detail = json!({ "answer": next.name(), "proposal": proposal.id });
            None
        };
        Ok(Answered { confirmed, case })
    }
}

impl Form for AnswerProposal {
    type Ask = SeeReferral;
    const TITLE: &'static str = "Do you confirm this decision?";
    const BUTTON: &'static str = "Send answer";

    fn ask(&self) -> SeeReferral {
        SeeReferral { referral: self.referral }
    }

    fn fields(&self, asked: &Shown, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::fields(self, asked, errors, frame)
    }

    fn next(&self, done: &Answered) -> Next {
        let to = format!("/referrals/{}", self.referral);
        match (done.confirmed, done.case) {
            (false, _) => Next::to(
                to,
                "The decision was not confirmed. The request waits to be decided again",
            ),
            (true, Some(_)) => Next::to(to, "The decision was confirmed and a case was opened"),
            (true, None) => Next::to(
                to,
                "The decision was confirmed and the request was returned. The referrer can see why",
            ),
        }
    }
}
