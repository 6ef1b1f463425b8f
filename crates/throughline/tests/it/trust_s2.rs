//! Row S2: signing in tells nobody which names there are. A name with an account, without one, of a
//! disabled account, of one that has no password yet, and each of them locked after too many tries:
//! the same bytes, the same hashes, the same statements and the same entries.

use agreement::Role;
use axum::Router;
use db::{NewEntry, one, run};
use std::sync::atomic::Ordering;
use testkit::{COUNCIL, Engine, World};
use ui::{
    App,
    passwords::{Passwords, Strength},
};

use crate::{
    accounts::with_password,
    trust_ground::{request, visit_of},
    trust_proxy::{Between, app_behind_proxy},
};

/// Names of one length: of an account in use, of none, disabled, without a password.
const NAMES: [&str; 4] = ["adaaa", "xyzzy", "evaaa", "newaa"];

/// What one try at signing in does and says.
#[derive(Debug, PartialEq, Eq)]
struct Work {
    status: u16,
    headers: usize,
    body: String,
    hashes: u64,
    entries: i64,
    /// The statements that the service ran.
    statements: Vec<String>,
}

async fn entries(world: &World) -> i64 {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    let counted: Option<(i64,)> = one!(&mut tx, "select count(*) from ledger_entry").unwrap();
    counted.unwrap().0
}

/// Waits until nothing more is asked of the server: a transaction that only read is ended by a task of
/// its own, after the answer.
async fn quiet(between: &Between) {
    let (mut asked, mut still) = (between.asked.load(Ordering::SeqCst), 0);
    while still < 2_000 {
        tokio::task::yield_now().await;
        let now = between.asked.load(Ordering::SeqCst);
        still = if now == asked { still + 1 } else { 0 };
        asked = now;
    }
}

async fn attempt(
    world: &World,
    (app, router, between): (&App, &Router, &Between),
    (path, name): (&str, &str),
) -> Work {
    let mut who = visit_of(world, app);
    who.browser = testkit::Browser::new(router.clone())
        .with_cookie("__Host-throughline-visit", "visit-of-the-visitor");
    quiet(between).await;
    let body = if path.starts_with("/api/") {
        serde_json::json!({ "name": name, "password": "not the password" }).to_string()
    } else {
        format!("name={name}&password=not+the+password")
    };
    let (before, tried) = (entries(world).await, app.passwords.tried());
    between.statements.lock().unwrap().clear();
    let reply = who.browser.send(request(&who, &axum::http::Method::POST, path, &body)).await;
    quiet(between).await;
    let statements = std::mem::take(&mut *between.statements.lock().unwrap());
    let after = entries(world).await;
    Work {
        status: reply.status.as_u16(),
        headers: reply.headers.len(),
        body: reply.body.replace(name, "NAME"),
        hashes: app.passwords.tried() - tried,
        entries: after - before,
        statements,
    }
}

async fn set_up() -> (World, App, Router, Between) {
    let (mut world, first) = crate::world_and_app(Engine::Postgres).await;
    let (mut app, between) = app_behind_proxy(&world).await;
    app.passwords = Passwords::of_strength(Strength { memory: 64, passes: 1 });
    for name in ["adaaa", "evaaa", "newaa"] {
        let (_, id) = world.someone(name, COUNCIL, Role::Practitioner).await;
        with_password(&world, &first, id, name).await;
    }
    let mut tx = world.fresh.db.begin().await.unwrap();
    run!(&mut tx, "update practitioner set active = false where sign_in_name = 'evaaa'").unwrap();
    run!(&mut tx, "update practitioner set password_hash = '' where sign_in_name = 'newaa'")
        .unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
    let router = ui::router(app.clone(), throughline::routes());
    (world, app, router, between)
}

#[tokio::test]
async fn s2_no_name_is_told_from_another_by_bytes_hashes_statements_or_entries() {
    let (world, app, router, between) = set_up().await;
    let service = (&app, &router, &between);
    for path in ["/sign-in", "/api/v1/sign-in"] {
        for round in ["open", "locked"] {
            let mut works = Vec::new();
            for (_, name) in (0..5).flat_map(|turn| NAMES.map(|name| (turn, name))) {
                works.push((name, attempt(&world, service, (path, name)).await));
            }
            let (_, first) = &works[0];
            assert!(first.statements.len() > 4, "{first:?}");
            let expected = if round == "open" { (1, 1, true) } else { (0, 0, true) };
            let wrong = "The sign-in name or the password is wrong";
            let says = first.body.contains(wrong) || first.status == 429;
            assert_eq!((first.hashes, first.entries, says), expected, "{path}, {round}: {first:?}");
            for (name, work) in &works {
                assert_eq!(work, first, "{path}, {round}: {name} is told from {}", NAMES[0]);
            }
            // Five tries more lock each of the names.
            for name in NAMES {
                for _ in 0..5 {
                    attempt(&world, service, (path, name)).await;
                }
            }
        }
        world.wait_minutes(16);
    }
}
