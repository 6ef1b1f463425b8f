//! Saying how things are now for the family of a closed case.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use jiff::civil::Date;
use kernel::{CaseId, FieldErrors};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next, Page, Route};

use super::{
    answer::AnswerLine,
    model::{self, After},
    pages, store,
};
use crate::{case::store::head, charters::charter_of};

pub(super) fn routes() -> Vec<Route> {
    [
        Route::page::<SeeClosedFollowups>("/cases/{case}/followups"),
        Route::press::<AnswerClosedFollowup>("/cases/{case}/followups"),
    ]
    .concat()
}

/// Says how things are now for the family of a closed case. The answer counts for the question that is asked today, and an
/// answer given again takes the place of the one before.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerClosedFollowup {
    /// The case.
    pub case: CaseId,
    /// How things are: a code of the charter.
    pub answer: String,
    /// In words, if something should be added.
    pub words: String,
}

impl Act for AnswerClosedFollowup {
    const NAME: &'static str = "answer_closed_followup";
    const ACTION: Action = Action::CloseCase;
}

impl Operation for AnswerClosedFollowup {
    type Done = ();
    const SAYS: &'static str = "Say how things are now for the family of a closed case";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let head = head(doing.tx, doing.permit).await?;
        let (charter, today) = (charter_of(&head.charter)?, doing.env.today());
        let closed_on = store::closed_on(doing.tx, doing.permit).await?;
        let asked = closed_on.and_then(|on| Some((on, After::Closed.asked(charter, (on, today))?)));
        let Some((since, months)) = asked else {
            let why = "Nobody is asked yet how things are. Only cases that were closed some months ago are asked about.";
            return Err(Stop::NotNow(why.into()));
        };
        let answers = After::Closed.answers(charter);
        let said = model::checked((&self.answer, &self.words), (After::Closed, answers))?;
        let (id, when) = (doing.env.new_id(), (today, At(doing.env.now())));
        let asked = (After::Closed, since, months);
        store::add(doing.tx, doing.permit, (id, head.referral), asked, said, when).await?;
        doing.about.insert(head.person.0);
        doing.detail = json!({ "months": months, "answer": said.0 });
        Ok(())
    }
}

/// What was said of a family since its case was closed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ClosedFollowups {
    /// The code and version of the case's charter.
    pub charter: String,
    /// When it was closed; nothing while it is open.
    pub closed_on: Option<Date>,
    /// The answers, by months.
    pub answers: Vec<AnswerLine>,
    /// After how many months the reader is asked today.
    pub asked: Option<u32>,
}

/// Shows what was said of a family since its case was closed.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeClosedFollowups {
    /// The case.
    pub case: CaseId,
}

impl Act for SeeClosedFollowups {
    const NAME: &'static str = "see_closed_followups";
    const ACTION: Action = Action::SeeRecord;
}

impl Reading for SeeClosedFollowups {
    type Answer = ClosedFollowups;
    const SAYS: &'static str = "What was said of a family since its case was closed";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<ClosedFollowups, Stop> {
        let head = head(looking.tx, looking.permit).await?;
        let (charter, today) = (charter_of(&head.charter)?, looking.env.today());
        let closed_on = store::closed_on(looking.tx, looking.permit).await?;
        let answers = store::of_closed(looking.tx, looking.permit).await?;
        let answers_it = looking.may::<AnswerClosedFollowup>(self.subject()).await?;
        let asked = closed_on.filter(|_| answers_it);
        let asked = asked.and_then(|on| After::Closed.asked(charter, (on, today)));
        Ok(ClosedFollowups { charter: head.charter, closed_on, answers, asked })
    }
}

impl Page for SeeClosedFollowups {
    const SAYS_WHOM: bool = true;

    fn title(_: &ClosedFollowups) -> String {
        "How are things now?".into()
    }

    fn back(&self, _: &ClosedFollowups) -> Option<String> {
        Some(format!("/cases/{}", self.case))
    }

    fn content(&self, answer: &ClosedFollowups, frame: &Frame) -> Markup {
        pages::closed(self.case, answer, frame)
    }
}

impl Form for AnswerClosedFollowup {
    type Ask = SeeClosedFollowups;
    const TITLE: &'static str = "How are things now?";
    const BUTTON: &'static str = "Save";

    fn ask(&self) -> SeeClosedFollowups {
        SeeClosedFollowups { case: self.case }
    }

    fn fields(&self, asked: &ClosedFollowups, errors: &FieldErrors, _: &Frame) -> Markup {
        let typed = (self.answer.as_str(), self.words.as_str());
        pages::fields(typed, (&asked.charter, After::Closed), errors)
    }

    fn back(&self, _: &ClosedFollowups) -> Option<String> {
        Some("/followups".to_owned())
    }

    fn next(&self, (): &()) -> Next {
        Next::to("/followups", "Thank you. How things are now was saved")
    }
}
