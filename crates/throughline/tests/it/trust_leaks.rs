//! Rows A8, B4 and W7: what must never come out. Names before those who may not see them, anything
//! personal in the log, and what somebody typed as anything but text.

use std::collections::BTreeMap;

use agreement::{Action, Kind};
use axum::http::Method;
use db::{one, scope};
use testkit::on_both_engines;

use crate::{
    trust_a2::Log,
    trust_ground::{
        Ground, STANDINGS, Someone, Standing, id_of, is_api, name_of, path_to, request, routes,
    },
    trust_odd::fields,
};

/// The names that may not be shown to somebody, by the oracle.
async fn hidden_names(ground: &Ground, who: &Someone) -> Vec<String> {
    let mut hidden = Vec::new();
    let mut tx = ground.world.fresh.db.snapshot().await.unwrap();
    for standing in STANDINGS {
        let (kind, id) = (Kind::Person, id_of(Kind::Person, standing));
        let record =
            worlds::Record { kind, id, scopes: scope::of(&mut tx, (kind, id)).await.unwrap() };
        if !worlds::oracle::allows(&who.principal, Action::SeeSummary, &record) {
            hidden.push(name_of(standing));
        }
    }
    hidden
}

on_both_engines! {
    async fn a8_no_page_list_or_search_holds_a_name_that_its_reader_may_not_see(engine: Engine) {
        let ground = Ground::on(engine).await;
        let (routes, mut seen) = (routes(), 0);
        let described = ui::describe(&routes);
        for who in &ground.people {
            let hidden = hidden_names(&ground, who).await;
            let shown: Vec<String> = STANDINGS.map(name_of).into_iter().filter(|it| !hidden.contains(it)).collect();
            for route in routes.iter().filter(|it| it.method == Method::GET) {
                let search = fields(&described, route).into_iter().map(|name| (name, "Canary"));
                let search: Vec<(String, &str)> = search.collect();
                let mut asked = vec![path_to(route, Standing::Own), path_to(route, Standing::Foreign)];
                for (name, value) in engine.some_of(&search, seen) {
                    asked.push(format!("{}?{name}={value}", path_to(route, Standing::Own)));
                }
                for path in asked {
                    let reply = ground.ask(who, route, &path).await;
                    let text = format!("{} {:?}", reply.body, reply.headers);
                    // What was searched for comes back in the box; what was found would be longer.
                    if let Some(name) = hidden.iter().find(|name| text.contains(name.as_str())) {
                        panic!("{path} shows {name} to {}", who.role);
                    }
                    seen += usize::from(shown.iter().any(|name| text.contains(name.as_str())));
                }
            }
        }
        assert!(seen > 5, "names are shown to those who may see them: {seen}");
    }
}

const PAYLOADS: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(2)>",
    "'; drop table person; --",
    "=cmd|' /C calc'!A0",
    "x\r\nX-Injected: 1\r\n\r\n<b>",
    "x\nERROR planted: a line of the log",
];

/// What must not be in any log: names, numbers, tokens.
fn personal(ground: &Ground) -> Vec<String> {
    let names = STANDINGS.map(name_of);
    let tokens = ground.people.iter().filter_map(|it| it.token.clone());
    let forms = ground.people.iter().map(|it| it.csrf.clone()).filter(|it| !it.is_empty());
    let always = ["Canaryson", "9434765919", "Typed-by-hand", "ERROR planted", "Wearer of"]
        .map(str::to_owned);
    names.into_iter().chain(tokens).chain(forms).chain(always).collect()
}

on_both_engines! {
    async fn b4_w7_what_is_typed_or_shown_is_never_markup_a_header_or_in_the_log(engine: Engine) {
        let ground = Ground::on(engine).await;
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE).with_ansi(false).with_writer(move || writer.clone()).finish();
        let _guard = tracing::subscriber::set_default(subscriber);
        tracing::info!("the log is kept");
        let (routes, personal) = (routes(), personal(&ground));
        let described = ui::describe(&routes);
        let mut kept = String::new();
        for route in &routes {
            let path = path_to(route, Standing::Own);
            let who = ground.somebody_for(route, &path).await;
            for payload in PAYLOADS {
                let typed = format!("Typed-by-hand {payload}");
                let fields: BTreeMap<String, String> =
                    fields(&described, route).into_iter().map(|name| (name, typed.clone())).collect();
                let encoded = serde_html_form::to_string(&fields).unwrap();
                let (path, body) = match (&route.method, is_api(&path)) {
                    (&Method::GET, _) => (format!("{path}?{encoded}"), String::new()),
                    (_, true) => (path.clone(), serde_json::to_string(&fields).unwrap()),
                    (_, false) => (path.clone(), encoded),
                };
                let reply = who.browser.clone().send(request(who, &route.method, &path, &body)).await;
                assert!(reply.status.as_u16() < 500, "{path}: {}", reply.body);
                assert!(!reply.headers.contains_key("x-injected"), "{path}");
                let is_page = reply.headers.get("content-type").is_some_and(|it| it.to_str().unwrap().contains("html"));
                let raw = ["<script>alert", "<img src=x", "\n\n<b>"].iter().any(|it| reply.body.contains(it));
                assert!(!(is_page && raw), "{path} shows {payload} as markup: {}", reply.body);
            }
            ground.ask(who, route, &path).await;
            kept.push_str(&log.take());
        }
        assert!(kept.contains("the log is kept"));
        for canary in personal {
            assert!(!kept.contains(&canary), "the log holds {canary}");
        }
        let mut tx = ground.world.fresh.db.snapshot().await.unwrap();
        let people: Option<(i64,)> = one!(&mut tx, "select count(*) from person").unwrap();
        assert!(people.unwrap().0 >= 6);
    }
}
