//! That somebody has checked what came with a request that was about another record and is no case. Until then who is kept from
//! the right record stays so, and who is kept from the other is kept from the request.

use agreement::{Act, Action, Kind};
use db::{Doing, Operation, Stop, Subject};
use kernel::{FieldErrors, ReferralId};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};

use super::{
    see::NOTHING_TO_CHECK,
    store::{self, ties},
};
use crate::referral::show::{SeeReferral, Shown};

const CHECK_THE_CASE: &str =
    "This request was accepted. Say on the page of its case that it has been checked.";

/// Says that what came with a request that was about another record has been checked.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CheckReferralCorrection {
    /// The request.
    pub referral: ReferralId,
}

impl Act for CheckReferralCorrection {
    const NAME: &'static str = "check_referral_correction";
    const ACTION: Action = Action::RestrictRecord;
}

impl Operation for CheckReferralCorrection {
    type Done = ();
    const SAYS: &'static str =
        "Say that what came with a referral about another record has been checked";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let matter = store::matter(doing.tx, doing.permit).await?.ok_or(Stop::NotThere)?;
        if matter.was_accepted() {
            return Err(Stop::NotNow(CHECK_THE_CASE.to_owned()));
        }
        let today = doing.env.today();
        if !store::check(doing.tx, doing.permit, matter.referral, today).await? {
            return Err(Stop::NotNow(NOTHING_TO_CHECK.to_owned()));
        }
        ties::limit_request_as_its_person(doing.tx, doing.permit, &matter).await?;
        doing.about.insert(matter.person.0);
        Ok(())
    }
}

impl Form for CheckReferralCorrection {
    type Ask = SeeReferral;
    const TITLE: &'static str = "What came with the request was checked";
    const BUTTON: &'static str = "I have checked it";

    fn ask(&self) -> SeeReferral {
        SeeReferral { referral: self.referral }
    }

    fn fields(&self, _: &Shown, _: &FieldErrors, _: &Frame) -> Markup {
        html! {}
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/referrals/{}", self.referral), "What came with the request was checked")
    }
}
