//! Row A2: every route, everybody, and records in every standing towards them; what the oracle
//! expects, and foreign records that cannot be told from absent ones.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, atomic::Ordering},
};

use axum::{
    Router,
    http::{Method, StatusCode},
};
use db::one;
use testkit::{Browser, Engine, Reply, on_both_engines};
use ui::Route;

use crate::{
    trust_ground::{
        Expected, Ground, STANDINGS, Standing, is_api, names, path_to, request, routes,
    },
    trust_proxy::{Between, behind_proxy},
};

/// The standings that make a difference to a route.
fn standings(route: &Route) -> &'static [Standing] {
    let of_record = ["person", "referral", "case", "meeting", "forum"];
    let matters = names(&route.path).iter().any(|name| of_record.contains(name));
    if matters { &STANDINGS } else { &STANDINGS[..1] }
}

fn is_as(expected: Expected, route: &Route, reply: &Reply) -> bool {
    let status = reply.status.as_u16();
    match expected {
        Expected::SignIn if is_api(&route.path) => status == 401,
        Expected::SignIn => {
            status == 303
                && reply.location.as_ref().is_some_and(|it| it.starts_with("/sign-in?next="))
        }
        Expected::Refused => status == 403,
        Expected::NotThere => status == 404,
        // Further ids in the path belong to nothing here; whoever is let in is told so.
        Expected::Allowed if names(&route.path).len() > 1 => {
            !matches!(status, 401 | 403) && status < 500
        }
        Expected::Allowed if route.method == Method::GET => matches!(status, 200 | 400 | 409 | 422),
        Expected::Allowed => !matches!(status, 401 | 403 | 404) && status < 500,
    }
}

on_both_engines! {
    async fn a2_everybody_gets_at_every_route_what_the_oracle_expects(engine: Engine) {
        let ground = Ground::on(engine).await;
        let mut not_there: BTreeMap<bool, String> = BTreeMap::new();
        let (mut wrong, mut tried) = (Vec::new(), BTreeMap::new());
        for (at, route) in routes().into_iter().filter(|it| it.kind.is_some()).enumerate() {
            for (turn, who) in ground.people.iter().enumerate() {
                for standing in engine.some_of(standings(&route), at + turn) {
                    let path = path_to(&route, standing);
                    let Some(expected) = ground.expected(who, &route, &path).await else {
                        panic!("{}: the path does not name the {:?} that decides", route.path, route.kind);
                    };
                    let reply = ground.ask(who, &route, &path).await;
                    *tried.entry(format!("{expected:?}")).or_insert(0) += 1;
                    let what = format!("{} {} as {} ({standing:?})", route.method, route.path, who.role);
                    if !is_as(expected, &route, &reply) {
                        let problem: String = reply.body.chars().take(300).collect();
                        wrong.push(format!("{what}: {expected:?}, was {} {problem}", reply.status));
                    }
                    if reply.status == StatusCode::NOT_FOUND {
                        let same = not_there.entry(is_api(&path)).or_insert_with(|| reply.body.clone());
                        assert_eq!(*same, reply.body, "{what}: another page than for what is absent");
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
        assert!(tried.values().all(|times| *times > 20) && tried.len() == 4, "{tried:?}");
    }
}

/// Keeps what is logged.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// What was logged since the last time.
    pub(crate) fn take(&self) -> String {
        String::from_utf8_lossy(&std::mem::take(&mut *self.0.lock().unwrap())).into_owned()
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

async fn entries(ground: &Ground) -> i64 {
    let mut tx = ground.world.fresh.db.snapshot().await.unwrap();
    let counted: Option<(i64,)> = one!(&mut tx, "select count(*) from ledger_entry").unwrap();
    counted.unwrap().0
}

/// What one request asks of the server, in bytes, and how many ledger entries it leaves.
async fn work(
    ground: &Ground,
    (router, between): &(Router, Between),
    route: &Route,
    path: &str,
) -> (usize, i64) {
    let who = ground.who("practitioner");
    let (entries_before, asked) = (entries(ground).await, between.asked.load(Ordering::SeqCst));
    let reply = Browser::new(router.clone())
        .with_cookie(ground.world.cookie, who.token.as_deref().unwrap())
        .send(request(who, &route.method, path, ""))
        .await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
    let asked = between.asked.load(Ordering::SeqCst) - asked;
    let entries = entries(ground).await;
    // The tree's right edge is as many hashes long as the ledger's size has ones.
    let edge = 32 * usize::try_from(entries.count_ones()).unwrap();
    (asked - edge, entries - entries_before)
}

#[tokio::test]
async fn a2_a_foreign_record_costs_the_same_work_as_one_that_is_not_there() {
    let ground = Ground::on(Engine::Postgres).await;
    let served = behind_proxy(&ground.world).await;
    let (who, mut compared) = (ground.who("practitioner"), 0);
    for route in routes().into_iter().filter(|it| it.kind.is_some() && standings(it).len() > 1) {
        let foreign = path_to(&route, Standing::Foreign);
        if ground.expected(who, &route, &foreign).await != Some(Expected::NotThere) {
            continue;
        }
        let absent = path_to(&route, Standing::Absent);
        // The least of several: a connection that has to prepare a statement first sends more.
        let (mut for_foreign, mut for_absent) = (Vec::new(), Vec::new());
        for _ in 0..6 {
            for_foreign.push(work(&ground, &served, &route, &foreign).await);
            for_absent.push(work(&ground, &served, &route, &absent).await);
        }
        let foreign = *for_foreign.iter().min().unwrap();
        assert_eq!(foreign, *for_absent.iter().min().unwrap(), "{}", route.path);
        assert!(foreign.0 > 300 && foreign.1 == 1, "{foreign:?}");
        compared += 1;
    }
    assert!(compared > 4, "{compared}");
}
