//! What was sent, as one map: the path's ids win over the query, the query over the body, so that
//! nothing in a body can point an operation at another record.

use axum::{
    body::Body,
    extract::RawPathParams,
    http::{HeaderMap, StatusCode, header},
};
use http_body_util::{BodyExt as _, Limited};
use kernel::FieldErrors;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The most that a form or an API body may hold.
pub(crate) const LIMIT: usize = 1 << 20;

/// So many fields of the wrong sort are told at once: a body of thousands is not a mistake of typing.
const MOST_TOLD: usize = 40;

/// The longest key by which a repeated request is known.
pub(crate) const LONGEST_KEY: usize = 200;

/// The longest list of marks of a form's answers: of some five hundred.
pub(crate) const LONGEST_MARKS: usize = 1 << 15;

/// Why what was sent could not be read.
#[derive(Debug)]
pub(crate) enum Unreadable {
    /// An id in the path is not an id: there is no such page.
    NotThere,
    /// The body is not one of the operation's, or fields of it are not what the operation takes: each
    /// with what it takes.
    Wrong { status: StatusCode, problems: FieldErrors },
}

impl Unreadable {
    pub(crate) fn wrong(status: StatusCode, why: impl Into<String>) -> Self {
        Self::Wrong { status, problems: FieldErrors::one("", why) }
    }
}

/// Fields of ours that belong to no operation.
#[derive(Debug, Default)]
pub(crate) struct Envelope {
    pub(crate) csrf: String,
    pub(crate) key: String,
    pub(crate) step: String,
    /// The page on which the form stood.
    pub(crate) page: String,
    /// What the answers were when the form was opened, as marks.
    pub(crate) was: String,
}

/// Reads a form's body, whole.
pub(crate) async fn bytes(body: Body) -> Result<Vec<u8>, Unreadable> {
    match Limited::new(body, LIMIT).collect().await {
        Ok(collected) => Ok(collected.to_bytes().to_vec()),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => Err(Unreadable::wrong(
            StatusCode::PAYLOAD_TOO_LARGE,
            "What was sent is larger than 1 MB. Send less at a time.",
        )),
        Err(_) => Err(Unreadable::wrong(StatusCode::BAD_REQUEST, "The request ended too early.")),
    }
}

/// A form's fields; several of one name become a list, three boxes become a date. Characters that nobody
/// can type, as a word processor leaves them in what is pasted, become spaces: whoever pasted them can
/// neither see nor delete them.
pub(crate) fn form_fields(body: &[u8]) -> Result<(Map<String, Value>, Envelope), Unreadable> {
    let pairs: Vec<(String, String)> = serde_html_form::from_bytes(body)
        .map_err(|_| Unreadable::wrong(StatusCode::BAD_REQUEST, "The form could not be read."))?;
    let mut envelope = Envelope::default();
    let mut fields = Map::new();
    for (name, value) in pairs {
        let is_ours = name.starts_with('_') && name != "_was";
        if is_ours && (value.contains('\0') || value.len() > LONGEST_KEY) {
            return Err(Unreadable::wrong(StatusCode::BAD_REQUEST, "The form could not be read."));
        }
        match name.as_str() {
            "_csrf" => envelope.csrf = value,
            "_key" => envelope.key = value,
            "_step" => envelope.step = value,
            "_page" => envelope.page = value,
            // Marks that are not ours count as none: then everything was typed here.
            "_was" if value.len() > LONGEST_MARKS => {}
            "_was" => envelope.was = value,
            _ => add(&mut fields, name, value),
        }
    }
    join_dates(&mut fields);
    Ok((fields, envelope))
}

fn add(fields: &mut Map<String, Value>, name: String, value: String) {
    let value = value.replace("\r\n", "\n").replace(is_untypable, " ");
    let value = Value::String(value);
    match fields.get_mut(&name) {
        None => drop(fields.insert(name, value)),
        Some(Value::Array(values)) => values.push(value),
        Some(first) => *first = Value::Array(vec![first.take(), value]),
    }
}

/// `due_on-day`, `due_on-month` and `due_on-year` become `due_on`: the date, or what was typed.
fn join_dates(fields: &mut Map<String, Value>) {
    let names: Vec<String> = fields
        .keys()
        .filter_map(|name| name.strip_suffix("-day").map(str::to_owned))
        .filter(|name| fields.contains_key(&format!("{name}-year")))
        .collect();
    for name in names {
        let [day, month, year] = ["day", "month", "year"].map(|part| {
            let value = fields.remove(&format!("{name}-{part}"));
            value
                .and_then(|value| value.as_str().map(|text| text.trim().to_owned()))
                .unwrap_or_default()
        });
        let typed = match (day.parse::<u8>(), month.parse::<u8>()) {
            _ if day.is_empty() && month.is_empty() && year.is_empty() => String::new(),
            (Ok(day), Ok(month)) if year.len() == 4 => format!("{year}-{month:02}-{day:02}"),
            _ => format!("{day}/{month}/{year}"),
        };
        fields.insert(name, Value::String(typed));
    }
}

/// A JSON body's fields.
pub(crate) fn json_fields(
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Map<String, Value>, Unreadable> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_json = kind.is_some_and(|kind| {
        kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
    });
    if body.is_empty() {
        return Ok(Map::new());
    }
    if !is_json {
        return Err(Unreadable::wrong(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Send the body as application/json.",
        ));
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(Unreadable::wrong(StatusCode::BAD_REQUEST, "The body must be a JSON object.")),
        Err(error) => Err(Unreadable::wrong(
            StatusCode::BAD_REQUEST,
            format!("The body is not JSON: {error}."),
        )),
    }
}

/// The key by which a program marks a request that it may send again.
pub(crate) fn key(headers: &HeaderMap) -> Result<Option<&str>, Unreadable> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    match key.to_str() {
        Ok(key) if key.len() <= LONGEST_KEY => Ok(Some(key).filter(|key| !key.is_empty())),
        _ => Err(Unreadable::wrong(
            StatusCode::BAD_REQUEST,
            "Idempotency-Key must be at most 200 plain characters.",
        )),
    }
}

/// Adds the query and the path, and reads the whole as the operation.
pub(crate) fn read<T: DeserializeOwned>(
    fields: Map<String, Value>,
    query: Option<&str>,
    path: Option<&RawPathParams>,
) -> Result<T, Unreadable> {
    let (whole, in_path) = gathered(fields, query, path)?;
    of::<T>(&whole).map_err(|wrong| told(&whole, &in_path, wrong, &|alone| of::<T>(alone).err()))
}

/// Where something of the wrong sort is, and why it is.
pub(crate) type Misplaced = serde_path_to_error::Error<serde_json::Error>;

/// A value as the operation. Whatever reads one reads it here, or its reader is compiled anew.
pub(crate) fn of<T: DeserializeOwned>(value: &Value) -> Result<T, Misplaced> {
    serde_path_to_error::deserialize(value)
}

/// The fields with those of the query and the path, and the names of the path's.
pub(crate) fn gathered(
    mut fields: Map<String, Value>,
    query: Option<&str>,
    path: Option<&RawPathParams>,
) -> Result<(Value, Vec<String>), Unreadable> {
    if let Some(query) = query {
        let (in_query, _) = form_fields(query.as_bytes())?;
        fields.extend(in_query);
    }
    let mut in_path = Vec::new();
    for (name, value) in path.into_iter().flatten() {
        fields.insert(name.to_owned(), Value::String(value.to_owned()));
        in_path.push(name.to_owned());
    }
    match untypable(&fields, &in_path) {
        Some(unreadable) => Err(unreadable),
        None => Ok((Value::Object(fields), in_path)),
    }
}

/// Programs send text: what no text holds is told, field by field. In a path it is no address of ours.
fn untypable(fields: &Map<String, Value>, in_path: &[String]) -> Option<Unreadable> {
    let mut problems = FieldErrors::default();
    for (name, _) in fields.iter().filter(|(_, value)| holds_untypable(value)) {
        if in_path.contains(name) {
            return Some(Unreadable::NotThere);
        }
        let why = "must not hold control characters, such as U+0000. Send it without them.";
        problems.add(name.clone(), why);
    }
    let status = StatusCode::BAD_REQUEST;
    (!problems.is_empty()).then_some(Unreadable::Wrong { status, problems })
}

/// What is wrong with the fields. It is sought field by field, each by itself, so that all of it is told
/// at once.
fn told(
    whole: &Value,
    in_path: &[String],
    first: Misplaced,
    wrong: &dyn Fn(&Value) -> Option<Misplaced>,
) -> Unreadable {
    let mut problems = FieldErrors::default();
    // Ids of the path first: what is wrong in one of them is no address of ours, whatever else is wrong.
    let (ids, others): (Vec<_>, Vec<_>) =
        whole.as_object().into_iter().flatten().partition(|(name, _)| in_path.contains(name));
    for (name, value) in ids.into_iter().chain(others) {
        if problems.iter().count() >= MOST_TOLD {
            break;
        }
        let alone = Value::Object(Map::from_iter([(name.clone(), value.clone())]));
        let Some(error) = wrong(&alone) else { continue };
        if in_path.contains(name) {
            return Unreadable::NotThere;
        }
        let at = error.path().to_string();
        let at = if at == "." { name.clone() } else { at };
        problems.add(at, format!("{}.", error.into_inner()));
    }
    if problems.is_empty() {
        problems.add("", format!("{}.", first.into_inner()));
    }
    Unreadable::Wrong { status: StatusCode::BAD_REQUEST, problems }
}

fn holds_untypable(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains(is_untypable),
        Value::Array(values) => values.iter().any(holds_untypable),
        Value::Object(fields) => fields.values().any(holds_untypable),
        _ => false,
    }
}

/// PostgreSQL keeps no text with U+0000; the other control characters show nothing in a page, and do
/// harm in a log, a letter or a file.
fn is_untypable(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\r' | '\t')
}
