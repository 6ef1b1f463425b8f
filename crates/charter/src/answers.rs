//! Answers to a form: which questions are asked, what is wrong with what was typed, and the FHIR
//! QuestionnaireResponse that is kept.
//!
//! Answers come and go as texts by linkId, as a form sends them, so that what was typed can always
//! be shown again. In the second entry of a group that repeats, `contact.name` is `contact.name~2`.

use std::{borrow::Cow, collections::BTreeMap};

use kernel::FieldErrors;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::questionnaire::{EnableWhen, Item, ItemType, Questionnaire};

mod repeats;
mod value;
mod walk;

pub use walk::lines;

/// What was typed or chosen, by linkId.
pub type Answers = BTreeMap<String, Vec<String>>;

/// One line of a form as a page needs it: neutral words and facts, no markup.
#[derive(Clone, Debug, PartialEq)]
pub struct Line<'a> {
    /// What answers refer to: the name of the field.
    pub name: Cow<'a, str>,
    /// What kind of line it is.
    pub kind: &'a ItemType,
    /// What is asked, or said.
    pub label: &'a str,
    /// The words under the question.
    pub hint: Option<&'a str>,
    /// How many groups it is inside.
    pub depth: usize,
    /// Whether it is asked, given the other answers.
    pub enabled: bool,
    /// On what that depends: the name of the other question, and what is asked of its answer.
    pub depends_on: Vec<(Cow<'a, str>, &'a EnableWhen)>,
    /// Whether it must be answered when it is asked.
    pub required: bool,
    /// Whether several options may be chosen, or the group have several entries.
    pub repeats: bool,
    /// Which entry of the group that repeats around it, or of itself: the first of any other.
    pub entry: usize,
    /// The question whose answer is shown here again.
    pub echo: Option<&'a str>,
    /// The longest answer, in characters.
    pub longest: usize,
    /// The options to choose from.
    pub options: Vec<Choice>,
    /// What was typed or chosen, untouched.
    pub given: &'a [String],
}

/// One option to choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What people see.
    pub label: String,
}

/// The score of a form: never shown without the answers that make it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Score {
    /// The scored questions that were answered, each with its score.
    pub items: Vec<(String, f64)>,
    /// The scored questions that are asked but were not answered.
    pub missing: Vec<String>,
    /// The sum, once none is missing.
    pub total: Option<f64>,
}

/// Checks the answers and makes the response to keep. What was answered to a question that is no
/// longer asked is left out.
///
/// # Errors
///
/// Everything that is wrong with the answers, in the order of the form.
pub fn validate_answers(form: &Questionnaire, answers: &Answers) -> Result<Value, FieldErrors> {
    response(form, answers, true)
}

/// The same for a form that is still being filled in: nothing is missing yet.
///
/// # Errors
///
/// Everything that is wrong with what was answered, in the order of the form.
pub fn validate_so_far(form: &Questionnaire, answers: &Answers) -> Result<Value, FieldErrors> {
    response(form, answers, false)
}

fn response(
    form: &Questionnaire,
    answers: &Answers,
    is_complete: bool,
) -> Result<Value, FieldErrors> {
    let lines = lines(form, answers).into_iter();
    let enabled = lines.filter(|line| line.enabled).map(|line| line.name.into_owned()).collect();
    let mut reading = Reading { answers, enabled, is_complete, errors: FieldErrors::default() };
    let items = reading.items(&form.items, 1);
    for (name, given) in answers {
        if !repeats::is_asked(form, name) && given.iter().any(|text| !text.trim().is_empty()) {
            reading.errors.add(name.clone(), "This form has no such question");
        }
    }
    reading.errors.into_result()?;
    let mut response = Map::new();
    response.insert("resourceType".into(), json!("QuestionnaireResponse"));
    if let Some(url) = &form.url {
        let version = form.version.as_ref().map(|version| format!("|{version}"));
        let canonical = format!("{url}{}", version.unwrap_or_default());
        response.insert("questionnaire".into(), json!(canonical));
    }
    let status = if is_complete { "completed" } else { "in-progress" };
    response.insert("status".into(), json!(status));
    if !items.is_empty() {
        response.insert("item".into(), Value::Array(items));
    }
    Ok(Value::Object(response))
}

/// The answers in a QuestionnaireResponse, as the form would send them.
pub fn answers_in(response: &Value) -> Answers {
    let mut answers = Answers::new();
    read_items(response, 1, &mut answers);
    answers
}

/// The items inside a response, an item or an answer. A group that stands there again is its next entry.
fn read_items(around: &Value, entry: usize, answers: &mut Answers) {
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    for item in inner(around, "item") {
        let link_id = item.get("linkId").and_then(Value::as_str).unwrap_or_default();
        let before = met.entry(link_id).or_default();
        let entry = entry + *before;
        *before += 1;
        for answer in inner(item, "answer") {
            if let Some(text) = value::text_of(answer) {
                let name = repeats::name(link_id, entry).into_owned();
                answers.entry(name).or_default().push(text);
            }
            read_items(answer, entry, answers);
        }
        read_items(item, entry, answers);
    }
}

/// The score of the answers, by the options' ordinal values.
pub fn score(form: &Questionnaire, answers: &Answers) -> Score {
    let (mut items, mut missing) = (Vec::new(), Vec::new());
    for line in lines(form, answers).iter().filter(|line| line.enabled) {
        let Some(item) = repeats::item(form, &line.name).filter(|item| item.is_scored()) else {
            continue;
        };
        let options = line.given.iter().filter_map(|text| item.option(text.trim()));
        let scores: Vec<f64> =
            options.filter_map(crate::questionnaire::AnswerOption::ordinal).collect();
        if scores.is_empty() {
            missing.push(line.name.to_string());
        } else {
            items.push((line.name.to_string(), scores.iter().sum()));
        }
    }
    let complete = missing.is_empty() && !items.is_empty();
    let total = complete.then(|| items.iter().map(|(_, score)| score).sum());
    Score { items, missing, total }
}

struct Reading<'a> {
    answers: &'a Answers,
    enabled: std::collections::BTreeSet<String>,
    /// Whether nothing may be missing any more.
    is_complete: bool,
    errors: FieldErrors,
}

impl Reading<'_> {
    fn items(&mut self, items: &[Item], entry: usize) -> Vec<Value> {
        let mut parts = Vec::new();
        for item in items {
            if item.is_repeating_group() {
                parts.extend(self.entries(item));
            } else {
                parts.extend(self.item(item, entry));
            }
        }
        parts
    }

    /// The entries of a group that repeats; an empty one is none.
    fn entries(&mut self, group: &Item) -> Vec<Value> {
        let filled = repeats::filled(group, self.answers);
        if filled.is_empty() && self.is_complete && group.required && self.is_enabled(group, 1) {
            let first = group.items.iter().find(|it| it.is_question()).unwrap_or(group);
            let message = format!("Enter at least one: {}", group.text);
            self.errors.add(first.link_id.clone(), message);
        }
        filled.into_iter().filter_map(|entry| self.item(group, entry)).collect()
    }

    fn is_enabled(&self, item: &Item, entry: usize) -> bool {
        self.enabled.contains(&*repeats::name(&item.link_id, entry))
    }

    /// The item's part of the response; none when nothing in it was answered.
    fn item(&mut self, item: &Item, entry: usize) -> Option<Value> {
        if !self.is_enabled(item, entry) {
            return None;
        }
        let inside = self.items(&item.items, entry);
        let mut part = Map::new();
        part.insert("linkId".into(), json!(item.link_id));
        part.insert("text".into(), json!(item.text));
        if item.is_question() {
            let answers = self.question(item, &repeats::name(&item.link_id, entry));
            if answers.is_empty() {
                return None;
            }
            part.insert("answer".into(), Value::Array(answers));
            // A checked form has nothing inside a question but its hint.
        } else if inside.is_empty() {
            return None;
        } else {
            part.insert("item".into(), Value::Array(inside));
        }
        Some(Value::Object(part))
    }

    fn question(&mut self, item: &Item, name: &str) -> Vec<Value> {
        let given = self.answers.get(name).map(Vec::as_slice).unwrap_or_default();
        let typed: Vec<&String> = given.iter().filter(|text| !text.trim().is_empty()).collect();
        if typed.is_empty() && item.required && self.is_complete {
            self.errors.add(name, missing(item));
        }
        if typed.len() > 1 && !item.repeats {
            self.errors.add(name, format!("Give only one answer to “{}”", item.text));
            return Vec::new();
        }
        let mut values: Vec<Value> = Vec::new();
        for text in typed {
            match value::checked(item, text) {
                Ok(value) if values.contains(&value) => {}
                Ok(value) => values.push(value),
                Err(message) => self.errors.add(name, message),
            }
        }
        values
    }
}

fn missing(item: &Item) -> String {
    match (&item.kind, item.repeats) {
        (ItemType::Choice, true) => format!("Choose at least one answer to “{}”", item.text),
        (ItemType::Choice | ItemType::Boolean, _) => {
            format!("Choose an answer to “{}”", item.text)
        }
        (ItemType::Date, _) => format!("Enter a date for “{}”", item.text),
        _ => format!("Enter an answer to “{}”", item.text),
    }
}

fn inner<'a>(value: &'a Value, key: &str) -> std::slice::Iter<'a, Value> {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default().iter()
}
