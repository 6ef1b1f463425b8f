//! Searches whose question is personal: it is sent in a body, so that no address, browser history or
//! proxy log ever holds a name (invariant 10). The answer is a page like any other.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use db::{Actor, Stopped};
use govuk::Button;
use kernel::FieldErrors;
use maud::html;

use crate::{
    App, Frame, Search, Wrong, answer, body,
    handlers::{self, Incoming, received, sign_in_first},
    json,
    kinds::decided,
    special::Asked,
};

/// GET of a search: the empty form. A query is not read.
pub(crate) async fn show_search<S: Search>(Incoming { asked, .. }: Incoming) -> Response {
    if let Some(elsewhere) = sign_in_first(&asked, S::ACTION, None) {
        return elsewhere;
    }
    empty(&asked, &S::default(), &FieldErrors::default()).await
}

/// POST of a search: the form as typed, and what was found.
pub(crate) async fn send_search<S: Search>(Incoming { asked, path, body }: Incoming) -> Response {
    let read = |fields| body::read::<S>(fields, None, path.as_ref());
    let (_, _, search) = match received(&asked, S::ACTION, body, read).await {
        Ok(received) => received,
        Err(answer) => return answer,
    };
    let frame = asked.frame();
    let errors = search.problems(frame.today);
    if !errors.is_empty() {
        return empty(&asked, &search, &errors).await;
    }
    let app = &asked.app;
    match app.door.read(asked.asking.actor, search.clone()).await {
        Ok(shown) => {
            let frame = frame.with(app, decided(&search, shown.basis));
            page(app, &frame, &search, &shown.answer, &errors)
        }
        Err(stopped) => answer::stopped_page(app, &stopped),
    }
}

/// The form without an answer.
async fn empty<S: Search>(asked: &Asked, typed: &S, errors: &FieldErrors) -> Response {
    let (app, nothing) = (&asked.app, S::default());
    match app.door.read(asked.asking.actor, nothing.clone()).await {
        Ok(shown) => {
            let frame = asked.frame().with(app, decided(&nothing, shown.basis));
            page(app, &frame, typed, &shown.answer, errors)
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
    Incoming { asked, path, body }: Incoming,
) -> Response {
    if asked.asking.actor == Actor::Visitor {
        return answer::not_signed_in_json();
    }
    if json::token_is_missing(&asked.app, &asked.asking, &asked.headers) {
        return answer::foreign_json();
    }
    let fields = json::fields(&asked.headers, body).await;
    let search: S = match fields.and_then(|it| body::read(it, None, path.as_ref())) {
        Ok(search) => search,
        Err(unreadable) => return answer::unreadable_json(&unreadable),
    };
    let door = &asked.app.door;
    let errors = search.problems(door.env().today());
    if !errors.is_empty() {
        return answer::stopped_json(&Stopped::Fields(errors));
    }
    match door.read(asked.asking.actor, search).await {
        Ok(shown) => Json(shown.answer).into_response(),
        Err(stopped) => answer::stopped_json(&stopped),
    }
}
