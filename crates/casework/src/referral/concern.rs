//! A referrer tells from whom somebody has to be kept safe: apart from the request, which everybody at the table reads.

use agreement::{Act, Action, Kind};
use db::{Doing, Looking, Operation, Reading, Stop, Subject};
use govuk::InsetText;
use kernel::{ConcernId, FieldErrors, ReferralId};
use maud::{Markup, html};
use people::{concern::tell, known_of};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Route, ring_now};

use super::{note::takes_notes, store};

pub(super) fn routes() -> Vec<Route> {
    Route::form::<TellOfConcern>("/referrals/{referral}/persons-of-concern/new")
}

/// Tells of a person of concern, for the coordinator and staff involved.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TellOfConcern {
    /// The referral of the person at risk.
    pub referral: ReferralId,
    /// Their name, or how they are known.
    pub name: String,
    /// When they were born: `1984`, `1984-05` or `1984-05-03`; may be empty.
    pub born: String,
    /// What they are to the person at risk: a code, as on the person's record.
    pub tie: String,
    /// Whether they know the address: `lives_there`, `knows_address`, `must_not_know` or `not_known`.
    pub near: String,
    /// Where they live or are met; may be empty.
    pub whereabouts: String,
    /// What is feared.
    pub feared: String,
    /// What staff do, and what they never do.
    pub handling: String,
    /// Court orders and bail conditions, with the day on which each ends; may be empty.
    pub orders: String,
}

/// What is told of a closed case would reach nobody in time.
fn heard(is_closed: bool) -> Result<(), Stop> {
    if is_closed {
        return Err(Stop::NotNow(
            "The case is closed. Tell whoever led it, or make a new request.".into(),
        ));
    }
    Ok(())
}

impl Act for TellOfConcern {
    const NAME: &'static str = "tell_of_concern";
    const ACTION: Action = Action::AmendReferral;
}

impl Operation for TellOfConcern {
    type Done = ConcernId;
    const SAYS: &'static str =
        "Tell from whom somebody has to be kept safe, apart from the referral";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<ConcernId, Stop> {
        let found =
            store::load(doing.tx, doing.permit, self.referral).await?.ok_or(Stop::NotThere)?;
        let referral = takes_notes(found)?;
        heard(store::sent::is_closed(doing.tx, doing.permit, self.referral).await?)?;
        let id = tell::write(doing, referral.person, known_of!(self)).await?;
        doing.about.insert(referral.person.0);
        Ok(id)
    }
}

/// Opens the form for telling of a person of concern.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskTellOfConcern {
    /// The referral.
    pub referral: ReferralId,
}

impl Act for AskTellOfConcern {
    const NAME: &'static str = "ask_tell_of_concern";
    const ACTION: Action = Action::AmendReferral;
}

impl Reading for AskTellOfConcern {
    /// About whom, as people quote it.
    type Answer = String;
    const SAYS: &'static str = "Open the form for telling from whom somebody has to be kept safe";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<String, Stop> {
        let found =
            store::load(looking.tx, looking.permit, self.referral).await?.ok_or(Stop::NotThere)?;
        let it = takes_notes(found)?;
        heard(store::sent::is_closed(looking.tx, looking.permit, self.referral).await?)?;
        looking.names(it.person.0);
        Ok(format!("{}, about {}", it.reference, it.person_name))
    }
}

impl Form for TellOfConcern {
    type Ask = AskTellOfConcern;
    const TITLE: &'static str = "Tell of somebody from whom they must be kept safe";
    const BUTTON: &'static str = "Send";

    fn ask(&self) -> AskTellOfConcern {
        AskTellOfConcern { referral: self.referral }
    }

    fn fields(&self, about: &String, errors: &FieldErrors, frame: &Frame) -> Markup {
        html! {
            (ring_now(frame))
            p.govuk-body { (about) "." }
            (InsetText::new("Those who may read the address read this: the coordinator, and staff involved once there are some. The \
                coordinator may open it to everybody who reads the record. It does not stand in the request. Once it is \
                sent you read it again when you may read the address as well."))
            (tell::fields(&known_of!(self), errors))
        }
    }

    fn next(&self, _: &ConcernId) -> Next {
        Next::to(format!("/referrals/{}", self.referral), "It was sent to those who may read it")
    }
}
