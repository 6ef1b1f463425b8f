//! The handlers of the JSON API: the same operations and readings, the same permits.

use agreement::Action;
use axum::{body::Body, http::HeaderMap, response::Response};
use db::{Actor, Stopped};
use serde_json::{Map, Value};

use crate::{
    App, answer,
    body::{self, Unreadable},
    csrf,
    handlers::Incoming,
    kinds::{FormKind, PageKind},
    session::Asking,
};

/// GET of a reading as JSON.
pub(crate) async fn show_json(Incoming { asked, path, .. }: Incoming, kind: PageKind) -> Response {
    let actor = asked.asking.actor;
    if actor == Actor::Visitor && kind.action != Action::SignIn {
        return answer::not_signed_in_json();
    }
    let wanted = match (kind.read)((Map::new(), asked.uri.query(), path.as_ref())) {
        Ok(wanted) => wanted,
        Err(unreadable) => return answer::unreadable_json(&unreadable),
    };
    match wanted.look(&asked.app.door, actor).await {
        Ok((_, page)) => match page.problems() {
            problems if problems.is_empty() => page.json(),
            problems => answer::stopped_json(&Stopped::Fields(problems)),
        },
        Err(stopped) => answer::stopped_json(&stopped),
    }
}

/// POST of an operation as JSON.
pub(crate) async fn send_json(
    Incoming { asked, path, body }: Incoming,
    kind: FormKind,
) -> Response {
    let actor = asked.asking.actor;
    if actor == Actor::Visitor && kind.action != Action::SignIn {
        return answer::not_signed_in_json();
    }
    if token_is_missing(&asked.app, &asked.asking, &asked.headers) {
        return answer::foreign_json();
    }
    let fields = fields(&asked.headers, body).await;
    let read = fields.and_then(|it| (kind.read)((it, asked.uri.query(), path.as_ref())));
    let operation = match read {
        Ok(operation) => operation,
        Err(unreadable) => return answer::unreadable_json(&unreadable),
    };
    let key = match body::key(&asked.headers) {
        Ok(key) => key,
        Err(unreadable) => return answer::unreadable_json(&unreadable),
    };
    match operation.perform(&asked.app.door, actor, key).await {
        Ok(performed) => performed.json(),
        Err(stopped) => answer::stopped_json(&stopped),
    }
}

/// The fields of a JSON body.
pub(crate) async fn fields(
    headers: &HeaderMap,
    body: Body,
) -> Result<Map<String, Value>, Unreadable> {
    body::json_fields(headers, &body::bytes(body).await?)
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
