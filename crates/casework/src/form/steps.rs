//! Starting a form about a case, filling it in part by part, completing it and opening it again.

use std::collections::BTreeMap;

use agreement::{Act, Action, Kind};
use charter::{
    LibraryForm,
    answers::{Answers, validate_answers, validate_so_far},
    library,
    questionnaire::Section,
};
use db::{At, Doing, Looking, Operation, Reading, Stop, Subject};
use kernel::{CaseId, FieldErrors, FormId};
use maud::{Markup, html};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{Form, Frame, Next};

use super::{
    model::{Status, parts, with_part},
    pages,
    store::{self, CaseForm},
    web::{NOT_YOURS_TO_READ, ReadForm, SeeForm, SeeForms},
};
use crate::{
    case::store::open_head,
    chronology::store::note,
    questions::{Given, answered_lines, given},
    referral::refer::ReachPersonHeld,
};

/// Starts a form about a case.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StartForm {
    /// The case.
    pub case: CaseId,
    /// The code of the form in the library.
    pub code: String,
}

impl Act for StartForm {
    const NAME: &'static str = "start_form";
    const ACTION: Action = Action::RecordPlan;
}

fn form_of(code: &str) -> Result<&'static LibraryForm, FieldErrors> {
    let found = library().iter().find(|it| it.code == code);
    found.ok_or_else(|| FieldErrors::one("code", "Choose a form of the list"))
}

impl Operation for StartForm {
    type Done = FormId;
    const SAYS: &'static str = "Start a form about a case";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<FormId, Stop> {
        let head = open_head(doing.tx, doing.permit).await?;
        let form = form_of(&self.code)?;
        let (id, at) = (FormId(doing.env.new_id()), At(doing.env.now()));
        let empty = validate_so_far(&form.questionnaire, &Answers::new())?;
        let sealed = store::sealed(doing.keys, (head.person, id), &empty).await?;
        store::start(doing.tx, doing.permit, (id, &head, form), sealed, at).await?;
        doing.about.insert(head.person.0);
        Ok(id)
    }
}

impl Form for StartForm {
    type Ask = SeeForms;
    const TITLE: &'static str = "Start a form";
    const BUTTON: &'static str = "Start";

    fn ask(&self) -> SeeForms {
        SeeForms { case: self.case }
    }

    fn fields(
        &self,
        asked: &<SeeForms as Reading>::Answer,
        errors: &FieldErrors,
        _: &Frame,
    ) -> Markup {
        pages::choose(asked, &self.code, errors)
    }

    fn next(&self, form: &FormId) -> Next {
        Next::to(format!("/cases/{}/forms/{form}", self.case), "The form was started")
    }
}

/// Saves one part of a form.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FillSection {
    /// The case.
    pub case: CaseId,
    /// The form.
    pub form: FormId,
    /// The part.
    pub section: String,
    /// The version that was read.
    #[serde(deserialize_with = "kernel::whole_number")]
    pub version: i64,
    /// The answers by the names of the form's questions.
    #[serde(flatten)]
    pub answers: BTreeMap<String, Given>,
}

impl Act for FillSection {
    const NAME: &'static str = "fill_section";
    const ACTION: Action = Action::RecordPlan;
}

/// The part of this name.
pub(super) fn section<'a>(form: &'a CaseForm, name: &str) -> Result<Section<'a>, Stop> {
    let mut sections = form.questionnaire.sections().into_iter();
    sections.find(|it| it.group.link_id == name).ok_or(Stop::NotThere)
}

impl Operation for FillSection {
    /// The part that comes next; nothing after the last.
    type Done = Option<String>;
    const SAYS: &'static str = "Save one part of a form about a case";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<Option<String>, Stop> {
        open_head(doing.tx, doing.permit).await?;
        drop(doing.permit_for::<ReadForm>(self.subject()).await?);
        let form = store::load(doing.tx, doing.permit, doing.keys, self.form).await?;
        let form = form.ok_or(Stop::NotThere)?;
        if !doing.may::<ReachPersonHeld>((Kind::Person, Some(form.person.0))).await? {
            return Err(Stop::NotNow(NOT_YOURS_TO_READ.to_owned()));
        }
        let section = section(&form, &self.section)?;
        form.status.fill_in().map_err(|why| Stop::NotNow(why.into()))?;
        if form.version != self.version {
            return Err(theirs(&form, &section));
        }
        let typed = given(&self.answers);
        let mut errors = FieldErrors::default();
        for name in typed.keys().filter(|name| !section.holds(name)) {
            errors.add(name, "This part of the form has no such question");
        }
        errors.into_result()?;
        let whole = with_part(&form.answers, &section, typed);
        let response = validate_so_far(&form.questionnaire, &whole)?;
        let sealed = store::sealed(doing.keys, (form.person, form.id), &response).await?;
        let at = At(doing.env.now());
        store::answer(doing.tx, doing.permit, &form, sealed, at).await?;
        doing.about.extend([form.person.0, form.id.0]);
        let mut sections = form.questionnaire.sections().into_iter();
        let next = sections.by_ref().skip_while(|it| it.group.link_id != self.section).nth(1);
        Ok(next.map(|it| it.group.link_id.clone()))
    }
}

/// What the part says now that someone else changed the form.
fn theirs(form: &CaseForm, section: &Section<'_>) -> Stop {
    let mut now = serde_json::Map::new();
    now.insert("version".into(), json!(form.version));
    now.insert("Changed by".into(), json!(form.changed_by));
    let lines = charter::answers::lines(&form.questionnaire, &form.answers);
    let mut under = String::new();
    for (name, line) in answered_lines(&lines).into_iter().filter(|(name, _)| section.holds(name)) {
        if line.is_heading {
            under = line.label;
            continue;
        }
        // Several entries, and several questions, have the same words: none of them hides another.
        let asked = format!("{under}: {}", line.label);
        let mut names =
            (1..).map(|it| if it == 1 { asked.clone() } else { format!("{asked} ({it})") });
        let unused = names.find(|it| !now.contains_key(it));
        now.insert(unused.unwrap_or(name), json!(line.answer));
    }
    Stop::Conflict(now.into())
}

/// Opens one part of a form.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AskSection {
    /// The case.
    pub case: CaseId,
    /// The form.
    pub form: FormId,
    /// The part.
    pub section: String,
}

impl Act for AskSection {
    const NAME: &'static str = "ask_section";
    const ACTION: Action = Action::RecordPlan;
}

/// A part to be filled in.
#[derive(Serialize, JsonSchema)]
pub struct SectionAsked {
    /// What the form is called.
    pub title: String,
    /// Its version.
    pub version: i64,
    /// The answers of the part, by the names of its questions.
    pub answers: Answers,
    /// Those of the whole form, for what depends on another part.
    #[serde(skip)]
    pub(super) whole: Answers,
    /// The form itself, for the page.
    #[serde(skip)]
    pub(super) questionnaire: charter::questionnaire::Questionnaire,
}

impl Reading for AskSection {
    type Answer = SectionAsked;
    const SAYS: &'static str = "Open one part of a form about a case";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn read(&self, looking: &mut Looking<'_, Self>) -> Result<SectionAsked, Stop> {
        open_head(looking.tx, looking.permit).await?;
        drop(looking.permit_for::<ReadForm>(self.subject()).await?);
        let form = store::load(looking.tx, looking.permit, looking.keys, self.form).await?;
        let form = form.ok_or(Stop::NotThere)?;
        if !looking.may::<ReachPersonHeld>((Kind::Person, Some(form.person.0))).await? {
            return Err(Stop::NotNow(NOT_YOURS_TO_READ.to_owned()));
        }
        let section = section(&form, &self.section)?;
        form.status.fill_in().map_err(|why| Stop::NotNow(why.into()))?;
        looking.names(form.id.0);
        let held = form.answers.iter().filter(|(name, _)| section.holds(name));
        let answers = held.map(|(name, it)| (name.clone(), it.clone())).collect();
        let CaseForm { title, version, answers: whole, questionnaire, .. } = form;
        Ok(SectionAsked { title, version, answers, whole, questionnaire })
    }
}

impl Form for FillSection {
    type Ask = AskSection;
    const TITLE: &'static str = "Fill in a form";
    const BUTTON: &'static str = "Save and continue";

    fn ask(&self) -> AskSection {
        AskSection { case: self.case, form: self.form, section: self.section.clone() }
    }

    fn title(&self, asked: &SectionAsked) -> String {
        let sections = asked.questionnaire.sections();
        let found = sections.iter().find(|it| it.group.link_id == self.section);
        found.map_or(asked.title.clone(), |it| format!("{}: {}", asked.title, it.group.text))
    }

    fn back(&self, _: &SectionAsked) -> Option<String> {
        Some(format!("/cases/{}/forms/{}", self.case, self.form))
    }

    fn begin(mut self, asked: &SectionAsked) -> Self {
        self.version = asked.version;
        let answers = asked.answers.iter();
        self.answers = answers.map(|(name, it)| (name.clone(), Given(it.clone()))).collect();
        self
    }

    fn fields(&self, asked: &SectionAsked, errors: &FieldErrors, _: &Frame) -> Markup {
        pages::section(self, asked, errors)
    }

    fn next(&self, next: &Option<String>) -> Next {
        let form = format!("/cases/{}/forms/{}", self.case, self.form);
        match next {
            Some(section) => Next::to(format!("{form}/parts/{section}"), "Saved"),
            None => Next::to(form, "Saved. That was the last part."),
        }
    }
}

/// Completes a form about a case.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CompleteForm {
    /// The case.
    pub case: CaseId,
    /// The form.
    pub form: FormId,
}

/// Opens a complete form again.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReopenForm {
    /// The case.
    pub case: CaseId,
    /// The form.
    pub form: FormId,
}

impl Act for CompleteForm {
    const NAME: &'static str = "complete_form";
    const ACTION: Action = Action::RecordPlan;
}

impl Act for ReopenForm {
    const NAME: &'static str = "reopen_form";
    const ACTION: Action = Action::RecordPlan;
}

impl Operation for CompleteForm {
    type Done = ();
    const SAYS: &'static str = "Complete a form about a case";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let (form, next) = moved(doing, self.form, Status::complete).await?;
        if form.answers.is_empty() {
            return Err(Stop::NotNow("Nothing has been answered in this form yet.".into()));
        }
        let response = validate_answers(&form.questionnaire, &form.answers).map_err(|_| {
            let parts = parts(&form.questionnaire, &form.answers).into_iter();
            let parts: Vec<String> = parts.filter(|it| it.missing > 0).map(|it| it.label).collect();
            Stop::NotNow(format!("Answers are still missing in: {}.", parts.join("; ")))
        })?;
        let at = At(doing.env.now());
        let sealed = store::sealed(doing.keys, (form.person, form.id), &response).await?;
        store::keep_completion(doing.tx, doing.permit, (&form, sealed), at).await?;
        store::move_to(doing.tx, doing.permit, (&form, next), at).await?;
        note(doing, self.case, &format!("A form was completed: {}.", form.title)).await?;
        Ok(())
    }
}

impl Operation for ReopenForm {
    type Done = ();
    const SAYS: &'static str = "Open a complete form about a case again";

    fn subject(&self) -> Subject {
        (Kind::Case, Some(self.case.0))
    }

    async fn run(&self, doing: &mut Doing<'_, Self>) -> Result<(), Stop> {
        let (form, next) = moved(doing, self.form, Status::reopen).await?;
        let at = At(doing.env.now());
        store::move_to(doing.tx, doing.permit, (&form, next), at).await?;
        note(doing, self.case, &format!("A form was opened again: {}.", form.title)).await?;
        Ok(())
    }
}

/// The form, and the status that it moves to.
async fn moved<A: Act>(
    doing: &mut Doing<'_, A>,
    form: FormId,
    step: fn(Status) -> Result<Status, &'static str>,
) -> Result<(CaseForm, Status), Stop> {
    open_head(doing.tx, doing.permit).await?;
    let form = store::load(doing.tx, doing.permit, doing.keys, form).await?;
    let form = form.ok_or(Stop::NotThere)?;
    let next = step(form.status).map_err(|why| Stop::NotNow(why.into()))?;
    doing.about.extend([form.person.0, form.id.0]);
    Ok((form, next))
}

impl Form for CompleteForm {
    type Ask = SeeForm;
    const TITLE: &'static str = "Complete the form";
    const BUTTON: &'static str = "Complete";

    fn ask(&self) -> SeeForm {
        SeeForm { case: self.case, form: self.form }
    }

    fn fields(&self, _: &<SeeForm as Reading>::Answer, _: &FieldErrors, _: &Frame) -> Markup {
        html! {}
    }

    fn next(&self, (): &()) -> Next {
        let form = format!("/cases/{}/forms/{}", self.case, self.form);
        Next::to(form, "The form is complete")
    }
}

impl Form for ReopenForm {
    type Ask = SeeForm;
    const TITLE: &'static str = "Open the form again";
    const BUTTON: &'static str = "Open again";

    fn ask(&self) -> SeeForm {
        SeeForm { case: self.case, form: self.form }
    }

    fn fields(&self, _: &<SeeForm as Reading>::Answer, _: &FieldErrors, _: &Frame) -> Markup {
        html! {}
    }

    fn next(&self, (): &()) -> Next {
        let form = format!("/cases/{}/forms/{}", self.case, self.form);
        Next::to(form, "The form is open again. What was answered is kept.")
    }
}
