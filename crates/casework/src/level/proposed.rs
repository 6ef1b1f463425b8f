//! A level that the charter guards, set at a review, a step-up or a closure: it counts once a second person has confirmed it
//! (ADR 15). Until then the level stays as it was, and the review itself stands.

use agreement::{Act, Action, Kind};
use db::{At, DbError, Doing, Operation, Stop, Subject};
use jiff::civil::Date;
use kernel::{CaseId, FieldErrors, PractitionerId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};
use uuid::Uuid;

use super::{
    keep,
    model::{Indicator, Judged, Occasion, may_answer, told, words},
    pages,
    see::{Levels, SeeLevels},
    store::{self, proposals},
    tell,
};
use crate::{
    case::{model::Head, store::head},
    charters::charter_of,
    confirmation::model::{Status, answered},
};

/// Why a level that another judgement came before waits no more.
const JUDGED_AGAIN: &str = "The level was judged again.";

/// Why a level that was judged by what stood about somebody else waits no more.
const MOVED: &str =
    "The case was about another record when this was proposed. Judge the level again at a review.";

/// A level that somebody proposed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LevelProposal {
    /// Its id.
    pub proposal: Uuid,
    /// waiting, confirmed or declined.
    pub status: String,
    /// review, `step_up` or closure.
    pub occasion: String,
    /// The level, with its name.
    pub words: String,
    /// Why it has changed.
    pub reason: String,
    /// What whoever proposed it relied on.
    pub indicators: Vec<Indicator>,
    /// Who proposed it.
    pub by: String,
    /// When.
    pub on: Date,
    /// Whether the reader may confirm it.
    pub may_confirm: bool,
    /// Whether the reader may take it back.
    pub may_take_back: bool,
    /// Why it was not confirmed, or was taken back.
    pub answer_reason: String,
    /// Who said so; empty when another judgement came before it, or the case was about another record.
    pub answered_by: String,
}

/// Keeps a level for a second person to confirm, in place of one that waited.
pub(super) async fn propose<O: Act>(
    doing: &mut Doing<'_, O>,
    case: &Head,
    occasion: Occasion,
    (level, judged): (i64, &Judged),
) -> Result<(), DbError> {
    let charter = charter_of(&case.charter)?;
    withdraw(doing, case).await?;
    let made = (doing.env.new_id(), doing.env.today(), At(doing.env.now()));
    let what = (occasion, level, judged, charter.version.as_str());
    proposals::add(doing.tx, doing.permit, case, what, made).await?;
    let said = format!(
        "Level of need {} proposed {}. It counts once a second person confirms it.",
        words(level, charter),
        occasion.at()
    );
    tell(doing, case.id, &said, true).await
}

/// A level that waited does so no more, for it was judged again.
pub(super) async fn withdraw<O: Act>(doing: &mut Doing<'_, O>, case: &Head) -> Result<(), DbError> {
    overtaken(doing, case.id, JUDGED_AGAIN).await
}

/// A level that waited does so no more, for it was proposed while the case was about another record.
pub(crate) async fn moved<O: Act>(doing: &mut Doing<'_, O>, case: CaseId) -> Result<(), DbError> {
    overtaken(doing, case, MOVED).await
}

/// Nobody said no to it, so nobody's name stands on that.
async fn overtaken<O: Act>(
    doing: &mut Doing<'_, O>,
    case: CaseId,
    why: &str,
) -> Result<(), DbError> {
    let by = (None, At(doing.env.now()));
    let answer = (Status::Declined, why);
    proposals::answer_waiting(doing.tx, doing.permit, case, answer, by).await.map(drop)
}

/// Confirms a level that somebody else proposed, so that it counts, or says no to it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerLevel {
    /// The case.
    pub case: CaseId,
    /// The id of the proposed level that was read.
    pub proposal: String,
    /// confirm or decline.
    pub answer: String,
    /// Why not; needed to decline.
    pub reason: String,
}

impl Act for AnswerLevel {
    const NAME: &'static str = "answer_level";
    const ACTION: Action = Action::ReviewCase;
}

impl Operation for AnswerLevel {
    type Done = bool;
    const SAYS: &'static str = "Confirm a level of need that somebody else proposed, or say no";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<bool, Stop> {
        let not_now = |why: &str| Stop::NotNow(why.to_owned());
        let (answer, reason) = answered(&self.answer, &self.reason)?;
        let head = head(doing.tx, doing.permit).await?;
        let found = proposals::of_case(doing.tx, doing.permit).await?;
        let waits = found.into_iter().find(|it| it.status == Status::Waiting.name());
        let waits = waits.ok_or_else(|| not_now("No level of need waits to be confirmed."))?;
        if waits.id.to_string() != self.proposal.trim() {
            return Err(not_now(
                "This is not the level that waits now. Read it again, then answer.",
            ));
        }
        let me = doing.principal().practitioner;
        let confirms = answer == Status::Confirmed;
        let unchanged = head.level == waits.level_before;
        may_answer((me, waits.proposed_by), confirms, unchanged).map_err(not_now)?;
        let by = (Some(me), At(doing.env.now()));
        let answer = (answer, reason.as_str());
        if !proposals::answer_waiting(doing.tx, doing.permit, head.id, answer, by).await? {
            return Err(not_now("Somebody else answered it already."));
        }
        doing.about.insert(head.person.0);
        doing.detail = json!({ "proposal": waits.id, "answer": answer.0.name() });
        if confirms {
            confirmed(doing, &head, waits).await?;
        } else {
            tell(doing, head.id, "A level of need that was proposed was not confirmed.", false)
                .await?;
        }
        Ok(confirms)
    }
}

/// The level counts from now on, as whoever proposed it judged it.
async fn confirmed(
    doing: &mut Doing<'_, AnswerLevel>,
    case: &Head,
    waits: proposals::Proposal,
) -> Result<(), Stop> {
    let occasion = waits.occasion()?;
    let (before, level) = (Some(case.level), waits.level);
    let by: (Occasion, PractitionerId) = (occasion, waits.proposed_by);
    let version = waits.charter_version.clone();
    let judged = Judged { level: Some(level), reason: waits.reason, indicators: waits.indicators };
    keep(doing, (case.referral, &version), by, (before, &judged)).await?;
    store::set(doing.tx, doing.permit, case, level).await?;
    let said = told(occasion, before, level, charter_of(&case.charter)?);
    tell(doing, case.id, &format!("{said} A second person confirmed it."), true).await?;
    Ok(())
}

impl Form for AnswerLevel {
    type Ask = SeeLevels;
    const TITLE: &'static str = "Do you confirm this level of need?";
    const BUTTON: &'static str = "Send answer";

    fn ask(&self) -> SeeLevels {
        SeeLevels { case: self.case }
    }

    fn fields(&self, asked: &Levels, errors: &FieldErrors, frame: &Frame) -> Markup {
        pages::answer(self, asked, errors, frame)
    }

    fn back(&self, _: &Levels) -> Option<String> {
        Some(format!("/cases/{}/levels", self.case))
    }

    fn next(&self, confirmed: &bool) -> Next {
        let said = if *confirmed { "The level was confirmed" } else { "The level stays as it was" };
        Next::to(format!("/cases/{}/levels", self.case), said)
    }
}
