//! Everything that is held about a person, as things that somebody can read and decide on.

use std::collections::{BTreeMap, BTreeSet};

use agreement::{Act, Action, Agreement, Kind, Permit};
use charter::Charter;
use db::{DbError, Keys, Stop, Tx, bytes_of};
use jiff::{Timestamp, civil::Date};
use kernel::{ConcernId, Env};
use people::concern::{
    model::Known,
    store::{field, reason_field},
};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    list::{ABOUT, Held, Is, Part},
    store::{self, AccessRequest, HeldRows},
    things::{self, Fact, Thing},
    words,
};
use crate::charters::charter_of;

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
    pub(super) referrals: BTreeSet<Uuid>,
    pub(super) cases: BTreeSet<Uuid>,
    /// Whether the reader may read the answers of forms in each of the cases.
    pub(super) has_forms: bool,
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

/// The records that the permit's holder answers for and may read, and what else is open to them, all without an override.
struct Within {
    referrals: BTreeSet<Uuid>,
    cases: BTreeSet<Uuid>,
    /// The cases of which they may read forms.
    reached: BTreeSet<Uuid>,
    /// Those related to the person of whom they may know.
    relatives: BTreeSet<Uuid>,
    /// The charters of what they answer for, in every version.
    charters: Vec<&'static Charter>,
}

/// Who coordinates one forum and merely reads a record of another answers for the one alone.
async fn within<A: Act>(
    (tx, permit): (&mut Tx, &Permit<A>),
    ground: &Ground<'_>,
) -> Result<Within, DbError> {
    let reader = permit.principal().without_overrides();
    let filter = |action, kind| ground.agreement.list_filter(&reader, action, kind);
    let [answered, read] = [Action::RestrictRecord, Action::SeeRecord]
        .map(|action| EPISODES.map(|kind| filter(action, kind)));
    let [addressed, known] =
        [filter(Action::SeeAddress, Kind::Case), filter(Action::SeeSummary, Kind::Person)];
    let answered = store::episodes(tx, permit, answered.each_ref()).await?;
    let read = store::episodes(tx, permit, read.each_ref()).await?;
    let (reached, relatives) = store::cases_and_relatives(tx, permit, [&addressed, &known]).await?;
    let cases = &answered.cases & &read.cases;
    let reached = if ground.reaches { &reached & &cases } else { BTreeSet::new() };
    let charters = answered.editions.iter().rev().map(|edition| charter_of(edition));
    let charters = charters.collect::<Result<_, _>>()?;
    let referrals = &answered.referrals & &read.referrals;
    Ok(Within { referrals, cases, reached, relatives, charters })
}

/// Gathers all that is held of the permit's person and that the permit's holder answers for and may read without an override,
/// with what was decided of it for a request.
pub(super) async fn gather<A: Act>(
    (tx, permit): (&mut Tx, &Permit<A>),
    ground: &Ground<'_>,
    request: &AccessRequest,
) -> Result<Gathered, Stop> {
    let Within { referrals, cases, reached, relatives, charters } =
        within((tx, permit), ground).await?;
    let episodes = &referrals | &cases;
    let (rows, decided): HeldRows = store::held(tx, permit, (&episodes, request.access)).await?;
    let named = rows.iter().flat_map(|(at, row)| names_in(*at, row)).collect::<BTreeSet<Uuid>>();
    let names = store::names(tx, named).await?;
    let is_unchecked = rows.iter().any(|(at, row)| {
        ABOUT.get(*at).is_some_and(|it| it.table == "person_correction")
            && text(row.get("checked_on")).is_empty()
    });
    let open = opened_by(&rows, &reached, relatives);
    let person = permit.subject().unwrap_or_default();
    let mut things = Vec::with_capacity(rows.len());
    for (at, row) in &rows {
        let Some(held) = ABOUT.get(*at) else { continue };
        if held.table == "person_of_concern" && !is_for(request, row, ground.reaches) {
            continue;
        }
        let (names, open, charters) = (&names, &open, charters.as_slice());
        let reading = Reading { held, row, names, open, charters, person, request, ground };
        let Some(facts) = reading.facts().await? else { continue };
        let is_written =
            facts.iter().any(|(is, _)| matches!(is, Is::Words(_) | Is::Form(_) | Is::Answers(_)));
        let is_in_error = is_in_error(row);
        let asks = match () {
            () if !held.asks.is_empty() => held.asks,
            () if is_in_error => IN_ERROR,
            () if is_unchecked && held.part >= Part::Request => UNCHECKED,
            () => things::asks(&request.asked_by, is_written),
        };
        let facts: Vec<Fact> = facts.into_iter().map(|(_, fact)| fact).collect();
        let mark = mark(held, row, &facts);
        let withheld = decided.get(&mark).cloned();
        let alone = is_in_error || !held.asks.is_empty();
        let (part, title) = (held.part, held.title);
        things.push(Thing { mark, part, title, facts, asks, alone, withheld });
    }
    things.sort_by_key(|it| it.part);
    let has_forms = ground.reaches && reached == cases;
    Ok(Gathered { things, referrals, cases, has_forms })
}

/// What opens guarded rows: people of whom the reader may know, the cases of which they may read forms, and those forms.
fn opened_by(
    rows: &[(usize, Map<String, Value>)],
    reached: &BTreeSet<Uuid>,
    relatives: BTreeSet<Uuid>,
) -> BTreeSet<Uuid> {
    let is_form = |at: usize| ABOUT.get(at).is_some_and(|held| held.table == "case_form");
    let forms = rows.iter().filter(|(at, row)| {
        is_form(*at) && id(row.get("case_id")).is_some_and(|case| reached.contains(&case))
    });
    let forms = forms.filter_map(|(_, row)| id(row.get("id")));
    relatives.into_iter().chain(reached.iter().copied()).chain(forms).collect()
}

/// Whether what is known of a person of concern is for whoever asks, and for its reader: whoever asks for another may be whom that
/// other is afraid of; it is read with the address; and what was known before goes with what is known since.
fn is_for(request: &AccessRequest, row: &Map<String, Value>, reaches: bool) -> bool {
    let is_former = !text(row.get("former_id")).is_empty();
    request.asked_by == "self" && reaches && !(is_former && text(row.get("outcome")) == "in_error")
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
    for (column, _) in held.columns.iter().filter(|(_, is)| matches!(is, Is::Key | Is::Guard)) {
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
    open: &'a BTreeSet<Uuid>,
    charters: &'a [&'static Charter],
    person: Uuid,
    request: &'a AccessRequest,
    ground: &'a Ground<'a>,
}

impl Reading<'_> {
    /// What the row says; nothing where it is not for its reader.
    async fn facts(&self) -> Result<Option<Vec<(Is, Fact)>>, Stop> {
        let mut facts = Vec::new();
        for (column, is) in self.held.columns {
            let value = self.row.get(*column);
            if self.is_kept_back(column) {
                continue;
            }
            let (label, says) = match *is {
                Is::Said(label) => (label, self.plain(column, &text(value))),
                Is::Words(label) => {
                    let says = text(value);
                    (label, self.said(column, &says).unwrap_or(says))
                }
                Is::Yes(label) => {
                    let is_so = matches!(text(value).as_str(), "true" | "1");
                    (label, if is_so { "yes".to_owned() } else { String::new() })
                }
                Is::Named(label) => (
                    label,
                    id(value).and_then(|id| self.names.get(&id)).cloned().unwrap_or_default(),
                ),
                Is::Guard if id(value).is_some_and(|id| self.open.contains(&id)) => continue,
                Is::Guard => return Ok(None),
                Is::Contact(_) | Is::Form(_) | Is::Concern(_) if !self.ground.reaches => {
                    return Ok(None);
                }
                Is::Contact(label) => {
                    (label, self.opened(&text(self.row.get("field")), value).await?)
                }
                Is::Form(label) => {
                    let form = id(self.row.get("form_id").or_else(|| self.row.get("id")))
                        .unwrap_or_default();
                    let opened = self.opened(&format!("form {form}"), value).await?;
                    (label, answers(&serde_json::from_str(&opened).unwrap_or_default()))
                }
                Is::Concern(label) => {
                    let concern = ConcernId(id(self.row.get("id")).unwrap_or_default());
                    let is_reason = *column == "sealed_reason";
                    let field = if is_reason { reason_field(concern) } else { field(concern) };
                    let opened = self.opened(&field, value).await?;
                    (label, if is_reason { opened } else { known_of(&opened) })
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

    /// What is kept and shown to nobody: what an alert said that was entered in error, as on its own page; and how somebody
    /// who asked before showed who they were, which is nothing to whoever asks now.
    fn is_kept_back(&self, column: &str) -> bool {
        match (self.held.table, column) {
            ("person_alert", "words") => is_in_error(self.row),
            ("person_of_concern", "sealed" | "sealed_reason") => {
                text(self.row.get("outcome")) == "in_error"
            }
            ("access_request", "identity_words") => {
                id(self.row.get("id")) != Some(self.request.access.0)
            }
            _ => false,
        }
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

    /// A code in the words in which the pages say it.
    fn said(&self, column: &str, text: &str) -> Option<String> {
        is_code(text)
            .then(|| words::words(self.charters, (self.held.table, column), text))
            .flatten()
    }

    /// A day or a moment as people write it, a code in words or without its marks, anything else as it is.
    fn plain(&self, column: &str, text: &str) -> String {
        let day = |day: Date| day.strftime("%-d %B %Y").to_string();
        if let Ok(at) = text.parse::<Timestamp>() {
            return day(self.ground.env.civil_date(at));
        }
        if text.len() == 10
            && let Ok(date) = text.parse::<Date>()
        {
            return day(date);
        }
        match self.said(column, text) {
            Some(words) => words,
            None if is_code(text) => text.replace('_', " "),
            None => text.to_owned(),
        }
    }
}

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|it| it.is_ascii_lowercase() || it == '_')
}

/// What is known of a person of concern, each fact below its label.
fn known_of(opened: &str) -> String {
    let known: Known = serde_json::from_str(opened).unwrap_or_default();
    let facts = known.facts().into_iter();
    facts.map(|(label, said)| format!("{label}: {said}")).collect::<Vec<_>>().join("\n")
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
