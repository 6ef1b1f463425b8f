//! Taking back that a line was entered in error: it counts again, and what was said of it stays to be read.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use govuk::{InsetText, Textarea};
use kernel::{CaseId, FieldErrors};
use maud::{Markup, html};
use people::in_error::why_it_is_right;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};
use uuid::Uuid;

use super::{
    mark::lower,
    model::{Sort, may_take_back},
    pages,
    see::{ErrorLine, SeeErrors, error_line},
    store::{self, Said},
};
use crate::{
    case::store::head, chronology::store::note, consent::web::RecordConsent,
    wrong_person::web::CorrectCase,
};

/// Takes back that a line of a case was entered in error.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TakeBackError {
    /// The case.
    pub case: CaseId,
    /// What was said of the line.
    pub error: Uuid,
    /// Why it is right after all.
    pub reason: String,
}

impl Act for TakeBackError {
    const NAME: &'static str = "take_back_error";
    const ACTION: Action = Action::SeeRecord;
}

impl Operation for TakeBackError {
    type Done = ();
    const SAYS: &'static str = "Take back that a line of a case was entered in error";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        // Whoever reads the record for an hour changes nothing of it.
        if !doing.may_anyway::<SeeErrors>(self.subject()).await? {
            return Err(Stop::NotThere);
        }
        let head = head(doing.tx, doing.permit).await?;
        let coordinates = doing.may::<CorrectCase>(self.subject()).await?;
        let me = doing.principal().practitioner;
        let said = standing(store::said(doing.tx, doing.permit).await?, self.error)?;
        may_take_back(said.by, me, coordinates).map_err(|why| Stop::NotNow(why.into()))?;
        let reason = why_it_is_right(&self.reason)?;
        if said.sort == Sort::Team && store::stands_anew(doing.tx, doing.permit, &said).await? {
            return Err(Stop::NotNow(ANEW.to_owned()));
        }
        let at = At(doing.env.now());
        if !store::take_back(doing.tx, doing.permit, &said, (reason, at)).await? {
            return Err(Stop::NotNow(DONE.to_owned()));
        }
        doing.about.insert(head.person.0);
        doing.detail = json!({ "entry": said.entry, "sort": said.sort.name() });
        let told = format!("Not entered in error after all: {}.", lower(said.sort.words()));
        note(doing, head.id, &told).await?;
        Ok(())
    }
}

const ANEW: &str = "They were put on the team anew since: nothing is to be taken back.";

/// What was said of a line, as long as it stands.
const DONE: &str = "This was taken back already: the line counts.";

fn standing(said: Vec<Said>, id: Uuid) -> Result<Said, Stop> {
    let found = said.into_iter().find(|it| it.id == id).ok_or(Stop::NotThere)?;
    if found.taken_back.is_some() {
        return Err(Stop::NotNow(DONE.to_owned()));
    }
    Ok(found)
}

/// Opens the form for taking back that a line of a case was entered in error.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskTakeBack {
    /// The case.
    pub case: CaseId,
    /// What was said of the line.
    pub error: Uuid,
}

impl Act for AskTakeBack {
    const NAME: &'static str = "ask_take_back_error";
    const ACTION: Action = Action::SeeRecord;
}

impl Reading for AskTakeBack {
    type Answer = ErrorLine;
    const SAYS: &'static str = "Open the form for taking back that a line was entered in error";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<ErrorLine, Stop> {
        let coordinates = looking.may::<CorrectCase>(self.subject()).await?;
        let me = looking.principal().practitioner;
        let said = standing(store::said(looking.tx, looking.permit).await?, self.error)?;
        may_take_back(said.by, me, coordinates).map_err(|why| Stop::NotNow(why.into()))?;
        let keeps_plan = looking.may::<RecordConsent>(self.subject()).await?;
        let entries = store::entries(looking.tx, looking.permit, keeps_plan).await?;
        let entry = entries.iter().find(|it| it.id == said.entry).ok_or(Stop::NotThere)?;
        Ok(error_line(said, entry, true))
    }
}

impl Form for TakeBackError {
    type Ask = AskTakeBack;
    const TITLE: &'static str = "This was not entered in error";
    const BUTTON: &'static str = "Take it back";

    fn ask(&self) -> AskTakeBack {
        AskTakeBack { case: self.case, error: self.error }
    }

    fn fields(&self, line: &ErrorLine, errors: &FieldErrors, _: &Frame) -> Markup {
        let said = pages::line_words(line.sort, &line.words, &line.code);
        html! {
            (InsetText::new(html! {
                p.govuk-body { (said) }
                p.govuk-body { "Entered in error: " (line.reason) " (" (line.by) ")" }
            }))
            p.govuk-body { "The line counts again. That it was said to be an error stays to be read." }
            (Textarea::new("reason", "Why is it right after all?").rows(2)
                .hint("Everybody who reads the record reads this: name nobody who must not be named")
                .value(&self.reason).error(errors.of("reason")))
        }
    }

    fn back(&self, _: &ErrorLine) -> Option<String> {
        Some(format!("/cases/{}/errors", self.case))
    }

    fn next(&self, (): &()) -> Next {
        Next::to(format!("/cases/{}/errors", self.case), "It counts again")
    }
}
