//! Forms as councils keep them elsewhere, made into Questionnaires: the JSON of the adult social care
//! pathway that Hackney Council published (themes, steps, fields).
//!
//! What those forms say and these cannot is told, never dropped in silence.

use serde::Deserialize;
use serde_json::{Value, json};

mod fields;

use fields::Fields;

/// A form as it is kept there.
#[derive(Debug, Deserialize)]
struct Form {
    id: String,
    name: String,
    themes: Vec<Theme>,
}

#[derive(Debug, Deserialize)]
struct Theme {
    name: String,
    steps: Vec<Step>,
}

/// A page of the form.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    name: String,
    intro: Option<String>,
    #[serde(default)]
    early_finish: bool,
    fields: Vec<Field>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    #[serde(default)]
    id: String,
    #[serde(default)]
    question: String,
    #[serde(rename = "type")]
    kind: String,
    hint: Option<String>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    choices: Vec<Choice>,
    #[serde(default)]
    conditions: Vec<Condition>,
    #[serde(default)]
    subfields: Vec<Field>,
    item_name: Option<String>,
    path: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
struct Choice {
    label: String,
    value: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Condition {
    id: String,
    value: String,
}

/// A form that was made into a Questionnaire.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// Its id there, and the name of its file.
    pub id: String,
    /// The Questionnaire.
    pub questionnaire: Value,
    /// What could not be kept as it was, one sentence each.
    pub notes: Vec<String>,
}

/// Makes Questionnaires of all forms of a file, each of this version.
///
/// # Errors
///
/// When the text is not JSON in that shape: what is wrong, and where.
pub fn import_forms(text: &str, version: &str) -> Result<Vec<Imported>, serde_json::Error> {
    let forms: Vec<Form> = serde_json::from_str(text)?;
    Ok(forms.iter().map(|form| imported(form, version)).collect())
}

fn imported(form: &Form, version: &str) -> Imported {
    let mut fields = Fields::default();
    let themes: Vec<Value> = form.themes.iter().map(|theme| themed(theme, &mut fields)).collect();
    let questionnaire = json!({
        "resourceType": "Questionnaire",
        "url": format!("https://throughline.example/questionnaire/{}", form.id),
        "version": version,
        "title": form.name,
        "status": "active",
        "subjectType": ["Patient"],
        "item": themes,
    });
    Imported { id: form.id.clone(), questionnaire, notes: fields.notes }
}

fn themed(theme: &Theme, fields: &mut Fields) -> Value {
    let link_id = fields.unused(&slug(&theme.name, 24));
    let steps: Vec<Value> = theme.steps.iter().map(|step| stepped(step, fields)).collect();
    json!({ "linkId": link_id, "type": "group", "text": theme.name.trim(), "item": steps })
}

fn stepped(step: &Step, fields: &mut Fields) -> Value {
    let link_id = fields.unused(&slug(&step.name, 24));
    if step.early_finish {
        let note = format!("“{}” can end the form early there; here it does not", step.name);
        fields.notes.push(note);
    }
    let mut items = Vec::new();
    if let Some(intro) = step.intro.as_deref().map(str::trim).filter(|it| !it.is_empty()) {
        let intro_id = fields.unused(&format!("{link_id}.intro"));
        items.push(json!({ "linkId": intro_id, "type": "display", "text": intro }));
    }
    items.extend(fields.of_step(&step.name, &link_id, &step.fields));
    json!({ "linkId": link_id, "type": "group", "text": step.name.trim(), "item": items })
}

/// A name out of words: small letters, digits and hyphens, at most so long.
fn slug(words: &str, longest: usize) -> String {
    let mut slug = String::new();
    for letter in words.chars().filter(|it| *it != '\'' && *it != '’') {
        let letter = letter.to_ascii_lowercase();
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.truncate(longest);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "item".into() } else { slug.into() }
}
