//! One place turns what stopped a request into an answer, for people and for programs.

use agreement::Refused;
use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use db::Stopped;
use kernel::FieldErrors;
use maud::{Markup, html};
use serde_json::{Value, json};

use crate::{App, body::Unreadable, layout};

/// What a stopped request says: a status, a stable code, a heading and what to do.
struct Said {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    what: Vec<String>,
}

fn said(status: StatusCode, code: &'static str, title: &'static str, what: &str) -> Said {
    Said { status, code, title, what: vec![what.to_owned()] }
}

fn say_stopped(stopped: &Stopped) -> Said {
    match stopped {
        Stopped::Fields(errors) => Said {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            code: "answers_wrong",
            title: "There is a problem",
            what: std::iter::once(
                "Some answers are missing or wrong. Correct them and send again.",
            )
            .chain(errors.iter().map(|(_, problem)| problem))
            .map(str::to_owned)
            .collect(),
        },
        Stopped::NotThere => not_there_said(),
        Stopped::Refused(refused) => refused_said(refused),
        Stopped::Conflict(_) => said(
            StatusCode::CONFLICT,
            "changed_meanwhile",
            "Someone else changed this",
            "Look at what it says now, then send again.",
        ),
        Stopped::KeyReused => said(
            StatusCode::CONFLICT,
            "key_reused",
            "This form was already sent",
            "It was sent before with other answers. Open the form again to send a new one.",
        ),
        Stopped::NotNow(why) => {
            said(StatusCode::CONFLICT, "not_now", "This cannot be done now", why)
        }
        Stopped::TooMany(why) => {
            said(StatusCode::TOO_MANY_REQUESTS, "too_many", "Too many tries", why)
        }
        Stopped::Failed(error) => {
            tracing::error!(%error, "a request failed");
            failed_said()
        }
    }
}

fn not_there_said() -> Said {
    said(
        StatusCode::NOT_FOUND,
        "not_there",
        "Page not found",
        "It may not exist, or it may not be yours to see. Check the address, or ask your forum's coordinator.",
    )
}

fn failed_said() -> Said {
    said(
        StatusCode::INTERNAL_SERVER_ERROR,
        "failed",
        "Sorry, there is a problem with the service",
        "Nothing was changed. Try again in a few minutes.",
    )
}

fn refused_said(refused: &Refused) -> Said {
    Said {
        status: StatusCode::FORBIDDEN,
        code: "refused",
        title: "You cannot do this",
        what: vec![format!("The information-sharing agreement says: {}", refused.why())],
    }
}

/// The page for a request that was stopped.
pub fn stopped_page(app: &App, stopped: &Stopped) -> Response {
    page(app, &say_stopped(stopped))
}

/// The page for what does not exist, and for what may not be seen: the same bytes.
pub fn not_there(app: &App) -> Response {
    page(app, &not_there_said())
}

pub(crate) fn failed_page(app: &App) -> Response {
    page(app, &failed_said())
}

pub(crate) fn unreadable_page(app: &App, unreadable: &Unreadable) -> Response {
    page(app, &say_unreadable(unreadable))
}

pub(crate) fn foreign_page(app: &App) -> Response {
    page(app, &foreign_said())
}

fn foreign_said() -> Said {
    said(
        StatusCode::FORBIDDEN,
        "not_from_here",
        "This form has expired",
        "It did not come from a page of this service, or the page was open for too long. Go back, \
         reload the page and send it again.",
    )
}

fn say_unreadable(unreadable: &Unreadable) -> Said {
    match unreadable {
        Unreadable::NotThere => not_there_said(),
        Unreadable::Wrong { status, problems } => Said {
            status: *status,
            code: "not_readable",
            title: "This could not be read",
            what: problems
                .iter()
                .map(|(at, why)| if at.is_empty() { why.into() } else { format!("{at}: {why}") })
                .collect(),
        },
    }
}

fn page(app: &App, said: &Said) -> Response {
    let content: Markup = html! {
        @for sentence in &said.what { p.govuk-body { (sentence) } }
        p.govuk-body { a.govuk-link href="/" { "Go to your home page" } }
    };
    let page = layout::bare(app, said.title, &content);
    (said.status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], page.into_string())
        .into_response()
}

/// The API's answer for a request that was stopped.
pub(crate) fn stopped_json(stopped: &Stopped) -> Response {
    let mut body = problem(&say_stopped(stopped));
    if let Stopped::Fields(errors) = stopped {
        list_errors(&mut body, errors);
    }
    if let (Stopped::Conflict(theirs), Value::Object(map)) = (stopped, &mut body) {
        map.insert("now".into(), theirs.clone());
    }
    problem_response(&body)
}

pub(crate) fn unreadable_json(unreadable: &Unreadable) -> Response {
    let mut body = problem(&say_unreadable(unreadable));
    if let Unreadable::Wrong { problems, .. } = unreadable {
        list_errors(&mut body, problems);
    }
    problem_response(&body)
}

/// Each field's problem by itself, for programs that show it beside the field.
fn list_errors(body: &mut Value, errors: &FieldErrors) {
    let errors: Vec<_> = errors
        .iter()
        .filter(|(field, _)| !field.is_empty())
        .map(|(field, message)| json!({ "field": field, "message": message }))
        .collect();
    if let Value::Object(map) = body
        && !errors.is_empty()
    {
        map.insert("errors".into(), errors.into());
    }
}

pub(crate) fn foreign_json() -> Response {
    problem_response(&problem(&foreign_said()))
}

pub(crate) fn not_signed_in_json() -> Response {
    problem_response(&problem(&said(
        StatusCode::UNAUTHORIZED,
        "not_signed_in",
        "Not signed in",
        "Send the token of a session as `Authorization: Bearer`.",
    )))
}

pub(crate) fn wrong_password_json() -> Response {
    problem_response(&problem(&said(
        StatusCode::UNAUTHORIZED,
        "wrong_password",
        "Not signed in",
        "The sign-in name or the password is wrong.",
    )))
}

pub(crate) fn not_there_json() -> Response {
    problem_response(&problem(&not_there_said()))
}

pub(crate) fn wrong_method_json() -> Response {
    problem_response(&problem(&wrong_method_said()))
}

pub(crate) fn wrong_method_page(app: &App) -> Response {
    page(app, &wrong_method_said())
}

fn wrong_method_said() -> Said {
    said(
        StatusCode::METHOD_NOT_ALLOWED,
        "wrong_method",
        "This address is not used in this way",
        "It takes another method. Follow a link or a button, or see the API's description.",
    )
}

fn problem(said: &Said) -> Value {
    json!({
        "type": "about:blank",
        "title": said.title,
        "status": said.status.as_u16(),
        "code": said.code,
        "detail": said.what.join(" "),
    })
}

fn problem_response(body: &Value) -> Response {
    let status = body.get("status").and_then(Value::as_u64).and_then(|it| u16::try_from(it).ok());
    let status = status.and_then(|it| StatusCode::from_u16(it).ok());
    let mut response =
        (status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), Json(body)).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        axum::http::HeaderValue::from_static("application/problem+json"),
    );
    response
}
