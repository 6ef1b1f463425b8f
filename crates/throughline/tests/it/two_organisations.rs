//! Who belongs to two organisations brings what keeps them out along, whichever they act for.

use agreement::{Kind, Relation, Role};
use axum::http::StatusCode;
use db::{NewEntry, all, scope};
use testkit::{COUNCIL, POLICE, on_both_engines};

use crate::{
    accounts,
    case_life::{done, membership, memberships, opened},
    world,
};

on_both_engines! {
    async fn whoever_administers_for_another_organisation_sees_no_case_and_administers_nothing_here(engine: Engine) {
        let mut world = world(engine).await;
        let (_, wes) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (case, _) = opened(&world, "Zara", wes).await;
        let path = format!("/cases/{case}");
        for desk in [Role::Administrator, Role::Analyst, Role::Auditor, Role::InformationGovernanceLead] {
            let (mut cora, id) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
            assert_eq!(cora.get(&path).await.status, StatusCode::OK);
            world.also(id, POLICE, desk).await;
            assert_eq!(cora.get(&path).await.status, StatusCode::NOT_FOUND, "{desk}");
            assert!(!cora.get("/cases").await.body.contains(&case.to_string()), "{desk}");
            for (page, status) in [("/practitioners", StatusCode::FORBIDDEN), ("/ledger", StatusCode::NOT_FOUND)] {
                assert_eq!(cora.get(page).await.status, status, "{desk} {page}");
            }
            assert!(!cora.get("/").await.body.contains("href=\"/practitioners\""), "{desk}");
        }
    }

    async fn nobody_gives_a_role_to_their_own_account(engine: Engine) {
        let mut world = world(engine).await;
        let (mut ada, id) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let (mut grace, _) = world.someone("Grace", COUNCIL, Role::Administrator).await;
        let (form, police) = (format!("/practitioners/{id}/memberships/new"), POLICE.to_string());
        let answers = [("organisation", police.as_str()), ("role", "practitioner")];
        let own = ada.fill(&form, &answers).await;
        assert_eq!(own.status, StatusCode::CONFLICT, "{}", own.body);
        assert!(own.says("Nobody gives a role to their own account"), "{}", own.body);
        let page = format!("/practitioners/{id}");
        assert!(!ada.get(&page).await.body.contains(&form), "it is not offered either");
        assert!(grace.get(&page).await.body.contains(&form));
        assert_eq!(grace.fill(&form, &answers).await.status, StatusCode::SEE_OTHER);
    }

    async fn staff_of_a_barred_organisation_do_not_come_in_by_another_of_theirs(engine: Engine) {
        let mut world = world(engine).await;
        let (_, wes) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut cora, id) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (case, person) = opened(&world, "Zara", wes).await;
        let mut tx = world.fresh.db.begin().await.unwrap();
        for record in [(Kind::Case, case.0), (Kind::Person, person.0)] {
            scope::add(&mut tx, record, Relation::BarredOrganisation, POLICE.0).await.unwrap();
        }
        tx.commit(world.env.now(), vec![NewEntry::plain("set_up")]).await.unwrap();
        let pages = [format!("/cases/{case}"), format!("/people/{person}")];
        for page in &pages {
            assert_eq!(cora.get(page).await.status, StatusCode::OK, "{page}");
        }
        assert!(cora.get("/cases").await.body.contains(&case.to_string()));
        world.also(id, POLICE, Role::Practitioner).await;
        for page in &pages {
            assert_eq!(cora.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
        }
        assert!(!cora.get("/cases").await.body.contains(&case.to_string()));
    }

    async fn who_leaves_an_organisation_loses_what_they_were_to_cases_for_it_and_keeps_the_rest(engine: Engine) {
        let (mut world, app) = accounts::world(engine).await;
        let (mut ada, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let (mut cora, _) = world.someone("Cora", COUNCIL, Role::Coordinator).await;
        let (_, wes) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut lena, id) = world.someone("Lena", COUNCIL, Role::Practitioner).await;
        accounts::with_password(&world, &app, id, "lena").await;
        let (led, _) = opened(&world, "Zara", wes).await;
        let (asked, _) = opened(&world, "Tobi", wes).await;
        let (referred, person) = opened(&world, "Nia", id).await;
        let (kept, kept_person) = opened(&world, "Femi", wes).await;
        let council = membership(&world, id).await;
        for case in [led, asked] {
            done(&cora.fill(&format!("/cases/{case}/lead"), &[("membership", council.as_str())]).await);
        }
        done(&lena.fill(&format!("/cases/{led}/lead/answer"), &[("answer", "accept")]).await);
        world.also(id, POLICE, Role::Practitioner).await;
        let police = memberships(&world, id).await.into_iter().find(|it| *it != council).unwrap();
        done(&cora.fill(&format!("/cases/{kept}/lead"), &[("membership", police.as_str())]).await);
        done(&lena.fill(&format!("/cases/{kept}/lead/answer"), &[("answer", "accept")]).await);
        for page in [format!("/cases/{led}"), format!("/cases/{referred}"), format!("/people/{person}"), format!("/cases/{asked}/summary")] {
            assert_eq!(lena.get(&page).await.status, StatusCode::OK, "{page}");
        }

        let account = format!("/practitioners/{id}");
        let ended = accounts::press(&mut ada, &account, &format!("{account}/memberships/{council}/end")).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.body);
        let told = ada.get(&account).await;
        assert!(told.says("1 open case needs another lead professional"), "{}", told.body);
        assert!(!told.says("Zara"));
        let mut lena = world.visitor();
        accounts::sign_in(&mut lena, "lena", accounts::PASSWORD).await;
        for page in [format!("/cases/{led}"), format!("/cases/{referred}"), format!("/people/{person}"), format!("/cases/{asked}/summary")] {
            assert_eq!(lena.get(&page).await.status, StatusCode::NOT_FOUND, "{page}");
        }
        for page in [format!("/cases/{kept}"), format!("/people/{kept_person}")] {
            assert_eq!(lena.get(&page).await.status, StatusCode::OK, "{page}");
        }
        assert!(cora.get(&format!("/cases/{led}")).await.says("A lead professional is to be appointed"));
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let noted: Vec<(Vec<u8>,)> = all!(&mut tx,
            "select d.detail from ledger_entry e join ledger_detail d on d.seq = e.seq
              where e.operation = 'end_membership' and e.kind = 'change'").unwrap();
        let noted = String::from_utf8_lossy(&noted[0].0).into_owned();
        assert!(noted.contains("\"leads_ended\":1") && noted.contains(&COUNCIL.to_string()), "{noted}");
    }
}
