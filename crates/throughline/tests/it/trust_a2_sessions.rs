//! Row A2, what its matrix leaves out: handlers of their own (signing in and out, one-time links, the
//! choice of an organisation, drafts, searches, downloads, the demonstration's doors) for everybody,
//! and every route for sessions that are over, not yet whole, or of an account without a role.

use agreement::{Kind, Principal, Role};
use axum::http::{Method, StatusCode};
use db::{At, NewEntry, all, run, scope};
use testkit::{COUNCIL, Reply, on_both_engines};
use ui::Route;
use uuid::Uuid;

use crate::trust_ground::{
    Expected, Ground, Someone, Standing, is_api, path_to, request, visit_of,
};

/// Signing out is left to the end: whoever has done it is a visitor.
fn ends_session(route: &Route) -> bool {
    route.method == Method::POST && route.operation.starts_with("sign_out")
}

/// The routes that the matrix leaves out.
fn special() -> Vec<Route> {
    let left_out = |it: &Route| it.kind.is_none() || ends_session(it);
    let mut routes: Vec<Route> = throughline::routes().into_iter().filter(left_out).collect();
    routes.sort_by_key(ends_session);
    routes
}

fn bare_path(route: &Route) -> String {
    let mut route = route.clone();
    route.path = route.path.replace("{format}", "csv");
    path_to(&route, Standing::Own)
}

/// What the oracle says of a handler of its own: its action applies to one record alone.
async fn expected(ground: &Ground, who: &Someone, route: &Route) -> Expected {
    if who.token.is_none() && !route.public {
        return Expected::SignIn;
    }
    let kind = route.action.kinds()[0];
    let own = who.principal.practitioner.0;
    let id = if kind == Kind::Account { own } else { Uuid::nil() };
    let mut tx = ground.world.fresh.db.snapshot().await.unwrap();
    let scopes = scope::of(&mut tx, (kind, id)).await.unwrap();
    let record = worlds::Record { kind, id, scopes };
    let allows = |action| worlds::oracle::allows(&who.principal, action, &record);
    match (allows(route.action), allows(kind.basic())) {
        (true, _) => Expected::Allowed,
        (false, true) => Expected::Refused,
        (false, false) => Expected::NotThere,
    }
}

fn asks_to_sign_in(route: &Route, reply: &Reply) -> bool {
    let to = reply.location.as_deref().unwrap_or_default();
    match route.operation {
        // What is typed is kept for whoever is signed in, in the background.
        "save_draft" => reply.status == StatusCode::FORBIDDEN && reply.body.contains("expired"),
        _ if is_api(&route.path) => reply.status == StatusCode::UNAUTHORIZED,
        _ => reply.status == StatusCode::SEE_OTHER && to.starts_with("/sign-in?next="),
    }
}

fn is_as(expected: Expected, route: &Route, reply: &Reply) -> bool {
    let status = reply.status.as_u16();
    match expected {
        Expected::SignIn => asks_to_sign_in(route, reply),
        Expected::Refused => status == 403,
        Expected::NotThere => status == 404,
        Expected::Allowed => !matches!(status, 401 | 403 | 404) && status < 500,
    }
}

/// A question that a search takes; other handlers are sent nothing.
fn body(route: &Route) -> &'static str {
    match (route.operation, is_api(&route.path)) {
        ("search_people", true) => r#"{"name":"Zebedee"}"#,
        ("search_people", false) => "name=Zebedee",
        _ => "",
    }
}

/// How a session can be that is not in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    TimedOut,
    Ended,
    Choosing,
    Disabled,
    NoRole,
}

/// The forum's coordinator in such a session.
async fn coordinator_in(ground: &mut Ground, state: State) -> Someone {
    let (browser, id) =
        ground.world.someone(&format!("{state:?}"), COUNCIL, Role::Coordinator).await;
    let now = ground.world.env.now();
    let earlier = At(now.checked_sub(jiff::SignedDuration::from_mins(16)).unwrap());
    let mut tx = ground.world.fresh.db.begin().await.unwrap();
    let changed = match state {
        State::TimedOut => {
            run!(
                &mut tx,
                "update session set started_at = $1 where practitioner_id = $2",
                earlier,
                id
            )
        }
        State::Ended => {
            run!(
                &mut tx,
                "update session set ended_at = $1 where practitioner_id = $2",
                At(now),
                id
            )
        }
        State::Choosing => run!(
            &mut tx,
            "update session set stage = 'choosing_organisation', organisation_id = null
              where practitioner_id = $1",
            id
        ),
        State::Disabled => {
            run!(&mut tx, "update practitioner set active = false where id = $1", id)
        }
        State::NoRole => {
            run!(
                &mut tx,
                "update membership set ended_at = $1 where practitioner_id = $2",
                At(now),
                id
            )
        }
    };
    assert_eq!(changed.unwrap(), 1);
    tx.commit(now, vec![NewEntry::plain("set_up")]).await.unwrap();
    let token = browser.cookie(ground.world.cookie).unwrap().to_owned();
    // The token of a form that was opened while the session was good.
    let csrf = ui::csrf::token(&ground.app, &token);
    let principal = Principal::new(id, COUNCIL);
    Someone { role: "in another state", principal, token: Some(token), csrf, browser }
}

on_both_engines! {
    async fn a2_everybody_gets_at_handlers_of_their_own_what_the_oracle_expects(engine: Engine) {
        let ground = Ground::on(engine).await;
        let (mut wrong, mut tried) = (Vec::new(), [0; 4]);
        for who in &ground.people {
            let mut here = who.clone();
            for route in special() {
                let path = bare_path(&route);
                let expected = expected(&ground, &here, &route).await;
                let asked = request(&here, &route.method, &path, body(&route));
                let reply = here.browser.clone().send(asked).await;
                tried[expected as usize] += 1;
                if !is_as(expected, &route, &reply) {
                    let said: String = reply.body.chars().take(200).collect();
                    wrong.push(format!("{} {path} as {}: {expected:?}, was {} {said}", route.method, who.role, reply.status));
                }
                if here.token.is_some() && ends_session(&route) {
                    here = visit_of(&ground.world, &ground.app);
                    here.browser = here.browser.with_cookie(ground.world.cookie, who.token.as_deref().unwrap());
                }
            }
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
        assert!(tried.iter().all(|times| *times > 4), "{tried:?}");
    }

    async fn a2_the_demonstrations_doors_are_not_there_in_the_real_thing(engine: Engine) {
        let ground = Ground::on(engine).await;
        let demo = partnership::accounts::demo_routes();
        let router = ui::router(ground.app.clone(), demo.clone());
        for who in &ground.people {
            for route in &demo {
                let path = route.path.replace("{role}", "coordinator");
                let mut browser = testkit::Browser::new(router.clone());
                let reply = browser.send(request(who, &route.method, &path, "")).await;
                assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path} as {}", who.role);
            }
        }
    }

    async fn a2_a_session_that_is_over_or_not_yet_whole_opens_nothing(engine: Engine) {
        let mut ground = Ground::on(engine).await;
        for state in [State::TimedOut, State::Ended, State::Choosing, State::Disabled] {
            let who = coordinator_in(&mut ground, state).await;
            for route in throughline::routes().iter().filter(|it| !it.public) {
                let path = bare_path(route);
                let reply = who.browser.clone().send(request(&who, &route.method, &path, body(route))).await;
                assert!(asks_to_sign_in(route, &reply), "{state:?}: {} {path}: {} {}", route.method, reply.status, reply.body);
                assert!(!reply.body.contains("Canary"), "{state:?}: {path}");
            }
            let mut tx = ground.world.fresh.db.snapshot().await.unwrap();
            let kept: Vec<(String,)> = all!(&mut tx,
                "select distinct operation from ledger_entry where actor = $1", who.principal.practitioner).unwrap();
            // What was typed when the time ran out is kept for its writer, and nothing else is done.
            let may = if state == State::TimedOut { vec![("save_draft".to_owned(),)] } else { Vec::new() };
            assert_eq!(kept, may, "{state:?}");
        }
    }

    async fn a2_an_account_without_a_role_gets_what_the_oracle_expects(engine: Engine) {
        let mut ground = Ground::on(engine).await;
        let who = coordinator_in(&mut ground, State::NoRole).await;
        let mut let_in = 0;
        for route in throughline::routes().iter().filter(|it| !it.public && !ends_session(it)) {
            let path = bare_path(route);
            let expected = match ground.expected(&who, route, &path).await {
                Some(expected) => expected,
                None => expected(&ground, &who, route).await,
            };
            let reply = who.browser.clone().send(request(&who, &route.method, &path, body(route))).await;
            assert!(is_as(expected, route, &reply), "{} {path}: {expected:?}, was {} {}", route.method, reply.status, reply.body);
            assert!(!reply.body.contains("Canary"), "{path}");
            let_in += usize::from(expected == Expected::Allowed);
        }
        assert!(let_in > 5, "{let_in}");
    }
}
