//! Answering a case study: a second person approves it or gives it back, and whoever keeps the plan takes it down.

use agreement::{Act, Action, Kind};
use db::{At, Doing, Operation, Stop, Subject};
use kernel::{CaseId, FieldErrors};
use maud::Markup;
use people::known_words;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};

use super::{
    model::{self, ANOTHER_SINCE, NONE_WAITS, OWN, Status},
    pages,
    see::{CaseStudyPage, SeeCaseStudy},
    store,
};
use crate::{case::store::head, chronology::store::note};

/// Approves a case study that somebody else wrote, gives it back, or takes it down.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerCaseStudy {
    /// The case.
    pub case: CaseId,
    /// The id of the case study that was read.
    pub study: String,
    /// approve, decline or `take_down`.
    pub answer: String,
    /// Why; needed to give it back and to take it down.
    pub reason: String,
}

impl Act for AnswerCaseStudy {
    const NAME: &'static str = "answer_case_study";
    const ACTION: Action = Action::CloseCase;
}

impl Operation for AnswerCaseStudy {
    /// The state after it.
    type Done = String;
    const SAYS: &'static str =
        "Approve a case study that somebody else wrote, give it back, or take it down";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<String, Stop> {
        let not_now = |why: &str| Stop::NotNow(why.to_owned());
        let (step, reason) = model::answered(&self.answer, &self.reason)?;
        let head = head(doing.tx, doing.permit).await?;
        let latest = store::latest(doing.tx, doing.permit).await?;
        let it = latest.ok_or_else(|| not_now(NONE_WAITS))?;
        let next = step(it.status).map_err(not_now)?;
        if it.id.to_string() != self.study.trim() {
            return Err(not_now(ANOTHER_SINCE));
        }
        if next != Status::TakenDown && it.written_by == doing.principal().practitioner {
            return Err(not_now(OWN));
        }
        if next == Status::Approved {
            let ground = store::ground(doing.tx, doing.permit, &head).await?;
            ground.may_be_told().map_err(not_now)?;
            // Somebody may have joined the household, or have another name, since it was written.
            let (permit, agreement) = (doing.permit, doing.agreement);
            let known = known_words::of_case(
                doing.tx,
                doing.keys,
                permit,
                agreement,
                (head.person, head.referral),
            )
            .await?;
            let organisations = store::organisations(doing.tx).await?;
            if model::checked(&it.study, &known, &organisations).is_err() {
                return Err(not_now(
                    "It holds a word that could tell who it is. Give it back, so that it is written anew.",
                ));
            }
        }
        let at = At(doing.env.now());
        store::answer(doing.tx, doing.permit, it.id, (next, &reason), at).await?;
        doing.about.insert(head.person.0);
        doing.detail = json!({ "study": it.id, "answer": next.name() });
        let said = match next {
            Status::Approved => {
                "A case study was approved: everybody who works with people may read it."
            }
            Status::TakenDown => "The case study was taken down.",
            _ => "A case study was given back.",
        };
        note(doing, head.id, said).await?;
        Ok(next.name().to_owned())
    }
}

impl Form for AnswerCaseStudy {
    type Ask = SeeCaseStudy;
    const TITLE: &'static str = "What should become of this case study?";
    const BUTTON: &'static str = "Send answer";

    fn ask(&self) -> SeeCaseStudy {
        SeeCaseStudy { case: self.case }
    }

    fn back(&self, _: &CaseStudyPage) -> Option<String> {
        Some(format!("/cases/{}/case-study", self.case))
    }

    fn fields(&self, asked: &CaseStudyPage, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::answer_fields(self, asked, errors)
    }

    fn next(&self, done: &String) -> Next {
        let said = match Status::from_name(done) {
            Some(Status::Approved) => "The case study was approved",
            Some(Status::TakenDown) => {
                "The case study was taken down. Nobody else reads it any more"
            }
            _ => "The case study was given back. Whoever wrote it sees why",
        };
        Next::to(format!("/cases/{}/case-study", self.case), said)
    }
}
