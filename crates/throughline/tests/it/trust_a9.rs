//! Row A9: access override. A reason, an hour, the coordinator is told at once, somebody looks at it afterwards; and
//! whoever is barred stays barred.

use agreement::{Kind, Relation, Role};
use axum::http::StatusCode;
use db::{NewEntry, all, scope};
use kernel::{CaseId, PersonId, PractitionerId};
use testkit::{Browser, COUNCIL, Engine, POLICE, Reply, World, on_both_engines};
use uuid::Uuid;

use crate::{
    accounts,
    case_life::{done, opened},
};

const WHY: (&str, &str) = ("reason", "He rang and said that he is outside her school");

/// A case, its person and its coordinator; and an officer whose organisation owns an action in it.
struct Scene {
    world: World,
    case: CaseId,
    person: PersonId,
    coordinator: Browser,
    officer: Browser,
    officer_id: PractitionerId,
}

async fn scene(engine: Engine) -> Scene {
    let mut world = crate::world(engine).await;
    let (coordinator, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
    let (officer, officer_id) = world.someone("Pia", POLICE, Role::Practitioner).await;
    let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
    let (case, person) = opened(&world, "Tobi", referrer).await;
    tie(
        &world,
        &[(Kind::Case, case.0), (Kind::Person, person.0)],
        Relation::Organisation,
        POLICE.0,
    )
    .await;
    Scene { world, case, person, coordinator, officer, officer_id }
}

async fn tie(world: &World, records: &[(Kind, Uuid)], relation: Relation, target: Uuid) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    for record in records {
        scope::add(&mut tx, *record, relation, target).await.unwrap();
    }
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

fn reads_record(page: &Reply) -> bool {
    page.status == StatusCode::OK && !page.says("You see the summary") && page.says("Safe contact")
}

/// Lets so many minutes pass in which somebody goes on working.
async fn works_on(scene: &mut Scene, minutes: i64) {
    for _ in 0..minutes / 10 {
        scene.world.wait_minutes(10);
        assert_eq!(scene.officer.get("/").await.status, StatusCode::OK);
    }
    scene.world.wait_minutes(minutes % 10);
}

on_both_engines! {
    async fn whoever_says_why_it_cannot_wait_reads_the_record_and_the_address_for_an_hour(engine: Engine) {
        let mut it = scene(engine).await;
        let (person, case) = (format!("/people/{}", it.person), format!("/cases/{}", it.case));
        assert!(it.officer.get(&person).await.says("read this record at once"));
        assert!(it.officer.get(&format!("{case}/summary")).await.says("read this record at once"));
        assert_eq!(it.officer.get(&case).await.status, StatusCode::FORBIDDEN);
        let form = format!("{person}/override");
        for short in ["", "urgent"] {
            let refused = it.officer.fill(&form, &[("reason", short)]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{short}");
        }
        assert!(!it.coordinator.get("/").await.says("somebody read at once"));
        done(&it.officer.fill(&form, &[WHY]).await);
        assert!(reads_record(&it.officer.get(&person).await));
        let record = it.officer.get(&case).await;
        assert_eq!(record.status, StatusCode::OK);
        assert!(record.says("says why it cannot wait"), "the page names the clause: {}", record.body);
        // It opens nothing to be changed, and is told at once.
        assert_eq!(it.officer.get(&format!("{person}/amend")).await.status, StatusCode::FORBIDDEN);
        assert_eq!(it.officer.get(&format!("{case}/goals/new")).await.status, StatusCode::FORBIDDEN);
        assert!(it.officer.get(&form).await.says("You can read this record already"));
        assert!(it.coordinator.get("/").await.says("record that somebody read at once, to look at"));

        works_on(&mut it, 59).await;
        assert!(reads_record(&it.officer.get(&person).await));
        it.world.wait_minutes(1);
        assert!(!reads_record(&it.officer.get(&person).await), "after an hour it is over");
        assert_eq!(it.officer.get(&case).await.status, StatusCode::FORBIDDEN);
    }

    async fn somebody_else_looks_at_it_afterwards_and_that_ends_it(engine: Engine) {
        let mut it = scene(engine).await;
        let person = format!("/people/{}", it.person);
        done(&it.officer.fill(&format!("{person}/override"), &[WHY]).await);
        let list = it.coordinator.get("/overrides").await;
        assert!(list.says(WHY.1) && list.says("Pia, Police") && list.says("Tobi Okafor"), "{}", list.body);
        assert!(!it.officer.get("/overrides").await.says("Tobi"));
        let mut tx = it.world.fresh.db.snapshot().await.unwrap();
        let ids: Vec<(Uuid,)> = all!(&mut tx, "select id from access_override").unwrap();
        drop(tx);
        let form = format!("{person}/overrides/{}", ids[0].0);
        assert_eq!(it.officer.get(&form).await.status, StatusCode::FORBIDDEN);
        assert_eq!(it.coordinator.get(&format!("{person}/overrides/{}", Uuid::nil())).await.status, StatusCode::NOT_FOUND);
        let bare = it.coordinator.fill(&form, &[("finding", "wrong")]).await;
        assert!(bare.says("Enter what was not right"), "{}", bare.body);
        done(&it.coordinator.fill(&form, &[("finding", "wrong"), ("words", "Spoke with her sergeant")]).await);
        assert!(!reads_record(&it.officer.get(&person).await), "what was found ends it");
        assert!(!it.coordinator.get("/").await.says("somebody read at once, to look at"));
        let list = it.coordinator.get("/overrides").await;
        assert!(list.says("It was not right to read the record") && list.says("Spoke with her sergeant"));
        assert!(it.coordinator.get(&form).await.says("Somebody has looked at this already"));
    }

    async fn whoever_is_barred_or_not_named_on_a_limited_record_cannot_override(engine: Engine) {
        for (relation, target) in [(Relation::Barred, None), (Relation::Restricted, Some(Uuid::nil()))] {
            let mut it = scene(engine).await;
            let person = format!("/people/{}", it.person);
            let records = [(Kind::Person, it.person.0), (Kind::Case, it.case.0)];
            let form = it.officer.get(&format!("{person}/override")).await;
            done(&it.officer.fill(&format!("{person}/override"), &[WHY]).await);
            assert!(reads_record(&it.officer.get(&person).await));
            // Within the hour, and an hour and a try later, it is as if there were no record.
            tie(&it.world, &records, relation, target.unwrap_or(it.officer_id.0)).await;
            let nobody = it.officer.get(&format!("/people/{}", Uuid::from_u128(9))).await;
            for path in ["", "/override"] {
                let shut = it.officer.get(&format!("{person}{path}")).await;
                assert_eq!(shut.status, StatusCode::NOT_FOUND, "{relation} {path}");
                assert_eq!(shut.body.len(), nobody.body.len(), "{relation} {path}");
            }
            let fields: Vec<(String, String)> = [("_csrf", form.value("_csrf").unwrap()), ("_key", "k".repeat(32)), ("reason", WHY.1.into())]
                .map(|(name, value)| (name.to_owned(), value)).into();
            let tried = it.officer.post(&format!("{person}/override"), &fields).await;
            assert_eq!(tried.status, StatusCode::NOT_FOUND, "{relation}");
        }
    }

    async fn a_session_that_somebody_left_open_is_not_enough_to_override(engine: Engine) {
        let (mut world, app) = accounts::world(engine).await;
        let (_, id) = world.someone("Pia", POLICE, Role::Practitioner).await;
        let (_, referrer) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (case, person) = opened(&world, "Tobi", referrer).await;
        tie(&world, &[(Kind::Case, case.0), (Kind::Person, person.0)], Relation::Organisation, POLICE.0).await;
        accounts::with_password(&world, &app, id, "pia").await;
        let mut pia = world.visitor();
        accounts::sign_in(&mut pia, "pia", accounts::PASSWORD).await;
        world.wait_minutes(11);
        let form = format!("/people/{person}/override");
        assert!(pia.get(&form).await.says("confirm with your password that it is you"));
        let refused = pia.fill(&form, &[WHY]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.says("Confirm with your password first") && refused.says(WHY.1), "{}", refused.body);
        let confirm = format!("/account/confirm?next={form}");
        let wrong = pia.fill(&confirm, &[("present", "not this one at all")]).await;
        assert!(wrong.says("This is not your password"), "{}", wrong.body);
        assert_eq!(pia.fill(&form, &[WHY]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let right = pia.fill(&confirm, &[("present", accounts::PASSWORD), ("next", form.as_str())]).await;
        assert_eq!(done(&right), form);
        done(&pia.fill(&form, &[WHY]).await);
        assert!(reads_record(&pia.get(&format!("/people/{person}")).await));
    }
}
