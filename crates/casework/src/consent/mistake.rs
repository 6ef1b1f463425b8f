//! Saying that what stands about consent was entered in error. It stays to be read, and counts for nothing.

use agreement::{Act, Action, Kind};
use db::{Doing, Looking, Operation, Reading, Stop, Subject};
use govuk::{InsetText, Textarea};
use kernel::{CaseId, FieldErrors};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};
use uuid::Uuid;

use super::{model, pages, store, web::ConsentLine};
use crate::{case::store::head, chronology::store::note};

/// Says that one thing that was recorded about consent was entered in error.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MarkConsentWrong {
    /// The case.
    pub case: CaseId,
    /// The line.
    pub consent: Uuid,
    /// What is wrong with it.
    pub error_reason: String,
}

impl Act for MarkConsentWrong {
    const NAME: &'static str = "mark_consent_wrong";
    const ACTION: Action = Action::RecordPlan;
}

impl Operation for MarkConsentWrong {
    type Done = ();
    const SAYS: &'static str = "Say that what was recorded about consent was entered in error";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let head = head(doing.tx, doing.permit).await?;
        let history = store::of_case(doing.tx, doing.permit, &head).await?;
        standing(history, self.consent)?;
        let reason = model::mistake(&self.error_reason)?;
        let today = doing.env.today();
        store::mark_wrong(doing.tx, doing.permit, (self.consent, &reason), today).await?;
        doing.about.insert(head.person.0);
        doing.detail = json!({ "consent": self.consent });
        note(doing, head.id, "What was recorded about consent was entered in error.").await?;
        Ok(())
    }
}

/// The line, as long as it counts.
fn standing(history: Vec<ConsentLine>, id: Uuid) -> Result<ConsentLine, Stop> {
    let line = history.into_iter().find(|it| it.consent == id).ok_or(Stop::NotThere)?;
    if !line.counts() {
        let told = "This was marked as entered in error already. Record what they agreed to.";
        return Err(Stop::NotNow(told.to_owned()));
    }
    Ok(line)
}

/// Opens the form for saying that something about consent was entered in error.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskConsentMistake {
    /// The case.
    pub case: CaseId,
    /// The line.
    pub consent: Uuid,
}

impl Act for AskConsentMistake {
    const NAME: &'static str = "ask_mark_consent_wrong";
    const ACTION: Action = Action::RecordPlan;
}

impl Reading for AskConsentMistake {
    type Answer = ConsentLine;
    const SAYS: &'static str = "Open the form for saying that something about consent is wrong";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<ConsentLine, Stop> {
        let head = head(looking.tx, looking.permit).await?;
        let history = store::of_case(looking.tx, looking.permit, &head).await?;
        standing(history, self.consent)
    }
}

impl Form for MarkConsentWrong {
    type Ask = AskConsentMistake;
    const TITLE: &'static str = "This was entered in error";
    const BUTTON: &'static str = "Mark as entered in error";

    fn ask(&self) -> AskConsentMistake {
        AskConsentMistake { case: self.case, consent: self.consent }
    }

    fn fields(&self, line: &ConsentLine, errors: &FieldErrors, frame: &Frame) -> Markup {
        let (purpose, decision) = pages::line_words(line);
        html! {
            (InsetText::new(format!("{}: {purpose}. {decision}.", frame.date(line.on))))
            p.govuk-body {
                "It stays to be read, struck through, and counts no more. If they withdrew what they had agreed to, \
                 record that instead."
            }
            (Textarea::new("error_reason", "What is wrong with it?").rows(2)
                .value(&self.error_reason).error(errors.of("error_reason")))
        }
    }

    fn back(&self, _: &ConsentLine) -> Option<String> {
        Some(format!("/cases/{}/consent", self.case))
    }

    fn next(&self, (): &()) -> Next {
        Next::to(
            format!("/cases/{}/consent", self.case),
            "What was entered in error is struck through, and counts no more",
        )
    }
}
