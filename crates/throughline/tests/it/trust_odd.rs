//! Row W8: numbers, dates, ids and sizes that no honest form sends. A clear answer, never a failure.

use std::collections::BTreeSet;

use axum::http::Method;
use serde_json::{Map, Value, json};
use testkit::{Engine, Reply, on_both_engines};
use ui::Route;

use crate::trust_ground::{Ground, Someone, Standing, is_api, names, path_to, request, routes};

const ODD: [&str; 22] = [
    "0",
    "-1",
    "9223372036854775808",
    "-9223372036854775809",
    "1e400",
    "NaN",
    "0000-00-00",
    "9999-12-31",
    "2025-02-29",
    "-9999-01-01",
    "10000-01-01",
    "00000000-0000-0000-0000-000000000000",
    "not-an-id",
    "%00",
    "\u{0}",
    "..%2f..%2fetc",
    "🦔\u{202e}\u{fffd}",
    "' or 1=1 --",
    "=cmd|' /C calc'!A0",
    "a\r\nset-cookie: x=1",
    "true",
    "[]",
];

fn odd_values() -> Vec<Value> {
    let mut values: Vec<Value> = ODD.iter().map(|text| json!(text)).collect();
    values.extend([
        json!(null),
        json!(-1),
        json!(1e300),
        json!(u64::MAX),
        json!({}),
        json!([]),
        json!(["", "", null]),
        json!(true),
    ]);
    values.push(json!("x".repeat(40_000)));
    values
}

/// What the API's description says that a route takes: names of parameters and fields.
pub(crate) fn fields(described: &Value, route: &Route) -> BTreeSet<String> {
    let path =
        if is_api(&route.path) { route.path.clone() } else { format!("/api/v1{}", route.path) };
    let operation = &described["paths"][&path][route.method.as_str().to_lowercase()];
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let names = parameters.filter_map(|it| it["name"].as_str().map(str::to_owned));
    let body = &operation["requestBody"]["content"]["application/json"]["schema"]["properties"];
    let body = body.as_object().into_iter().flat_map(|it| it.keys().cloned());
    let always = ["page", "page_size", "from", "to", "sort", "q"].map(str::to_owned);
    let dates = ["on-day", "on-month", "on-year"].map(str::to_owned);
    names.chain(body).chain(always).chain(dates).collect()
}

on_both_engines! {
    async fn w8_odd_ids_in_a_path_are_pages_that_are_not_there(engine: Engine) {
        let ground = Ground::on(engine).await;
        for route in routes().into_iter().filter(|it| !names(&it.path).is_empty()) {
            let who = ground.somebody_for(&route, &path_to(&route, Standing::Own)).await;
            let others: Vec<String> =
                [Standing::Own, Standing::Foreign].map(|it| path_to(&route, it)).iter().flat_map(|path| {
                    path.split('/').filter(|part| part.len() == 36).map(str::to_owned).collect::<Vec<_>>()
                }).collect();
            let odd = ["0", "-1", "%00", "..%2f..", "9223372036854775808", "nul%C0%80", "%F0%9F%A6%94"];
            for id in odd.into_iter().chain(others.iter().map(String::as_str)) {
                let path = names(&route.path).into_iter().fold(route.path.clone(), |path, name| {
                    path.replace(&format!("{{{name}}}"), id)
                });
                let reply = who.browser.clone().send(request(who, &route.method, &path, "")).await;
                assert!(reply.status.as_u16() < 500, "{} {path}: {} {}", route.method, reply.status, reply.body);
                if odd.contains(&id) && route.kind.is_some() {
                    assert!(matches!(reply.status.as_u16(), 400 | 404), "{} {path}: {}", route.method, reply.status);
                }
            }
        }
    }

    async fn w8_odd_values_of_every_field_are_answered_and_never_fail(engine: Engine) {
        let ground = Ground::on(engine).await;
        let routes = routes();
        let described = ui::describe(&routes);
        for (turn, route) in routes.iter().enumerate() {
            let path = path_to(route, Standing::Own);
            let who = ground.somebody_for(route, &path).await;
            let fields = fields(&described, route);
            for value in engine.some_of(&odd_values(), turn) {
                let all: Vec<_> = fields.iter().map(|name| (name.clone(), value.clone())).collect();
                try_it(who, route, &path, all).await;
            }
            // One field at a time, so that what is checked first does not hide the rest: a few
            // values each, another few for the next field.
            for (position, name) in fields.iter().enumerate() {
                let values = odd_values().into_iter().cycle().skip(turn + 5 * position);
                for value in values.take(if engine == Engine::Sqlite { 5 } else { 2 }) {
                    try_it(who, route, &path, vec![(name.clone(), value)]).await;
                }
            }
        }
    }

    async fn w8_a_character_that_nobody_types_is_a_space_in_a_form_and_refused_in_words_from_a_program(engine: Engine) {
        let ground = Ground::on(engine).await;
        let who = ground.who("administrator");
        let fields = vec![("name".to_owned(), json!("a\u{0}b")), ("kind".to_owned(), json!("school"))];
        for route in routes().iter().filter(|it| it.operation == "add_organisation") {
            let reply = try_it(who, route, &route.path, fields.clone()).await;
            if is_api(&route.path) {
                assert_eq!(reply.status.as_u16(), 400, "{}", reply.body);
                assert!(reply.body.contains("name: "), "{}", reply.body);
            } else if route.method == Method::POST {
                assert_eq!(reply.status.as_u16(), 303, "{}", reply.body);
                assert!(who.browser.clone().get("/organisations").await.says("a b"));
            }
        }
    }

    async fn w8_a_very_long_text_or_key_is_refused_in_words(engine: Engine) {
        let ground = Ground::on(engine).await;
        let who = ground.who("administrator");
        let named = |name: String| vec![("name".to_owned(), json!(name)), ("kind".to_owned(), json!("school"))];
        for route in routes().iter().filter(|it| it.operation == "add_organisation") {
            let reply = try_it(who, route, &route.path, named("é".repeat(9_000))).await;
            assert_eq!(reply.status.as_u16(), 422, "{}", reply.body);
            let mut long_key = request(who, &route.method, &route.path, &format!("_key={}", "k".repeat(5_000)));
            long_key.headers_mut().insert("idempotency-key", "k".repeat(5_000).parse().unwrap());
            let reply = who.browser.clone().send(long_key).await;
            assert_eq!(reply.status.as_u16(), 400, "{}", reply.body);
        }
    }
}

async fn try_it(who: &Someone, route: &Route, path: &str, fields: Vec<(String, Value)>) -> Reply {
    let pairs: Vec<(&str, String)> = fields
        .iter()
        .map(|(name, value)| {
            (name.as_str(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        })
        .collect();
    let encoded = serde_html_form::to_string(&pairs).unwrap();
    let (path, body) = if route.method == Method::GET {
        // A longer query does not fit into an address; that is another test.
        (format!("{path}?{}", encoded.get(..60_000).unwrap_or(&encoded)), String::new())
    } else if is_api(path) {
        (path.to_owned(), Value::Object(Map::from_iter(fields)).to_string())
    } else {
        (path.to_owned(), encoded)
    };
    let reply = who.browser.clone().send(request(who, &route.method, &path, &body)).await;
    let short: String = body.chars().take(300).collect();
    assert!(reply.status.as_u16() < 500, "{} {path} {short}: {}", route.method, reply.body);
    reply
}
