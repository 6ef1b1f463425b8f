//! The fields of one form: each becomes an item, under a name of its own.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{Condition, Field, slug};
use crate::questionnaire::ECHO;

/// The days of a timetable.
const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const TIMES: [&str; 4] = ["Morning", "Midday", "Evening", "Night"];

/// What was met of a form so far.
#[derive(Default)]
pub(super) struct Fields {
    used: BTreeSet<String>,
    /// The linkIds of questions by step and id, as an echo refers to them.
    by_path: BTreeMap<String, String>,
    pub(super) notes: Vec<String>,
}

/// The questions side by side with a field, by id: the linkId and the values to choose from.
type Beside = BTreeMap<String, (String, Vec<String>)>;

impl Fields {
    /// The name, or the next that is free.
    pub(super) fn unused(&mut self, wanted: &str) -> String {
        let numbered = (2..).map(|number| format!("{wanted}-{number}"));
        let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
        let name = names.find(|name| !self.used.contains(name)).unwrap_or_default();
        self.used.insert(name.clone());
        name
    }

    pub(super) fn of_step(&mut self, step: &str, link_id: &str, fields: &[Field]) -> Vec<Value> {
        let mut items = Vec::new();
        let mut beside = Beside::new();
        for field in in_order(fields) {
            let asked = self.items(step, link_id, field, &beside);
            if let Some(name) = asked.last().and_then(|it| it.get("linkId")?.as_str()) {
                self.by_path.insert(format!("{step}.{}", field.id), name.to_owned());
                let values = values(field);
                beside.insert(field.id.clone(), (name.to_owned(), values));
            }
            items.extend(asked);
        }
        items
    }

    /// The items that a field becomes: the last is the question.
    fn items(&mut self, step: &str, around: &str, field: &Field, beside: &Beside) -> Vec<Value> {
        let name = self.unused(&format!("{around}.{}", slug(&field.question, 32)));
        let mut item = Map::new();
        item.insert("linkId".into(), json!(name));
        item.insert("text".into(), json!(words(&field.question)));
        let mut before = Vec::new();
        match field.kind.as_str() {
            "repeaterGroup" => before = self.group(&mut item, &name, field),
            "timetable" => self.timetable(&mut item, &name, field),
            "echo" => self.echo(&mut item, field),
            _ => self.question(&mut item, step, field),
        }
        if field.required && field.kind != "echo" {
            item.insert("required".into(), json!(true));
        }
        let hint = field.hint.as_deref().map(str::trim).filter(|it| !it.is_empty());
        if let Some(hint) = hint.filter(|_| before.is_empty() && field.kind != "timetable") {
            item.insert("item".into(), json!([self.help(&name, hint)]));
        }
        let conditions = self.conditions(step, field, beside);
        for item in before.iter_mut().chain([&mut item]) {
            item.extend(conditions.clone());
        }
        before.into_iter().chain([item]).map(Value::Object).collect()
    }

    fn question(&mut self, item: &mut Map<String, Value>, step: &str, field: &Field) {
        let kind = match field.kind.as_str() {
            "text" | "socialCareId" => "string",
            "textarea" => "text",
            "date" => "date",
            "radios" | "select" | "checkboxes" => "choice",
            other => {
                let note = format!(
                    "“{}” in “{step}” is a {other} there; here it is a text",
                    field.question
                );
                self.notes.push(note);
                "text"
            }
        };
        item.insert("type".into(), json!(kind));
        if kind == "choice" {
            let options: Vec<Value> = field
                .choices
                .iter()
                .filter(|choice| !choice.value.trim().is_empty())
                .map(|choice| {
                    json!({ "valueCoding": {
                        "code": choice.value.trim(), "display": words(&choice.label) } })
                })
                .collect();
            item.insert("answerOption".into(), json!(options));
            if field.kind == "checkboxes" {
                item.insert("repeats".into(), json!(true));
            }
        }
    }

    /// A group with several entries, and before it the words that ask for them.
    fn group(
        &mut self,
        item: &mut Map<String, Value>,
        name: &str,
        field: &Field,
    ) -> Vec<Map<String, Value>> {
        let entry = field.item_name.as_deref().map(str::trim).filter(|it| !it.is_empty());
        let mut before = Vec::new();
        if let Some(entry) = entry {
            let asks = [words(&field.question), words(field.hint.as_deref().unwrap_or_default())];
            let mut asking = Map::new();
            asking.insert("linkId".into(), json!(self.unused(&format!("{name}.asks"))));
            asking.insert("type".into(), json!("display"));
            asking.insert("text".into(), json!(asks.join(" ").trim()));
            before.push(asking);
            item.insert("text".into(), json!(capitalised(entry)));
        }
        let mut inside = Vec::new();
        let mut beside = Beside::new();
        for inner in in_order(&field.subfields) {
            let asked = self.items(&field.question, name, inner, &beside);
            if let Some(link) = asked.last().and_then(|it| it.get("linkId")?.as_str()) {
                beside.insert(inner.id.clone(), (link.to_owned(), values(inner)));
            }
            inside.extend(asked);
        }
        item.insert("type".into(), json!("group"));
        item.insert("repeats".into(), json!(true));
        item.insert("item".into(), json!(inside));
        before
    }

    /// A week's minutes of help, as entries of day, time and minutes.
    fn timetable(&mut self, item: &mut Map<String, Value>, name: &str, field: &Field) {
        let one_of = |name: String, text: &str, values: &[&str]| {
            let options: Vec<Value> = values
                .iter()
                .map(|it| json!({ "valueCoding": { "code": it, "display": it } }))
                .collect();
            json!({ "linkId": name, "type": "choice", "text": text, "required": true, "answerOption": options })
        };
        let days = self.unused(&format!("{name}.day"));
        let times = self.unused(&format!("{name}.time"));
        let minutes = self.unused(&format!("{name}.minutes"));
        item.insert("type".into(), json!("group"));
        item.insert("repeats".into(), json!(true));
        item.insert(
            "item".into(),
            json!([
                one_of(days, "Day", &DAYS),
                one_of(times, "Time of day", &TIMES),
                { "linkId": minutes, "type": "integer", "text": "Minutes", "required": true },
            ]),
        );
        let note = format!(
            "“{}” is a table of a week there; here it is one entry for each visit",
            words(&field.question)
        );
        self.notes.push(note);
    }

    /// An answer from before, shown again.
    fn echo(&mut self, item: &mut Map<String, Value>, field: &Field) {
        item.insert("type".into(), json!("display"));
        let path = field.path.as_deref().unwrap_or_default();
        let text = words(field.question.trim_start_matches("(Echo)"));
        item.insert("text".into(), json!(text));
        match self.by_path.get(path) {
            Some(name) => {
                let extension = json!([{ "url": ECHO, "valueString": name }]);
                item.insert("extension".into(), extension);
            }
            None => self.notes.push(format!("“{text}” repeats “{path}”, which is not there")),
        }
    }

    fn help(&mut self, name: &str, hint: &str) -> Value {
        json!({
            "linkId": self.unused(&format!("{name}.hint")),
            "type": "display",
            "text": words(hint),
            "extension": [{
                "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl",
                "valueCodeableConcept": { "coding": [{
                    "system": "http://hl7.org/fhir/questionnaire-item-control", "code": "help" }] },
            }],
        })
    }

    /// When it is asked. Several values of one question are any of them.
    fn conditions(&mut self, step: &str, field: &Field, beside: &Beside) -> Map<String, Value> {
        let mut conditions = Vec::new();
        for Condition { id, value } in &field.conditions {
            match beside.get(id).filter(|(_, values)| values.iter().any(|it| it == value.trim())) {
                Some((name, _)) => conditions.push(json!({
                    "question": name, "operator": "=", "answerCoding": { "code": value.trim() } })),
                None => self.notes.push(format!(
                    "“{}” in “{}” depends on “{}”, which is not asked there with the answer “{}”; here it is always asked",
                    words(&field.question), words(step), words(id), words(value)
                )),
            }
        }
        let is_of_one = field
            .conditions
            .iter()
            .all(|it| Some(&it.id) == field.conditions.first().map(|it| &it.id));
        let mut when = Map::new();
        if conditions.len() > 1 {
            let behaviour = if is_of_one { "any" } else { "all" };
            when.insert("enableBehavior".into(), json!(behaviour));
        }
        if !conditions.is_empty() {
            when.insert("enableWhen".into(), json!(conditions));
        }
        when
    }
}

/// The fields with each after those that it depends on.
fn in_order(fields: &[Field]) -> Vec<&Field> {
    let mut ordered: Vec<&Field> = Vec::new();
    let mut waiting: Vec<&Field> = fields.iter().collect();
    while !waiting.is_empty() {
        let is_ready = |field: &&Field| {
            field.conditions.iter().all(|it| {
                !waiting.iter().any(|other| other.id == it.id && !std::ptr::eq(*other, *field))
            })
        };
        // A circle of conditions is left in its own order: the first goes on.
        let next = waiting.iter().position(is_ready).unwrap_or_default();
        ordered.push(waiting.remove(next));
    }
    ordered
}

fn values(field: &Field) -> Vec<String> {
    field.choices.iter().map(|choice| choice.value.trim().to_owned()).collect()
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
