//! Answers to a form: which questions are asked, what is wrong with what was typed, and the FHIR
//! QuestionnaireResponse that is kept.
//!
//! Answers come and go as texts by linkId, as a form sends them, so that what was typed can always
//! be shown again.

use std::collections::{BTreeMap, BTreeSet};

use kernel::FieldErrors;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::questionnaire::{EnableBehaviour, EnableWhen, Item, ItemType, Questionnaire};

mod value;

/// What was typed or chosen, by linkId.
pub type Answers = BTreeMap<String, Vec<String>>;

/// One line of a form as a page needs it: neutral words and facts, no markup.
#[derive(Clone, Debug, PartialEq)]
pub struct Line<'a> {
    /// What answers refer to: the name of the field.
    pub link_id: &'a str,
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
    /// On what that depends.
    pub enable_when: &'a [EnableWhen],
    /// Whether it must be answered when it is asked.
    pub required: bool,
    /// Whether several options may be chosen.
    pub repeats: bool,
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

/// The lines of a form in order, without hints, which belong to the line before.
pub fn lines<'a>(form: &'a Questionnaire, answers: &'a Answers) -> Vec<Line<'a>> {
    let mut lines: Vec<Line<'a>> = Vec::new();
    let mut asked: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    // Whether the group at each depth around the current item is asked.
    let mut around: Vec<bool> = Vec::new();
    for (depth, item) in form.all_items() {
        around.truncate(depth);
        let enabled = around.last().copied().unwrap_or(true) && is_enabled(item, &asked);
        around.push(enabled);
        if item.is_hint() {
            continue;
        }
        let given = answers.get(&item.link_id).map(Vec::as_slice).unwrap_or_default();
        if enabled && item.is_question() {
            let read = given.iter().filter_map(|text| value::normal(&item.kind, text));
            asked.insert(&item.link_id, read.collect());
        }
        lines.push(line(item, depth, enabled, given));
    }
    lines
}

/// Checks the answers and makes the response to keep. What was answered to a question that is no
/// longer asked is left out.
///
/// # Errors
///
/// Everything that is wrong with the answers, in the order of the form.
pub fn validate_answers(form: &Questionnaire, answers: &Answers) -> Result<Value, FieldErrors> {
    let enabled: BTreeSet<&str> =
        lines(form, answers).iter().filter(|line| line.enabled).map(|line| line.link_id).collect();
    let mut reading = Reading { answers, enabled, errors: FieldErrors::default() };
    let items = reading.items(&form.items);
    for (link_id, given) in answers {
        let asked = form.item(link_id).is_some_and(Item::is_question);
        if !asked && given.iter().any(|text| !text.trim().is_empty()) {
            reading.errors.add(link_id.clone(), "This form has no such question");
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
    response.insert("status".into(), json!("completed"));
    if !items.is_empty() {
        response.insert("item".into(), Value::Array(items));
    }
    Ok(Value::Object(response))
}

/// The answers in a QuestionnaireResponse, as the form would send them.
pub fn answers_in(response: &Value) -> Answers {
    let mut answers = Answers::new();
    let mut waiting: Vec<&Value> = inner(response, "item").rev().collect();
    while let Some(item) = waiting.pop() {
        waiting.extend(inner(item, "item").rev());
        let link_id = item.get("linkId").and_then(Value::as_str).unwrap_or_default();
        for answer in inner(item, "answer") {
            waiting.extend(inner(answer, "item").rev());
            if let Some(text) = value::text_of(answer) {
                answers.entry(link_id.to_owned()).or_default().push(text);
            }
        }
    }
    answers
}

/// The score of the answers, by the options' ordinal values.
pub fn score(form: &Questionnaire, answers: &Answers) -> Score {
    let (mut items, mut missing) = (Vec::new(), Vec::new());
    for line in lines(form, answers).iter().filter(|line| line.enabled) {
        let Some(item) = form.item(line.link_id).filter(|item| item.is_scored()) else { continue };
        let options = line.given.iter().filter_map(|text| item.option(text.trim()));
        let scores: Vec<f64> =
            options.filter_map(crate::questionnaire::AnswerOption::ordinal).collect();
        if scores.is_empty() {
            missing.push(line.link_id.to_owned());
        } else {
            items.push((line.link_id.to_owned(), scores.iter().sum()));
        }
    }
    let complete = missing.is_empty() && !items.is_empty();
    let total = complete.then(|| items.iter().map(|(_, score)| score).sum());
    Score { items, missing, total }
}

fn line<'a>(item: &'a Item, depth: usize, enabled: bool, given: &'a [String]) -> Line<'a> {
    let choice = |option: &crate::questionnaire::AnswerOption| Choice {
        value: option.value(),
        label: option.label(),
    };
    Line {
        link_id: &item.link_id,
        kind: &item.kind,
        label: &item.text,
        hint: item.hint(),
        depth,
        enabled,
        enable_when: &item.enable_when,
        required: item.required,
        repeats: item.repeats,
        longest: item.longest_answer(),
        options: item.answer_option.iter().map(choice).collect(),
        given,
    }
}

/// Whether an item is asked, given the answers to the questions before it.
fn is_enabled(item: &Item, asked: &BTreeMap<&str, Vec<String>>) -> bool {
    let holds = |condition: &EnableWhen| {
        let given = asked.get(condition.question.as_str()).map(Vec::as_slice).unwrap_or_default();
        if condition.operator == "exists" {
            return condition.answer_boolean.unwrap_or(true) != given.is_empty();
        }
        let Some(expected) = condition.expected() else { return false };
        given.iter().any(|answer| value::compare(answer, &condition.operator, &expected))
    };
    if item.enable_when.is_empty() {
        return true;
    }
    match item.enable_behavior {
        Some(EnableBehaviour::Any) => item.enable_when.iter().any(holds),
        Some(EnableBehaviour::All) | None => item.enable_when.iter().all(holds),
    }
}

struct Reading<'a> {
    answers: &'a Answers,
    enabled: BTreeSet<&'a str>,
    errors: FieldErrors,
}

impl Reading<'_> {
    fn items(&mut self, items: &[Item]) -> Vec<Value> {
        items.iter().filter_map(|item| self.item(item)).collect()
    }

    /// The item's part of the response; none when nothing in it was answered.
    fn item(&mut self, item: &Item) -> Option<Value> {
        if !self.enabled.contains(item.link_id.as_str()) {
            return None;
        }
        let inside = self.items(&item.items);
        let mut part = Map::new();
        part.insert("linkId".into(), json!(item.link_id));
        part.insert("text".into(), json!(item.text));
        if item.is_question() {
            let answers = self.question(item);
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

    fn question(&mut self, item: &Item) -> Vec<Value> {
        let given = self.answers.get(&item.link_id).map(Vec::as_slice).unwrap_or_default();
        let typed: Vec<&String> = given.iter().filter(|text| !text.trim().is_empty()).collect();
        if typed.is_empty() && item.required {
            self.errors.add(item.link_id.clone(), missing(item));
        }
        if typed.len() > 1 && !item.repeats {
            let message = format!("Give only one answer to “{}”", item.text);
            self.errors.add(item.link_id.clone(), message);
            return Vec::new();
        }
        let mut values: Vec<Value> = Vec::new();
        for text in typed {
            match value::checked(item, text) {
                Ok(value) if values.contains(&value) => {}
                Ok(value) => values.push(value),
                Err(message) => self.errors.add(item.link_id.clone(), message),
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
