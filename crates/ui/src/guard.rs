//! What stands before and after every request: who asks, where it came from, the headers that
//! every answer carries, and the net under a handler that panics.

use std::panic::AssertUnwindSafe;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::Response,
};
use futures::FutureExt as _;

use crate::{App, answer, csrf, routes, session};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types throughline";

const HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    // Nothing goes to other sites. With `no-referrer` browsers would say that our own forms come
    // from `null`, and each would be refused.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
];

/// Stands around every route and every error.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_asset = request.uri().path().starts_with("/assets/");
    let is_api = is_api(&request);
    let answered = AssertUnwindSafe(admit(&app, request, next)).catch_unwind().await;
    let mut response = answered.unwrap_or_else(|_| {
        tracing::error!("a handler panicked");
        if is_api {
            answer::stopped_json(&db::Stopped::Failed(db::DbError::Stopping))
        } else {
            answer::failed_page(&app)
        }
    });
    let headers = response.headers_mut();
    // What is stricter by itself stays so: a file that leaves has a policy of its own.
    for (name, value) in HEADERS {
        let name = HeaderName::from_static(name);
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if !is_asset {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

async fn admit(app: &App, mut request: Request<Body>, next: Next) -> Response {
    let is_api = is_api(&request);
    if request.uri().path().starts_with("/assets/") {
        return next.run(request).await;
    }
    if !is_text(request.uri().path()) {
        return routes::unknown(app, is_api);
    }
    let is_change = !matches!(*request.method(), Method::GET | Method::HEAD);
    if is_change && csrf::comes_from_elsewhere(app, request.headers()) {
        return if is_api { answer::foreign_json() } else { answer::foreign_page(app) };
    }
    let asking = match session::identify(app, request.headers()).await {
        Ok(asking) => asking,
        Err(error) => return answer::stopped_page(app, &db::Stopped::Failed(error)),
    };
    let visit = asking
        .new_visit
        .then(|| app.config.set_cookie(app.config.visit_cookie(), &asking.bound_to));
    request.extensions_mut().insert(asking);
    let mut response = next.run(request).await;
    if let (Some(visit), false) = (visit, is_api)
        && let Ok(value) = HeaderValue::from_str(&visit)
        && !response.headers().contains_key(header::SET_COOKIE)
    {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// Whether a path is text once decoded. Of one that is not, no id can be read, and an operation must
/// not look for its ids elsewhere.
fn is_text(path: &str) -> bool {
    let mut parts = path.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (code, rest) = part.split_at_checked(2).unwrap_or(("", part));
        bytes.extend(u8::from_str_radix(code, 16));
        bytes.extend(rest.as_bytes());
    }
    String::from_utf8(bytes).is_ok()
}

fn is_api(request: &Request<Body>) -> bool {
    request.uri().path().starts_with("/api/")
}

/// No such path.
pub(crate) async fn nowhere(State(app): State<App>, request: Request) -> Response {
    routes::unknown(&app, is_api(&request))
}

/// The path exists, for another method.
pub(crate) async fn wrong_method(State(app): State<App>, request: Request) -> Response {
    if is_api(&request) { answer::wrong_method_json() } else { answer::wrong_method_page(&app) }
}
