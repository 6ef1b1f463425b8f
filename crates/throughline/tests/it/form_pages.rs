//! The page around a form: whose it is, and where it leads back to.

use agreement::{Kind, Role};
use axum::http::{Method, StatusCode};
use db::all;
use testkit::{COUNCIL, Engine, Reply, on_both_engines};
use uuid::Uuid;

use crate::people::{ZARA, add};
use crate::trust_ground::{Ground, Standing, id_of, is_api, path_to, routes};

/// The address behind the back link, if there is one.
fn back_of(page: &str) -> Option<&str> {
    let tag = page.split("<a ").find(|tag| tag.contains("class=\"govuk-back-link\""))?;
    tag.split_once("href=\"")?.1.split('"').next()
}

#[tokio::test]
async fn whoever_may_open_a_form_may_open_the_page_that_it_leads_back_to() {
    let ground = Ground::on(Engine::Sqlite).await;
    let (mut met, mut wrong) = (0, Vec::new());
    for route in routes().iter().filter(|it| it.method == Method::GET && !is_api(&it.path)) {
        for standing in [Standing::Own, Standing::Involved, Standing::InForum] {
            let path = path_to(route, standing);
            for who in &ground.people {
                let page = ground.ask(who, route, &path).await;
                let Some(back) = back_of(&page.body) else { continue };
                met += 1;
                let above = ground.ask(who, route, back).await;
                if above.status != StatusCode::OK {
                    wrong.push(format!("{path} as {}: {back} answers {}", who.role, above.status));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(met > 50, "{met}");
}

on_both_engines! {
    async fn who_reads_a_name_above_a_form_stands_among_those_who_have_looked_at_the_person(engine: Engine) {
        let ground = Ground::on(engine).await;
        let all_routes = routes();
        let of = |path: &str| all_routes.iter().find(|it| it.method == Method::GET && it.path == path).unwrap();
        let person = id_of(Kind::Person, Standing::Own);
        let coordinator = ground.people.iter().find(|it| it.role == Role::Coordinator.name()).unwrap();
        for path in ["/cases/{case}/reviews/new", "/cases/{case}/actions/new", "/people/{person}/amend"] {
            let route = of(path);
            let page = ground.ask(coordinator, route, &path_to(route, Standing::Own)).await;
            assert!(page.body.contains("<span class=\"govuk-caption-l\">"), "{path}: {}", page.body);
            let mut tx = ground.world.fresh.db.snapshot().await.unwrap();
            let about: Vec<(Uuid,)> = all!(&mut tx,
                "select record from ledger_about where seq = (select max(seq) from ledger_entry)").unwrap();
            assert!(about.contains(&(person,)), "{path}");
        }
    }

    async fn whoever_saves_second_does_not_undo_what_they_left_alone(engine: Engine) {
        let mut world = crate::world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let person = add(&mut wes, ZARA).await;
        let path = format!("/people/{person}/amend");
        let stale = wes.get(&path).await;
        let alike = [("date_of_birth", "2012-03-04"), ("learning_difficulty_or_disability", "no")];
        let theirs = [&[("given_name", "Zarah"), ("family_name", "Quillfeather")], &alike[..]].concat();
        assert_eq!(wes.fill(&path, &theirs).await.status, StatusCode::SEE_OTHER);
        let typed = |from: &Reply| -> Vec<(String, String)> {
            let kept = ["_csrf", "_key", "_was", "version", "given_name"].map(|name| (name, from.value(name).unwrap()));
            let mine = [&[("family_name", "Quill")], &alike[..]].concat();
            let mine = mine.into_iter().map(|(name, value)| (name, value.to_owned()));
            kept.into_iter().chain(mine).map(|(name, value)| (name.to_owned(), value)).collect()
        };
        let both = wes.post(&path, &typed(&stale)).await;
        assert_eq!(both.status, StatusCode::CONFLICT);
        assert_eq!(both.value("given_name").as_deref(), Some("Zarah"), "left alone here, changed there");
        assert_eq!(both.value("family_name").as_deref(), Some("Quill"), "typed here");
        assert_eq!(wes.post(&path, &typed(&both)).await.status, StatusCode::SEE_OTHER);
        assert!(wes.get(&format!("/people/{person}")).await.says("Zarah Quill"));
    }

    async fn an_address_is_never_put_together_from_two_peoples_changes(engine: Engine) {
        let mut world = crate::world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let person = add(&mut wes, ZARA).await;
        let path = format!("/people/{person}/contact");
        let stale = wes.get(&path).await;
        let theirs = [("address", "2 Low Road"), ("postcode", "CM1 2AB"), ("phone", "01632 960 555")];
        assert_eq!(wes.fill(&path, &theirs).await.status, StatusCode::SEE_OTHER);
        let kept = ["_csrf", "_key", "_was", "version", "phone"].map(|name| (name, stale.value(name).unwrap()));
        let mine = [("address", "17 Canary Wharfside, flat 2"), ("postcode", "CM1 1AB"), ("district_code", "Chelmsford")];
        let mine = mine.map(|(name, value)| (name, value.to_owned()));
        let fields: Vec<(String, String)> =
            kept.into_iter().chain(mine).map(|(name, value)| (name.to_owned(), value)).collect();
        let both = wes.post(&path, &fields).await;
        assert_eq!(both.status, StatusCode::CONFLICT);
        assert_eq!(both.value("postcode").as_deref(), Some("CM1 1AB"), "left alone, but it belongs to the address typed here");
        assert_eq!(both.value("phone").as_deref(), Some("01632 960 555"));
        assert!(both.says("17 Canary Wharfside, flat 2"));
    }
}
