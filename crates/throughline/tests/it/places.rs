//! The places of the partnership: brought in from a sheet by the console, read by everybody.

use agreement::Role;
use axum::http::StatusCode;
use db::{Actor, Door, Stopped};
use partnership::{places::ImportPlaces, sheet::Outcome};
use testkit::{COUNCIL, POLICE, on_both_engines};

use crate::world_and_app;

const WARDS: &str = "tier,name,gss_code,vintage,parent\n\
    ward,Goat Hall,E05004102,December 2016,Chelmsford\n\
    ward,Trinity,E05004117,December 2016,Chelmsford\n";

async fn import(door: &Door, sheet: &str) -> Result<Outcome, Stopped> {
    let new_tiers = vec!["ward".to_owned()];
    door.perform(Actor::Console, None, ImportPlaces { sheet: sheet.into(), above: 0, new_tiers })
        .await
}

on_both_engines! {
    async fn wards_come_in_are_renamed_by_code_and_everybody_reads_where_they_lie(engine: Engine) {
        let (mut world, app) = world_and_app(engine).await;
        let (mut wes, _) = world.someone("Wes", POLICE, Role::Practitioner).await;
        let before = wes.get("/places").await;
        assert_eq!(before.status, StatusCode::OK, "{}", before.body);
        assert!(before.says("Chelmsford") && before.says("Quadrant") && !before.says("wards"));
        assert!(before.says("No list of postcodes has been brought in"));
        let done = import(&app.door, WARDS).await.unwrap();
        assert_eq!((done.added.len(), done.changed.len()), (2, 0));
        let again = import(&app.door, WARDS).await.unwrap();
        assert_eq!((again.added.len(), again.changed.len(), again.unchanged), (0, 0, 2));
        let renamed = WARDS.replace("Goat Hall", "Goat Hall and Moulsham").replace("2016", "2023")
            .replace("E05004117", "E05015475");
        let done = import(&app.door, &renamed).await.unwrap();
        assert_eq!((done.added.len(), done.changed.len()), (0, 2));
        let page = wes.get("/places").await;
        for said in ["Chelmsford: 2 wards", "Goat Hall and Moulsham", "E05015475", "December 2023"] {
            assert!(page.says(said), "{said}: {}", page.body);
        }
        assert!(!page.says("E05004117") && !page.says("December 2016"));
    }

    async fn every_problem_of_a_sheet_of_places_has_its_line_and_the_others_come_in(engine: Engine) {
        let (_world, app) = world_and_app(engine).await;
        let sheet = format!("{WARDS}\nward,Nowhere,E0,,Atlantis\ncastle,Keep,,,Chelmsford\n");
        let done = import(&app.door, &sheet).await.unwrap();
        assert_eq!(done.added.len(), 2);
        let told: Vec<(i64, String)> = done.refused.iter().map(|it| (it.line, it.words.join("; "))).collect();
        assert_eq!((told[0].0, told[1].0), (5, 6));
        assert!(told[0].1.contains("gss_code: must be") && told[0].1.contains("parent: There is no place “Atlantis”"));
        assert!(told[1].1.contains("There is no tier “castle”"));
        for (wrong, expected) in [("tier,name\n", "Add a row"), ("name\nX\n", "missing: tier")] {
            match import(&app.door, wrong).await {
                Err(Stopped::Fields(errors)) => {
                    assert!(errors.of("sheet").unwrap().contains(expected), "{errors:?}");
                }
                other => panic!("{other:?}"),
            }
        }
    }

    async fn the_page_of_places_counts_the_forums_and_services_that_name_each(engine: Engine) {
        let (mut world, app) = world_and_app(engine).await;
        let (mut admin, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        import(&app.door, WARDS).await.unwrap();
        let form = admin.get("/services/new").await;
        assert!(form.says("Chelmsford") && !form.says("Goat Hall"), "wards are too many to choose from");
        let sheet = "organisation,name,capacity,places\nEssex council,Play,3,E05004102; Chelmsford\n";
        let sent = admin.fill("/services/sheet", &[("sheet", sheet)]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
        let shown: serde_json::Value = serde_json::from_str(&admin.get("/api/v1/places").await.body).unwrap();
        let named = shown["named"].as_array().unwrap();
        let mut counts: Vec<(i64, i64)> = named.iter()
            .map(|it| (it["forums"].as_i64().unwrap(), it["services"].as_i64().unwrap())).collect();
        counts.sort_unstable();
        assert_eq!(counts, [(0, 1), (1, 1)], "the ward, and Chelmsford with its forum");
        // A service that is offered in a ward keeps it when it is changed in the browser.
        let list = admin.get("/services").await;
        let (before, _) = list.body.split_once("/amend\"").unwrap();
        let amend = format!("{}/amend", before.rsplit_once('"').unwrap().1);
        assert!(admin.get(&amend).await.says("Goat Hall"));
    }
}
