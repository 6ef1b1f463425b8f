//! What was sent, as one map: the path's ids win over the query, the query over the body, so that
//! nothing in a body can point an operation at another record.

use axum::{
    body::Body,
    extract::RawPathParams,
    http::{HeaderMap, StatusCode, header},
};
use http_body_util::{BodyExt as _, Limited};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The most that a form or an API body may hold.
pub(crate) const LIMIT: usize = 1 << 20;

/// The longest key by which a repeated request is known.
pub(crate) const LONGEST_KEY: usize = 200;

/// Why what was sent could not be read.
#[derive(Debug)]
pub(crate) enum Unreadable {
    /// An id in the path is not an id: there is no such page.
    NotThere,
    /// The body or a field is not what the operation takes: where, and what it takes.
    Wrong { status: StatusCode, at: String, why: String },
}

impl Unreadable {
    fn wrong(status: StatusCode, why: impl Into<String>) -> Self {
        Self::Wrong { status, at: String::new(), why: why.into() }
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

/// A form's fields; several of one name become a list, three boxes become a date.
pub(crate) fn form_fields(body: &[u8]) -> Result<(Map<String, Value>, Envelope), Unreadable> {
    let pairs: Vec<(String, String)> = serde_html_form::from_bytes(body)
        .map_err(|_| Unreadable::wrong(StatusCode::BAD_REQUEST, "The form could not be read."))?;
    let mut envelope = Envelope::default();
    let mut fields = Map::new();
    for (name, value) in pairs {
        if name.starts_with('_') && (value.contains('\0') || value.len() > LONGEST_KEY) {
            return Err(Unreadable::wrong(StatusCode::BAD_REQUEST, "The form could not be read."));
        }
        match name.as_str() {
            "_csrf" => envelope.csrf = value,
            "_key" => envelope.key = value,
            "_step" => envelope.step = value,
            "_page" => envelope.page = value,
            _ => add(&mut fields, name, value),
        }
    }
    join_dates(&mut fields);
    Ok((fields, envelope))
}

fn add(fields: &mut Map<String, Value>, name: String, value: String) {
    let value = Value::String(value.replace("\r\n", "\n"));
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
    mut fields: Map<String, Value>,
    query: Option<&str>,
    path: Option<&RawPathParams>,
) -> Result<T, Unreadable> {
    if let Some(query) = query {
        let (in_query, _) = form_fields(query.as_bytes())?;
        fields.extend(in_query);
    }
    let mut in_path = Vec::new();
    for (name, value) in path.into_iter().flatten() {
        fields.insert(name.to_owned(), Value::String(value.to_owned()));
        in_path.push(name.to_owned());
    }
    let mut broken = fields.iter().filter(|(_, value)| holds_nul(value));
    if let Some((name, _)) = broken.next() {
        return Err(if in_path.contains(name) {
            Unreadable::NotThere
        } else {
            let why = "must not hold the character U+0000. Type it again.".into();
            Unreadable::Wrong { status: StatusCode::BAD_REQUEST, at: name.clone(), why }
        });
    }
    serde_path_to_error::deserialize(Value::Object(fields)).map_err(|error| {
        let at = error.path().to_string();
        if in_path.contains(&at) {
            return Unreadable::NotThere;
        }
        let why = error.into_inner().to_string();
        Unreadable::Wrong { status: StatusCode::BAD_REQUEST, at, why }
    })
}

/// PostgreSQL keeps no text with this character, and nobody can type it.
fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(holds_nul),
        Value::Object(fields) => fields.values().any(holds_nul),
        _ => false,
    }
}
