//! Writing down what matters, and what is done if things get worse.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use govuk::Textarea;
use kernel::{CaseId, FieldErrors};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next, Route};

use super::{
    model::{Contingency, QUESTIONS},
    store,
};
use crate::{case::store::open_head, chronology::store::note};

pub(crate) fn routes() -> Vec<Route> {
    Route::form::<RecordContingency>("/cases/{case}/plan/contingency")
}

/// Writes down what matters most to a family, and what is done if things get worse.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RecordContingency {
    /// The case.
    pub case: CaseId,
    /// The version that was read; 0 when nothing was written down yet.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
    /// What is written down.
    #[serde(flatten)]
    pub words: Contingency,
}

impl Act for RecordContingency {
    const NAME: &'static str = "record_contingency";
    const ACTION: Action = Action::RecordPlan;
}

impl Operation for RecordContingency {
    type Done = ();
    const SAYS: &'static str =
        "Write down what matters most to a family, and what is done if things get worse";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let it = self.words.checked()?;
        let (now, version) = store::of_case(doing.tx, doing.permit).await?;
        if version != self.version {
            return Err(theirs(&now, version));
        }
        let at = At(doing.env.now());
        store::record(doing.tx, doing.permit, &head, &it, at).await?;
        doing.about.insert(head.person.0);
        let said =
            "What matters to the family, and what is done if things get worse, was written down.";
        note(doing, head.id, said).await?;
        Ok(())
    }
}

/// What it says now that someone else changed it.
fn theirs(now: &Contingency, version: i64) -> Stop {
    Stop::Conflict(json!({
        "version": version,
        "What matters most": now.about_me,
        "Early signs": now.early_signs,
        "What sets it off": now.triggers,
        "What is done then": now.what_to_do,
        "Whom they call": now.whom_to_call,
    }))
}

/// What the form begins from.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ContingencyAsked {
    /// What is written down.
    pub words: Contingency,
    /// Its version.
    pub version: i64,
}

/// Opens the form for what is done if things get worse.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskContingency {
    /// The case.
    pub case: CaseId,
}

impl Act for AskContingency {
    const NAME: &'static str = "ask_contingency";
    const ACTION: Action = Action::RecordPlan;
}

impl Reading for AskContingency {
    type Answer = ContingencyAsked;
    const SAYS: &'static str = "Open the form for what is done if things get worse";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<ContingencyAsked, Stop> {
        open_head(looking.tx, looking.permit).await?;
        let (words, version) = store::of_case(looking.tx, looking.permit).await?;
        Ok(ContingencyAsked { words, version })
    }
}

impl Form for RecordContingency {
    type Ask = AskContingency;
    const TITLE: &'static str = "If things get worse";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> AskContingency {
        AskContingency { case: self.case }
    }

    fn begin(self, asked: &ContingencyAsked) -> Self {
        Self { version: asked.version, words: asked.words.clone(), ..self }
    }

    fn fields(&self, _: &ContingencyAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        html! {
            p.govuk-body { "Agree it with the family. They may read it, on the plan to share." }
            input type="hidden" name="version" value=(self.version);
            @for (field, question, hint) in QUESTIONS {
                (Textarea::new(field, question).rows(3).hint(hint)
                    .value(self.words.answer(field)).error(errors.of(field)))
            }
        }
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/cases/{}", self.case), "It was written down")
    }
}
