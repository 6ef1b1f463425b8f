//! Services and organisations from a spreadsheet: pasted, looked at line by line, confirmed.

use agreement::Role;
use axum::http::StatusCode;
use db::all;
use testkit::{Browser, COUNCIL, POLICE, Reply, World, on_both_engines};

use crate::world;

const SHEET: &str = "organisation\tname\tcapacity\tcriteria\tgoes live on\n\
    Essex council\tPlay at home\t12\tUnder five\t2027-04-01\n\
    Police\tSchool talks\t3\t\t\n";

/// Sends the form as one of its buttons does.
async fn press(browser: &mut Browser, path: &str, sheet: &str, step: &str) -> Reply {
    let form = browser.get(path).await;
    let mut fields: Vec<(String, String)> =
        ["_csrf", "_key"].map(|name| (name.to_owned(), form.value(name).unwrap())).into();
    fields.push(("sheet".into(), sheet.into()));
    fields.push(("_step".into(), step.into()));
    browser.post(path, &fields).await
}

async fn services(world: &World) -> Vec<(String, String, i64, i64)> {
    let mut tx = world.fresh.db.snapshot().await.unwrap();
    all!(&mut tx, "select s.name, s.criteria, s.capacity, s.version from service s order by s.name")
        .unwrap()
}

on_both_engines! {
    async fn pasted_services_are_looked_at_then_added_and_a_second_paste_changes_what_changed(engine: Engine) {
        let mut world = world(engine).await;
        let (mut admin, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let path = "/services/sheet";
        let check = press(&mut admin, path, SHEET, "check").await;
        assert_eq!(check.status, StatusCode::OK, "{}", check.body);
        assert!(check.says("Will be added") && check.says("School talks") && !check.says("left out"));
        assert!(check.value("sheet").unwrap().contains("Play at home\t12"), "the text is carried");
        assert!(services(&world).await.is_empty(), "nothing is changed before it is confirmed");
        let back = press(&mut admin, path, SHEET, "change").await;
        assert!(back.body.contains("Play at home\t12"), "nothing is lost on the way back");
        let sent = press(&mut admin, path, SHEET, "send").await;
        assert_eq!(sent.location.as_deref(), Some("/services"), "{}", sent.body);
        assert!(admin.get("/services").await.says("2 added, 0 changed"));

        let same = press(&mut admin, path, SHEET, "check").await;
        assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(same.says("All of this is known already"));
        let more = SHEET.replace("\t3\t", "\t5\t") + "Castle\tMoat\tmany\t\t\n";
        let check = press(&mut admin, path, &more, "check").await;
        for said in ["Will be changed", "capacity: “3” becomes “5”", "1 line says what is known already", "1 line will be left out",
            "There is no organisation “Castle”", "capacity: Enter with how many families"] {
            assert!(check.says(said), "{said}: {}", check.body);
        }
        press(&mut admin, path, &more, "send").await;
        assert!(admin.get("/services").await.says("0 added, 1 changed. 1 line was left out"));
        let expected = [("Play at home", "Under five", 12, 1), ("School talks", "", 5, 2)]
            .map(|(name, criteria, capacity, version)| (name.to_owned(), criteria.to_owned(), capacity, version));
        assert_eq!(services(&world).await, expected);
    }

    async fn a_sheet_of_which_nothing_can_come_in_is_told_line_by_line_and_kept(engine: Engine) {
        let mut world = world(engine).await;
        let (mut admin, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let wrong = "organisation,name,capacity\nCastle,Moat,0\nPolice,,1\n";
        for step in ["check", "send"] {
            let told = press(&mut admin, "/services/sheet", wrong, step).await;
            assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
            for said in ["Line 2: organisation: There is no organisation", "Line 3: name: Enter the service’s name"] {
                assert!(told.says(said), "{step}: {said}: {}", told.body);
            }
            assert!(told.body.contains("Castle,Moat"), "what was typed is kept");
        }
        let told = press(&mut admin, "/services/sheet", "name\nMoat\n", "check").await;
        assert!(told.says("These are missing: organisation, capacity"), "{}", told.body);
        assert!(services(&world).await.is_empty());
    }

    async fn pasted_organisations_are_added_and_changed_by_name(engine: Engine) {
        let mut world = world(engine).await;
        let (mut admin, _) = world.someone("Ada", COUNCIL, Role::Administrator).await;
        let (mut wes, _) = world.someone("Wes", POLICE, Role::Practitioner).await;
        let path = "/organisations/sheet";
        let sheet = "Name,Kind,Referrer group\nFood Bank,charity or community group,voluntary_sector\nPolice,police,crime\n";
        assert_eq!(wes.get(path).await.status, StatusCode::FORBIDDEN);
        let check = press(&mut admin, path, sheet, "check").await;
        assert!(check.says("Food Bank") && check.says("referrer_group: “police” becomes “crime”"), "{}", check.body);
        press(&mut admin, path, sheet, "send").await;
        assert!(admin.get("/organisations").await.says("1 added, 1 changed"));
        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let kept: Vec<(String, String, String, i64)> = all!(&mut tx,
            "select name, kind, referrer_group, version from organisation where name <> 'Essex council' order by name").unwrap();
        let expected = [("Food Bank", "vcse", "voluntary_sector", 1), ("Police", "police", "crime", 2)]
            .map(|(name, kind, group, version)| (name.to_owned(), kind.to_owned(), group.to_owned(), version));
        assert_eq!(kept, expected);
        let entries: Vec<(String,)> = all!(&mut tx,
            "select operation from ledger_entry where operation = 'import_organisations'").unwrap();
        assert_eq!(entries.len(), 1, "one entry for what was pasted");
    }
}
