//! Advice instead of a request: asked without naming anybody, answered in time, and not typed twice.

use agreement::Role;
use axum::http::StatusCode;
use db::{At, Day, NewEntry, insert, run, scope};
use jiff::civil::date;
use kernel::{PersonId, PractitionerId};
use testkit::{Browser, COUNCIL, FORUM, POLICE, Reply, World, on_both_engines};
use uuid::Uuid;

use crate::{referrals::answers, world};

const PERSON: PersonId = PersonId(Uuid::from_u128(0xE7));
const QUESTION: [(&str, &str); 3] = [
    ("situation", "A boy of nine is late twice a week"),
    ("tried", "School rang home"),
    ("question", "Who could walk with him?"),
];
const TO_ANSWER: &str = "question for advice to answer";
const ANSWERED: &str = "answer to your question for advice";

fn form() -> String {
    format!("/forums/{FORUM}/advice/new")
}

/// The address of the form for answering, as the list links to it.
fn to_answer(list: &Reply) -> String {
    let start = format!("/forums/{FORUM}/advice/");
    let links = list.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.filter(|it| it.starts_with(&start)).find(|it| !it.ends_with("/new")).unwrap().to_owned()
}

#[track_caller]
fn done(reply: &Reply) -> String {
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    reply.location.clone().unwrap()
}

/// Somebody whom a practitioner may refer.
async fn known(world: &World, adder: PractitionerId) {
    let (mut tx, now) = (world.fresh.db.begin().await.unwrap(), At(world.env.now()));
    insert!(
        &mut tx,
        person {
            id: PERSON,
            given_name: "Robin",
            family_name: "Vale",
            date_of_birth: Some(Day(date(2017, 3, 1))),
            learning_difficulty_or_disability: "no",
            nhs_number: "",
            district_code: "",
            version: 1_i64,
            created_at: now,
            updated_at: now,
        }
    )
    .unwrap();
    let person = (agreement::Kind::Person, PERSON.0);
    scope::add(&mut tx, person, agreement::Relation::Involved, adder.0).await.unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

async fn later(world: &World, day: jiff::civil::Date) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    run!(&mut tx, "update advice set asked_on = $1", Day(day)).unwrap();
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

async fn asked(world: &mut World) -> (Browser, PractitionerId, Browser) {
    let (mut asker, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
    let (coordinator, _) = world.someone("Col", POLICE, Role::Coordinator).await;
    assert_eq!(done(&asker.fill(&form(), &QUESTION).await), "/advice");
    (asker, id, coordinator)
}

on_both_engines! {
    async fn a_question_for_advice_is_answered_in_words_and_what_was_written_goes_into_the_request(engine: Engine) {
        let mut world = world(engine).await;
        let (mut asker, id, mut coordinator) = asked(&mut world).await;
        let shown = asker.get(&form()).await;
        assert!(shown.says("Do not name anybody") && shown.says("They answer by 25 November 2026"), "{}", shown.body);
        let nothing = asker.fill(&form(), &[("situation", "Late again")]).await;
        assert!(nothing.says("Enter what has been tried") && nothing.says("Enter what you ask") && nothing.says("Late again"));
        assert!(asker.get("/advice").await.says("Nobody has answered yet") && !asker.get("/").await.says(ANSWERED));
        assert!(coordinator.get("/").await.says(TO_ANSWER));

        let list = coordinator.get("/advice").await;
        assert!(list.says("A boy of nine is late twice a week") && list.says("Rae, Essex council"), "{}", list.body);
        assert!(!list.says("Late</strong>"));
        later(&world, date(2026, 11, 16)).await;
        assert!(coordinator.get("/advice").await.body.contains("tl-late"), "past its day");
        let answer = to_answer(&list);
        let which = coordinator.fill(&answer, &[("kind", "one_organisation"), ("words", "They have a club")]).await;
        assert!(which.says("Select which organisation can meet it") && which.says("They have a club"), "{}", which.body);
        done(&coordinator.fill(&answer, &[("kind", "please_refer"), ("words", "We can agree on that together")]).await);
        assert_eq!(coordinator.get(&answer).await.status, StatusCode::CONFLICT, "answered once");
        assert!(!coordinator.get("/").await.says(TO_ANSWER));

        assert!(asker.get("/").await.says(ANSWERED));
        let list = asker.get("/advice").await;
        for said in ["Please make a request", "We can agree on that together", "Col, 22 November 2026", "Ask for support"] {
            assert!(list.says(said), "{said}: {}", list.body);
        }
        known(&world, id).await;
        let refer = format!("/forums/{FORUM}/people/{PERSON}/referrals/new");
        let page = asker.get(&refer).await;
        assert!(page.says("Use what you wrote?") && page.says("A boy of nine is late twice a week"), "{}", page.body);
        let chosen = page.body.split("name=\"from_advice\"").nth(1).unwrap().split("value=\"").nth(2).unwrap();
        let chosen = chosen.split('"').next().unwrap().to_owned();
        let odd = asker.fill(&refer, &answers(&[("from_advice", "castle")])).await;
        assert!(odd.says("Select one of your questions, or none"), "{}", odd.body);
        let check = [("needs_words", ""), ("from_advice", chosen.as_str()), ("_step", "check")];
        let check = asker.fill(&refer, &answers(&check)).await;
        assert!(check.says("Check your answers") && check.says("What has been tried: School rang home"), "{}", check.body);
        let sent = [("needs_words", ""), ("from_advice", chosen.as_str())];
        let referral = done(&asker.fill(&refer, &answers(&sent)).await);
        let page = asker.get(&referral).await;
        assert!(page.says("A boy of nine is late twice a week") && page.says("School rang home"), "{}", page.body);
        assert!(asker.get("/advice").await.says("See the request that you made of it"));
        assert!(!asker.get("/").await.says(ANSWERED) && !asker.get(&refer).await.says("Use what you wrote?"));
        assert!(!coordinator.get("/advice").await.says("See the request that you made of it"));
    }

    async fn a_question_is_read_by_whoever_asked_and_by_those_who_run_the_forum(engine: Engine) {
        let mut world = world(engine).await;
        let (_, _, mut coordinator) = asked(&mut world).await;
        let answer = to_answer(&coordinator.get("/advice").await);
        let mut others = Vec::new();
        for (name, organisation, role) in [
            ("Ola", COUNCIL, Role::Practitioner), ("Mel", POLICE, Role::ForumMember),
            ("Flo", COUNCIL, Role::FrontDoorWorker), ("Ida", COUNCIL, Role::InformationGovernanceLead),
        ] {
            others.push((name, world.someone(name, organisation, role).await.0));
        }
        for (name, browser) in &mut others {
            assert!(!browser.get("/advice").await.says("A boy of nine"), "{name}");
            assert!(!browser.get("/").await.says(TO_ANSWER), "{name}");
            let refused = browser.get(&answer).await;
            assert!(refused.status.is_client_error() && !refused.says("A boy of nine"), "{name}: {}", refused.status);
        }
        let (mut chair, _) = world.someone("Chris", POLICE, Role::Chair).await;
        assert!(chair.get(&answer).await.says("A boy of nine") && chair.get("/").await.says(TO_ANSWER));
    }
}
