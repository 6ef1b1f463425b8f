//! Recording what a family agreed to.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{CaseId, FieldErrors};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next, Route};

use super::{
    model::{self, Typed},
    pages, store,
};
use crate::{case::store::open_head, charters::charter_of, chronology::store::note};

pub(crate) fn routes() -> Vec<Route> {
    Route::form::<RecordConsent>("/cases/{case}/consent")
}

/// One thing that was said about consent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ConsentLine {
    /// support or share.
    pub purpose: String,
    /// given, refused or withdrawn.
    pub decision: String,
    /// When.
    pub on: Date,
    /// The lawful basis on which information is shared: a code of the charter.
    pub lawful_basis: String,
    /// Why it is shared without consent: a code of the charter.
    pub without_consent_reason: String,
    /// Who said it, and how it is known.
    pub note: String,
    /// Who recorded it.
    pub by: Option<String>,
}

/// Records what a family agreed to, refused or withdrew.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecordConsent {
    /// The case.
    pub case: CaseId,
    /// support or share.
    pub purpose: String,
    /// given, refused or withdrawn.
    pub decision: String,
    /// The lawful basis on which information is shared: a code of the charter; may be empty.
    pub lawful_basis: String,
    /// Why it is shared without consent: a code of the charter; may be empty.
    pub without_consent_reason: String,
    /// Who said it, and how it is known.
    pub note: String,
}

impl Act for RecordConsent {
    const NAME: &'static str = "record_consent";
    const ACTION: Action = Action::RecordPlan;
}

impl Operation for RecordConsent {
    type Done = ();
    const SAYS: &'static str = "Record what a family agreed to, refused or withdrew";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let typed = Typed {
            purpose: &self.purpose,
            decision: &self.decision,
            lawful_basis: &self.lawful_basis,
            without_consent_reason: &self.without_consent_reason,
            note: &self.note,
        };
        let consent = model::checked(typed, charter_of(&head.charter)?)?;
        let made = (doing.env.new_id(), doing.env.today(), At(doing.env.now()));
        store::record(doing.tx, doing.permit, &head, &consent, made).await?;
        doing.about.insert(head.person.0);
        let about = if consent.purpose == "support" { "support" } else { "sharing information" };
        let said = pages::decision_words(&consent.decision).to_lowercase();
        note(doing, head.id, &format!("Consent to {about}: {said}.")).await?;
        Ok(())
    }
}

/// What the form about consent shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ConsentAsked {
    /// The code and version of the case's charter.
    pub charter: String,
    /// What was said before, the latest first.
    pub history: Vec<ConsentLine>,
}

/// Opens the form about consent.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskConsent {
    /// The case.
    pub case: CaseId,
}

impl Act for AskConsent {
    const NAME: &'static str = "ask_consent";
    const ACTION: Action = Action::RecordPlan;
}

impl Reading for AskConsent {
    type Answer = ConsentAsked;
    const SAYS: &'static str = "Open the form about consent, with what was said before";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<ConsentAsked, Stop> {
        let head = open_head(looking.tx, looking.permit).await?;
        let history = store::of_case(looking.tx, looking.permit, &head).await?;
        Ok(ConsentAsked { charter: head.charter, history })
    }
}

impl Form for RecordConsent {
    type Ask = AskConsent;
    const TITLE: &'static str = "Record consent";
    const BUTTON: &'static str = "Record consent";

    fn ask(&self) -> AskConsent {
        AskConsent { case: self.case }
    }

    fn fields(&self, asked: &ConsentAsked, errors: &FieldErrors, frame: &Frame) -> Markup {
        match charter_of(&asked.charter) {
            Ok(charter) => pages::form(self, asked, charter, errors, frame),
            Err(_) => Markup::default(),
        }
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/cases/{}", self.case), "What they said was recorded")
    }
}
