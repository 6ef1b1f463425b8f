//! What else a person goes by: found by it, by those who may be shown it, and by nobody once it is taken off.

use agreement::{Relation, Role};
use axum::http::StatusCode;
use testkit::{COUNCIL, FORUM, POLICE, Reply, on_both_engines};

use crate::{
    case_life::done,
    people_search::{ZARA, add, relate},
    world,
};

const MARLOW: [(&str, &str); 2] = [("kind", "maiden"), ("family_name", "Marlow")];

/// The address of a link on a page that ends so.
fn link(page: &Reply, ending: &str, of: &str) -> String {
    page.links().into_iter().rfind(|it| it.ends_with(ending) && it.contains(of)).unwrap()
}

on_both_engines! {
    async fn a_person_is_found_by_another_name_until_it_is_taken_off(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut member, _) = world.someone("Mo", POLICE, Role::ForumMember).await;
        let (mut olu, _) = world.someone("Olu", POLICE, Role::Practitioner).await;
        let person = add(&mut wes, ZARA).await;
        let path = format!("/people/{person}");
        relate(&world, person, &[(Relation::Forum, FORUM.0), (Relation::Open, FORUM.0)]).await;
        let form = format!("{path}/names/new");
        let wrong = wes.fill(&form, &[]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.says("Select what kind of name it is") && wrong.says("Enter the other given name"));
        let absent = olu.fill("/people", &[("name", "Zara Marlow")]).await;
        done(&wes.fill(&form, &MARLOW).await);
        for name in ["Zara Marlow", "Marlow Zarah", "Marlowe"] {
            for browser in [&mut wes, &mut member] {
                let found = browser.fill("/people", &[("name", name)]).await;
                assert!(found.says("Zara Quillfeather") && found.says("also known as Marlow"), "{name}: {}", found.body);
            }
        }
        let own = wes.fill("/people", &[("name", "Zara Quillfeather")]).await;
        assert!(own.says("same name") && !own.says("also known as"), "{}", own.body);
        let summary = member.get(&path).await;
        assert!(summary.says("Marlow (name before marriage or partnership)"), "{}", summary.body);
        assert_eq!(member.get(&form).await.status, StatusCode::FORBIDDEN);
        let hidden = olu.fill("/people", &[("name", "Zara Marlow")]).await;
        let main = |reply: &Reply| reply.body.split("People who may be").nth(1).map(|it| it.split("<form").next().unwrap().to_owned());
        assert_eq!(main(&absent), main(&hidden), "whoever may not know of her finds nobody");
        let twin = [&ZARA[2..], &[("given_name", "Zara"), ("family_name", "Marlow")]].concat();
        assert!(wes.fill("/people/new", &twin).await.says("has a record that you may see"));

        // A change of the name of today keeps the other.
        let renamed = [("given_name", "Zahra"), ("family_name", "Quillfeather"), ("date_of_birth", "2012-03-04"),
            ("learning_difficulty_or_disability", "no")];
        done(&wes.fill(&format!("{path}/amend"), &renamed).await);
        let removal = link(&wes.get(&path).await, "/removal", "/names/");
        assert!(wes.fill("/people", &[("name", "Zahra Marlow")]).await.says("also known as Marlow"));
        assert!(wes.fill(&removal, &[]).await.says("Enter why it is taken off the record"));
        done(&wes.fill(&removal, &[("reason", "Her sister's")]).await);
        let gone = wes.fill("/people", &[("name", "Marlow")]).await;
        assert!(gone.says("Nobody whose record you may see matches"), "{}", gone.body);
        assert_eq!(wes.get(&removal).await.status, StatusCode::NOT_FOUND);
    }

    async fn staff_named_on_a_limited_record_are_told_of_searches_by_another_name_or_number(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, wes_id) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut olu, _) = world.someone("Olu", POLICE, Role::Practitioner).await;
        let person = add(&mut wes, ZARA).await;
        let path = format!("/people/{person}");
        done(&wes.fill(&format!("{path}/names/new"), &MARLOW).await);
        let number = [("kind", "local"), ("system", "Mosaic"), ("value", "12-345")];
        done(&wes.fill(&format!("{path}/identifiers/new"), &number).await);
        relate(&world, person, &[(Relation::Restricted, uuid::Uuid::nil()), (Relation::Named, wes_id.0)]).await;
        let told = async |wes: &mut testkit::Browser| wes.get("/searches").await.says("Zara Quillfeather");
        assert!(!told(&mut wes).await);
        let missed = olu.fill("/people", &[("identifier", "12346")]).await;
        assert_eq!(missed.status, StatusCode::OK);
        assert!(!told(&mut wes).await, "another number");
        olu.fill("/people", &[("identifier", "12345")]).await;
        assert!(told(&mut wes).await);
        world.wait_minutes(1);
        let by_name = olu.fill("/people", &[("name", "Zara Marlow")]).await;
        assert!(by_name.says("Nobody whose record you may see matches"), "{}", by_name.body);
    }

    async fn a_number_of_another_system_finds_people_for_readers_of_their_record_alone(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let (mut member, _) = world.someone("Mo", POLICE, Role::ForumMember).await;
        let person = add(&mut wes, ZARA).await;
        let path = format!("/people/{person}");
        relate(&world, person, &[(Relation::Forum, FORUM.0), (Relation::Open, FORUM.0)]).await;
        let form = format!("{path}/identifiers/new");
        let wrong = wes.fill(&form, &[("kind", "upn"), ("value", "A801200001001")]).await;
        assert!(wrong.says("Check the UPN"), "{}", wrong.body);
        let upn = [("kind", "upn"), ("value", "h801 200 001 001")];
        done(&wes.fill(&form, &upn).await);
        assert!(wes.fill(&form, &upn).await.says("The record has this number already"));
        let page = wes.get(&path).await;
        assert!(page.says("UPN: H801200001001"), "{}", page.body);
        let found = wes.fill("/people", &[("identifier", "H801200001001")]).await;
        assert!(found.says("Zara Quillfeather") && found.says("same number"), "{}", found.body);
        for path in [path.as_str(), &format!("/api/v1{path}")] {
            assert!(!member.get(path).await.body.contains("H8012"), "the summary holds no number");
        }
        let hidden = member.fill("/people", &[("identifier", "H801200001001")]).await;
        assert!(hidden.says("Nobody whose record you may see matches"), "{}", hidden.body);
        relate(&world, person, &[(Relation::Agenda, FORUM.0)]).await;
        assert!(member.fill("/people", &[("identifier", "H801200001001")]).await.says("same number"));
        let removal = link(&page, "/removal", "/identifiers/");
        done(&wes.fill(&removal, &[("reason", "Another pupil's")]).await);
        let gone = wes.fill("/people", &[("identifier", "H801200001001")]).await;
        assert!(gone.says("Nobody whose record you may see matches"), "{}", gone.body);
    }

    async fn the_status_of_an_nhs_number_fits_the_number(engine: Engine) {
        let mut world = world(engine).await;
        let (mut wes, _) = world.someone("Wes", COUNCIL, Role::Practitioner).await;
        let person = add(&mut wes, ZARA).await;
        let path = format!("/people/{person}");
        let form = format!("{path}/amend");
        let said = [("given_name", "Zara"), ("family_name", "Quillfeather"), ("date_of_birth", "2012-03-04"),
            ("learning_difficulty_or_disability", "no")];
        let with = |number, status| [&said[..], &[("nhs_number", number), ("nhs_number_status", status)]].concat();
        assert!(wes.fill(&form, &with("", "verified")).await.says("Enter the NHS number, or select that it is not present"));
        assert!(wes.fill(&form, &with("943 476 5919", "not_present")).await.says("Select another status"));
        done(&wes.fill(&form, &with("943 476 5919", "verified")).await);
        assert!(wes.get(&path).await.says("Number present and verified"));
        done(&wes.fill(&form, &with("", "not_present")).await);
        assert!(wes.get(&path).await.says("Number not present and trace not required"));
    }
}
