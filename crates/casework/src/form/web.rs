//! The forms of a case: the list, one form with its parts, and its answers to read and print.

use agreement::{Act, Action, Kind};
use charter::{answers, library};
use db::{Looking, Reading, Stop, Subject};
use jiff::Timestamp;
use kernel::{CaseId, FormId, PersonId};
use maud::Markup;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::{Frame, Page};

use super::{
    model::{Part, Status, parts},
    pages,
    store::{self, CaseForm, FormLine},
};
use crate::{
    case::store::head,
    questions::{Answered, answered_lines},
    referral::refer::ReachPersonHeld,
};

/// What is said to somebody who may read the record of the case, and not where the family lives.
pub(super) const NOT_YOURS_TO_READ: &str =
    "The answers of a form are for those who may read where the family lives. Ask the coordinator.";

/// The forms about a case.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeForms {
    /// The case.
    pub case: CaseId,
}

impl Act for SeeForms {
    const NAME: &'static str = "see_forms";
    const ACTION: Action = Action::SeeRecord;
}

/// The forms about a case, and those that can be started.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CaseForms {
    /// Those that there are, the latest first.
    pub forms: Vec<FormLine>,
    /// What can be started: code and name; nothing for whoever keeps no plan of this case.
    pub offered: Vec<(String, String)>,
}

impl Reading for SeeForms {
    type Answer = CaseForms;
    const SAYS: &'static str = "The forms that are filled in about a case";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<CaseForms, Stop> {
        let head = head(looking.tx, looking.permit).await?;
        let forms = store::of_case(looking.tx, looking.permit).await?;
        let (_, writes) = rights(looking, self.subject(), head.person).await?;
        let writes = head.status.is_open() && writes;
        let offered = library()
            .iter()
            .filter(|_| writes)
            .map(|it| (it.code.to_owned(), it.questionnaire.title.clone().unwrap_or_default()));
        Ok(CaseForms { forms, offered: offered.collect() })
    }
}

/// Whether the reader may read what is answered, and whether they keep the plan of the case besides. Whoever made the request
/// and runs the forum reads no address of the family for it, and no answers: those were given after the request, to others.
async fn rights<A: Act>(
    looking: &mut Looking<'_, A>,
    subject: Subject,
    person: PersonId,
) -> Result<(bool, bool), Stop> {
    let rights = looking.rights(subject, &[Action::RecordPlan, Action::SeeAddress]).await?;
    let reads = rights.contains(&Action::SeeAddress)
        && looking.may::<ReachPersonHeld>((Kind::Person, Some(person.0))).await?;
    Ok((reads, reads && rights.contains(&Action::RecordPlan)))
}

impl Page for SeeForms {
    const SAYS_WHOM: bool = true;

    fn title(_: &CaseForms) -> String {
        "Forms".into()
    }

    fn back(&self, _: &CaseForms) -> Option<String> {
        Some(format!("/cases/{}", self.case))
    }

    fn content(&self, answer: &CaseForms, frame: &Frame) -> Markup {
        pages::list(self.case, answer, frame)
    }
}

/// One form about a case, with its parts.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeeForm {
    /// The case.
    pub case: CaseId,
    /// The form.
    pub form: FormId,
}

impl Act for SeeForm {
    const NAME: &'static str = "see_form";
    const ACTION: Action = Action::SeeRecord;
}

/// How far a form about a case has come.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FormState {
    /// Whose it is.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// Whether it is being filled in.
    pub status: Status,
    /// Who changed it last.
    pub changed_by: String,
    /// When.
    pub changed_at: Timestamp,
    /// How often it was completed.
    pub completions: i64,
    /// Its parts.
    pub parts: Vec<Part>,
    /// Whether the reader may read its answers.
    pub reads: bool,
    /// Whether the reader may fill it in.
    pub writes: bool,
}

async fn load<A: Act>(looking: &mut Looking<'_, A>, form: FormId) -> Result<CaseForm, Stop> {
    let form = store::load(looking.tx, looking.permit, looking.keys, form).await?;
    let form = form.ok_or(Stop::NotThere)?;
    looking.names(form.id.0);
    looking.names(form.person.0);
    Ok(form)
}

impl Reading for SeeForm {
    type Answer = FormState;
    const SAYS: &'static str = "How far a form about a case has come";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<FormState, Stop> {
        let head = head(looking.tx, looking.permit).await?;
        let form = load(looking, self.form).await?;
        let completions = store::completions(looking.tx, looking.permit, form.id).await?;
        let (reads, writes) = rights(looking, self.subject(), form.person).await?;
        let writes = head.status.is_open() && writes;
        let parts = parts(&form.questionnaire, &form.answers);
        let CaseForm { name, title, status, changed_by, changed_at, .. } = form;
        Ok(FormState {
            name,
            title,
            status,
            changed_by,
            changed_at,
            completions,
            parts,
            reads,
            writes,
        })
    }
}

impl Page for SeeForm {
    fn title(answer: &FormState) -> String {
        answer.title.clone()
    }

    fn about(answer: &FormState) -> String {
        answer.name.clone()
    }

    fn back(&self, _: &FormState) -> Option<String> {
        Some(format!("/cases/{}/forms", self.case))
    }

    fn content(&self, answer: &FormState, frame: &Frame) -> Markup {
        pages::form(self, answer, frame)
    }
}

/// The answers of a form about a case, to read and print.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReadForm {
    /// The case.
    pub case: CaseId,
    /// The form.
    pub form: FormId,
}

impl Act for ReadForm {
    const NAME: &'static str = "read_form";
    /// Forms ask where people live: their answers are for those who may read an address.
    const ACTION: Action = Action::SeeAddress;
}

/// What a form about a case says.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FormAnswers {
    /// Whose it is.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// Whether it is being filled in.
    pub status: Status,
    /// Who changed it last.
    pub changed_by: String,
    /// When.
    pub changed_at: Timestamp,
    /// The answers in the form's order.
    pub answers: Vec<Answered>,
    /// Its score, when its questions have one: never without the answers that make it.
    pub score: Option<Scored>,
}

/// The score of a form.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Scored {
    /// The sum, once nothing is missing.
    pub total: Option<f64>,
    /// How many scored questions are not answered.
    pub missing: usize,
}

impl Reading for ReadForm {
    type Answer = FormAnswers;
    const SAYS: &'static str = "The answers of a form about a case, to read and print";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<FormAnswers, Stop> {
        let form = load(looking, self.form).await?;
        if !looking.may::<ReachPersonHeld>((Kind::Person, Some(form.person.0))).await? {
            return Err(Stop::NotNow(NOT_YOURS_TO_READ.to_owned()));
        }
        let lines = answers::lines(&form.questionnaire, &form.answers);
        let score = answers::score(&form.questionnaire, &form.answers);
        let is_scored = !score.items.is_empty() || !score.missing.is_empty();
        let answers = answered_lines(&lines).into_iter().map(|(_, line)| line).collect();
        let CaseForm { name, title, status, changed_by, changed_at, .. } = form;
        let score = Scored { total: score.total, missing: score.missing.len() };
        let score = Some(score).filter(|_| is_scored);
        Ok(FormAnswers { name, title, status, changed_by, changed_at, answers, score })
    }
}

impl Page for ReadForm {
    fn title(answer: &FormAnswers) -> String {
        answer.title.clone()
    }

    fn about(answer: &FormAnswers) -> String {
        answer.name.clone()
    }

    fn back(&self, _: &FormAnswers) -> Option<String> {
        Some(format!("/cases/{}/forms/{}", self.case, self.form))
    }

    fn content(&self, answer: &FormAnswers, frame: &Frame) -> Markup {
        pages::answers(answer, frame)
    }
}
