//! Whoever leaves takes nothing along, and nobody's leaving shuts a limited record for good.

use agreement::{Kind, Relation, Role};
use axum::http::StatusCode;
use db::{NewEntry, all, scope};
use kernel::{CaseId, PersonId, PractitionerId};
use testkit::{Browser, COUNCIL, FORUM, POLICE, World, on_both_engines};
use uuid::Uuid;

use crate::{
    accounts,
    case_life::{done, membership, memberships, opened},
    people_search::{ZARA, add},
};

/// Ends one of somebody's roles; gives the account's page as the administrator then sees it.
async fn end(administrator: &mut Browser, who: PractitionerId, role: &str) -> testkit::Reply {
    let account = format!("/practitioners/{who}");
    let path = format!("{account}/memberships/{role}/end");
    done(&accounts::press(administrator, &account, &path).await);
    administrator.get(&account).await
}

async fn limit(world: &World, (case, person): (CaseId, PersonId), named: &[PractitionerId]) {
    let mut tx = world.fresh.db.begin().await.unwrap();
    for record in [(Kind::Case, case.0), (Kind::Person, person.0)] {
        for target in [Uuid::nil(), FORUM.0] {
            scope::add(&mut tx, record, Relation::Restricted, target).await.unwrap();
        }
        for who in named {
            scope::add(&mut tx, record, Relation::Named, who.0).await.unwrap();
        }
    }
    tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
}

/// What somebody is to people, referrals and cases.
async fn ties(world: &World, who: PractitionerId) -> Vec<String> {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    let rows: Vec<(String,)> = all!(
        &mut tx,
        "select distinct relation from record_scope where target = $1 order by relation",
        who
    )
    .unwrap();
    rows.into_iter().map(|(relation,)| relation).collect()
}

async fn waits(browser: &mut Browser) -> bool {
    browser.get("/").await.says("limited record with no staff named but coordinators")
}

on_both_engines! {
    async fn who_leaves_the_last_organisation_holds_nothing_of_anybody_and_stays_kept_out(engine: Engine) {
        let (mut world, app) = accounts::world(engine).await;
        let (mut ada, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let (_, wes) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut lena, id) = world.someone("Lena", COUNCIL, Role::Practitioner).await;
        accounts::with_password(&world, &app, id, "lena").await;
        let added = add(&mut lena, ZARA).await;
        let limited = opened(&world, "Tobi", wes).await;
        limit(&world, limited, &[id, wes]).await;
        let barred = opened(&world, "Nia", wes).await;
        let mut tx = world.fresh.db.begin().await.unwrap();
        scope::add(&mut tx, (Kind::Person, barred.1.0), Relation::Barred, id.0).await.unwrap();
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        let pages = [format!("/people/{added}"), format!("/people/{}", limited.1)];
        for page in &pages {
            assert_eq!(lena.get(page).await.status, StatusCode::OK, "{page}");
        }
        let role = membership(&world, id).await;
        end(&mut ada, id, &role).await;
        assert_eq!(ties(&world, id).await, ["barred", "holder"]);
        // Back for another organisation, they begin with nothing.
        world.also(id, POLICE, Role::Practitioner).await;
        let mut lena = world.visitor();
        accounts::sign_in(&mut lena, "lena", accounts::PASSWORD).await;
        assert_eq!(lena.get("/account").await.status, StatusCode::OK);
        for page in &pages {
            assert_eq!(lena.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
        }
    }

    async fn whom_somebody_added_for_an_organisation_stays_theirs_until_they_leave_that_one(engine: Engine) {
        let (mut world, app) = accounts::world(engine).await;
        let (mut ada, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let (mut lena, id) = world.someone("Lena", COUNCIL, Role::Practitioner).await;
        accounts::with_password(&world, &app, id, "lena").await;
        let page = format!("/people/{}", add(&mut lena, ZARA).await);
        let council = membership(&world, id).await;
        for (leaves_council, status) in [(false, StatusCode::OK), (true, StatusCode::NOT_FOUND)] {
            world.also(id, POLICE, Role::Practitioner).await;
            let mut tx = world.fresh.db.snapshot().await.unwrap();
            let police: Vec<(Uuid,)> = all!(&mut tx, "select id from membership
                where practitioner_id = $1 and organisation_id = $2 and ended_at is null", id, POLICE).unwrap();
            drop(tx);
            let role = if leaves_council { council.clone() } else { police[0].0.to_string() };
            assert!(memberships(&world, id).await.contains(&role));
            end(&mut ada, id, &role).await;
            let mut lena = world.visitor();
            accounts::sign_in(&mut lena, "lena", accounts::PASSWORD).await;
            assert_eq!(lena.get(&page).await.status, status, "{leaves_council}");
        }
    }

    async fn a_limited_record_whose_last_named_staff_left_falls_to_the_coordinator_who_is_told(engine: Engine) {
        let mut world = crate::world(engine).await;
        let (mut ada, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let (mut cora, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (_, lena) = world.someone("Lena", COUNCIL, Role::Practitioner).await;
        let (_, ann) = world.someone("Ann", COUNCIL, Role::Practitioner).await;
        let record = opened(&world, "Tobi", ann).await;
        limit(&world, record, &[lena]).await;
        let (person, case) = (format!("/people/{}", record.1), format!("/cases/{}", record.0));
        for page in [&person, &case] {
            assert_eq!(cora.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
        }
        assert!(!waits(&mut cora).await);
        // Shutting everybody else's account for a moment is no way to choose who reads it.
        for step in ["disable", "enable"] {
            let account = format!("/practitioners/{lena}");
            done(&accounts::press(&mut ada, &account, &format!("{account}/{step}")).await);
            assert_eq!(cora.get(&person).await.status, StatusCode::NOT_FOUND, "{step}");
        }
        let role = membership(&world, lena).await;
        end(&mut ada, lena, &role).await;
        for page in [&person, &case] {
            assert_eq!(cora.get(page).await.status, StatusCode::OK, "{page}");
        }
        assert!(waits(&mut cora).await);
        let list = cora.get("/searches").await;
        assert!(list.says("Tobi Okafor") && list.body.contains(&format!("{person}/restriction")), "{}", list.body);
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let noted: Vec<(Vec<u8>,)> = all!(&mut tx, "select d.detail from ledger_entry e join ledger_detail d on d.seq = e.seq
              where e.operation = 'end_membership' and e.kind = 'change'").unwrap();
        drop(tx);
        assert!(String::from_utf8_lossy(&noted[0].0).contains(&record.1.to_string()), "who is named now is in the ledger");

        // Naming somebody who works with the person is the answer to it.
        let restriction = format!("{person}/restriction");
        let named = ann.to_string();
        done(&cora.fill(&restriction, &[("restricted", "yes"), ("named", named.as_str())]).await);
        assert!(!waits(&mut cora).await);
        assert!(!cora.get("/searches").await.says("Tobi Okafor"));
        // The one of two organisations that she leaves is told where the record is limited.
        let council = membership(&world, ann).await;
        world.also(ann, POLICE, Role::Practitioner).await;
        assert!(!cora.get(&restriction).await.says("no longer belongs"));
        end(&mut ada, ann, &council).await;
        let told = cora.get(&restriction).await;
        assert!(told.says("Ann, who is named, no longer belongs to Essex council."), "{}", told.body);
        assert!(ties(&world, ann).await.contains(&"named".to_owned()));
    }

    async fn a_limited_record_that_is_open_to_nobody_is_told_of_and_opens_to_the_next_coordinator(engine: Engine) {
        let mut world = crate::world(engine).await;
        let (mut ada, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let (_, lena) = world.someone("Lena", COUNCIL, Role::Practitioner).await;
        let (mut cora, id) = world.someone("Cora", POLICE, Role::Practitioner).await;
        let (_, rae) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let record = opened(&world, "Tobi", rae).await;
        limit(&world, record, &[lena]).await;
        let role = membership(&world, lena).await;
        let told = end(&mut ada, lena, &role).await;
        assert!(told.says("1 limited record is open to nobody now") && !told.says("Tobi"), "{}", told.body);
        let page = format!("/people/{}", record.1);
        assert_eq!(cora.get(&page).await.status, StatusCode::NOT_FOUND);
        let (forum, police) = (FORUM.to_string(), POLICE.to_string());
        let answers = [("organisation", police.as_str()), ("role", "coordinator"), ("forum", forum.as_str())];
        done(&ada.fill(&format!("/practitioners/{id}/memberships/new"), &answers).await);
        assert!(ties(&world, id).await.contains(&"named".to_owned()));
    }
}
