//! Telling the referrer that a request arrived, and by when they will hear.

use agreement::{Act, Action, Kind};
use db::{Doing, Operation, Stop, Subject};
use kernel::{FieldErrors, ReferralId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Route};

use super::{model::Status, show::SeeReferral, store};

pub(super) fn routes() -> Vec<Route> {
    Route::press::<Acknowledge>("/referrals/{referral}/acknowledgement")
}

/// Acknowledges a referral. A decision within the clock tells the referrer as much.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Acknowledge {
    /// The referral.
    pub referral: ReferralId,
}

impl Act for Acknowledge {
    const NAME: &'static str = "acknowledge_referral";
    const ACTION: Action = Action::DecideReferral;
}

impl Operation for Acknowledge {
    type Done = ();
    const SAYS: &'static str =
        "Acknowledge a referral, so that its referrer knows when they will hear";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let referral =
            store::load(doing.tx, doing.permit, self.referral).await?.ok_or(Stop::NotThere)?;
        if referral.status != Status::Received {
            return Err(Stop::NotNow(referral.status.why_not().into()));
        }
        let today = doing.env.today();
        if !store::sent::acknowledge(doing.tx, doing.permit, self.referral, today).await? {
            return Err(Stop::NotNow("This request has been acknowledged already.".into()));
        }
        doing.about.insert(referral.person.0);
        Ok(())
    }
}

impl Form for Acknowledge {
    type Ask = SeeReferral;
    const TITLE: &'static str = "Acknowledge a referral";
    const BUTTON: &'static str = "Acknowledge";

    fn ask(&self) -> SeeReferral {
        SeeReferral { referral: self.referral }
    }

    fn fields(&self, _: &super::show::Shown, _: &FieldErrors, _: &Frame) -> Markup {
        Markup::default()
    }

    fn next(&self, (): &()) -> Next {
        let say = "The request is acknowledged. The referrer sees when they will hear";
        Next::to(format!("/referrals/{}", self.referral), say)
    }
}
