//! Searches by what is sealed, and searches that meet a person whose record is limited: nobody learns
//! by asking what the record would not show them, and the staff named on it learn that somebody asked.

use std::sync::atomic::Ordering;

use agreement::{Kind, Relation, Role};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use db::{NewEntry, all, one, scope};
use kernel::PersonId;
use testkit::{Browser, COUNCIL, Engine, FORUM, POLICE, World, on_both_engines};
use uuid::Uuid;

use crate::{trust_proxy::behind_proxy, world};

pub(crate) const ZARA: &[(&str, &str)] = &[
    ("given_name", "Zara"),
    ("family_name", "Quillfeather"),
    ("date_of_birth", "2012-03-04"),
    ("learning_difficulty_or_disability", "no"),
    ("nhs_number", "943 476 5919"),
    ("address", "17 Wharfside"),
    ("postcode", "cm11ab"),
    ("phone", "01632 960 417"),
];

pub(crate) async fn add(browser: &mut Browser, answers: &[(&str, &str)]) -> PersonId {
    let reply = browser.fill("/people/new", answers).await;
    reply.location.unwrap_or(reply.body).strip_prefix("/people/").unwrap().parse().unwrap()
}

/// The answer to a search as a program gets it: nothing of the question comes back in it.
async fn ask(browser: &mut Browser, cookie: &str, question: &[(&str, &str)]) -> String {
    let token = browser.cookie(cookie).unwrap().to_owned();
    let question: serde_json::Map<String, serde_json::Value> =
        question.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    let request = Request::post("/api/v1/people")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(serde_json::Value::Object(question).to_string()));
    let reply = browser.send(request.unwrap()).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    reply.body
}

pub(crate) async fn relate(world: &World, person: PersonId, relations: &[(Relation, Uuid)]) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    for (relation, target) in relations {
        scope::add(&mut tx, (Kind::Person, person.0), *relation, *target).await.unwrap();
    }
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

/// What the ledger says in plain sight of every time that something was done, and how much it keeps of
/// each aside.
pub(crate) async fn in_ledger(
    world: &World,
    operation: &str,
) -> Vec<(String, String, String, i64, i64, i64)> {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    all!(
        &mut tx,
        "select e.kind, e.clauses, e.outcome, cast(length(d.detail) as bigint),
                (select count(*) from ledger_about s where s.seq = e.seq),
                (select count(*) from ledger_sought q where q.seq = e.seq)
           from ledger_entry e join ledger_detail d on d.seq = e.seq
          where e.operation = $1 order by e.seq",
        operation
    )
    .unwrap()
}

on_both_engines! {
    async fn a_whole_postcode_telephone_or_nhs_number_finds_somebody_whatever_their_name(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        add(&mut wes, ZARA).await;
        for (field, typed, why) in [
            ("postcode", "CM1 1AB", "same postcode"),
            ("phone", "+44 1632 960417", "same telephone number"),
            ("nhs_number", "9434765919", "same NHS number"),
        ] {
            let found = wes.fill("/people", &[(field, typed)]).await;
            assert!(found.says("Zara Quillfeather") && found.says(why), "{field}: {}", found.body);
            let also = wes.fill("/people", &[("name", "Somebody Else"), (field, typed)]).await;
            assert!(also.says(why), "{field} adds to the name: {}", also.body);
        }
        let none = wes.fill("/people", &[("postcode", "CM1 1AD")]).await;
        assert!(none.says("Nobody whose record you may see matches"));
        let wrong = wes.fill("/people", &[("postcode", "CM1"), ("phone", "999"), ("nhs_number", "1")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for problem in ["Enter a full UK postcode", "Enter a telephone number", "Check the NHS number"] {
            assert!(wrong.says(problem), "{problem}: {}", wrong.body);
        }
    }

    async fn a_name_sought_for_a_household_stands_in_no_address_and_is_noted_like_any_search(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let person = add(&mut wes, ZARA).await;
        let other = [("given_name", "Ines"), ("family_name", "Marlow"), ("learning_difficulty_or_disability", "no")];
        let found = add(&mut wes, &other).await.to_string();
        let path = format!("/people/{person}/household");
        let asked = wes.get(&format!("{path}?find=Marlow")).await;
        assert!(!asked.body.contains(&found) && !asked.says("Marlow"), "{}", asked.body);
        let sent = wes.fill(&path, &[("_step", "change"), ("find", "Marlow")]).await;
        assert!(sent.body.contains(&found), "{}", sent.body);
        ask(&mut wes, world.cookie, &[("name", "Marlow")]).await;
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let sought: Vec<(String, Uuid, String)> = all!(&mut tx,
            "select e.operation, q.key, q.part from ledger_sought q join ledger_entry e on e.seq = q.seq
              order by e.seq, q.key").unwrap();
        let of = |operation: &str| -> Vec<(Uuid, String)> {
            sought.iter().filter(|it| it.0 == operation).map(|it| (it.1, it.2.clone())).collect()
        };
        assert!(!of("ask_household").is_empty());
        assert_eq!(of("ask_household"), of("search_people"), "as the page of searches finds it");
    }

    async fn a_search_that_comes_too_late_or_from_elsewhere_is_kept_nowhere(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let drafts = async || {
            let mut tx = world.fresh.db.snapshot().await.unwrap();
            one!(&mut tx, "select count(*) from draft").unwrap().map(|(count,): (i64,)| count)
        };
        let form = wes.get("/people").await;
        let field = |name: &str| (name.to_owned(), form.value(name).unwrap());
        let name = ("name".to_owned(), "Quillfeather".to_owned());
        let foreign = wes.post("/people", &[("_csrf".into(), "stale".into()), name.clone()]).await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN, "{}", foreign.body);
        assert_eq!(drafts().await, Some(0));
        world.wait_minutes(16);
        let late = wes.post("/people", &[field("_csrf"), field("_page"), name]).await;
        assert_eq!(late.location.as_deref(), Some("/sign-in?next=%2Fpeople&timed_out=yes"));
        assert_eq!(drafts().await, Some(0));
        let door = wes.get("/sign-in?next=%2Fpeople&timed_out=yes").await;
        assert!(!door.says("What you typed is kept") && door.says("did nothing"), "{}", door.body);
    }

    async fn whoever_may_not_see_an_address_cannot_find_out_by_asking_who_lives_there(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut member, _) = world.someone("Mo", POLICE, Role::ForumMember).await;
        let person = add(&mut wes, ZARA).await;
        let cookie = world.cookie;
        relate(&world, person, &[(Relation::Forum, FORUM.0), (Relation::Open, FORUM.0)]).await;
        let name = ask(&mut member, cookie, &[("name", "Zara Quillfeather")]).await;
        assert!(name.contains("Quillfeather"), "a member of the forum knows of her: {name}");
        for (field, right, wrong) in [
            ("postcode", "CM1 1AB", "CM1 1AD"),
            ("phone", "01632 960417", "01632 960418"),
            ("nhs_number", "9434765919", "4505577104"),
        ] {
            let guess = async |member: &mut Browser, value| {
                let alone = ask(member, cookie, &[(field, value)]).await;
                let named = ask(member, cookie, &[("name", "Zara Quillfeather"), (field, value)]).await;
                [alone, named]
            };
            let [alone, named] = guess(&mut member, right).await;
            assert_eq!([&alone, &named], guess(&mut member, wrong).await.each_ref(), "{field}");
            assert!(!alone.contains("Quillfeather") && named == name, "{field}: {alone} {named}");
            assert!(ask(&mut wes, cookie, &[(field, right)]).await.contains("Quillfeather"), "{field}");
        }
        // The record opens around the meeting, and the NHS number with it; the address does not.
        relate(&world, person, &[(Relation::Agenda, FORUM.0)]).await;
        assert!(ask(&mut member, cookie, &[("nhs_number", "9434765919")]).await.contains("Quillfeather"));
        assert!(!ask(&mut member, cookie, &[("postcode", "CM1 1AB")]).await.contains("Quillfeather"));
    }

    async fn a_search_that_meets_a_limited_record_is_told_to_its_named_staff_and_leaves_the_searcher_nothing(engine: Engine) {
        let mut world = world(engine).await;
        let cookie = world.cookie;
        let (mut wes, wes_id) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut cora, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut searcher, _) = world.someone("Olu", POLICE, Role::Practitioner).await;
        let questions: [&[(&str, &str)]; 3] = [
            &[("name", "Zara Quillfeather")],
            &[("phone", "01632 960417")],
            &[("name", "Kwilfether"), ("date_of_birth", "2012-03-04")],
        ];
        let mut absent = Vec::new();
        for question in questions {
            absent.push(ask(&mut searcher, cookie, question).await);
        }
        let before = in_ledger(&world, "search_people").await;

        let person = add(&mut wes, ZARA).await;
        let named = [(Relation::Restricted, Uuid::nil()), (Relation::Named, wes_id.0)];
        relate(&world, person, &named).await;
        let (mut searcher, _) = world.someone("Ola", COUNCIL, Role::Practitioner).await;
        let mut restricted = Vec::new();
        for question in questions {
            restricted.push(ask(&mut searcher, cookie, question).await);
        }
        assert_eq!(absent, restricted, "the searcher is shown the same");
        let after = in_ledger(&world, "search_people").await;
        assert_eq!(before, after[before.len()..], "the ledger says the same");

        let told = wes.get("/searches").await;
        assert!(told.says("Zara Quillfeather") && told.says("Essex council") && told.says("22 November 2026"), "{}", told.body);
        assert!(!told.says("Ola"), "from where, not who");
        for somebody in [&mut searcher, &mut cora] {
            let page = somebody.get("/searches").await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(!page.says("Quillfeather"), "{}", page.body);
        }
        assert_eq!(ask(&mut wes, cookie, questions[0]).await.matches("Quillfeather").count(), 1);
    }

    async fn named_staff_are_not_told_of_searches_that_found_the_person_or_were_for_somebody_else(engine: Engine) {
        let mut world = world(engine).await;
        let cookie = world.cookie;
        let (mut wes, wes_id) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut other, other_id) = world.someone("Ann", POLICE, Role::Practitioner).await;
        let person = add(&mut wes, ZARA).await;
        let named = [wes_id, other_id].map(|who| (Relation::Named, who.0));
        relate(&world, person, &[named[0], named[1], (Relation::Restricted, Uuid::nil())]).await;
        assert!(ask(&mut other, cookie, &[("name", "Zara Quillfeather")]).await.contains("Quillfeather"));
        ask(&mut other, cookie, &[("name", "Ada Lovelace"), ("date_of_birth", "2012-03-04")]).await;
        assert!(wes.get("/searches").await.says("Nobody has searched for a person you look after"));
    }
}

#[tokio::test]
async fn a_search_asks_the_server_the_same_whether_it_meets_a_limited_record_or_nobody() {
    let mut world = world(Engine::Postgres).await;
    let cookie = world.cookie;
    let (mut wes, wes_id) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
    let (searcher, searcher_id) = world.someone("Olu", POLICE, Role::Practitioner).await;
    let (router, between) = behind_proxy(&world).await;
    let token = searcher.cookie(cookie).unwrap().to_owned();
    let mut searcher = Browser::new(router).with_cookie(cookie, &token);
    let question =
        [("name", "Zara Quillfeather"), ("phone", "01632 960417"), ("nhs_number", "9434765919")];
    let cost = async |searcher: &mut Browser| {
        let before = between.asked.load(Ordering::SeqCst);
        ask(searcher, cookie, &question).await;
        let asked = between.asked.load(Ordering::SeqCst) - before;
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let (entries,): (i64,) =
            one!(&mut tx, "select count(*) from ledger_entry").unwrap().unwrap();
        // The tree's right edge is as many hashes long as the ledger's size has ones.
        asked - 32 * usize::try_from(entries.count_ones()).unwrap()
    };
    // The least of several: a connection that has to prepare a statement first sends more.
    let least = async |searcher: &mut Browser| {
        let mut costs = Vec::new();
        for _ in 0..8 {
            costs.push(cost(searcher).await);
        }
        costs.into_iter().min().unwrap()
    };
    let nobody = least(&mut searcher).await;
    let person = add(&mut wes, ZARA).await;
    relate(&world, person, &[(Relation::Restricted, Uuid::nil()), (Relation::Named, wes_id.0)])
        .await;
    assert_eq!(least(&mut searcher).await, nobody);
    // What is found costs more: so the measure sees a difference.
    let mut tx = world.fresh.db.begin().await.unwrap();
    let record = (Kind::Person, person.0);
    scope::remove(&mut tx, record, Relation::Restricted, Uuid::nil()).await.unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
    relate(&world, person, &[(Relation::Involved, searcher_id.0)]).await;
    assert!(least(&mut searcher).await > nobody);
}
