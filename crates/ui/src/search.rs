//! Searches whose question is personal: it is sent in a body, so that no address, browser history or
//! proxy log ever holds a name (invariant 10). The answer is a page like any other.

use axum::{
    Extension, Json,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse as _, Response},
};
use db::{Actor, Stopped};
use govuk::Button;
use kernel::FieldErrors;
use maud::html;

use crate::{
    App, Frame, Search, Wrong, answer,
    frame::frame,
    handlers::{self, Params, received, sign_in_first},
    json::{read_json, token_is_missing},
    session::Asking,
};

/// GET of a search: the empty form. A query is not read.
pub(crate) async fn show_search<S: Search>(
    State(app): State<App>,
    Extension(asking): Extension<Asking>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if let Some(elsewhere) = sign_in_first::<S>(&app, &asking, &uri, None) {
        return elsewhere;
    }
    let frame = frame(&app, &asking, &uri, &headers);
    empty(&app, &asking, frame, &S::default(), &FieldErrors::default()).await
}

/// POST of a search: the form as typed, and what was found.
pub(crate) async fn send_search<S: Search>(
    State(app): State<App>,
    Extension(asking): Extension<Asking>,
    uri: Uri,
    headers: HeaderMap,
    path: Params,
    body: Body,
) -> Response {
    let (_, _, search) = match received::<S>(&app, &asking, &uri, path.as_ref().ok(), body).await {
        Ok(received) => received,
        Err(answer) => return answer,
    };
    let frame = frame(&app, &asking, &uri, &headers);
    let errors = search.problems(frame.today);
    if !errors.is_empty() {
        return empty(&app, &asking, frame, &search, &errors).await;
    }
    match app.door.read(asking.actor, search.clone()).await {
        Ok(shown) => {
            let frame = frame.with(&app, &search, &shown);
            page(&app, &frame, &search, &shown.answer, &errors)
        }
        Err(stopped) => answer::stopped_page(&app, &stopped),
    }
}

/// The form without an answer.
async fn empty<S: Search>(
    app: &App,
    asking: &Asking,
    frame: Frame,
    typed: &S,
    errors: &FieldErrors,
) -> Response {
    match app.door.read(asking.actor, S::default()).await {
        Ok(shown) => {
            page(app, &frame.with(app, &S::default(), &shown), typed, &shown.answer, errors)
        }
        Err(stopped) => answer::stopped_page(app, &stopped),
    }
}

fn page<S: Search>(
    app: &App,
    frame: &Frame,
    typed: &S,
    found: &S::Answer,
    errors: &FieldErrors,
) -> Response {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let answer = typed.content(found, frame);
    let content = html! {
        (S::above(frame))
        // What was found comes first: on a phone the form alone fills the screen.
        (answer)
        @if !answer.0.is_empty() { h2.govuk-heading-m { "Search again" } }
        form method="post" action=(frame.path) novalidate {
            input type="hidden" name="_csrf" value=(frame.csrf);
            input type="hidden" name="_page" value=(frame.path);
            (typed.fields(errors, frame))
            (Button::new(S::BUTTON))
        }
    };
    handlers::whole(app, frame, status, &S::title(found), Wrong::Answers(errors), &content)
}

/// POST of a search as JSON.
pub(crate) async fn send_search_json<S: Search>(
    State(app): State<App>,
    Extension(asking): Extension<Asking>,
    headers: HeaderMap,
    path: Params,
    body: Body,
) -> Response {
    if asking.actor == Actor::Visitor {
        return answer::not_signed_in_json();
    }
    if token_is_missing(&app, &asking, &headers) {
        return answer::foreign_json();
    }
    let search: S = match read_json(&headers, body, None, path.as_ref().ok()).await {
        Ok(search) => search,
        Err(unreadable) => return answer::unreadable_json(&unreadable),
    };
    let errors = search.problems(app.door.env().today());
    if !errors.is_empty() {
        return answer::stopped_json(&Stopped::Fields(errors));
    }
    match app.door.read(asking.actor, search).await {
        Ok(shown) => Json(shown.answer).into_response(),
        Err(stopped) => answer::stopped_json(&stopped),
    }
}
