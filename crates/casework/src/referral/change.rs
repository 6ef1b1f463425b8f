//! Before it is decided, a referral may be amended or taken back.

use std::collections::BTreeMap;

use agreement::{Act, Action, Kind};
use db::{Doing, Looking, Operation, Reading, Stop, Subject};
use govuk::{Textarea, WarningText};
use kernel::{FieldErrors, ReferralId};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ui::{Form, Frame, Next, Route};

use super::{
    model::{Referral, Status},
    pages, people,
    refer::{Asking, nothing_else, problems, record_consent},
    request::{self, Request},
    scopes, store,
};
use crate::charters::charter_of;

pub(super) fn routes() -> Vec<Route> {
    [
        Route::form::<Amend>("/referrals/{referral}/amend"),
        Route::form::<Withdraw>("/referrals/{referral}/withdrawal"),
    ]
    .concat()
}

/// What a request says now, for somebody who was changing it when another did.
pub(crate) fn theirs(referral: &Referral) -> Stop {
    let asked = &referral.asked;
    let known = |number: Option<i64>| number.map_or("Not known".into(), |it| it.to_string());
    Stop::Conflict(json!({
        "version": referral.version,
        "What is going well": asked.strengths,
        "What is needed": asked.needs_words,
        "Their own words": asked.own_words,
        "What the referrer asks and offers": asked.referrer_offer,
        "Organisations needed": known(asked.agencies_needed),
        "Level of need": known(asked.level_of_need),
        "Consent": pages::words::consent(&asked.consent),
        "Assessment": pages::words::assessment(&asked.assessment_state),
    }))
}

/// The referral, as long as it may still become something else and nobody changed it meanwhile.
///
/// # Errors
///
/// Why it may not be changed, or what it says now.
pub(crate) fn still(referral: Referral, next: Status, version: i64) -> Result<Referral, Stop> {
    if !referral.status.may_become(next) {
        return Err(Stop::NotNow(referral.status.why_not().into()));
    }
    if referral.version != version {
        return Err(theirs(&referral));
    }
    Ok(referral)
}

/// Changes a referral before it is decided.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Amend {
    /// The referral.
    pub referral: ReferralId,
    /// The version that was changed.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
    /// What is asked now.
    #[serde(flatten)]
    pub request: Request,
    /// What was sent besides: refused by name.
    #[serde(flatten)]
    #[schemars(skip)]
    pub other: BTreeMap<String, Value>,
}

impl Act for Amend {
    const NAME: &'static str = "amend_referral";
    const ACTION: Action = Action::AmendReferral;
}

impl Operation for Amend {
    type Done = ();
    const SAYS: &'static str = "Change a referral before it is decided";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let found =
            store::load(doing.tx, doing.permit, self.referral).await?.ok_or(Stop::NotThere)?;
        let referral = still(found, Status::Withdrawn, self.version)?;
        nothing_else(&self.other)?;
        let charter = charter_of(&referral.charter)?;
        let has_assessment = referral.asked.assessment_state == "complete";
        let of = (referral.person, referral.id);
        let named = people::checked(doing, of, &self.request.people).await?;
        let asked = request::checked(&self.request, charter, has_assessment);
        let (asked, named) = people::both(asked, named)?;
        let changed = (self.referral, self.version);
        if !store::amend(doing.tx, doing.permit, changed, &asked).await? {
            return Err(theirs(&referral));
        }
        people::save(doing, referral.id, named).await?;
        if asked.consent != referral.asked.consent {
            record_consent(doing, (self.referral, referral.person), &asked).await?;
        }
        doing.about.insert(referral.person.0);
        Ok(())
    }
}

/// What the form for amending needs.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskAmend {
    /// The referral.
    pub referral: ReferralId,
}

impl Act for AskAmend {
    const NAME: &'static str = "ask_amend_referral";
    const ACTION: Action = Action::AmendReferral;
}

/// A request as it stands, to be changed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Amending {
    /// What the form shows around its questions.
    pub around: Asking,
    /// What is asked now.
    pub now: Request,
    /// The reference that people quote.
    pub reference: String,
    /// Counts changes.
    pub version: i64,
}

impl Reading for AskAmend {
    type Answer = Amending;
    const SAYS: &'static str = "Open the form for changing a referral";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Amending, Stop> {
        let it =
            store::load(looking.tx, looking.permit, self.referral).await?.ok_or(Stop::NotThere)?;
        if !it.status.may_become(Status::Withdrawn) {
            return Err(Stop::NotNow(it.status.why_not().into()));
        }
        charter_of(&it.charter)?;
        looking.names(it.person.0);
        let household = people::of_household(looking, (it.person, Some(it.id))).await?;
        let named = household.iter().filter(|(_, named)| *named);
        let people = named.map(|(it, _)| it.person.to_string()).collect();
        Ok(Amending {
            now: Request { people, ..it.asked.as_typed() },
            around: Asking {
                forum_name: it.forum_name,
                charter: it.charter,
                person_name: it.person_name,
                died: String::new(),
                household: household.into_iter().map(|(it, _)| it).collect(),
                has_assessment: it.asked.assessment_state == "complete",
                written: Vec::new(),
            },
            reference: it.reference,
            version: it.version,
        })
    }
}

impl Form for Amend {
    type Ask = AskAmend;
    const TITLE: &'static str = "Change a referral";
    const BUTTON: &'static str = "Save changes";

    fn ask(&self) -> AskAmend {
        AskAmend { referral: self.referral }
    }

    fn begin(mut self, asked: &Amending) -> Self {
        self.request = asked.now.clone();
        self.version = asked.version;
        self
    }

    fn fields(&self, asked: &Amending, errors: &FieldErrors, frame: &Frame) -> Markup {
        html! {
            input type="hidden" name="version" value=(self.version);
            (pages::fields::request((&self.request, &asked.around), errors, frame))
        }
    }

    fn check(&self, asked: &Amending) -> Option<Markup> {
        Some(pages::fields::check(&self.request, &asked.around))
    }

    fn problems(&self, asked: &Amending, _: &Frame) -> FieldErrors {
        problems(&self.request, &asked.around)
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/referrals/{}", self.referral), "The request was changed")
    }
}

/// Nobody ends a request alone where two decide whether it is returned.
const RETURN_IT: &str = "Only whoever made this request takes it back: here two people decide whether one is returned. \
     Decide to return it, and somebody else confirms it.";

/// Takes a referral back before it is decided.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Withdraw {
    /// The referral.
    pub referral: ReferralId,
    /// The version that was read.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
    /// Why it is taken back.
    pub why: String,
}

impl Act for Withdraw {
    const NAME: &'static str = "withdraw_referral";
    const ACTION: Action = Action::AmendReferral;
}

impl Operation for Withdraw {
    type Done = ();
    const SAYS: &'static str = "Take a referral back before it is decided";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let found =
            store::load(doing.tx, doing.permit, self.referral).await?.ok_or(Stop::NotThere)?;
        let referral = still(found, Status::Withdrawn, self.version)?;
        let is_theirs = referral.referrer == Some(doing.principal().practitioner);
        if !is_theirs && charter_of(&referral.charter)?.second_pair_of_eyes.returns {
            return Err(Stop::NotNow(RETURN_IT.to_owned()));
        }
        let mut errors = FieldErrors::default();
        let why = errors.required("why", &self.why, "Enter why you withdraw the request");
        if why.chars().count() > request::LONGEST as usize {
            errors.add("why", "Shorten this answer to 4000 characters or fewer");
        }
        errors.into_result()?;
        let (changed, today) = ((self.referral, self.version), doing.env.today());
        if !store::withdraw(doing.tx, doing.permit, changed, (why, today)).await? {
            return Err(theirs(&referral));
        }
        scopes::ended(doing.tx, doing.permit, &referral).await?;
        doing.about.insert(referral.person.0);
        Ok(())
    }
}

impl Form for Withdraw {
    type Ask = AskAmend;
    const TITLE: &'static str = "Withdraw a referral";
    const BUTTON: &'static str = "Withdraw";

    fn ask(&self) -> AskAmend {
        AskAmend { referral: self.referral }
    }

    fn begin(mut self, asked: &Amending) -> Self {
        self.version = asked.version;
        self
    }

    fn fields(&self, asked: &Amending, errors: &FieldErrors, _: &Frame) -> Markup {
        html! {
            input type="hidden" name="version" value=(self.version);
            p.govuk-body {
                (asked.reference) " to " (asked.around.forum_name) ", about "
                (asked.around.person_name) "."
            }
            (WarningText::new("A request that is withdrawn cannot be opened again. You can make a new one."))
            (Textarea::new("why", "Why do you withdraw it?").rows(3)
                .value(&self.why).error(errors.of("why")))
        }
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/referrals/{}", self.referral), "The request was withdrawn")
    }
}
