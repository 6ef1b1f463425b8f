//! Row A1: no route without a rule.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use axum::http::{Method, StatusCode};
use testkit::Engine;
use throughline::routes;

use crate::trust_ground::{Ground, Standing, path_to, request};

#[test]
fn a1_every_route_is_an_operation_with_one_action_of_the_agreement_and_stands_once_in_the_list() {
    let agreement = agreement::Agreement::first().unwrap();
    let mut places = BTreeSet::new();
    let mut actions = BTreeMap::new();
    for route in routes() {
        let place = format!("{} {}", route.method, route.path);
        assert!(places.insert(place.clone()), "{place} stands twice in the list");
        assert!(!route.operation.is_empty(), "{place} is no operation");
        let rule = format!("Action::\"{}\"", route.action);
        assert!(agreement.text().contains(&rule), "{place}: no rule speaks of {}", route.action);
        let known = *actions.entry(route.operation).or_insert(route.action);
        assert_eq!(known, route.action, "{}: an operation asks for one action", route.operation);
        assert_eq!(route.public, route.action == agreement::Action::SignIn, "{place}");
    }
    assert!(places.len() > 5);
}

#[tokio::test]
async fn a1_the_web_has_the_routes_of_the_list_and_for_other_methods_none() {
    let ground = Ground::on(Engine::Sqlite).await;
    let listed: BTreeSet<_> = routes().into_iter().map(|it| (it.method, it.path)).collect();
    let visitor = ground.who("visitor");
    for route in routes() {
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let path = path_to(&route, Standing::Absent);
            let reply = visitor.browser.clone().send(request(visitor, &method, &path, "")).await;
            let is_listed = listed.contains(&(method.clone(), route.path.clone()));
            let is_wrong_method = reply.status == StatusCode::METHOD_NOT_ALLOWED;
            assert_eq!(is_wrong_method, !is_listed, "{method} {}: {}", route.path, reply.status);
        }
    }
}

#[test]
fn a1_the_command_lists_what_the_router_has() {
    let output = Command::new(env!("CARGO_BIN_EXE_throughline"))
        .args(["routes", "--format", "json"])
        .output()
        .unwrap();
    let told: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    let told: Vec<_> = told
        .iter()
        .map(|it| {
            (
                it["method"].as_str().unwrap(),
                it["path"].as_str().unwrap(),
                it["operation"].as_str().unwrap(),
            )
        })
        .collect();
    let routes = routes();
    let listed: Vec<_> =
        routes.iter().map(|it| (it.method.as_str(), it.path.as_str(), it.operation)).collect();
    assert_eq!(told, listed);
}
