//! Saying what became of the people of a returned request.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Operation, Stop, Subject};
use jiff::civil::Date;
use kernel::{FieldErrors, ReferralId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next, Route};

use super::{
    model::{self, After},
    pages, store,
};
use crate::{
    charters::charter_of,
    referral::{
        model::Status,
        show::{SeeReferral, Shown},
        store as referrals,
    },
};

pub(super) fn routes() -> Vec<Route> {
    Route::press::<AnswerFollowup>("/referrals/{referral}/followups")
}

/// What became of them, as somebody said after some months.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AnswerLine {
    /// How many months after the request was returned.
    pub months: i64,
    /// A code of the charter.
    pub answer: String,
    /// In words; may be empty.
    pub words: String,
    /// Who said so.
    pub by: String,
    /// When.
    pub on: Date,
}

/// Says what became of the people of a returned referral. The answer counts for the question that is asked today, and
/// an answer given again takes the place of the one before.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerFollowup {
    /// The referral.
    pub referral: ReferralId,
    /// What became of them: a code of the charter.
    pub answer: String,
    /// In words, if something should be added.
    pub words: String,
}

impl Act for AnswerFollowup {
    const NAME: &'static str = "answer_followup";
    const ACTION: Action = Action::AmendReferral;
}

impl Operation for AnswerFollowup {
    type Done = ();
    const SAYS: &'static str = "Say what became of the people of a returned referral";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let found = referrals::load(doing.tx, doing.permit, self.referral).await?;
        let referral = found.ok_or(Stop::NotThere)?;
        let (charter, today) = (charter_of(&referral.charter)?, doing.env.today());
        let returned_on = referral.decided_on.filter(|_| referral.status == Status::Returned);
        let asked =
            returned_on.and_then(|on| Some((on, After::Returned.asked(charter, (on, today))?)));
        let Some((since, months)) = asked else {
            let why = "Nobody is asked yet what became of them. Only requests that were returned are asked about.";
            return Err(Stop::NotNow(why.into()));
        };
        let said = {
            let known = (After::Returned, &charter.followup_answers);
            model::checked((&self.answer, &self.words), known)
        }?;
        let (id, when) = (doing.env.new_id(), (today, At(doing.env.now())));
        let asked = (After::Returned, since, months);
        store::add(doing.tx, doing.permit, (id, referral.id), asked, said, when).await?;
        doing.about.insert(referral.person.0);
        doing.detail = json!({ "months": months, "answer": said.0 });
        Ok(())
    }
}

impl Form for AnswerFollowup {
    type Ask = SeeReferral;
    const TITLE: &'static str = "What became of them?";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> SeeReferral {
        SeeReferral { referral: self.referral }
    }

    fn fields(&self, asked: &Shown, errors: &FieldErrors, _: &Frame) -> Markup {
        let typed = (self.answer.as_str(), self.words.as_str());
        pages::fields(typed, (&asked.referral.charter, After::Returned), errors)
    }

    fn back(&self, _: &Shown) -> Option<String> {
        Some("/followups".to_owned())
    }

    fn next(&self, (): &()) -> Next {
        Next::to("/followups", "Thank you. What became of them was saved")
    }
}
