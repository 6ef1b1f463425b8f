//! Bad bodies to every address that takes one, from the list of routes: of another shape, of another
//! kind, cut off, too large, with fields that nobody asked for, and with fields of the wrong sort. A
//! program is told in `problem+json` what to do, field by field and all at once; nothing is changed.

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use serde_json::{Map, Value, json};
use testkit::{Reply, on_both_engines};
use ui::Route;

use crate::{
    bad_ground::{at, every_row, path_of, with_second_records},
    trust_ground::{Ground, Someone, is_api, names, request, routes},
};

const JSON: &str = "application/json";

/// Bodies that are no mistake: the path, which body, and why.
const RIGHT: &[(&str, &str, &str)] = &[
    ("/forums/{forum}/advice/new", "no such choice", "all of it is in their own words"),
    ("/forums/{forum}/advice/new", "an id of nothing", "all of it is in their own words"),
    ("/referrals/{referral}/notes/new", "no such choice", "what was learned is in their own words"),
    (
        "/referrals/{referral}/notes/new",
        "an id of nothing",
        "what was learned is in their own words",
    ),
    (
        "/cases/{case}/entries/{entry}/error",
        "no such choice",
        "what is wrong is in their own words",
    ),
    (
        "/cases/{case}/entries/{entry}/error",
        "an id of nothing",
        "what is wrong is in their own words",
    ),
    (
        "/cases/{case}/errors/{error}/taking-back",
        "no such choice",
        "why it is right is in their own words",
    ),
    (
        "/cases/{case}/errors/{error}/taking-back",
        "an id of nothing",
        "why it is right is in their own words",
    ),
    (
        "/people/{person}/errors/{mark}/taking-back",
        "no such choice",
        "why it is right is in their own words",
    ),
    (
        "/people/{person}/errors/{mark}/taking-back",
        "an id of nothing",
        "why it is right is in their own words",
    ),
    ("/cases/{case}/plan/contingency", "no such choice", "all of it is in their own words"),
    ("/cases/{case}/plan/contingency", "an id of nothing", "all of it is in their own words"),
    ("/meetings/{meeting}/items/{item}/update", "no such choice", "it is in their own words"),
    ("/meetings/{meeting}/items/{item}/update", "an id of nothing", "it is in their own words"),
    ("/people/{person}/contact", "nothing typed", "nothing has to be known of where they live"),
    ("/meetings/{meeting}/attendance", "no fields", "perhaps nobody has come yet"),
    ("/meetings/{meeting}/attendance", "nothing typed", "perhaps nobody has come yet"),
    ("/people/{person}/contact", "no fields", "nothing has to be known of where they live"),
    ("/organisations/{organisation}/teams/new", "no such choice", "a team may have any name"),
    ("/organisations/{organisation}/teams/new", "an id of nothing", "a team may have any name"),
    (
        "/practitioners/{practitioner}/memberships/{membership}/team",
        "nothing typed",
        "they may be in no team",
    ),
    (
        "/practitioners/{practitioner}/memberships/{membership}/team",
        "no fields",
        "they may be in no team",
    ),
    (
        "/people/{person}/bars/{target}/lifting",
        "no such choice",
        "the reason is in their own words",
    ),
    (
        "/people/{person}/bars/{target}/lifting",
        "an id of nothing",
        "the reason is in their own words",
    ),
    ("/people/{person}/names/{name}/removal", "no such choice", "the reason is in their own words"),
    (
        "/people/{person}/names/{name}/removal",
        "an id of nothing",
        "the reason is in their own words",
    ),
    (
        "/people/{person}/identifiers/{identifier}/removal",
        "no such choice",
        "the reason is in their own words",
    ),
    (
        "/people/{person}/identifiers/{identifier}/removal",
        "an id of nothing",
        "the reason is in their own words",
    ),
    (
        "/people/{person}/access-requests/{access}/extension",
        "no such choice",
        "the reason is in their own words",
    ),
    (
        "/people/{person}/access-requests/{access}/extension",
        "an id of nothing",
        "the reason is in their own words",
    ),
    ("/cases/{case}/papers/{paper}/error", "no such choice", "the reason is in their own words"),
    ("/cases/{case}/papers/{paper}/error", "an id of nothing", "the reason is in their own words"),
    (
        "/referrals/{referral}/papers/{paper}/error",
        "no such choice",
        "the reason is in their own words",
    ),
    (
        "/referrals/{referral}/papers/{paper}/error",
        "an id of nothing",
        "the reason is in their own words",
    ),
];

/// One bad body: what is wrong with it, and the fields that the answer has to name.
struct Bad {
    what: &'static str,
    kind: &'static str,
    body: Vec<u8>,
    told: Vec<String>,
}

impl Bad {
    fn new(what: &'static str, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { what, kind, body: body.into(), told: Vec::new() }
    }

    fn of(what: &'static str, fields: Map<String, Value>) -> Self {
        Self::new(what, JSON, Value::Object(fields).to_string())
    }

    fn telling(what: &'static str, fields: Map<String, Value>) -> Self {
        let told = fields.keys().cloned().collect();
        Self { told, ..Self::of(what, fields) }
    }
}

/// The fields that a body of this route has, and the sort of each.
fn fields(described: &Value, route: &Route) -> Map<String, Value> {
    let operation = &described["paths"][&route.path][route.method.as_str().to_lowercase()];
    let body = &operation["requestBody"]["content"][JSON]["schema"]["properties"];
    body.as_object().cloned().unwrap_or_default()
}

/// Whatever the fields are: nothing of this is a body.
fn of_no_shape() -> Vec<Bad> {
    let mut all: Vec<Bad> =
        ["[]", "[{}]", "\"text\"", "null", "5", "{\"name\": \"A", "{,}", "\u{feff}{"]
            .map(|body| Bad::new("no object", JSON, body))
            .into();
    all.push(Bad::new("no text", JSON, b"{\"name\": \"\xff\"}".as_slice()));
    all.push(Bad::new("no end", JSON, "{\"name\":".repeat(5_000)));
    all.push(Bad::new("too large", JSON, format!("{{\"name\": \"{}\"}}", "x".repeat(1 << 20))));
    for kind in ["text/plain", "application/x-www-form-urlencoded", "text/xml", ""] {
        all.push(Bad::new("of another kind", kind, "{}"));
    }
    let dragons = json!({ "dragons": "here", "lions": "there" });
    all.push(Bad::telling("fields that nobody asked for", dragons.as_object().unwrap().clone()));
    all
}

/// For each sort of field, what it is not: the same number of values for each.
fn wrong_sorts(schema: &Value) -> [Value; 5] {
    match schema["type"].as_str() {
        Some("integer") => [json!(1.5), json!("many"), json!(null), json!({}), json!(["3"])],
        Some("array") => [json!(5), json!(true), json!(null), json!({}), json!([5])],
        _ => [json!(5), json!(true), json!(null), json!({}), json!(["text"])],
    }
}

/// Bodies whose fields hold what they should not.
fn of_wrong_fields(fields: &Map<String, Value>) -> Vec<Bad> {
    if fields.is_empty() {
        return Vec::new();
    }
    let each = |of: &dyn Fn(&Value) -> Option<Value>| -> Map<String, Value> {
        let filled = fields.iter().filter_map(|(name, schema)| Some((name.clone(), of(schema)?)));
        filled.collect()
    };
    let text = |text: &str| {
        let text = text.to_owned();
        each(&|schema| match schema["type"].as_str() {
            Some("integer") => None,
            Some("array") => Some(json!([text])),
            _ => Some(json!(text)),
        })
    };
    let mut all: Vec<Bad> = (0..5)
        .map(|at| {
            Bad::telling("fields of the wrong sort", each(&|it| Some(wrong_sorts(it)[at].clone())))
        })
        .collect();
    for control in ["a\u{0}b", "\u{1b}[2K", "\u{7f}", "\u{85}"] {
        all.push(Bad::telling("control characters", text(control)));
    }
    all.push(Bad::of("far too long", text(&"Far too much. ".repeat(2_000))));
    all.push(Bad::of("no fields", Map::new()));
    all.push(Bad::of("nothing typed", text("")));
    all.push(Bad::of("no such choice", text("castle")));
    all.push(Bad::of("an id of nothing", text("00000000-0000-0000-0000-00000000dead")));
    all
}

/// What is wrong with the API's answer.
fn complaints(bad: &Bad, reply: &Reply) -> Vec<String> {
    let said: String = reply.body.chars().take(300).collect();
    if !reply.status.is_client_error() {
        return vec![format!("was answered {}: {said}", reply.status)];
    }
    let mut wrong = Vec::new();
    let kind = reply.headers.get(header::CONTENT_TYPE).map(|it| it.to_str().unwrap());
    if kind != Some("application/problem+json") {
        wrong.push(format!("was answered as {kind:?}: {said}"));
        return wrong;
    }
    let problem = reply.json();
    let word = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
    if word("code").is_empty() || problem["status"] != reply.status.as_u16() {
        wrong.push(format!("has no code or another status: {said}"));
    }
    if word("detail").split_whitespace().count() < 4 {
        wrong.push(format!("does not say what to do: {said}"));
    }
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    let is_about = |error: &Value, field: &str| {
        error["field"]
            .as_str()
            .is_some_and(|it| it == field || it.starts_with(&format!("{field}[")))
            && error["message"].as_str().is_some_and(|it| it.split_whitespace().count() > 2)
    };
    // What cannot be done now is not asked about either.
    let told = bad.told.iter().filter(|_| reply.status != StatusCode::CONFLICT);
    for field in told.filter(|field| !errors.iter().any(|it| is_about(it, field))) {
        wrong.push(format!("did not tell of {field}: {said}"));
    }
    if ["variant", "enum ", "struct "].iter().any(|it| word("detail").contains(it)) {
        wrong.push(format!("speaks of the program's insides: {said}"));
    }
    if reply.status == StatusCode::UNPROCESSABLE_ENTITY && errors.is_empty() {
        wrong.push(format!("names no field: {said}"));
    }
    wrong
}

async fn send(who: &Someone, path: &str, kind: &str, body: Vec<u8>) -> Reply {
    let mut sent = request(who, &Method::POST, path, "");
    *sent.body_mut() = Body::from(body);
    match kind {
        "" => drop(sent.headers_mut().remove(header::CONTENT_TYPE)),
        kind => drop(sent.headers_mut().insert(header::CONTENT_TYPE, kind.parse().unwrap())),
    }
    who.browser.clone().send(sent).await
}

on_both_engines! {
    async fn a_bad_body_to_any_address_of_the_api_is_told_in_full_and_changes_nothing(engine: Engine) {
        let ground = Ground::on(engine).await;
        with_second_records(&ground).await;
        let routes = routes();
        let described = ui::describe(&routes);
        let (mut wrong, mut about_answers) = (Vec::new(), 0);
        for route in routes.iter().filter(|it| it.method == Method::POST && is_api(&it.path)) {
            let path = path_of(route);
            let who = ground.somebody_for(route, &path).await;
            let before = every_row(&ground).await;
            let page = route.path.trim_start_matches("/api/v1");
            let is_right = |bad: &Bad| RIGHT.iter().any(|it| it.0 == page && it.1 == bad.what);
            let all = of_no_shape().into_iter().chain(of_wrong_fields(&fields(&described, route)));
            for bad in all.filter(|it| !is_right(it)) {
                let reply = send(who, &path, bad.kind, bad.body.clone()).await;
                about_answers += usize::from(reply.status == StatusCode::UNPROCESSABLE_ENTITY);
                let found = complaints(&bad, &reply);
                wrong.extend(found.into_iter().map(|it| format!("{page}: {}: {it}", bad.what)));
            }
            for name in names(&route.path) {
                let lost = route.path.replace(&format!("{{{name}}}"), "not-an-id");
                let lost = path_of(&at(route, lost));
                let reply = send(who, &lost, JSON, b"{}".to_vec()).await;
                let found = complaints(&Bad::of("", Map::new()), &reply);
                wrong.extend(found.into_iter().map(|it| format!("{lost}: {it}")));
                assert_eq!(reply.status, StatusCode::NOT_FOUND, "{lost}: {}", reply.body);
            }
            let after = every_row(&ground).await;
            let changed: Vec<_> = before.symmetric_difference(&after).collect();
            if !changed.is_empty() {
                wrong.push(format!("{page}: changed {changed:?}"));
            }
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
        assert!(about_answers > 80, "{about_answers}");
    }

    async fn a_bad_body_to_any_form_or_button_is_a_page_that_says_so_and_changes_nothing(engine: Engine) {
        let ground = Ground::on(engine).await;
        with_second_records(&ground).await;
        let routes = routes();
        let described = ui::describe(&routes);
        let form = "application/x-www-form-urlencoded";
        // Drafts are kept behind a page's back, and answered without one.
        let of_pages = |it: &&Route| it.method == Method::POST && !is_api(&it.path) && it.path != "/drafts";
        for route in routes.iter().filter(of_pages) {
            let path = path_of(route);
            let who = ground.somebody_for(route, &path).await;
            let before = every_row(&ground).await;
            let as_api = at(route, format!("/api/v1{}", route.path));
            let names: Vec<String> = fields(&described, &as_api).keys().cloned().collect();
            let csrf = format!("_csrf={}", who.csrf);
            let twice = names.iter().map(|it| format!("&{it}[]=a&{it}[x]=b")).collect::<String>();
            let bodies = [
                (form, format!("{csrf}&dragons=here&lions=3")),
                (form, format!("{csrf}{twice}&dragons=here")),
                (form, format!("{csrf}&%ff=%fe&%zz=%&=&&&dragons")),
                (form, format!("{csrf}&dragons={}", "x".repeat(1 << 20))),
                (JSON, "{}".to_owned()),
                ("multipart/form-data; boundary=x", "--x\r\n\r\n--x--".to_owned()),
                ("", String::new()),
            ];
            for (kind, body) in bodies {
                let reply = send(who, &path, kind, body.into_bytes()).await;
                let asks_to_sign_in = reply.status == StatusCode::SEE_OTHER
                    && reply.location.as_ref().is_some_and(|it| it.starts_with("/sign-in"));
                let is_told = reply.status.is_client_error() && reply.body.contains("<h1");
                assert!(is_told || asks_to_sign_in, "{path} {kind}: {} {}", reply.status, reply.body);
            }
            assert_eq!(every_row(&ground).await, before, "{path}");
        }
    }
}
