//! A case goes on by the charter that it was decided under, whatever the forum adopts later.

use std::collections::BTreeMap;

use db::{Actor, Stopped};
use partnership::charters::web::AdoptCharter;

use super::*;
use crate::world_and_app;

/// The allocation group's charter with another version, label, level and sentence of a rule.
fn changed(version: &str) -> BTreeMap<String, String> {
    let shipped = charter::shipped_texts("maag").unwrap();
    let change = |text: &str| {
        text.replace("version = \"1\"", &format!("version = \"{version}\""))
            .replace("one = \"request for support\"", "one = \"letter of concern\"")
            .replace("name = \"Intensive\"", "name = \"Many at once\"")
            .replace("The needs cannot be met by one organisation alone.", "One alone is too few.")
            .replace("Date of the assessment", "Day on which it was written")
    };
    shipped.iter().map(|(path, text)| ((*path).to_owned(), change(text))).collect()
}

fn adopt(version: &str) -> AdoptCharter {
    AdoptCharter { forum: "Chelmsford MAAG".into(), files: changed(version) }
}

/// Accepts a referral, and opens its case.
async fn accepted(coordinator: &mut Browser, referral: &str) -> Reply {
    let decided = decide(coordinator, referral, ACCEPT).await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.body);
    case_of(coordinator, referral).await
}

async fn case_of(coordinator: &mut Browser, referral: &str) -> Reply {
    let page = coordinator.get(referral).await;
    let (_, rest) = page.body.split_once("href=\"/cases/").unwrap();
    coordinator.get(&format!("/cases/{}", rest.split('"').next().unwrap())).await
}

on_both_engines! {
    async fn an_old_case_keeps_the_charter_that_it_was_decided_under(engine: Engine) {
        let (mut world, app) = world_and_app(engine).await;
        let (mut referrer, id) = world.someone("Rae", COUNCIL, Role::Practitioner).await;
        let (mut coordinator, _) = world.someone("Col", COUNCIL, Role::Coordinator).await;
        child(&world, id).await;
        let old = refer(&mut referrer, &[]).await;
        let waiting = refer(&mut referrer, &[]).await;
        let before = accepted(&mut coordinator, &old).await;
        assert!(before.says("3, intensive"), "{}", before.body);

        let edition = app.door.perform(Actor::Console, None, adopt("2")).await.unwrap();
        assert_eq!(edition, "maag/2");
        let new = refer(&mut referrer, &[]).await;
        let after = accepted(&mut coordinator, &new).await;
        assert!(after.says("3, many at once") && !after.says("3, intensive"), "{}", after.body);
        let page = coordinator.get(&new).await;
        assert!(page.says("Letter of concern R-2026-") && page.says("One alone is too few."), "{}", page.body);
        let form = referrer.get(&format!("{new}/assessment")).await;
        assert!(form.says("Day on which it was written"), "{}", form.body);

        // What was there before goes on by the old words and rules; so does what was waiting.
        let case = case_of(&mut coordinator, &old).await;
        assert!(case.says("3, intensive") && !case.says("many at once"), "{}", case.body);
        let page = coordinator.get(&old).await;
        assert!(page.says("Request for support R-2026-") && page.says("cannot be met by one organisation alone"), "{}", page.body);
        let late = accepted(&mut coordinator, &waiting).await;
        assert!(late.says("3, intensive"), "{}", late.body);

        let mut tx = world.fresh.db.snapshot().await.unwrap();
        let versions: Vec<(String,)> =
            all!(&mut tx, "select charter_version from case_record order by created_at, id").unwrap();
        let mut versions: Vec<&str> = versions.iter().map(|(version,)| version.as_str()).collect();
        versions.sort_unstable();
        assert_eq!(versions, ["1", "1", "2"]);
        let kept: Vec<(String, String)> = all!(&mut tx, "select code, version from charter_version").unwrap();
        assert_eq!(kept, [("maag".to_owned(), "2".to_owned())]);
    }

    async fn a_charter_is_adopted_whole_under_a_version_of_its_own_or_not_at_all(engine: Engine) {
        let (_world, app) = world_and_app(engine).await;
        let problems = async |adopt: AdoptCharter| {
            match app.door.perform(Actor::Console, None, adopt).await {
                Err(Stopped::Fields(errors)) => {
                    errors.iter().map(|(field, told)| format!("{field}: {told}")).collect::<Vec<_>>().join("\n")
                }
                other => panic!("{other:?}"),
            }
        };
        let nowhere = AdoptCharter { forum: "Castle".into(), files: BTreeMap::from([("charter.toml".into(), "name = ".into())]) };
        let told = problems(nowhere).await;
        assert!(told.contains("forum: There is no forum “Castle”") && told.contains("files: "), "{told}");
        app.door.perform(Actor::Console, None, adopt("7")).await.unwrap();
        app.door.perform(Actor::Console, None, adopt("7")).await.unwrap();
        let mut other = adopt("7");
        other.files.iter_mut().for_each(|(_, text)| *text = text.replace("Many at once", "All at once"));
        let told = problems(other).await;
        assert!(told.contains("Version 7 of maag is kept already, with another text"), "{told}");
    }
}
