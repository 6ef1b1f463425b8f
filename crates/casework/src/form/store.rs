//! SQL for forms about a case. Their answers are opened and sealed here.

use agreement::{Act, Permit};
use charter::{
    LibraryForm,
    answers::{Answers, answers_in},
    library,
    questionnaire::Questionnaire,
};
use db::{At, DbError, Keys, Tx, all, insert, one, run};
use jiff::Timestamp;
use kernel::{CaseId, FormId, PersonId};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::model::Status;
use crate::case::model::Head;

/// A form about a case, as a list shows it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FormLine {
    /// The form.
    pub form: FormId,
    /// What it is called.
    pub title: String,
    /// Whether it is being filled in, as its row says.
    pub status: String,
    /// Who changed it last.
    pub changed_by: String,
    /// When.
    pub changed_at: Timestamp,
    /// Whether it was written while the case was about another record, and nobody has checked it.
    pub before_correction: bool,
}

/// A form about a case.
pub(crate) struct CaseForm {
    pub(crate) id: FormId,
    pub(crate) person: PersonId,
    /// The name of the person.
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) status: Status,
    pub(crate) version: i64,
    pub(crate) changed_by: String,
    pub(crate) changed_at: Timestamp,
    /// The form as it was when it was first answered.
    pub(crate) questionnaire: Questionnaire,
    pub(crate) answers: Answers,
}

fn digest(text: &str) -> Vec<u8> {
    Sha256::digest(text.as_bytes()).to_vec()
}

/// What the answers of a form are sealed as.
fn field(form: FormId) -> String {
    format!("form {form}")
}

/// The forms of a case, the latest first.
pub(super) async fn of_case<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
) -> Result<Vec<FormLine>, DbError> {
    type Row = (FormId, String, String, String, At, bool);
    let rows: Vec<Row> = all!(
        tx,
        "select f.id, f.title, f.status, p.name, f.changed_at,
                exists (select 1 from case_record c join person_correction k on k.referral_id = c.referral_id
                         where c.id = f.case_id and k.checked_by is null and k.corrected_at >= f.changed_at)
           from case_form f join practitioner p on p.id = f.changed_by
          where f.case_id = $1 order by f.started_at desc, f.id",
        permit.subject()
    )?;
    let line = |(form, title, status, changed_by, at, before_correction): Row| FormLine {
        form,
        title,
        status,
        changed_by,
        changed_at: at.0,
        before_correction,
    };
    Ok(rows.into_iter().map(line).collect())
}

#[derive(sqlx::FromRow)]
struct Row {
    person_id: PersonId,
    name: String,
    title: String,
    status: String,
    answers: Vec<u8>,
    version: i64,
    changed_by: String,
    changed_at: At,
    digest: Vec<u8>,
}

/// One form of the permit's case.
pub(crate) async fn load<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    keys: &Keys,
    id: FormId,
) -> Result<Option<CaseForm>, DbError> {
    let row: Option<Row> = one!(
        tx,
        "select f.person_id as person_id, w.given_name || ' ' || w.family_name as name, f.title as title, f.status as status, f.answers as answers,
                f.version as version, p.name as changed_by, f.changed_at as changed_at, f.digest as digest
           from case_form f join practitioner p on p.id = f.changed_by join person w on w.id = f.person_id
          where f.id = $1 and f.case_id = $2",
        id,
        permit.subject()
    )?;
    let Some(row) = row else { return Ok(None) };
    // When the person was erased, so was the form: it is not there, and nothing is written over it.
    let opened = keys.unseal(row.person_id.0, &field(id), &row.answers).await?;
    let Some(opened) = opened else { return Ok(None) };
    let response: Value = serde_json::from_str(&opened)?;
    let status = Status::from_name(&row.status)
        .ok_or_else(|| DbError::corrupt("case_form", "status", &row.status))?;
    Ok(Some(CaseForm {
        id,
        person: row.person_id,
        name: row.name,
        title: row.title,
        status,
        version: row.version,
        changed_by: row.changed_by,
        changed_at: row.changed_at.0,
        questionnaire: questionnaire(tx, row.digest).await?,
        answers: answers_in(&response),
    }))
}

/// The form of a text: the library's own, where it is still the same.
async fn questionnaire(tx: &mut Tx, wanted: Vec<u8>) -> Result<Questionnaire, DbError> {
    if let Some(same) = library().iter().find(|it| digest(it.text) == wanted) {
        return Ok(same.questionnaire.clone());
    }
    let found: Option<(String,)> =
        one!(tx, "select text from form_text where digest = $1", wanted)?;
    let text = found.map(|(text,)| text).unwrap_or_default();
    Questionnaire::parse(&text).map_err(|error| DbError::corrupt("form_text", "text", error))
}

/// Begins a form, and keeps its text.
pub(super) async fn start<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (id, case, form): (FormId, &Head, &LibraryForm),
    sealed: Vec<u8>,
    at: At,
) -> Result<(), DbError> {
    let digest = digest(form.text);
    run!(
        tx,
        "insert into form_text (digest, text) values ($1, $2) on conflict (digest) do nothing",
        &digest,
        form.text
    )?;
    let who = permit.principal().practitioner;
    insert!(
        tx,
        case_form {
            id: id,
            case_id: case.id,
            person_id: case.person,
            code: form.code,
            title: form.questionnaire.title.clone().unwrap_or_default(),
            form_version: form.questionnaire.version.clone().unwrap_or_default(),
            digest: digest,
            status: Status::InProgress.name(),
            answers: sealed,
            version: 1_i64,
            started_by: who,
            started_at: at,
            changed_by: who,
            changed_at: at,
        }
    )
}

/// The answers, sealed under the person's key.
pub(super) async fn sealed(
    keys: &Keys,
    (person, form): (PersonId, FormId),
    response: &Value,
) -> Result<Vec<u8>, DbError> {
    keys.seal(person.0, &field(form), &response.to_string()).await
}

/// Keeps what was answered.
pub(super) async fn answer<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    form: &CaseForm,
    sealed: Vec<u8>,
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "update case_form set answers = $1, version = version + 1, changed_by = $2, changed_at = $3 where id = $4",
        sealed,
        permit.principal().practitioner,
        at,
        form.id
    )?;
    Ok(())
}

/// Moves a form on.
pub(super) async fn move_to<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (form, status): (&CaseForm, Status),
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "update case_form set status = $1, version = version + 1, changed_by = $2, changed_at = $3 where id = $4",
        status.name(),
        permit.principal().practitioner,
        at,
        form.id
    )?;
    Ok(())
}

/// Keeps what a form said when it was completed.
pub(super) async fn keep_completion<A: Act>(
    tx: &mut Tx,
    permit: &Permit<A>,
    (form, sealed): (&CaseForm, Vec<u8>),
    at: At,
) -> Result<(), DbError> {
    run!(
        tx,
        "insert into case_form_completion (form_id, number, answers, completed_by, completed_at)
         select $1, coalesce(max(number), 0) + 1, $2, $3, $4 from case_form_completion where form_id = $1",
        form.id,
        sealed,
        permit.principal().practitioner,
        at
    )?;
    Ok(())
}

/// How often a form was completed.
pub(super) async fn completions<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    form: FormId,
) -> Result<i64, DbError> {
    let found: Option<(i64,)> = one!(
        tx,
        "select coalesce(max(number), 0) from case_form_completion where form_id = $1",
        form
    )?;
    Ok(found.map_or(0, |(number,)| number))
}

/// Seals what forms of a case say under the key of another person, for the case is about them now. What nobody can open any
/// more, because the one was erased, stays so.
pub(crate) async fn reseal<A: Act>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    keys: &Keys,
    case: CaseId,
    (was, is): (PersonId, PersonId),
) -> Result<(), DbError> {
    let forms: Vec<(FormId, Vec<u8>)> = all!(
        tx,
        "select id, answers from case_form where case_id = $1 and person_id = $2",
        case,
        was
    )?;
    for (form, answers) in forms {
        let field = field(form);
        let Some(opened) = keys.unseal(was.0, &field, &answers).await? else { continue };
        let sealed = keys.seal(is.0, &field, &opened).await?;
        run!(
            tx,
            "update case_form set person_id = $1, answers = $2, version = version + 1 where id = $3",
            is,
            sealed,
            form
        )?;
        let completions: Vec<(i64, Vec<u8>)> =
            all!(tx, "select number, answers from case_form_completion where form_id = $1", form)?;
        for (number, answers) in completions {
            let Some(opened) = keys.unseal(was.0, &field, &answers).await? else { continue };
            let sealed = keys.seal(is.0, &field, &opened).await?;
            run!(
                tx,
                "update case_form_completion set answers = $1 where form_id = $2 and number = $3",
                sealed,
                form,
                number
            )?;
        }
    }
    Ok(())
}
