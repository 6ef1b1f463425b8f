//! Whoever adds a person, or looks for one for a household, looks names up as a search does: the staff
//! named on a limited record that this met are told, and it leaves the same whether it met one or not.

use std::{collections::BTreeSet, sync::atomic::Ordering};

use agreement::{Relation, Role};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use db::{all, one};
use kernel::{PersonId, PractitionerId};
use testkit::{Browser, COUNCIL, Engine, POLICE, Reply, World, on_both_engines};
use uuid::Uuid;

use crate::{
    people_search::{ZARA, add, in_ledger, relate},
    trust_proxy::behind_proxy,
    world,
};

const INES: &[(&str, &str)] = &[
    ("given_name", "Ines"),
    ("family_name", "Marlow"),
    ("learning_difficulty_or_disability", "no"),
];

/// Looks for Zara as somebody who lives with a person.
async fn look_for_zara(browser: &mut Browser, person: PersonId) -> Reply {
    let path = format!("/people/{person}/household");
    browser.fill(&path, &[("_step", "change"), ("find", "Zara Quillfeather")]).await
}

/// From now on only these know of a person.
async fn limit(world: &World, person: PersonId, named: &[PractitionerId]) {
    let named = named.iter().map(|who| (Relation::Named, who.0));
    let all: Vec<_> = named.chain([(Relation::Restricted, Uuid::nil())]).collect();
    relate(world, person, &all).await;
}

/// Adds Zara as a program does, without searching first.
async fn add_by_program(browser: &mut Browser, cookie: &str, more: &[(&str, &str)]) -> Reply {
    let token = browser.cookie(cookie).unwrap().to_owned();
    let fields: serde_json::Map<String, serde_json::Value> = ZARA
        .iter()
        .chain(more)
        .map(|(name, value)| ((*name).to_owned(), (*value).into()))
        .collect();
    let request = Request::post("/api/v1/people/new")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(serde_json::Value::Object(fields).to_string()));
    browser.send(request.unwrap()).await
}

on_both_engines! {
    async fn adding_somebody_like_a_limited_person_is_told_to_its_named_staff_and_leaves_the_adder_nothing(engine: Engine) {
        let mut world = world(engine).await;
        let cookie = world.cookie;
        let (mut wes, wes_id) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut first, _) = world.someone("Olu", POLICE, Role::Practitioner).await;
        let absent = add_by_program(&mut first, cookie, &[]).await;
        assert_eq!(absent.status, StatusCode::OK, "{}", absent.body);
        let person = add(&mut wes, ZARA).await;
        limit(&world, person, &[wes_id]).await;
        assert!(wes.get("/searches").await.says("Police"), "what was added before is told, too");
        let (mut second, _) = world.someone("Ola", COUNCIL, Role::Practitioner).await;
        let limited = add_by_program(&mut second, cookie, &[]).await;
        assert_eq!(limited.status, StatusCode::OK, "{}", limited.body);
        let (mut third, _) = world.someone("Ole", COUNCIL, Role::Practitioner).await;
        assert_eq!(add_by_program(&mut third, cookie, &[("another_person", "yes")]).await.status, StatusCode::OK);

        let left = in_ledger(&world, "add_person").await;
        assert!(left.len() == 4 && left.iter().all(|it| *it == left[0]), "{left:?}");
        assert!(left[0].5 > 6, "words, date of birth and number: {left:?}");
        let told = wes.get("/searches").await;
        assert!(told.says("Zara Quillfeather") && told.says("Essex council"), "{}", told.body);
        assert!(!told.says("Ola") && !told.says("Ole"), "from where, not who: {}", told.body);
        let page = second.get("/searches").await;
        assert!(page.says("Nobody has searched"), "{}", page.body);
    }

    async fn looking_for_a_limited_person_for_a_household_is_told_and_leaves_the_same_as_nobody(engine: Engine) {
        let mut world = world(engine).await;
        let (mut hal, _) = world.someone("Hal", POLICE, Role::Practitioner).await;
        let ines = add(&mut hal, INES).await;
        let nobody = look_for_zara(&mut hal, ines).await;
        let (mut wes, wes_id) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut ann, ann_id) = world.someone("Ann", COUNCIL, Role::Practitioner).await;
        let person = add(&mut wes, ZARA).await;
        limit(&world, person, &[wes_id, ann_id]).await;
        let limited = look_for_zara(&mut hal, ines).await;
        for page in [nobody, limited] {
            assert!(page.says("Nobody whose record you may see matches"), "{}", page.body);
        }
        let left = in_ledger(&world, "ask_household").await;
        let looked: Vec<_> = left.iter().filter(|it| it.5 > 0).collect();
        assert!(looked.len() == 2 && looked[0] == looked[1], "{left:?}");
        let told = wes.get("/searches").await;
        assert!(told.says("Zara Quillfeather") && told.says("Police"), "{}", told.body);
        assert!(ann.get("/searches").await.says("Police"));
    }

    async fn named_staff_are_not_told_of_a_colleague_who_is_named_too_and_met_the_person_by_adding(engine: Engine) {
        let mut world = world(engine).await;
        let cookie = world.cookie;
        let (mut wes, wes_id) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut ann, ann_id) = world.someone("Ann", POLICE, Role::Practitioner).await;
        let person = add(&mut wes, ZARA).await;
        limit(&world, person, &[wes_id, ann_id]).await;
        let known = add_by_program(&mut ann, cookie, &[]).await;
        assert_eq!(known.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", known.body);
        let mine = add(&mut ann, INES).await;
        assert!(look_for_zara(&mut ann, mine).await.body.contains(&person.to_string()));
        assert!(wes.get("/searches").await.says("Nobody has searched for a person you look after"));
        // That they were told of the person stands in the ledger.
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let about: Vec<(String, Uuid)> = all!(&mut tx,
            "select e.outcome, s.record from ledger_entry e join ledger_about s on s.seq = e.seq
              where e.operation = 'add_person'").unwrap();
        let about: BTreeSet<(String, Uuid)> = about.into_iter().collect();
        assert!(about.contains(&("stopped".into(), person.0)), "{about:?}");
    }
}

#[tokio::test]
async fn adding_asks_the_server_the_same_whether_it_meets_a_limited_record_or_nobody() {
    let mut world = world(Engine::Postgres).await;
    let cookie = world.cookie;
    let (mut wes, wes_id) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
    let (router, between) = behind_proxy(&world).await;
    let mut adders = Vec::new();
    for _ in 0..12 {
        let (adder, _) = world.someone("Olu", POLICE, Role::Practitioner).await;
        let token = adder.cookie(cookie).unwrap().to_owned();
        adders.push(Browser::new(router.clone()).with_cookie(cookie, &token));
    }
    let cost = async |adder: &mut Browser| {
        let before = between.asked.load(Ordering::SeqCst);
        let reply = add_by_program(adder, cookie, &[]).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        let asked = between.asked.load(Ordering::SeqCst) - before;
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let (entries,): (i64,) =
            one!(&mut tx, "select count(*) from ledger_entry").unwrap().unwrap();
        // The tree's right edge is as many hashes long as the ledger's size has ones.
        asked - 32 * usize::try_from(entries.count_ones()).unwrap()
    };
    // The least of several, each by somebody who knows of none that was added before: a connection that
    // has to prepare a statement first sends more.
    let mut least = async |range: std::ops::Range<usize>| {
        let mut costs = Vec::new();
        for adder in &mut adders[range] {
            costs.push(cost(adder).await);
        }
        costs.into_iter().min().unwrap()
    };
    let nobody = least(0..6).await;
    let person = add(&mut wes, ZARA).await;
    limit(&world, person, &[wes_id]).await;
    assert_eq!(least(6..12).await, nobody);
}
