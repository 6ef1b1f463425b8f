//! Row D15: everything that is held about one person, and nothing of anybody else.

use std::collections::{BTreeMap, BTreeSet};

use agreement::{Kind, Relation, Role};
use axum::http::StatusCode;
use casework::access_request::{
    elsewhere::ELSEWHERE,
    list::{ABOUT, Is},
};
use db::{NewEntry, scope};
use kernel::PractitionerId;
use serde_json::Value;
use testkit::{Browser, COUNCIL, Engine, FORUM, POLICE, Reply, World, on_both_engines};
use uuid::Uuid;

use crate::{
    case_life::{done, opened, reads},
    ledger_rows::execute,
    world,
};

mod due;
mod made;
mod read;

use made::{Made, canary, make, many_decisions, many_events, schema};

/// A forum that is not the one of the tests.
const ELSEWHERE_FORUM: Uuid = Uuid::from_u128(0xC2);

/// Ties the records of somebody to a forum that has them open.
async fn tied(world: &World, made: &Made, forum: Uuid) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    for (kind, table) in
        [(Kind::Person, "person"), (Kind::Referral, "referral"), (Kind::Case, "case_record")]
    {
        for relation in [Relation::Forum, Relation::Open] {
            scope::add(&mut tx, (kind, made.id(table)), relation, forum).await.unwrap();
        }
    }
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

struct Scene {
    world: World,
    coordinator: Browser,
    staff: PractitionerId,
    own: Made,
    /// Lives with them and is related to them.
    third: Made,
}

/// A coordinator; and of two people who live together, one of whom asks, a row in every table.
async fn scene(engine: Engine) -> Scene {
    let mut world = world(engine).await;
    let (coordinator, staff) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
    let far = make(&world, ("Far", staff), None).await;
    let third = make(&world, ("Third", staff), Some(far.id("person"))).await;
    let own = make(&world, ("Own", staff), Some(third.id("person"))).await;
    for made in [&own, &third] {
        tied(&world, made, FORUM.0).await;
    }
    let both = world.env.new_id();
    let id = |id: Uuid| id_text(&world, id);
    let lives = format!(
        "insert into household_member (id, household_id, person_id, role) values ({}, {}, {}, 'ThirdCanary lives there')",
        id(both),
        id(own.id("household")),
        id(third.id("person"))
    );
    execute(&world.fresh.db, &lives).await;
    Scene { world, coordinator, staff, own, third }
}

const RECEIVED: [(&str, &str); 3] =
    [("received_on-day", "20"), ("received_on-month", "11"), ("received_on-year", "2026")];

/// Records a request, and gives its page.
async fn asked(browser: &mut Browser, person: Uuid) -> String {
    let said = [("asked_by", "self"), ("identity", "I know them")];
    let form = format!("/people/{person}/access-requests/new");
    done(&browser.fill(&form, &[&said[..], &RECEIVED].concat()).await)
}

/// The things that wait for somebody to decide.
async fn waiting(browser: &mut Browser, page: &str) -> Vec<Value> {
    let reply = browser.get(&format!("/api/v1{page}")).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
    reply.json()["waiting"].as_array().unwrap().clone()
}

async fn decide(browser: &mut Browser, page: &str, decisions: &[(String, &str)]) -> Reply {
    decide_page(browser, page, decisions, "").await
}

/// The same; `rest` is `yes` where what has no answer goes in.
async fn decide_page(
    browser: &mut Browser,
    page: &str,
    decisions: &[(String, &str)],
    rest: &str,
) -> Reply {
    let form = format!("{page}/items/1");
    let shown = browser.get(&form).await;
    let hidden =
        ["_csrf", "_key"].map(|name| (name.to_owned(), shown.value(name).unwrap_or_default()));
    let said =
        decisions.iter().map(|(mark, code)| ("decisions".to_owned(), format!("{mark}={code}")));
    let rest = ("rest".to_owned(), rest.to_owned());
    browser.post(&form, &hidden.into_iter().chain(said).chain([rest]).collect::<Vec<_>>()).await
}

fn mark(thing: &Value) -> String {
    thing["mark"].as_str().unwrap().to_owned()
}

/// An id as this engine writes it.
fn id_text(world: &World, id: Uuid) -> String {
    match &world.fresh.db {
        db::Db::Sqlite { .. } => format!("x'{}'", id.simple()),
        db::Db::Postgres(_) => format!("'{id}'"),
    }
}

/// Gives records of somebody another tie, or takes one away.
async fn retie(
    world: &World,
    records: &[(Kind, Uuid)],
    (relation, target): (Relation, Uuid),
    is_there: bool,
) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    for record in records {
        if is_there {
            scope::add(&mut tx, *record, relation, target).await.unwrap();
        } else {
            scope::remove(&mut tx, *record, relation, target).await.unwrap();
        }
    }
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

/// How many things there are that go out, wait, and are left out.
async fn counted(browser: &mut Browser, page: &str) -> [u64; 3] {
    let json = browser.get(&format!("/api/v1{page}")).await.json();
    let parts = json["parts"].as_array().unwrap();
    ["given", "waiting", "withheld"]
        .map(|count| parts.iter().map(|it| it[count].as_u64().unwrap()).sum())
}

/// Says the same of everything that waits, until nothing does.
async fn decide_all(browser: &mut Browser, page: &str, code: &str) {
    for some in waiting(browser, page).await.chunks(50) {
        let some = some.iter().map(|it| (mark(it), code));
        done(&decide(browser, page, &some.collect::<Vec<_>>()).await);
    }
    assert!(waiting(browser, page).await.is_empty());
}

/// The texts of somebody that an answer has to hold.
fn expected(whose: &str) -> BTreeSet<String> {
    let says = |is: &Is| {
        matches!(is, Is::Said(_) | Is::Words(_) | Is::Contact(_) | Is::Form(_) | Is::Answers(_))
    };
    let tables: BTreeMap<String, Vec<made::Column>> = made::tables().into_iter().collect();
    let text = |table: &str, column: &str| {
        let column = tables[table].iter().find(|it| it.name == column).unwrap();
        column.holds_text()
    };
    ABOUT
        .iter()
        .flat_map(|held| held.columns.iter().map(move |(column, is)| (held.table, *column, is)))
        .filter(|(table, column, is)| says(is) && text(table, column))
        // Of somebody who asked before.
        .filter(|(table, column, _)| (*table, *column) != ("access_request", "identity_words"))
        .map(|(table, column, _)| canary(whose, table, column))
        .collect()
}

on_both_engines! {
    async fn d15_the_list_says_of_every_table_and_column_whether_it_is_about_the_person(engine: Engine) {
        let world = world(engine).await;
        let mut said: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for held in ABOUT {
            let columns: BTreeSet<String> = held.columns.iter().map(|(column, _)| (*column).to_owned()).collect();
            assert_eq!(columns.len(), held.columns.len(), "{} says a column twice", held.table);
            let before = said.insert(held.table.to_owned(), columns.clone());
            assert!(before.is_none_or(|before| before == columns), "{} says two things", held.table);
        }
        for (table, columns, why) in ELSEWHERE {
            assert!(!why.is_empty(), "{table}");
            let before = said.insert((*table).to_owned(), columns.split(' ').map(str::to_owned).collect());
            assert!(before.is_none(), "{table} is about the person and is not");
        }
        let there: BTreeMap<String, BTreeSet<String>> = schema(&world).await
            .into_iter().map(|(table, columns)| (table, columns.into_iter().collect())).collect();
        assert!(there.len() > 60, "{}", there.len());
        for (table, columns) in &there {
            assert_eq!(said.get(table), Some(columns), "say in access_request/list.rs or elsewhere.rs what {table} is");
        }
        let gone: Vec<&String> = said.keys().filter(|table| !there.contains_key(*table)).collect();
        assert!(gone.is_empty(), "these are no more: {gone:?}");
    }

    async fn d15_the_answer_holds_every_thing_of_their_own_and_nothing_of_anybody_else(engine: Engine) {
        let Scene { world: _world, mut coordinator, own, .. } = scene(engine).await;
        let page = asked(&mut coordinator, own.id("person")).await;
        let early = coordinator.get(&format!("{page}/file")).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "something waits to be decided: {}", early.body);
        decide_all(&mut coordinator, &page, "give").await;
        for path in ["file", "data/file"] {
            let file = coordinator.get(&format!("{page}/{path}")).await;
            assert_eq!(file.status, StatusCode::OK, "{}", file.body);
            let disposition = file.headers.get("content-disposition").unwrap().to_str().unwrap();
            assert!(disposition.starts_with("attachment") && !disposition.contains("Canary"), "{disposition}");
            let missing: Vec<String> = expected("Own").into_iter().filter(|it| !file.body.contains(it.as_str())).collect();
            assert!(missing.is_empty(), "{path} lacks {missing:?}");
            for others in ["ThirdCanary", "FarCanary"] {
                let at = file.body.split_once(others).map(|(_, rest)| rest.chars().take(60).collect::<String>());
                assert!(at.is_none(), "{path} tells of somebody else: {at:?}");
            }
            assert!(file.body.contains("Cora") || path != "file", "professionals are named");
            assert!(!file.body.contains("access_request.identity_words"), "{path}: how another showed who they were");
            assert!(file.body.contains("I know them"), "{path}: how it is known who asks now");
        }
        let exported = coordinator.get(&page).await;
        assert!(exported.says("Nothing waits to be decided"), "{}", exported.body);
    }

    async fn d15_nobody_answers_who_is_barred_limited_out_or_reads_only_for_an_hour(engine: Engine) {
        let Scene { mut world, mut coordinator, staff, own, .. } = scene(engine).await;
        let person = own.id("person");
        let (mut other, barred) = world.someone("Bo", COUNCIL, Role::Coordinator).await;
        let (mut lead, lead_id) = world.someone("Lea", POLICE, Role::Practitioner).await;
        let (mut hour, _) = world.someone("Ola", POLICE, Role::Practitioner).await;
        let (mut governs, _) = world.someone("Ig", COUNCIL, Role::InformationGovernanceLead).await;
        let page = asked(&mut coordinator, person).await;
        assert_eq!(other.get(&page).await.status, StatusCode::OK, "they coordinate the forum, too");
        let tie = async |relation, target: Uuid| {
            let mut tx = world.fresh.db.begin().await.unwrap();
            for (kind, table) in [(Kind::Person, "person"), (Kind::Referral, "referral"), (Kind::Case, "case_record")] {
                scope::add(&mut tx, (kind, own.id(table)), relation, target).await.unwrap();
            }
            tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        };
        tie(Relation::Organisation, POLICE.0).await;
        let override_form = format!("/people/{person}/override");
        let shown = hour.get(&override_form).await;
        done(&hour.fill(&override_form, &[("reason", "He rang and said that he is outside her school")]).await);
        assert!(hour.get(&override_form).await.says("You can read this record already"), "they read it for an hour");
        tie(Relation::Lead, lead_id.0).await;
        tie(Relation::Barred, barred.0).await;
        let paths = ["", "/items/1", "/file", "/data/file", "/end", "/extension"];
        for path in paths {
            for who in [&mut other, &mut lead, &mut governs, &mut hour] {
                let reply = who.get(&format!("{page}{path}")).await;
                let is_shut = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&reply.status);
                assert!(is_shut && !reply.body.contains("OwnCanary"), "{path}: {}", reply.body);
            }
            assert_eq!(other.get(&format!("{page}{path}")).await.status, StatusCode::NOT_FOUND, "barred: {path}");
        }
        let thing = mark(&waiting(&mut coordinator, &page).await[0]);
        let fields = [("_csrf", shown.value("_csrf").unwrap()), ("_key", "k".repeat(32)), ("decisions", format!("{thing}=give"))];
        let fields = fields.map(|(name, value)| (name.to_owned(), value));
        let tried = hour.post(&format!("{page}/items/1"), &fields).await;
        assert!([StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&tried.status), "{}", tried.body);
        assert!(waiting(&mut coordinator, &page).await.iter().any(|it| mark(it) == thing), "nothing was decided");
        tie(Relation::Restricted, Uuid::nil()).await;
        for path in paths {
            assert_eq!(coordinator.get(&format!("{page}{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        tie(Relation::Named, staff.0).await;
        assert_eq!(coordinator.get(&page).await.status, StatusCode::OK, "named on it");
    }

    async fn d15_what_another_forum_holds_is_answered_for_by_its_own_coordinator(engine: Engine) {
        let Scene { world, mut coordinator, staff, own, .. } = scene(engine).await;
        let before = asked(&mut coordinator, own.id("person")).await;
        let kinds = [(Kind::Referral, "referral"), (Kind::Case, "case_record")];
        let mut tx = world.fresh.db.begin().await.unwrap();
        for (kind, table) in kinds {
            for relation in [Relation::Forum, Relation::Open] {
                scope::remove(&mut tx, (kind, own.id(table)), relation, FORUM.0).await.unwrap();
                scope::add(&mut tx, (kind, own.id(table)), relation, ELSEWHERE_FORUM).await.unwrap();
            }
        }
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        // They work on it, and may read it, as staff: to answer for it is the other forum's all the same.
        let both = kinds.map(|(kind, table)| (kind, own.id(table)));
        for relation in [Relation::Referrer, Relation::Involved] {
            retie(&world, &both, (relation, staff.0), true).await;
        }
        let read = coordinator.get(&format!("/cases/{}/forms", own.id("case_record"))).await;
        assert!(![StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&read.status), "they read the case");
        decide_all(&mut coordinator, &before, "give").await;
        let file = coordinator.get(&format!("{before}/file")).await;
        assert_eq!(file.status, StatusCode::OK, "{}", file.body);
        assert!(file.body.contains(&canary("Own", "person", "family_name")));
        for hidden in ["referral.strengths", "chronology_event.said", "plan_goal.words", "case_form.answers", "consent.note"] {
            assert!(!file.body.contains(hidden), "{hidden} is another forum's");
        }
        assert!(file.says("Where you are known to another forum, that forum answers you"), "said whether or not there is one");
    }

    async fn d15_a_request_has_a_month_two_more_with_a_reason_and_an_end(engine: Engine) {
        let Scene { world, mut coordinator, own, staff, .. } = scene(engine).await;
        let list = format!("/people/{}/access-requests", own.id("person"));
        let wrong = coordinator.fill(&format!("{list}/new"), &[("identity", "I saw her passport")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for told in ["Select who asks", "Enter the day on which it was received", "I saw her passport"] {
            assert!(wrong.says(told), "{told}: {}", wrong.body);
        }
        let (_, known) = opened(&world, "Tobi", staff).await;
        let record = coordinator.get(&format!("/people/{known}")).await;
        assert!(record.body.contains(&format!("/people/{known}/access-requests")), "it leads there: {}", record.body);
        let page = asked(&mut coordinator, own.id("person")).await;
        assert!(reads(&coordinator.get(&page).await, "20 December 2026"));
        let wrong = coordinator.fill(&format!("{page}/extension"), &[("reason", " ")]).await;
        assert!(wrong.says("Enter why it takes longer"), "{}", wrong.body);
        done(&coordinator.fill(&format!("{page}/extension"), &[("reason", "Nine years of records")]).await);
        let shown = coordinator.get(&page).await;
        assert!(shown.says("Nine years of records") && shown.says("20 February 2027"), "{}", shown.body);
        let twice = coordinator.fill(&format!("{page}/extension"), &[("reason", "More")]).await;
        assert_eq!(twice.status, StatusCode::CONFLICT, "{}", twice.body);
        let nobody = decide(&mut coordinator, &page, &[]).await;
        assert!(nobody.says("Select for at least one thing"), "{}", nobody.body);
        let ending = format!("{page}/end");
        let early = coordinator.fill(&ending, &[("outcome", "answered")]).await;
        assert!(early.status == StatusCode::CONFLICT && early.says("things wait to be decided"), "{}", early.body);
        let wrong = coordinator.fill(&ending, &[("outcome", "ended")]).await;
        assert!(wrong.says("Enter why it ends without an answer"), "{}", wrong.body);
        done(&coordinator.fill(&ending, &[("outcome", "ended"), ("words", "She took it back")]).await);
        assert!(reads(&coordinator.get(&list).await, "Ended without an answer"));
        let again = coordinator.fill(&ending, &[("outcome", "answered")]).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.body);
        assert_eq!(coordinator.get(&format!("{page}/file")).await.status, StatusCode::CONFLICT);
        let long_ago = [("received_on-day", "1"), ("received_on-month", "10"), ("received_on-year", "2026")];
        let said = [("asked_by", "self"), ("identity", "I know them")];
        let late = done(&coordinator.fill(&format!("{list}/new"), &[&said[..], &long_ago].concat()).await);
        for page in [&late, &list] {
            assert!(reads(&coordinator.get(page).await, "1 November 2026: late"), "{page}");
        }
        assert!(!coordinator.get(&late).await.body.contains(&format!("{late}/extension")), "it leads nowhere");
        let more = coordinator.fill(&format!("{late}/extension"), &[("reason", "Nine years of records")]).await;
        assert!(more.status == StatusCode::CONFLICT && more.says("It is late"), "{}", more.body);
    }

    async fn d15_the_ledger_holds_each_answer_that_left_and_every_decision(engine: Engine) {
        let Scene { world, mut coordinator, own, .. } = scene(engine).await;
        let page = asked(&mut coordinator, own.id("person")).await;
        let first = mark(&waiting(&mut coordinator, &page).await[0]);
        done(&decide(&mut coordinator, &page, &[(first.clone(), "harm")]).await);
        done(&decide(&mut coordinator, &page, &[(first.clone(), "give")]).await);
        decide_all(&mut coordinator, &page, "give").await;
        for path in ["file", "data/file"] {
            assert_eq!(coordinator.get(&format!("{page}/{path}")).await.status, StatusCode::OK);
        }
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        for operation in ["take_answer", "take_answer_data"] {
            let rows: Vec<(String, Option<Uuid>)> =
                db::all!(&mut tx, "select kind, subject from ledger_entry where operation = $1", operation).unwrap();
            assert_eq!(rows, [("export".to_owned(), Some(own.id("person")))], "{operation}");
        }
        let details: Vec<(Vec<u8>,)> = db::all!(&mut tx,
            "select d.detail from ledger_detail d join ledger_entry e on e.seq = d.seq
              where e.operation = 'decide_held' and e.kind = 'change' order by e.seq").unwrap();
        let decided = details.iter().map(|(it,)| serde_json::from_slice::<Value>(it).unwrap()["decided"][&first].clone());
        let decided: Vec<Value> = decided.filter(|it| !it.is_null()).collect();
        assert_eq!(decided, ["harm", ""], "what was decided before is not lost");
    }
}

mod slow {
    use std::time::{Duration, Instant};

    use super::*;

    on_both_engines! {
        async fn d15_ten_thousand_events_are_answered_within_ten_seconds(engine: Engine) {
            let Scene { world, mut coordinator, staff, own, .. } = scene(engine).await;
            many_events(&world, own.id("case_record"), 10_000).await;
            let page = asked(&mut coordinator, own.id("person")).await;
            let marks: BTreeSet<String> = waiting(&mut coordinator, &page).await.iter().map(mark).collect();
            assert!(marks.len() > 10_000, "each line is read first: {}", marks.len());
            let request = page.rsplit('/').next().unwrap().parse().unwrap();
            many_decisions(&world, (request, staff), &marks.into_iter().collect::<Vec<_>>()).await;
            let began = Instant::now();
            let file = coordinator.get(&format!("{page}/file")).await;
            let took = began.elapsed();
            assert_eq!(file.status, StatusCode::OK, "{}", file.body);
            let told = file.body.split("Event ").skip(1).filter_map(|it| it.split('.').next()?.parse::<usize>().ok());
            assert_eq!(told.collect::<BTreeSet<usize>>().len(), 10_000);
            assert!(took < Duration::from_secs(10), "{took:?}");
        }
    }
}
