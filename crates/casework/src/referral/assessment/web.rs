//! Completing the common assessment.

use std::collections::BTreeMap;

use agreement::{Act, Action, Kind};
use charter::answers::{self, Answers};
use db::{At, DbError, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{FieldErrors, ReferralId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next, Route};

use super::{pages, store};
use crate::{
    charters::charter_of,
    questions::{Given, given},
    referral::{model::Status, store as referrals},
};

/// The form that every charter with an assessment names so.
const FORM: &str = "common_assessment";

pub(crate) fn routes() -> Vec<Route> {
    Route::form::<Assess>("/referrals/{referral}/assessment")
}

/// Completes the assessment of a referral, or makes a new version of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Assess {
    /// The referral.
    pub referral: ReferralId,
    /// The version that was shown; 0 for the first.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
    /// The answers by the ids of the form's questions.
    #[serde(flatten)]
    pub answers: BTreeMap<String, Given>,
}

impl Act for Assess {
    const NAME: &'static str = "complete_assessment";
    const ACTION: Action = Action::AmendReferral;
}

impl Assess {
    pub(super) fn given(&self) -> Answers {
        given(&self.answers)
    }
}

fn form_of(code: &str) -> Result<&'static charter::Form, Stop> {
    charter_of(code)?.form(FORM).ok_or_else(|| {
        Stop::NotNow("This forum does not ask for an assessment. Send it with the request.".into())
    })
}

impl Operation for Assess {
    type Done = ();
    const SAYS: &'static str = "Complete the common assessment of a referral";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let referral =
            referrals::load(doing.tx, doing.permit, self.referral).await?.ok_or(Stop::NotThere)?;
        let form = form_of(&referral.charter)?;
        if !matches!(referral.status, Status::Received | Status::Accepted) {
            return Err(Stop::NotNow(referral.status.why_not().into()));
        }
        let charter = charter_of(&referral.charter)?;
        let latest = store::latest(doing.tx, doing.permit, self.referral, charter).await?;
        let version = latest.as_ref().map_or(0, |it| it.version);
        if let Some(theirs) = latest.filter(|_| version != self.version) {
            return Err(theirs_now(&theirs));
        }
        let response = answers::validate_answers(&form.questionnaire, &self.given())?;
        let (id, at) = (doing.env.new_id(), At(doing.env.now()));
        let form_version = form.questionnaire.version.clone().unwrap_or_default();
        let which = (form.code.clone(), form_version);
        let new = (version + 1, response);
        store::add(doing.tx, doing.permit, (id, &referral), which, new, at).await?;
        doing.about.insert(referral.person.0);
        Ok(())
    }
}

fn theirs_now(theirs: &store::Assessed) -> Stop {
    let mut now = serde_json::Map::new();
    now.insert("version".into(), json!(theirs.version));
    now.insert("Completed by".into(), json!(theirs.made_by));
    for line in theirs.answers.iter().filter(|line| !line.is_heading) {
        now.insert(line.label.clone(), json!(line.answer));
    }
    Stop::Conflict(now.into())
}

/// What the form of the assessment needs.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskAssess {
    /// The referral.
    pub referral: ReferralId,
}

impl Act for AskAssess {
    const NAME: &'static str = "ask_assessment";
    const ACTION: Action = Action::AmendReferral;
}

/// An assessment to be completed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Assessing {
    /// The code of the charter whose form it is.
    pub charter: String,
    /// The form's name.
    pub form: String,
    /// The reference that people quote.
    pub reference: String,
    /// About whom.
    pub person_name: String,
    /// The latest version; 0 when there is none.
    pub version: i64,
    /// What it says, by the ids of the form's questions.
    pub answers: BTreeMap<String, Vec<String>>,
}

impl Reading for AskAssess {
    type Answer = Assessing;
    const SAYS: &'static str = "Open the form of the common assessment";

    fn subject(&self) -> Subject {
        (Kind::Referral, Some(self.referral.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<Assessing, Stop> {
        let it = referrals::load(looking.tx, looking.permit, self.referral)
            .await?
            .ok_or(Stop::NotThere)?;
        let form = form_of(&it.charter)?;
        let latest =
            store::latest(looking.tx, looking.permit, it.id, charter_of(&it.charter)?).await?;
        looking.names(it.person.0);
        Ok(Assessing {
            charter: it.charter,
            form: form.name.clone(),
            reference: it.reference,
            person_name: it.person_name,
            version: latest.as_ref().map_or(0, |it| it.version),
            answers: latest.map(|it| answers::answers_in(&it.response)).unwrap_or_default(),
        })
    }
}

/// The form's questions; the reading made sure that there is one.
fn questions(asked: &Assessing) -> Result<&'static charter::Form, DbError> {
    let form = charter_of(&asked.charter)?.form(FORM);
    form.ok_or_else(|| DbError::corrupt("forum", "charter", "it has no assessment"))
}

impl Form for Assess {
    type Ask = AskAssess;
    const TITLE: &'static str = "Complete the assessment";
    const BUTTON: &'static str = "Save assessment";

    fn ask(&self) -> AskAssess {
        AskAssess { referral: self.referral }
    }

    fn begin(mut self, asked: &Assessing) -> Self {
        self.version = asked.version;
        self.answers =
            asked.answers.iter().map(|(name, it)| (name.clone(), Given(it.clone()))).collect();
        self
    }

    fn fields(&self, asked: &Assessing, errors: &FieldErrors, _: &Frame) -> Markup {
        match questions(asked) {
            Ok(form) => pages::fields(self, asked, form, errors),
            Err(_) => maud::html! {},
        }
    }

    fn check(&self, asked: &Assessing) -> Option<Markup> {
        let form = questions(asked).ok()?;
        Some(crate::questions::check(&answers::lines(&form.questionnaire, &self.given())))
    }

    fn problems(&self, asked: &Assessing, _: &Frame) -> FieldErrors {
        let Ok(form) = questions(asked) else { return FieldErrors::default() };
        answers::validate_answers(&form.questionnaire, &self.given()).err().unwrap_or_default()
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/referrals/{}", self.referral), "The assessment was saved")
    }
}
