//! Rows L1 and L2: the ledger holds every access and nothing else, and no answer leaves before its
//! entry is kept.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use agreement::Kind;
use axum::http::Method;
use db::{all, one};
use testkit::{Engine, Reply, on_both_engines};
use ui::Route;
use uuid::Uuid;
use worlds::Dice;

use crate::trust_ground::{
    Expected, Ground, STANDINGS, Standing, id_of, is_api, path_to, request, routes, subject,
};

/// What the driver did and what the ledger should say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Access {
    operation: String,
    actor: Option<Uuid>,
    subject: Option<Uuid>,
    outcome: String,
}

async fn size(ground: &Ground) -> i64 {
    let mut tx = ground.world.fresh.db.snapshot().await.unwrap();
    let counted: Option<(i64,)> = one!(&mut tx, "select count(*) from ledger_entry").unwrap();
    counted.unwrap().0
}

/// The entry that an answer calls for, if any: what never reached the door leaves none.
fn entry_for(route: &Route, expected: Expected, reply: &Reply) -> Option<&'static str> {
    match (expected, reply.status.as_u16()) {
        (Expected::SignIn, _) => None,
        (Expected::Refused, _) => Some("refused"),
        (Expected::NotThere, _) | (Expected::Allowed, 404) => Some("not_there"),
        (Expected::Allowed, 200) if route.method == Method::GET => Some("shown"),
        (Expected::Allowed, 200) => Some("done"),
        (Expected::Allowed, 400) => None,
        (Expected::Allowed, _) if route.method == Method::GET => Some("stopped"),
        (Expected::Allowed, 409) if reply.body.contains("\"now\":") => Some("conflict"),
        (Expected::Allowed, _) => Some("stopped"),
    }
}

/// An entry as kept: seq, operation, actor, subject, outcome.
type Kept = (i64, String, Option<Uuid>, Option<Uuid>, String);

on_both_engines! {
    async fn l1_the_ledger_is_exactly_what_the_driver_did(engine: Engine) {
        let ground = Ground::on(engine).await;
        let (mut dice, begin) = (Dice::new(7), size(&ground).await);
        let routes: Vec<Route> = routes()
            .into_iter()
            .filter(|it| it.kind.is_some() && (it.method == Method::GET || is_api(&it.path)))
            .collect();
        let (mut did, mut shown): (Vec<Access>, Vec<Vec<Uuid>>) = (Vec::new(), Vec::new());
        let requests = if engine == Engine::Sqlite { 2_000 } else { 500 };
        for _ in 0..requests {
            let who = &ground.people[usize::try_from(dice.roll() % 12).unwrap()];
            let (route, standing) = (dice.pick(&routes).unwrap(), dice.pick(&STANDINGS).unwrap());
            let path = path_to(route, *standing);
            let expected = ground.expected(who, route, &path).await.unwrap();
            let reply = ground.ask(who, route, &path).await;
            let Some(outcome) = entry_for(route, expected, &reply) else { continue };
            let subject = subject(who, route, &path).map(|(_, id)| id).filter(|id| !id.is_nil());
            did.push(Access {
                operation: route.operation.to_owned(),
                actor: who.token.as_ref().map(|_| who.principal.practitioner.0),
                subject,
                outcome: outcome.to_owned(),
            });
            shown.push(if outcome == "shown" && is_api(&path) { records_in(&reply.body) } else { Vec::new() });
        }
        let mut tx = ground.world.fresh.db.snapshot().await.unwrap();
        let kept: Vec<Kept> = all!(&mut tx,
            "select seq, operation, actor, subject, outcome from ledger_entry where seq >= $1 order by seq",
            begin).unwrap();
        let told: Vec<Access> = kept.iter().cloned()
            .map(|(_, operation, actor, subject, outcome)| Access { operation, actor, subject, outcome })
            .collect();
        if let Some(at) = (0..told.len().max(did.len())).find(|at| told.get(*at) != did.get(*at)) {
            panic!("at {at} the ledger says {:?}, the driver did {:?}", told.get(at), did.get(at));
        }
        for ((seq, operation, ..), shown) in kept.iter().zip(shown) {
            let about: Vec<(Uuid,)> =
                all!(&mut tx, "select record from ledger_about where seq = $1", *seq).unwrap();
            for record in shown {
                assert!(about.contains(&(record,)), "{operation} showed {record} and did not say so");
            }
        }
        assert!(did.len() > requests / 2);
    }
}

/// The ids of our records that a JSON answer gives for the rows it shows.
fn records_in(body: &str) -> Vec<Uuid> {
    let ours: Vec<Uuid> = [Kind::Person, Kind::Referral, Kind::Case, Kind::Meeting]
        .iter()
        .flat_map(|kind| STANDINGS.map(|standing| id_of(*kind, standing)))
        .collect();
    let mut found = Vec::new();
    collect(&serde_json::from_str(body).unwrap(), &ours, &mut found);
    found
}

fn collect(value: &serde_json::Value, ours: &[Uuid], found: &mut Vec<Uuid>) {
    match value {
        serde_json::Value::Array(rows) => rows.iter().for_each(|row| collect(row, ours, found)),
        serde_json::Value::Object(row) => {
            let id = row.get("id").and_then(|it| it.as_str()).and_then(|it| it.parse().ok());
            found.extend(id.filter(|id| ours.contains(id)));
            row.values().for_each(|value| collect(value, ours, found));
        }
        _ => {}
    }
}

/// Sends a request over the network; gives what came within some time, and the rest when it comes.
fn over_the_network(address: SocketAddr, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    stream
}

on_both_engines! {
    async fn l2_no_byte_is_sent_while_the_entry_cannot_be_written(engine: Engine) {
        let ground = Ground::on(engine).await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = ground.world.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let pages = routes().into_iter().filter(|it| it.kind.is_some() && it.method == Method::GET);
        for route in pages.filter(|it| is_api(&it.path)) {
            let path = path_to(&route, Standing::Own);
            let who = ground.somebody_for(&route, &path).await;
            // Whoever holds the ledger's head holds up everything that must be written down.
            let held = ground.world.fresh.db.begin().await.unwrap();
            let token = who.token.clone().unwrap();
            let text = format!("GET {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n");
            let (early, stream) = tokio::task::spawn_blocking(move || {
                let mut stream = over_the_network(address, &text);
                stream.set_read_timeout(Some(Duration::from_millis(250))).unwrap();
                (stream.read(&mut [0; 1]), stream)
            }).await.unwrap();
            assert!(early.is_err(), "{path}: something was sent before the entry was kept: {early:?}");
            drop(held);
            let answer = tokio::task::spawn_blocking(move || {
                let mut stream = stream;
                stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
                let mut text = String::new();
                stream.read_to_string(&mut text).map(|_| text)
            }).await.unwrap().unwrap();
            assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
        }
    }
}

on_both_engines! {
    async fn l1_what_a_conflict_says_of_a_record_stands_in_the_ledger(engine: Engine) {
        let ground = Ground::on(engine).await;
        let routes: Vec<Route> = routes().into_iter().filter(|it| it.method == Method::POST && is_api(&it.path)).collect();
        let mut told = 0;
        for route in &routes {
            let path = path_to(route, Standing::Own);
            let (who, before) = (ground.somebody_for(route, &path).await, size(&ground).await);
            let reply = ground.ask(who, route, &path).await;
            if reply.body.contains("\"now\":") {
                told += 1;
                let after = size(&ground).await;
                let mut tx = ground.world.fresh.db.snapshot().await.unwrap();
                let kept: Option<(String, String)> =
                    one!(&mut tx, "select kind, outcome from ledger_entry where seq = $1", after - 1).unwrap();
                assert_eq!(kept, Some(("read".to_owned(), "conflict".to_owned())), "{path}");
                assert_eq!(after, before + 1, "{path}");
            }
        }
        assert_ne!(told, 0);
    }
}

#[tokio::test]
async fn l1_the_driver_sees_an_entry_that_is_missing() {
    let ground = Ground::on(Engine::Sqlite).await;
    let before = size(&ground).await;
    let who = ground.who("practitioner");
    let route = routes().into_iter().find(|it| it.operation == "see_organisations").unwrap();
    who.browser.clone().send(request(who, &route.method, &route.path, "")).await;
    assert_eq!(size(&ground).await, before + 1);
}
