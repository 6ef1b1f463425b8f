//! Everything that is held about a person, as things that somebody can read and decide on.

use std::collections::{BTreeMap, BTreeSet};

use agreement::{Act, Action, Agreement, Kind, Permit};
use db::{DbError, Keys, Stop, Tx, bytes_of};
use jiff::{Timestamp, civil::Date};
use kernel::Env;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    list::{ABOUT, Held, Is, Part},
    model::{BY_SELF, Fact, Thing},
    others::Others,
    store::{self, AccessRequest},
};

/// Reading all of a person's record, for whoever answers what is held: for a permit only.
pub(super) struct ReadWhole;

impl Act for ReadWhole {
    const NAME: &'static str = "read_whole_record";
    const ACTION: Action = Action::SeeRecord;
}

/// What is held, and of which records it was read.
pub(super) struct Gathered {
    /// Every thing, in the order of the answer.
    pub(super) things: Vec<Thing>,
    /// The referrals, and the cases.
    pub(super) referrals: Vec<Uuid>,
    pub(super) cases: Vec<Uuid>,
}

/// What gathering stands on.
pub(super) struct Ground<'a> {
    pub(super) agreement: &'a Agreement,
    pub(super) keys: &'a Keys,
    pub(super) env: &'a Env,
    /// Whether the reader may know where the person lives.
    pub(super) reaches: bool,
}

/// The kinds of record whose rows a person's record has.
pub(super) const EPISODES: [Kind; 2] = [Kind::Referral, Kind::Case];

/// Why what was written on another record is read first.
const UNCHECKED: &str =
    "It was written while it stood on another record, and nobody has checked it";
/// Why what was entered in error is read first.
const IN_ERROR: &str = "It was entered in error, and may be about somebody else";

/// Why what somebody said is read first where another asks for them.
const IN_CONFIDENCE: &str = "They may not want whoever asks to read it";
/// What people say of themselves.
const CONFIDED: [&str; 5] =
    ["referral", "assessment", "contingency", "case_form", "case_form_completion"];

/// Gathers all that is held of the permit's person and that the permit's holder may read without an override, with what was
/// decided of it for a request.
pub(super) async fn gather<A: Act>(
    (tx, permit): (&mut Tx, &Permit<A>),
    ground: &Ground<'_>,
    request: &AccessRequest,
) -> Result<Gathered, Stop> {
    let reader = permit.principal().without_overrides();
    let visible =
        EPISODES.map(|kind| ground.agreement.list_filter(&reader, Action::SeeRecord, kind));
    let (referrals, cases) = store::episodes(tx, permit, (&visible[0], &visible[1])).await?;
    let episodes: Vec<Uuid> = referrals.iter().chain(&cases).copied().collect();
    let rows = store::held(tx, permit, &episodes).await?;
    let named = rows.iter().flat_map(|(at, row)| names_in(*at, row)).collect::<BTreeSet<Uuid>>();
    let names = store::names(tx, named).await?;
    let known = store::own_and_others(tx, permit).await?;
    let of = |own| known.iter().filter(move |(it, _)| *it == own).map(|(_, name)| name.as_str());
    let others = Others::of(of(true), of(false));
    let decided = store::decisions(tx, permit, request.access).await?;
    let is_unchecked = rows.iter().any(|(at, row)| {
        ABOUT.get(*at).is_some_and(|it| it.table == "person_correction")
            && text(row.get("checked_on")).is_empty()
    });
    let person = permit.subject().unwrap_or_default();
    let mut things = Vec::with_capacity(rows.len());
    for (at, row) in &rows {
        let Some(held) = ABOUT.get(*at) else { continue };
        let reading = Reading { held, row, names: &names, person, ground };
        let Some(facts) = reading.facts().await? else { continue };
        let written = facts
            .iter()
            .filter(|(is, _)| matches!(is, Is::Words(_) | Is::Form(_) | Is::Answers(_)));
        let mut asks = written
            .map(|(_, fact)| others.asks(&fact.says))
            .find(|it| !it.is_empty())
            .unwrap_or_default();
        if request.asked_by != BY_SELF && CONFIDED.contains(&held.table) {
            asks = IN_CONFIDENCE;
        }
        if is_unchecked && held.part >= Part::Request {
            asks = UNCHECKED;
        }
        if is_in_error(row) {
            asks = IN_ERROR;
        }
        if !held.asks.is_empty() {
            asks = held.asks;
        }
        let facts: Vec<Fact> = facts.into_iter().map(|(_, fact)| fact).collect();
        let mark = mark(held, row, &facts);
        let withheld = decided.get(&mark).cloned();
        things.push(Thing { mark, part: held.part, title: held.title, facts, asks, withheld });
    }
    things.sort_by_key(|it| it.part);
    Ok(Gathered { things, referrals, cases })
}

fn is_in_error(row: &Map<String, Value>) -> bool {
    let is_true = |it: &Value| it.as_bool() == Some(true) || it.as_i64() == Some(1);
    row.get("in_error").is_some_and(is_true) || !text(row.get("error_reason")).is_empty()
}

/// A value as text; nothing where there is none.
fn text(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(other) => other.to_string(),
    }
}

fn id(value: Option<&Value>) -> Option<Uuid> {
    Uuid::from_slice(&bytes_of(&text(value))?).ok()
}

fn names_in(at: usize, row: &Map<String, Value>) -> Vec<Uuid> {
    let columns = ABOUT.get(at).map_or(&[][..], |held| held.columns);
    let named = columns.iter().filter(|(_, is)| matches!(is, Is::Named(_)));
    named.filter_map(|(column, _)| id(row.get(*column))).collect()
}

/// Of what a thing says, and which row it is: what says something else is another thing.
fn mark(held: &Held, row: &Map<String, Value>, facts: &[Fact]) -> String {
    let mut hash = Sha256::new();
    hash.update(held.title);
    for (column, _) in held.columns.iter().filter(|(_, is)| *is == Is::Key) {
        hash.update(bytes_of(&text(row.get(*column))).unwrap_or_default());
    }
    for fact in facts {
        hash.update([0]);
        hash.update(fact.label);
        hash.update([1]);
        hash.update(&fact.says);
    }
    hash.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

/// A row on its way to being a thing.
struct Reading<'a> {
    held: &'a Held,
    row: &'a Map<String, Value>,
    names: &'a BTreeMap<Uuid, String>,
    person: Uuid,
    ground: &'a Ground<'a>,
}

impl Reading<'_> {
    /// What the row says; nothing where its reader may not know where the person lives.
    async fn facts(&self) -> Result<Option<Vec<(Is, Fact)>>, Stop> {
        let mut facts = Vec::new();
        for (column, is) in self.held.columns {
            let value = self.row.get(*column);
            let (label, says) = match *is {
                Is::Said(label) => (label, self.plain(&text(value))),
                Is::Words(label) => (label, text(value)),
                Is::Yes(label) => {
                    let is_so = matches!(text(value).as_str(), "true" | "1");
                    (label, if is_so { "yes".to_owned() } else { String::new() })
                }
                Is::Named(label) => (
                    label,
                    id(value).and_then(|id| self.names.get(&id)).cloned().unwrap_or_default(),
                ),
                Is::Contact(_) if !self.ground.reaches => return Ok(None),
                Is::Contact(label) => {
                    (label, self.opened(&text(self.row.get("field")), value).await?)
                }
                Is::Form(label) => {
                    let form = id(self.row.get("form_id").or_else(|| self.row.get("id")))
                        .unwrap_or_default();
                    let opened = self.opened(&format!("form {form}"), value).await?;
                    (label, answers(&serde_json::from_str(&opened).unwrap_or_default()))
                }
                Is::Answers(label) => (label, self.answers(value)),
                Is::Key | Is::Inner | Is::Other => continue,
            };
            if !says.is_empty() {
                facts.push((*is, Fact { label, says }));
            }
        }
        Ok(Some(facts))
    }

    /// What is sealed under the person's key. What is sealed under another's, because they were erased before it was put right,
    /// nobody opens any more.
    async fn opened(&self, field: &str, value: Option<&Value>) -> Result<String, DbError> {
        let sealed = bytes_of(&text(value)).unwrap_or_default();
        match self.ground.keys.unseal(self.person, field, &sealed).await {
            Ok(opened) => Ok(opened.unwrap_or_default()),
            Err(DbError::Sealed(_)) => Ok(String::new()),
            Err(error) => Err(error),
        }
    }

    fn answers(&self, value: Option<&Value>) -> String {
        match value {
            Some(Value::String(text)) => answers(&serde_json::from_str(text).unwrap_or_default()),
            Some(other) => answers(other),
            None => String::new(),
        }
    }

    /// A day or a moment as people write it, a code without its marks, anything else as it is.
    fn plain(&self, text: &str) -> String {
        let day = |day: Date| day.strftime("%-d %B %Y").to_string();
        if let Ok(at) = text.parse::<Timestamp>() {
            return day(self.ground.env.civil_date(at));
        }
        if text.len() == 10
            && let Ok(date) = text.parse::<Date>()
        {
            return day(date);
        }
        let is_code = text.chars().all(|it| it.is_ascii_lowercase() || it == '_');
        if is_code { text.replace('_', " ") } else { text.to_owned() }
    }
}

/// The answers of a form, each below what was asked.
fn answers(response: &Value) -> String {
    let mut lines = Vec::new();
    collect(response, &mut lines);
    lines.join("\n")
}

fn collect(value: &Value, lines: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|it| collect(it, lines)),
        Value::Object(of) => {
            if let Some(said) = of.get("answer") {
                let mut leaves = Vec::new();
                leaf(said, &mut leaves);
                let asked = text(of.get("text").or_else(|| of.get("linkId")));
                lines.push(format!("{asked}: {}", leaves.join(", ")));
            }
            of.iter().filter(|(name, _)| *name != "answer").for_each(|(_, it)| collect(it, lines));
        }
        _ => {}
    }
}

fn leaf(value: &Value, leaves: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|it| leaf(it, leaves)),
        Value::Object(of) => of.values().for_each(|it| leaf(it, leaves)),
        Value::Null => {}
        other => leaves.push(text(Some(other))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_answer_of_a_form_is_read_however_deep_it_stands() {
        let response = json!({ "item": [
            { "linkId": "a", "text": "Sleep", "answer": [{ "valueString": "Badly" }] },
            { "linkId": "b", "item": [{ "linkId": "c", "answer": [{ "valueCoding": { "code": "x", "display": "Often" } }] }] },
        ] });
        assert_eq!(answers(&response), "Sleep: Badly\nc: x, Often");
    }

    #[test]
    fn a_thing_that_says_something_else_is_another_thing() {
        let row = Map::new();
        let of =
            |says: &str| mark(&ABOUT[0], &row, &[Fact { label: "What", says: says.to_owned() }]);
        assert_eq!(of("a"), of("a"));
        assert_ne!(of("a"), of("b"));
        assert_ne!(mark(&ABOUT[0], &row, &[]), mark(&ABOUT[1], &row, &[]));
    }
}
