//! SQL for assessments.

use agreement::Permit;
use charter::{Charter, answers};
use db::{At, DbError, Tx, insert, one, run};
use jiff::Timestamp;
use kernel::ReferralId;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::web::Assess;
use crate::{
    questions::{Answered, answered_lines},
    referral::model::Referral,
};

/// A version of an assessment, as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Assessed {
    /// The name of its form.
    pub form: String,
    /// Which version it is.
    pub version: i64,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// The answers in the form's order.
    pub answers: Vec<Answered>,
    /// The answers as the standard keeps them: a FHIR QuestionnaireResponse.
    pub response: Value,
}

/// The latest version for a referral, if there is one.
pub(crate) async fn latest<A>(
    tx: &mut Tx,
    _permit: &Permit<A>,
    referral: ReferralId,
    charter: &Charter,
) -> Result<Option<Assessed>, DbError> {
    let found: Option<(String, i64, String, At, Value)> = one!(
        tx,
        "select a.form, a.version, p.name, a.made_at, a.answers
         from assessment a join practitioner p on p.id = a.made_by
         where a.referral_id = $1 order by a.version desc limit 1",
        referral
    )?;
    Ok(found.map(|(form, version, made_by, made_at, response)| {
        let name = charter.form(&form).map_or(form.clone(), |form| form.name.clone());
        let answers = answered(charter, &form, &response);
        Assessed { form: name, version, made_by, made_at: made_at.0, answers, response }
    }))
}

/// The answers with the words of the form; groups in which nothing was answered are left out.
pub(crate) fn answered(charter: &Charter, form: &str, response: &Value) -> Vec<Answered> {
    let Some(form) = charter.form(form) else { return Vec::new() };
    let given = answers::answers_in(response);
    let lines = answers::lines(&form.questionnaire, &given);
    answered_lines(&lines).into_iter().map(|(_, line)| line).collect()
}

/// Keeps a new version and marks the referral's assessment as complete.
pub(crate) async fn add(
    tx: &mut Tx,
    permit: &Permit<Assess>,
    (id, referral): (Uuid, &Referral),
    (form, form_version): (String, String),
    (version, response): (i64, Value),
    at: At,
) -> Result<(), DbError> {
    insert!(
        tx,
        assessment {
            id: id,
            referral_id: referral.id,
            person_id: referral.person,
            form: form,
            form_version: form_version,
            version: version,
            answers: response,
            made_by: permit.principal().practitioner,
            made_at: at,
        }
    )?;
    // Whoever is deciding meanwhile has to look again: the facts have changed.
    run!(
        tx,
        "update referral set assessment_state = 'complete', version = version + 1
         where id = $1 and assessment_state <> 'complete'",
        referral.id
    )?;
    Ok(())
}
