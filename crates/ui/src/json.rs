//! The handlers of the JSON API: the same operations and readings, the same permits.

use axum::{
    Extension, Json,
    body::Body,
    extract::{RawPathParams, RawQuery, State},
    http::HeaderMap,
    response::{IntoResponse as _, Response},
};
use db::{Actor, Stopped};
use serde::de::DeserializeOwned;
use serde_json::Map;

use crate::{
    App, Form, Page, answer,
    body::{self, Unreadable},
    csrf,
    handlers::Params,
    session::Asking,
};

/// GET of a reading as JSON.
pub(crate) async fn show_json<P: Page>(
    State(app): State<App>,
    Extension(asking): Extension<Asking>,
    RawQuery(query): RawQuery,
    path: Params,
) -> Response {
    if asking.actor == Actor::Visitor && P::ACTION != agreement::Action::SignIn {
        return answer::not_signed_in_json();
    }
    let reading: P = match body::read(Map::new(), query.as_deref(), path.as_ref().ok()) {
        Ok(reading) => reading,
        Err(unreadable) => return answer::unreadable_json(&unreadable),
    };
    match app.door.read(asking.actor, reading).await {
        Ok(shown) => match P::problems(&shown.answer) {
            problems if problems.is_empty() => Json(shown.answer).into_response(),
            problems => answer::stopped_json(&Stopped::Fields(problems)),
        },
        Err(stopped) => answer::stopped_json(&stopped),
    }
}

/// POST of an operation as JSON.
pub(crate) async fn send_json<F: Form>(
    State(app): State<App>,
    Extension(asking): Extension<Asking>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    path: Params,
    body: Body,
) -> Response {
    if asking.actor == Actor::Visitor && F::ACTION != agreement::Action::SignIn {
        return answer::not_signed_in_json();
    }
    if token_is_missing(&app, &asking, &headers) {
        return answer::foreign_json();
    }
    let operation: F = match read_json(&headers, body, query.as_deref(), path.as_ref().ok()).await {
        Ok(operation) => operation,
        Err(unreadable) => return answer::unreadable_json(&unreadable),
    };
    let key = match body::key(&headers) {
        Ok(key) => key,
        Err(unreadable) => return answer::unreadable_json(&unreadable),
    };
    match app.door.perform(asking.actor, key, operation).await {
        Ok(done) => Json(done).into_response(),
        Err(stopped) => answer::stopped_json(&stopped),
    }
}

pub(crate) async fn read_json<T: DeserializeOwned>(
    headers: &HeaderMap,
    body: Body,
    query: Option<&str>,
    path: Option<&RawPathParams>,
) -> Result<T, Unreadable> {
    let bytes = body::bytes(body).await?;
    body::read(body::json_fields(headers, &bytes)?, query, path)
}

/// Whether a browser's session came without the token that proves one of our pages sent this.
pub(crate) fn token_is_missing(app: &App, asking: &Asking, headers: &HeaderMap) -> bool {
    let by_cookie = !asking.bearer && asking.actor != Actor::Visitor;
    by_cookie && !has_header_token(app, asking, headers)
}

fn has_header_token(app: &App, asking: &Asking, headers: &HeaderMap) -> bool {
    let token = headers.get("x-csrf-token").and_then(|value| value.to_str().ok());
    csrf::is_ours(app, &asking.bound_to, token.unwrap_or_default())
}
