//! Rows S7, W1 and W8: forged requests, headers and odd numbers, on every route of the list.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header},
};
use db::one;
use testkit::{Engine, Reply, on_both_engines};
use throughline::routes;
use ui::Route;

use crate::trust_ground::{Ground, Someone, Standing, is_api, path_to, request};

async fn changes(ground: &Ground) -> i64 {
    let mut tx = ground.world.fresh.db.snapshot().await.unwrap();
    let counted: Option<(i64,)> = one!(
        &mut tx,
        "select count(*) from ledger_entry where kind = 'change' and operation <> 'save_draft'"
    )
    .unwrap();
    counted.unwrap().0
}

/// The same request with a header more.
fn with(mut request: Request<Body>, name: &'static str, value: &'static str) -> Request<Body> {
    request.headers_mut().insert(name, HeaderValue::from_static(value));
    request
}

/// Requests that a page of another site could make a browser send.
fn forged(
    ground: &Ground,
    who: &Someone,
    route: &Route,
    path: &str,
) -> Vec<(&'static str, Request<Body>)> {
    let token = |csrf: &str| {
        let by_cookie = Someone { csrf: csrf.to_owned(), token: None, ..who.clone() };
        request(&by_cookie, &route.method, path, "")
    };
    let valid = || {
        let mut valid = token(&who.csrf);
        if is_api(path) {
            valid.headers_mut().insert("x-csrf-token", who.csrf.parse().unwrap());
        }
        valid
    };
    let other = &ground.who("auditor").csrf;
    let mut forged = vec![
        ("no token", token("")),
        ("a made-up token", with(token("AAAA"), "x-csrf-token", "AAAA")),
        ("somebody else's token", token(other)),
    ];
    // Signing in by a program uses nothing that a browser sends by itself.
    if route.public && is_api(path) {
        forged.clear();
    }
    for (why, name, value) in [
        ("a foreign origin", header::ORIGIN.as_str(), "https://evil.example"),
        ("no origin", header::ORIGIN.as_str(), "null"),
        ("another site", "sec-fetch-site", "cross-site"),
        ("a neighbour's site", "sec-fetch-site", "same-site"),
    ] {
        forged.push((why, with(valid(), name, value)));
    }
    forged
}

on_both_engines! {
    async fn s7_no_route_that_changes_anything_takes_a_forged_request(engine: Engine) {
        let ground = Ground::on(engine).await;
        let before = changes(&ground).await;
        let mut tried = 0;
        for route in routes().into_iter().filter(|it| it.method != Method::GET) {
            let path = path_to(&route, Standing::Own);
            for role in ["visitor", "coordinator", "administrator"] {
                if role == "visitor" && !route.public {
                    continue;
                }
                let who = ground.who(role);
                for (why, request) in forged(&ground, who, &route, &path) {
                    let reply = who.browser.clone().send(request).await;
                    // Nothing is done for a visitor who has to sign in first.
                    let to_sign_in = reply.location.as_ref().is_some_and(|it| it.starts_with("/sign-in"));
                    if role == "visitor" && to_sign_in {
                        continue;
                    }
                    assert_eq!(reply.status, StatusCode::FORBIDDEN, "{role}, {why}: {path}");
                    assert!(reply.body.contains("expired"), "{role}, {why}: {path}");
                    tried += 1;
                }
            }
        }
        assert!(tried > 20);
        assert_eq!(changes(&ground).await, before);
    }
}

const HEADERS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
];

fn check_headers(what: &str, headers: &HeaderMap) {
    let text = |name: &str| headers.get(name).map_or("", |it| it.to_str().unwrap());
    for (name, value) in HEADERS {
        assert_eq!(text(name), value, "{what}: {name}");
    }
    assert_eq!(text("cache-control"), "no-store", "{what}");
    let policy = text("content-security-policy");
    assert!(
        policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
        "{what}"
    );
    assert!(!policy.contains("unsafe") && !policy.contains('*'), "{what}: {policy}");
    for cookie in headers.get_all("set-cookie") {
        let cookie = cookie.to_str().unwrap();
        let kept =
            cookie.starts_with("__Host-") && cookie.contains("; Path=/; HttpOnly; SameSite=");
        assert!(kept && cookie.contains("; Secure"), "{what}: {cookie}");
    }
}

#[tokio::test]
async fn w1_every_route_answers_with_every_header_to_everybody() {
    let ground = Ground::on(Engine::Sqlite).await;
    for route in routes() {
        for who in &ground.people {
            for standing in [Standing::Own, Standing::Absent] {
                let path = path_to(&route, standing);
                let reply = ground.ask(who, &route, &path).await;
                check_headers(&format!("{} {path} as {}", route.method, who.role), &reply.headers);
                let is_page = reply
                    .headers
                    .get("content-type")
                    .is_some_and(|it| it == "text/html; charset=utf-8");
                let inline = reply.body.contains("<style")
                    || reply.body.contains(" style=")
                    || reply.body.contains(" onclick=");
                assert!(!(is_page && inline), "{path} has script or style in its text");
            }
        }
    }
}

#[tokio::test]
async fn w1_every_error_answers_with_every_header() {
    let ground = Ground::on(Engine::Sqlite).await;
    let who = ground.who("administrator");
    let send = async |method: Method, path: &str, body: String| -> Reply {
        who.browser.clone().send(request(who, &method, path, &body)).await
    };
    let big = || format!("name={}", "x".repeat(1_100_000));
    let wrong = || "%ff=%ff".to_owned();
    for (status, method, path, body) in [
        (404, Method::GET, "/nowhere", String::new()),
        (404, Method::GET, "/api/v1/nowhere", String::new()),
        (405, Method::DELETE, "/organisations", String::new()),
        (405, Method::DELETE, "/api/v1/organisations", String::new()),
        (413, Method::POST, "/organisations/new", big()),
        (413, Method::POST, "/api/v1/organisations/new", big()),
        (400, Method::POST, "/api/v1/organisations/new", "{".to_owned()),
        (400, Method::GET, "/organisations?%ff=%ff", wrong()),
    ] {
        let reply = send(method.clone(), path, body).await;
        assert_eq!(reply.status.as_u16(), status, "{method} {path}: {}", reply.body);
        check_headers(&format!("{status} {path}"), &reply.headers);
    }
    // A clock that cannot be read stops every handler in the middle.
    ground.world.clock.store(i64::MAX, std::sync::atomic::Ordering::Relaxed);
    for path in ["/organisations", "/api/v1/organisations"] {
        let reply = send(Method::GET, path, String::new()).await;
        assert_eq!(reply.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        check_headers(&format!("500 {path}"), &reply.headers);
    }
}
