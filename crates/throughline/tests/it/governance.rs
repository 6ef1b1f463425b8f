//! The agreement as a page, the ledger as a page, and "who has looked at this record".

use agreement::{Act, Action, Kind, Relation, Role};
use axum::http::StatusCode;
use db::{
    Actor, At, Door, Looking, NewEntry, Reading, Stop, Stopped, Subject, insert, one, run, scope,
};
use kernel::{OrganisationId, PersonId, PractitionerId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use testkit::{Browser, COUNCIL, FORUM, POLICE, World, on_both_engines};
use uuid::Uuid;

use crate::{
    config,
    trust_ground::{Ground, Standing, id_of},
    world,
};

const CHILD: PersonId = PersonId(Uuid::from_u128(0xE1));

/// Stands for every page that shows a whole record.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
struct SeeWhole {
    person: PersonId,
}

impl Act for SeeWhole {
    const NAME: &'static str = "see_whole_record";
    const ACTION: Action = Action::SeeRecord;
}

impl Reading for SeeWhole {
    type Answer = ();
    const SAYS: &'static str = "A whole record";

    fn subject(&self) -> Subject {
        (Kind::Person, Some(self.person.0))
    }

    async fn read(&self, _: &mut Looking<'_, Self>) -> Result<(), Stop> {
        Ok(())
    }
}

async fn a_child_of_the_forum(world: &World) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    let now = At(world.env.now());
    insert!(
        &mut tx,
        person {
            id: CHILD,
            given_name: "Maisie",
            family_name: "Thornbury",
            date_of_birth: None::<db::Day>,
            learning_difficulty_or_disability: "not_known",
            nhs_number: "",
            district_code: "",
            version: 1_i64,
            created_at: now,
            updated_at: now,
        }
    )
    .unwrap();
    for relation in [Relation::Forum, Relation::Open] {
        scope::add(&mut tx, (Kind::Person, CHILD.0), relation, FORUM.0).await.unwrap();
    }
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

async fn door(world: &World) -> Door {
    let (db, keys) = (world.fresh.db.clone(), world.fresh.keys.clone());
    throughline::app(db, keys, world.env.clone(), config()).await.unwrap().door
}

fn of(practitioner: PractitionerId, organisation: OrganisationId) -> Actor {
    Actor::Practitioner { practitioner, organisation, session: None }
}

fn readers() -> String {
    format!("/people/{CHILD}/readers")
}

on_both_engines! {
    async fn who_has_looked_shows_the_reader_with_the_clause_and_the_outsider_who_was_kept_out(engine: Engine) {
        let mut world = world(engine).await;
        a_child_of_the_forum(&world).await;
        let (mut coordinator, cora) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (_, olaf) = world.someone("Olaf", POLICE, Role::Practitioner).await;
        let door = door(&world).await;
        door.read(of(cora, COUNCIL), SeeWhole { person: CHILD }).await.unwrap();
        let outsider = door.read(of(olaf, POLICE), SeeWhole { person: CHILD }).await;
        assert!(matches!(outsider, Err(Stopped::NotThere)));

        let page = coordinator.get(&readers()).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.says("CoraEssex councilsee whole record"), "{}", page.body);
        assert!(page.says("The chair and the coordinator of a forum see the records that the forum holds"));
        assert!(page.says("OlafPoliceKept out tried: see whole recordNo clause lets them in."));
        assert!(!page.body.contains("Thornbury"));
        let again = coordinator.get(&readers()).await;
        assert!(again.says("Opened who has looked at this record"));
    }

    async fn those_who_govern_see_who_looked_and_not_the_record(engine: Engine) {
        let mut world = world(engine).await;
        a_child_of_the_forum(&world).await;
        let (_, cora) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (mut lead, id) = world.someone("Ina", COUNCIL, Role::InformationGovernanceLead).await;
        let door = door(&world).await;
        door.read(of(cora, COUNCIL), SeeWhole { person: CHILD }).await.unwrap();
        let page = lead.get(&readers()).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.says("Cora"));
        assert!(!page.body.contains(&format!("href=\"/people/{CHILD}\"")), "{}", page.body);
        let whole = door.read(of(id, COUNCIL), SeeWhole { person: CHILD }).await;
        assert!(matches!(whole, Err(Stopped::NotThere | Stopped::Refused(_))));
        let record = lead.get(&format!("/people/{CHILD}")).await;
        assert!([StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&record.status));
    }

    async fn who_has_looked_is_not_there_for_an_outsider_nor_for_an_administrator(engine: Engine) {
        let mut world = world(engine).await;
        a_child_of_the_forum(&world).await;
        let (mut outsider, _) = world.someone("Olaf", POLICE, Role::Practitioner).await;
        let (mut admin, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let absent = format!("/people/{}/readers", Uuid::from_u128(0xE9));
        for browser in [&mut outsider, &mut admin] {
            let real = browser.get(&readers()).await;
            assert_eq!(real.status, StatusCode::NOT_FOUND);
            assert_eq!(real.body, browser.get(&absent).await.body);
        }
    }

    async fn everybody_is_on_the_list_of_readers_also_on_its_second_page(engine: Engine) {
        let mut world = world(engine).await;
        a_child_of_the_forum(&world).await;
        let (mut coordinator, cora) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (_, first) = world.someone("Firmin", COUNCIL, Role::Coordinator).await;
        let door = door(&world).await;
        door.read(of(first, COUNCIL), SeeWhole { person: CHILD }).await.unwrap();
        for _ in 0..50 {
            door.read(of(cora, COUNCIL), SeeWhole { person: CHILD }).await.unwrap();
        }
        let newest = coordinator.get(&readers()).await;
        assert!(!newest.says("Firmin"));
        let (_, older) = newest.body.split_once("readers?before=").unwrap();
        let older: String = older.chars().take_while(char::is_ascii_digit).collect();
        let page = coordinator.get(&format!("{}?before={older}", readers())).await;
        assert!(page.says("Firmin"), "{}", page.body);
        let wrong = coordinator.get(&format!("{}?before=soon", readers())).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn whoever_reads_a_case_or_finds_it_in_a_list_has_looked_at_the_person(engine: Engine) {
        let ground = Ground::on(engine).await;
        let [person, referral, case, meeting] = [Kind::Person, Kind::Referral, Kind::Case, Kind::Meeting]
            .map(|kind| id_of(kind, Standing::Own));
        let foreign = id_of(Kind::Referral, Standing::Foreign);
        let mut tx = ground.world.fresh.db.begin().await.unwrap();
        insert!(&mut tx, agenda_item {
            id: Uuid::from_u128(0xE7), meeting_id: meeting, case_id: case, position: 1_i64,
            discussion: "", decision: "", rationale: "", decided_at: None::<At>, version: 1_i64,
        }).unwrap();
        // The person has another referral, in a forum of which the coordinator knows nothing.
        run!(&mut tx, "update referral set person_id = $1 where id = $2", person, foreign).unwrap();
        scope::add(&mut tx, (Kind::Referral, foreign), Relation::Involved, ground.who("practitioner").principal.practitioner.0).await.unwrap();
        tx.commit(ground.world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();

        let mut reader = ground.who("practitioner").browser.clone();
        let mut coordinator = ground.who("coordinator").browser.clone();
        let mut auditor = ground.who("auditor").browser.clone();
        let looks = async |asker: &mut Browser, record: &str| {
            let page = asker.get(&format!("/api/v1{record}/readers")).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.body);
            let looks = page.json()["looks"].as_array().unwrap().clone();
            looks.iter().map(|look| look["seq"].as_i64().unwrap()).collect::<Vec<_>>()
        };
        let newest = async || {
            let mut tx = ground.world.fresh.db.snapshot().await.unwrap();
            one!(&mut tx, "select max(seq) from ledger_entry").unwrap().map(|(seq,): (i64,)| seq).unwrap()
        };
        let (of_person, of_case) = (format!("/people/{person}"), format!("/cases/{case}"));
        for path in [
            format!("/cases/{case}/chronology"), "/cases".into(), "/referrals?status=all".into(),
            format!("/referrals/{referral}"), format!("/meetings/{meeting}"),
        ] {
            let shown = coordinator.get(&path).await;
            assert_eq!(shown.status, StatusCode::OK, "{path}: {}", shown.body);
            let seq = newest().await;
            for asker in [&mut coordinator, &mut auditor] {
                let seen = looks(asker, &of_person).await;
                assert!(seen.contains(&seq), "{path}: {seq} is not in {seen:?}");
                assert_eq!(seen.iter().filter(|it| **it == seq).count(), 1, "{path}: told once");
            }
        }
        coordinator.get(&format!("/referrals/{referral}")).await;
        let seq = newest().await;
        assert!(looks(&mut auditor, &of_case).await.contains(&seq), "a case's referral tells of it");

        let elsewhere = reader.get(&format!("/referrals/{foreign}")).await;
        assert_eq!(elsewhere.status, StatusCode::OK, "{}", elsewhere.body);
        let seq = newest().await;
        assert!(looks(&mut auditor, &of_person).await.contains(&seq));
        let mut tx = ground.world.fresh.db.begin().await.unwrap();
        run!(&mut tx, "delete from ledger_subject_recent where record = $1 and seq = $2", person, seq).unwrap();
        tx.commit(ground.world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        assert!(looks(&mut auditor, &of_person).await.contains(&seq), "by the referral alone");
        assert!(!looks(&mut coordinator, &of_person).await.contains(&seq), "it would tell of a referral elsewhere");
    }

    async fn the_agreement_shows_every_clause_with_its_rule_to_everybody_with_an_account(engine: Engine) {
        let mut world = world(engine).await;
        let (mut worker, _) = world.someone("Wes", POLICE, Role::Practitioner).await;
        let page = worker.get("/agreement").await;
        assert_eq!(page.status, StatusCode::OK);
        let agreement = agreement::Agreement::first().unwrap();
        for clause in agreement.clauses() {
            assert!(page.body.contains(&format!("<section id=\"{}\"", clause.id)), "{}", clause.id);
            assert!(page.says(&clause.sentence), "{}", clause.sentence);
        }
        assert!(page.says("resource.barred.contains(principal)"));
        let visitor = world.visitor().get("/agreement").await;
        assert_eq!(visitor.status, StatusCode::SEE_OTHER);
    }

    async fn the_ledger_is_open_to_those_who_govern_and_to_nobody_else(engine: Engine) {
        let mut world = world(engine).await;
        a_child_of_the_forum(&world).await;
        let (_, olaf) = world.someone("Olaf", POLICE, Role::Practitioner).await;
        let (mut lead, _) = world.someone("Ina", COUNCIL, Role::InformationGovernanceLead).await;
        let door = door(&world).await;
        door.read(of(olaf, POLICE), SeeWhole { person: CHILD }).await.unwrap_err();
        let size = door.checkpoint().await.unwrap();

        let page = lead.get("/ledger").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.says(&format!("It vouches for the first {size} of")), "{}", page.body);
        assert!(page.says("OlafPolicesee whole recordsee_whole_recordperson: who has looked at itRefused as if not there"), "{}", page.body);
        assert!(page.says("The ledger showed that it is alive") && !page.body.contains("Thornbury"));

        let refusals = lead.get("/ledger?outcome=refused").await;
        assert!(refusals.says("Olaf") && !refusals.says("The ledger showed that it is alive"));
        let his = lead.get(&format!("/ledger?practitioner={olaf}&outcome=")).await;
        assert!(his.says("Olaf") && !his.says("The ledger showed that it is alive"));
        let his_refusals = lead.get(&format!("/ledger?practitioner={olaf}&outcome=refused")).await;
        assert!(his_refusals.says("Olaf"));
        let wrong = lead.get("/ledger?practitioner=Olaf&outcome=all&before=x").await;
        assert!(wrong.says("Enter the id of an account") && wrong.says("Select all entries"), "{}", wrong.body);
        assert_eq!(wrong.value("practitioner").as_deref(), Some("Olaf"));

        for role in [Role::Administrator, Role::Coordinator, Role::Practitioner, Role::Analyst] {
            let (mut other, _) = world.someone("Otto", COUNCIL, role).await;
            assert_eq!(other.get("/ledger").await.status, StatusCode::NOT_FOUND, "{role}");
        }
    }

    async fn the_ledger_goes_on_to_its_first_entry_page_by_page(engine: Engine) {
        let mut world = world(engine).await;
        let tx = world.fresh.db.begin().await.unwrap();
        let entries = vec![NewEntry::plain("set_up"); 120];
        tx.commit(world.env.now(), entries).await.unwrap();
        let (mut auditor, _) = world.someone("Aud", COUNCIL, Role::Auditor).await;
        let mut path = "/api/v1/ledger".to_owned();
        let mut seen = Vec::new();
        loop {
            let page = auditor.get(&path).await.json();
            let lines = page["lines"].as_array().unwrap();
            seen.extend(lines.iter().map(|line| line["seq"].as_i64().unwrap()));
            let Some(before) = page["more_before"].as_i64() else { break };
            path = format!("/api/v1/ledger?before={before}");
        }
        let first = seen[0];
        assert!(first >= 120);
        assert_eq!(seen, (0..=first).rev().collect::<Vec<_>>());
    }
}

#[test]
fn every_operation_of_the_service_is_told_in_words_and_not_by_its_name() {
    let told = |name: &str| partnership::governance::in_words(name);
    let routes = throughline::routes();
    let untold: Vec<_> = routes
        .iter()
        .map(|route| route.operation)
        .filter(|name| told(name) == name.replace('_', " "))
        .collect();
    assert!(untold.is_empty(), "{untold:?}");
}
