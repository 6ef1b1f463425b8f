//! Who belongs to two organisations brings what keeps them out along, whichever they act for.

use agreement::{Kind, Relation, Role};
use axum::http::StatusCode;
use db::{NewEntry, scope};
use testkit::{COUNCIL, POLICE, on_both_engines};

use crate::{case_life::opened, world};

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
            for page in ["/practitioners", "/ledger"] {
                assert_eq!(cora.get(page).await.status, StatusCode::FORBIDDEN, "{desk} {page}");
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
}
