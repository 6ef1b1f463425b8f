//! Recording what a family agreed to.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::{Timestamp, civil::Date};
use kernel::{CaseId, FieldErrors};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Form, Frame, Next};
use uuid::Uuid;

use super::{
    decider,
    model::{self, CASE_STUDY, Typed},
    pages, store,
};
use crate::{case::store::head, charters::charter_of, chronology::store::note};

/// One thing that was said about consent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ConsentLine {
    /// The line.
    pub consent: Uuid,
    /// support, share or `case_study`.
    pub purpose: String,
    /// given, refused or withdrawn.
    pub decision: String,
    /// When.
    pub on: Date,
    /// The lawful basis on which information is shared: a code of the charter.
    pub lawful_basis: String,
    /// Why it is shared without consent: a code of the charter.
    pub without_consent_reason: String,
    /// person, parent, `young_person` or capacity; empty where nobody said who decided.
    pub decider: String,
    /// What was to be decided, where somebody judged whether they were able to.
    pub about: String,
    /// Who judged it.
    pub assessed_by: String,
    /// When.
    pub assessed_on: Option<Date>,
    /// able or `not_able`.
    pub finding: String,
    /// Why.
    pub finding_reason: String,
    /// Who said it, and how it is known.
    pub note: String,
    /// Who recorded it.
    pub by: Option<String>,
    /// When.
    pub recorded_at: Timestamp,
    /// Whether it was written while the case was about another record, and nobody has checked it.
    pub before_correction: bool,
    /// What is wrong with it, when it was entered in error.
    pub error_reason: String,
    /// Who said so.
    pub error_by: Option<String>,
}

impl ConsentLine {
    /// Whether it counts: it was not entered in error.
    pub(crate) fn counts(&self) -> bool {
        self.error_reason.is_empty()
    }
}

/// Records what a family agreed to, refused or withdrew.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecordConsent {
    /// The case.
    pub case: CaseId,
    /// support, share or `case_study`.
    pub purpose: String,
    /// given, refused or withdrawn.
    pub decision: String,
    /// Who decided: person, parent, `young_person` or capacity.
    pub decider: String,
    /// What was to be decided, where somebody judged whether they were able to decide it.
    pub about: String,
    /// Who judged it.
    pub assessed_by: String,
    /// When.
    pub assessed_on: String,
    /// able or `not_able`.
    pub finding: String,
    /// Why.
    pub finding_reason: String,
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
        let head = head(doing.tx, doing.permit).await?;
        // Their story is told, and they take it back, once the case is closed.
        if self.purpose != CASE_STUDY {
            head.status.work().map_err(|why| Stop::NotNow(why.to_owned()))?;
        }
        let today = doing.env.today();
        let age = store::age_of(doing.tx, doing.permit, &head, today).await?;
        let consent = model::checked(self.typed(), charter_of(&head.charter)?, (age, today))?;
        let made = (doing.env.new_id(), today, At(doing.env.now()));
        store::record(doing.tx, doing.permit, &head, &consent, made).await?;
        doing.about.insert(head.person.0);
        let about = pages::purpose_words(&consent.purpose).to_lowercase();
        let said = pages::decision_words(&consent.decision).to_lowercase();
        let whose = match consent.decider.finding() {
            "not_able" => ", in their best interests",
            _ => "",
        };
        note(doing, head.id, &format!("Consent to {about}: {said}{whose}.")).await?;
        Ok(())
    }
}

impl RecordConsent {
    fn typed(&self) -> Typed<'_> {
        Typed {
            purpose: &self.purpose,
            decision: &self.decision,
            decider: decider::Typed {
                decider: &self.decider,
                about: &self.about,
                assessed_by: &self.assessed_by,
                assessed_on: &self.assessed_on,
                finding: &self.finding,
                finding_reason: &self.finding_reason,
            },
            lawful_basis: &self.lawful_basis,
            without_consent_reason: &self.without_consent_reason,
            note: &self.note,
        }
    }
}

/// What the form about consent shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ConsentAsked {
    /// The code and version of the case's charter.
    pub charter: String,
    /// Whether the case is worked on: once it is closed they are asked about a case study alone.
    pub is_open: bool,
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
    const SAYS: &'static str = "Open the form about consent";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<ConsentAsked, Stop> {
        let head = head(looking.tx, looking.permit).await?;
        Ok(ConsentAsked { is_open: head.status.is_open(), charter: head.charter })
    }
}

impl Form for RecordConsent {
    type Ask = AskConsent;
    const TITLE: &'static str = "Record consent";
    const BUTTON: &'static str = "Record consent";

    fn ask(&self) -> AskConsent {
        AskConsent { case: self.case }
    }

    fn back(&self, _: &ConsentAsked) -> Option<String> {
        Some(format!("/cases/{}/consent", self.case))
    }

    fn fields(&self, asked: &ConsentAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        match charter_of(&asked.charter) {
            Ok(charter) => pages::form(self, (charter, asked.is_open), errors),
            Err(_) => Markup::default(),
        }
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/cases/{}/consent", self.case), "What they said was recorded")
    }
}
