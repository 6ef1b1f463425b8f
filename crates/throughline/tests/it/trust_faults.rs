//! Rows D9 and D16: a commit whose answer is lost, and panics in the middle of everything.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use axum::http::{Method, StatusCode};
use db::all;
use kernel::Env;
use testkit::{Browser, Engine, on_both_engines};

use crate::{
    config,
    trust_a2::Log,
    trust_ground::{Ground, Standing, path_to, request, routes},
    trust_proxy::behind_proxy,
};

/// A clock that panics when it is asked for the n-th time from now.
fn failing_env(real: Env) -> (Env, Arc<AtomicI64>) {
    let fuse = Arc::new(AtomicI64::new(0));
    let burning = Arc::clone(&fuse);
    let ids = real.clone();
    let env = Env::new(
        move || {
            assert!(burning.fetch_sub(1, Ordering::SeqCst) != 1, "Planted-in-the-clock");
            real.now()
        },
        move |_| ids.new_id(),
    );
    (env, fuse)
}

on_both_engines! {
    async fn d16_a_panic_anywhere_is_a_plain_failure_in_the_log_and_hurts_nobody_else(engine: Engine) {
        let ground = Ground::on(engine).await;
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::WARN).with_ansi(false).with_writer(move || writer.clone()).finish();
        let _guard = tracing::subscriber::set_default(subscriber);
        let (env, fuse) = failing_env(ground.world.env.clone());
        let (db, keys) = (ground.world.fresh.db.clone(), ground.world.fresh.keys.clone());
        let app = throughline::app(db, keys, env, config()).await.unwrap();
        let router = ui::router(app, routes());
        let mut failed = 0;
        for route in routes() {
            let path = path_to(&route, Standing::Own);
            let who = ground.somebody_for(&route, &path).await;
            let cookie = who.token.clone().unwrap_or_default();
            let mut browser = Browser::new(router.clone()).with_cookie(ground.world.cookie, &cookie);
            for depth in 1..=5 {
                log.take();
                fuse.store(depth, Ordering::SeqCst);
                let reply = browser.send(request(who, &route.method, &path, "")).await;
                let burnt = fuse.swap(0, Ordering::SeqCst) < 1;
                if reply.status == StatusCode::INTERNAL_SERVER_ERROR {
                    failed += 1;
                    assert!(!reply.body.contains("Planted") && !reply.body.contains("panicked"), "{path}");
                    assert!(log.take().contains("ERROR"), "{path}: a failure must be in the log");
                } else {
                    assert!(!burnt || reply.status.as_u16() < 500, "{path}");
                }
                let auditor = ground.who("auditor");
                let other = request(auditor, &Method::GET, "/api/v1/organisations", "");
                let reply = Browser::new(router.clone()).send(other).await;
                assert_eq!(reply.status, StatusCode::OK, "after {path} at {depth}: {}", reply.body);
            }
        }
        assert!(failed >= routes().len(), "{failed}");
    }
}

#[tokio::test]
async fn d9_a_form_sent_again_after_a_commit_whose_answer_was_lost_creates_once() {
    let ground = Ground::on(Engine::Postgres).await;
    let (router, between) = behind_proxy(&ground.world).await;
    let who = ground.who("administrator");
    for (turn, path) in ["/organisations/new", "/api/v1/organisations/new"].into_iter().enumerate()
    {
        let body = match turn {
            0 => "_key=once-0&kind=school&name=Hill+School".to_owned(),
            _ => serde_json::json!({ "kind": "school", "name": "Dale School" }).to_string(),
        };
        let mut browser = Browser::new(router.clone())
            .with_cookie(ground.world.cookie, who.token.as_deref().unwrap());
        let mut statuses = Vec::new();
        between.hangs_up.store(true, Ordering::SeqCst);
        for _ in 0..2 {
            let mut sent = request(who, &Method::POST, path, &body);
            sent.headers_mut().insert("idempotency-key", format!("once-{turn}").parse().unwrap());
            statuses.push(browser.send(sent).await.status.as_u16());
        }
        assert_eq!(statuses, [500, if turn == 0 { 303 } else { 200 }], "{path}");
    }
    let mut tx = ground.world.fresh.db.snapshot().await.unwrap();
    let made: Vec<(String,)> =
        all!(&mut tx, "select name from organisation where kind = 'school' order by name").unwrap();
    assert_eq!(made, [("Dale School".to_owned(),), ("Hill School".to_owned(),)]);
}
